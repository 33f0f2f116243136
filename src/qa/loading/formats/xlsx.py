"""Excel files: every sheet's rows with their column heads, numbers as they are shown, notes and drawn text after them.

The XML is read here because openpyxl gives no strict files, no shown numbers and a cell for each empty one.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import regex
from lxml import etree

from qa.errors import DocumentError
from qa.loading.extracted import Extracted
from qa.loading.formats.number_format import BUILTIN, shown
from qa.loading.formats.ooxml import OfficePackage, chart_lines, drawn_text
from qa.loading.formats.package import damaged
from qa.loading.formats.table import Cell, Row, cell_range, write_table
from qa.loading.formats.text_builder import TextBuilder
from qa.loading.formats.xml import Element, attribute, child, children, descendants, name_of

MOST_CELLS = 5_000_000
MOST_MERGED, LONGEST_MERGED = 10_000, 1_000
_MERGED = regex.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ESCAPED = regex.compile(r"_x([0-9A-Fa-f]{4})_")


def read_xlsx(data: bytes, _encoding: str | None) -> Extracted:
    """The text of an XLSX or XLSM file; DocumentError where it is none."""
    package = OfficePackage(data)
    book = _Book.of(package)
    text = TextBuilder()
    for name, part in _sheets(package):
        _read_sheet(book, name, part, text)
    return package.described(text.extracted("Excel", package.title()))


def read_rows(data: bytes) -> Iterator[tuple[str, list[Row]]]:
    """The name and filled rows of each sheet, numbers as they are shown; DocumentError for what is no whole XLSX."""
    package = OfficePackage(data)
    book = _Book.of(package)
    for name, part in _sheets(package):
        try:
            rows = list(_rows(book, part, recover=False))
        except etree.XMLSyntaxError as error:
            raise damaged(f"is torn at its part {part} ({error})") from None
        yield name, _filled_down(rows, package.read(part))


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets share: strings, the format and boldness of each cell style, the first day."""

    package: OfficePackage
    strings: list[str]
    styles: list[tuple[str, bool]]
    from_1904: bool

    @classmethod
    def of(cls, package: OfficePackage) -> "_Book":
        main = package.main_part()
        strings = [
            _rich(item) for part in package.related(main, "sharedStrings") for item in children(package.xml(part), "si")
        ]
        styles = [style for part in package.related(main, "styles") for style in _styles(package.xml(part))]
        properties = child(package.xml(main), "workbookPr")
        since = attribute(properties, "date1904") if properties is not None else ""
        return cls(package, strings, styles, since in {"1", "true", "on"})

    def style(self, cell: Element) -> tuple[str, bool]:
        number = cell.get("s", "0")
        index = int(number) if number.isdecimal() else 0
        return self.styles[index] if index < len(self.styles) else ("General", False)


def _styles(part: Element) -> Iterator[tuple[str, bool]]:
    """The format code and boldness of each cell style, in order."""
    codes = {attribute(item, "numFmtId"): attribute(item, "formatCode") for item in descendants(part, "numFmt")}
    fonts = child(part, "fonts")
    bold = [child(font, "b") is not None for font in fonts] if fonts is not None else []
    for style in descendants(part, "cellXfs"):
        for item in children(style, "xf"):
            number, font = attribute(item, "numFmtId", "0"), attribute(item, "fontId", "0")
            code = codes.get(number) or BUILTIN.get(int(number) if number.isdecimal() else 0, "General")
            yield code, font.isdecimal() and int(font) < len(bold) and bold[int(font)]


def _sheets(package: OfficePackage) -> list[tuple[str, str]]:
    """(name, part) of each sheet, in the book's order."""
    main = package.main_part()
    targets = {arrow.id: arrow.target for arrow in package.relations(main)}
    listed = child(package.xml(main), "sheets")
    if listed is None:
        raise damaged("is not a workbook: it lists no sheets")
    named = [(attribute(sheet, "name"), _part(sheet, targets)) for sheet in listed]
    return [(name, part) for name, part in named if part in package]


def _part(sheet: Element, targets: dict[str, str]) -> str:
    return next((targets[str(value)] for value in sheet.attrib.values() if str(value) in targets), "")


def _read_sheet(book: _Book, name: str, part: str, text: TextBuilder) -> None:
    rows = _filled_down(list(_rows(book, part)), book.package.read(part))
    aside = list(_aside(book.package, part))
    if rows or aside:
        text.heading(name, 1)
    write_table(rows, text, cell_range(name))
    for place, words in aside:
        text.paragraph(words, f"{name}!{place}" if place else name)


def _rows(book: _Book, part: str, *, recover: bool = True) -> Iterator[Row]:
    """Rows with something in them; a row or cell that does not say its place follows the last one.

    After a fault in the XML comes what can be understood, or XMLSyntaxError where nobody wants to `recover`.
    """
    tree = etree.iterparse(
        io.BytesIO(book.package.read(part)), tag="{*}row", resolve_entities=False, no_network=True, recover=recover
    )
    number = total = 0
    for _, row in tree:
        said = row.get("r", "")
        number = int(said) if said.isdecimal() else number + 1
        cells = list(_cells(book, row))
        total += len(cells)
        if total > MOST_CELLS:
            raise DocumentError(f"holds more than {MOST_CELLS:,} cells", hint="divide it", reason="bomb")
        if cells:
            yield Row(number, cells)
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _filled_down(rows: list[Row], sheet: bytes) -> list[Row]:
    """The rows with what stands in a cell that reaches down into them, as a reader of the sheet sees it."""
    merged = list(islice(_MERGED.finditer(sheet), MOST_MERGED))
    if not merged:
        return rows
    places = {row.number: index for index, row in enumerate(rows)}
    for left, top, right, bottom in (match.groups() for match in merged):
        column, first, last = _column(left.decode(), 0), int(top), min(int(bottom), int(top) + LONGEST_MERGED)
        above = rows[places[first]].cells if first in places else ()
        shown = [cell for cell in above if cell.column == column]
        for number in range(first + 1, last + 1) if shown and left == right else ():
            if number in places:
                row = rows[places[number]]
                rows[places[number]] = Row(number, sorted([*row.cells, *shown], key=lambda cell: cell.column))
    return rows


def _cells(book: _Book, row: Element) -> Iterator[Cell]:
    column = -1
    for cell in row:
        column = _column(cell.get("r", ""), column + 1)
        code, bold = book.style(cell)
        text, is_number = _shown(book, cell, code)
        if text.strip():
            yield Cell(column, text, is_number, bold)


def _column(reference: str, otherwise: int) -> int:
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1 if column else otherwise


def _shown(book: _Book, cell: Element, code: str) -> tuple[str, bool]:
    """What a cell shows, and whether it is a number."""
    kind, inline = cell.get("t", "n"), child(cell, "is")
    if inline is not None:
        return _rich(inline), False
    stored = child(cell, "v")
    value = (stored.text or "") if stored is not None else ""
    if kind == "s":
        index = int(value) if value.strip().isdecimal() else -1
        return (book.strings[index] if 0 <= index < len(book.strings) else ""), False
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value), False
    if kind != "n":
        return _unescaped(value), kind == "d"
    try:
        return shown(float(value), code, from_1904=book.from_1904), True
    except ValueError:
        return value, False


def _rich(item: Element) -> str:
    """A string's runs, without what says how it is pronounced."""
    words = [node.text or "" for node in item.iterdescendants("{*}t") if not _is_phonetic(node)]
    return _unescaped("".join(words))


def _is_phonetic(node: Element) -> bool:
    parent = node.getparent()
    return parent is not None and name_of(parent) == "rPh"


def _unescaped(text: str) -> str:
    """`_x000D_` is a character that XML cannot hold, or a carriage return."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _aside(package: OfficePackage, part: str) -> Iterator[tuple[str, str]]:
    """(cell, text) of the notes and comments of a sheet, and ("", text) of its drawings and charts."""
    for name in package.related(part, "comments", "threadedComment"):
        for comment in descendants(package.xml(name), "comment", "threadedComment"):
            words = child(comment, "text")
            yield attribute(comment, "ref"), "" if words is None else (words.text or "") + _rich(words)
    for name in package.related(part, "drawing", "chart"):
        root = package.xml(name)
        yield "", "\n".join(filter(str.strip, drawn_text(root)))
        for chart in package.related(name, "chart"):
            yield "", "\n".join(chart_lines(package.xml(chart)))
