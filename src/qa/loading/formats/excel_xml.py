"""Excel's XML of 2003 (SpreadsheetML): the rows of each sheet with their column heads, notes after them."""

from collections.abc import Iterator

from qa.loading.extracted import Extracted
from qa.loading.formats.table import Cell, Row, cell_range, write_table
from qa.loading.formats.text_builder import TextBuilder
from qa.loading.formats.xml import Element, attribute, child, children, descendants, parse_xml

_NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"


def is_excel_xml(data: bytes) -> bool:
    """Whether an XML file is a workbook of that kind."""
    return _NAMESPACE in data[:4096]


def read_excel_xml(data: bytes) -> Extracted:
    """The text of a workbook; DocumentError for what is no XML."""
    book = parse_xml(data, "the file")
    text = TextBuilder()
    for sheet in children(book, "Worksheet"):
        name = attribute(sheet, "Name")
        rows = list(_rows(sheet))
        if rows:
            text.paragraph(name)
        write_table(rows, text, cell_range(name))
    title = next((item.text or "" for item in descendants(book, "Title")), "")
    return text.extracted("Excel", " ".join(title.split()))


def _rows(sheet: Element) -> Iterator[Row]:
    """The filled rows; one that does not say its number follows the last one."""
    number = 0
    for row in descendants(sheet, "Row"):
        number = _place(row, number + 1)
        cells = list(_cells(row))
        if cells:
            yield Row(number, cells)


def _cells(row: Element) -> Iterator[Cell]:
    column = -1
    for cell in children(row, "Cell"):
        column = _place(cell, column + 2) - 1
        stored = child(cell, "Data")
        words = "".join(str(piece) for piece in stored.itertext()) if stored is not None else ""
        kind = attribute(stored, "Type") if stored is not None else ""
        if words.strip():
            yield Cell(column, words.removesuffix("T00:00:00.000"), kind in {"Number", "DateTime"})
        across = attribute(cell, "MergeAcross", "0")
        column += int(across) if across.isdecimal() and len(across) < 6 else 0


def _place(element: Element, otherwise: int) -> int:
    said = attribute(element, "Index")
    return int(said) if said.isdecimal() and len(said) < 10 else otherwise
