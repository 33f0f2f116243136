"""Old Excel files (XLS), by xlrd: rows with their column heads, numbers as they are shown, notes after the sheet."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.errors import DocumentError
from qa.loading.extracted import Extracted
from qa.loading.formats.calamine import read_xlsb
from qa.loading.formats.compound import MAGIC, Compound
from qa.loading.formats.number_format import shown
from qa.loading.formats.package import damaged, encrypted
from qa.loading.formats.table import Cell, Row, cell_range, letters, write_table
from qa.loading.formats.text_builder import TextBuilder

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell as StoredCell
    from xlrd.sheet import Sheet


def read_xls(data: bytes, _encoding: str | None) -> Extracted:
    """The text of an XLS file; DocumentError where it is none, also for another reader."""
    try:
        book = _opened(data)
    except DocumentError as error:
        if error.reason == "encrypted" or (data.startswith(MAGIC) and Compound(data).is_circular):
            raise  # calamine would follow the circle until no memory is left
        return read_xlsb(data, None)
    text = TextBuilder()
    for sheet in map(book.sheet_by_index, range(book.nsheets)):
        rows = list(_rows(book, sheet))
        if rows:
            text.heading(sheet.name, 1)
        write_table(rows, text, cell_range(sheet.name))
        for (row, column), note in sorted(sheet.cell_note_map.items()):
            text.paragraph(note.text, f"{sheet.name}!{letters(column)}{row + 1}")
    return text.extracted("Excel")


def _opened(data: bytes) -> "Book":
    import xlrd

    try:
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=io.StringIO(), ignore_workbook_corruption=True
        )
    except Exception as error:  # noqa: BLE001 - xlrd raises what comes on damaged files
        if "encrypted" in str(error).lower():
            raise encrypted() from None
        raise damaged(f"is not a whole Excel file ({error})") from None


def _rows(book: "Book", sheet: "Sheet") -> Iterator[Row]:
    for number in range(sheet.nrows):
        found = [(column, cell, *_shown(book, cell)) for column, cell in _stored(sheet, number)]
        cells = [
            Cell(column, text, is_number, _is_bold(book, cell))
            for column, cell, text, is_number in found
            if text.strip()
        ]
        if cells:
            yield Row(number + 1, cells)


def _stored(sheet: "Sheet", row: int) -> Iterator[tuple[int, "StoredCell"]]:
    for column in range(sheet.ncols):
        yield column, sheet.cell(row, column)


def _shown(book: "Book", cell: "StoredCell") -> tuple[str, bool]:
    """What a cell shows, and whether it is a number; xlrd's kinds are 1 text, 2 number, 3 date, 4 truth, 5 error."""
    from xlrd.biffh import error_text_from_code

    if cell.ctype in {2, 3}:
        code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        return shown(cell.value, code, from_1904=bool(book.datemode)), True
    if cell.ctype == 4:
        return ("TRUE" if cell.value else "FALSE"), False
    if cell.ctype == 5:
        return error_text_from_code.get(cell.value, "#ERR"), False
    return str(cell.value) if cell.ctype == 1 else "", False


def _is_bold(book: "Book", cell: "StoredCell") -> bool:
    font = book.xf_list[cell.xf_index].font_index
    return bool(cell.ctype == 1 and font < len(book.font_list) and book.font_list[font].weight >= 700)
