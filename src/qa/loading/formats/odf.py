"""OpenDocument: texts, sheets and slides, zipped or as one flat XML file. What was deleted with tracking is no text."""

from collections.abc import Iterator
from dataclasses import replace

from qa.loading.extracted import Extracted
from qa.loading.formats.compound import refuse_compound
from qa.loading.formats.package import Package, damaged, encrypted
from qa.loading.formats.stated import made_date, names
from qa.loading.formats.table import Cell, Row, cell_range, write_table
from qa.loading.formats.text_builder import TextBuilder
from qa.loading.formats.xml import Element, attribute, child, children, descendants, name_of, parse_xml

MOST_COPIES = 100
_LEFT_OUT = frozenset(
    "tracked-changes forms sequence-decls variable-decls user-field-decls dde-connection-decls scripts event-listeners "
    "table-of-content-source illustration-index-source bibliography-source alphabetical-index-source "
    "table-index-source object-index-source user-index-source ruby-text object object-ole desc title "
    "database-range named-expressions content-validations calculation-settings".split()
)
_BLOCKS = ("p", "h", "table")
_NUMBERS = frozenset({"float", "percentage", "currency", "date", "time"})


def read_odt(data: bytes, _encoding: str | None) -> Extracted:
    """The text of an ODT file: its body, with notes and text boxes after their paragraphs."""
    return _Open(data).extracted("text")


def read_ods(data: bytes, _encoding: str | None) -> Extracted:
    """The rows of an ODS file, as they are shown."""
    return _Open(data).extracted("spreadsheet")


def read_odp(data: bytes, _encoding: str | None) -> Extracted:
    """The slides of an ODP file, with their notes."""
    return _Open(data).extracted("presentation")


class _Open:
    """One document as it is read; `aside` holds what a paragraph carries along, written after it."""

    def __init__(self, data: bytes) -> None:
        self.content, self.styles, self.meta = _parts(data)
        self.text = TextBuilder()
        self.aside: list[tuple[str, str]] = []

    def extracted(self, kind: str) -> Extracted:
        body = child(self.content, "body")
        if body is None or not len(body):
            raise damaged("is no OpenDocument file: it has no body")
        office = next(children(body, "text", "spreadsheet", "presentation", "drawing", kind), body[0])
        read = {"spreadsheet": self._sheets, "presentation": self._slides, "drawing": self._slides}
        read.get(name_of(office), self._written)(office)
        found = self.text.extracted("OpenDocument", " ".join(self._stated("title").split()))
        author = names([self._stated("initial-creator") or self._stated("creator")])
        return replace(found, author=author, made=made_date(self._stated("creation-date"), self._stated("date")))

    def _stated(self, name: str) -> str:
        """What the file's properties say; empty where they do not."""
        properties = next(descendants(self.meta, "meta"), None)
        said = next(children(properties, name), None) if properties is not None else None
        return (said.text or "") if said is not None else ""

    def _written(self, body: Element) -> None:
        for block in _within(body, *_BLOCKS):
            self._block(block, "")
        for part in descendants(self.styles, "header", "footer"):
            for block in _within(part, *_BLOCKS):
                self._block(block, name_of(part))

    def _block(self, block: Element, place: str, page: int | None = None) -> None:
        start, lines = len(self.text), "\n".join(self.lines(block))
        self.text.paragraph(lines, place, page)
        if name_of(block) == "h":
            level = attribute(block, "outline-level", "1")
            self.text.mark(start, int(level) if level.isdecimal() else 1, lines)
        self._put_aside(place, page)

    def _put_aside(self, place: str, page: int | None = None) -> None:
        aside, self.aside = self.aside, []
        for words, name in aside:
            self.text.paragraph(words, ", ".join(filter(None, (place, name))), page)

    def lines(self, block: Element) -> Iterator[str]:
        """A paragraph, the rows of a table, or the paragraphs of what holds some."""
        if name_of(block) in {"p", "h"}:
            yield "".join(self._words(block))
        elif name_of(block) == "table":
            yield from (self._row(row) for row in _within(block, "table-row"))
        else:
            yield from (line for inner in _within(block, *_BLOCKS) for line in self.lines(inner))

    def _row(self, row: Element) -> str:
        cells = ["\n".join(filter(str.strip, self.lines(cell))) for cell in children(row, "table-cell")]
        return " | ".join(cells) if any(cells) else ""

    def _words(self, element: Element) -> Iterator[str]:
        """The characters of a paragraph; notes, comments and boxes are put aside."""
        yield _collapsed(element.text)
        for node in element:
            name = name_of(node)
            if name == "s":
                yield " " * min(int(attribute(node, "c", "1") or 1), 1_000)
            elif name in {"tab", "line-break"}:
                yield "\t" if name == "tab" else "\n"
            elif name in {"note", "annotation"}:
                self._note(node)
            elif name in {"text-box", "custom-shape", "table"}:
                self.aside.append(("\n".join(self.lines(node)), ""))
            elif name and name not in _LEFT_OUT:
                yield from self._words(node)
            yield _collapsed(node.tail)

    def _note(self, note: Element) -> None:
        """A footnote's body, or a comment without its author and date."""
        kind = attribute(note, "note-class") or "comment"
        number = child(note, "note-citation")
        place = f"{kind} {number.text}" if number is not None and number.text else kind
        body = child(note, "note-body")
        self.aside.append(("\n".join(self.lines(note if body is None else body)), place))

    def _slides(self, body: Element) -> None:
        for number, slide in enumerate(children(body, "page"), 1):
            place = f"slide {number}"
            notes = list(children(slide, "notes"))
            for frame in slide:
                if frame not in notes:
                    self.text.paragraph("\n".join(filter(str.strip, self.lines(frame))), place, number)
                    self._put_aside(place, number)
            for part in notes:
                self.text.paragraph("\n".join(self.lines(part)), f"{place}, notes", number)

    def _sheets(self, body: Element) -> None:
        for sheet in children(body, "table"):
            name = attribute(sheet, "name")
            rows = list(self._rows(sheet))
            if rows:
                self.text.heading(name, 1)
            write_table(rows, self.text, cell_range(name))
            self._put_aside(name)
            for shapes in children(sheet, "shapes"):
                self.text.paragraph("\n".join(self.lines(shapes)), name)

    def _rows(self, sheet: Element) -> Iterator[Row]:
        """Rows with something in them; millions of empty ones are counted, not made."""
        number = 1
        for row in _within(sheet, "table-row"):
            copies = _count(row, "number-rows-repeated")
            cells = list(self._cells(row))
            for copy in range(min(copies, MOST_COPIES) if cells else 0):
                yield Row(number + copy, cells)
            number += copies

    def _cells(self, row: Element) -> Iterator[Cell]:
        column = 0
        for cell in children(row, "table-cell", "covered-table-cell"):
            copies = _count(cell, "number-columns-repeated")
            words = "\n".join(self.lines(cell)) or attribute(cell, "value")
            for copy in range(min(copies, MOST_COPIES) if words.strip() else 0):
                yield Cell(column + copy, words, attribute(cell, "value-type") in _NUMBERS)
            for note in children(cell, "annotation"):
                self._note(note)
            column += copies


def _parts(data: bytes) -> tuple[Element, Element, Element]:
    """Content, styles and properties: three parts of a package, or one flat file."""
    if data.lstrip()[:1] == b"<":
        root = parse_xml(data, "the file")
        return root, root, root
    refuse_compound(data)
    package = Package(data)
    if b"encryption-data" in package.get("META-INF/manifest.xml"):
        raise encrypted(can_be_opened=False)
    content = parse_xml(package.read("content.xml"), "content.xml")
    others = [parse_xml(package.get(name) or b"<none/>", name) for name in ("styles.xml", "meta.xml")]
    return content, others[0], others[1]


def _within(element: Element, *names: str) -> Iterator[Element]:
    """The nearest descendants of these names, not looking into them nor into what holds no text."""
    for node in element:
        name = name_of(node)
        if name in names:
            yield node
        elif name not in _LEFT_OUT and name not in {"annotation", "note"}:
            yield from _within(node, *names)


def _count(element: Element, name: str) -> int:
    said = attribute(element, name, "1")
    return max(1, int(said)) if said.isdecimal() else 1


def _collapsed(text: str | None) -> str:
    """Blanks as OpenDocument counts them: several in the file are one."""
    words = (text or "").replace("\n", " ").replace("\t", " ").replace("\r", " ")
    while "  " in words:
        words = words.replace("  ", " ")
    return words
