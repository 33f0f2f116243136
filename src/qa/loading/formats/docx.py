"""Word files: body, notes where they are referred to, text boxes, tables row by row, then headers, footers, comments.

Tracked deletions are left out, tracked insertions are text. The XML is walked here because python-docx knows neither
notes, text boxes, content controls nor tracked changes.
"""

from collections.abc import Iterator
from dataclasses import replace

import regex

from qa.loading.extracted import Extracted, Member
from qa.loading.formats.numbering import Numbering
from qa.loading.formats.ooxml import OfficePackage, chart_lines, drawn_text
from qa.loading.formats.text_builder import SYMBOLS, TextBuilder
from qa.loading.formats.xml import Element, attribute, child, children, descendants, name_of

_LEFT_OUT = frozenset("del moveFrom instrText delText delInstrText rPr pPr tblPr trPr tcPr sdtPr rt fldData".split())
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_SYMBOLS = {f"{code:X}": sign for code, sign in SYMBOLS.items()}
_ASIDE = ("footnotes", "endnotes", "comments")


def read_docx(data: bytes, _encoding: str | None) -> Extracted:
    """The text of a DOCX or DOCM file; DocumentError where it is none."""
    return _Word(OfficePackage(data)).extracted()


class _Word:
    """One document as it is read; `aside` holds what a paragraph refers to, written after its block."""

    def __init__(self, package: OfficePackage) -> None:
        self.package = package
        self.main = package.main_part()
        self.targets = {arrow.id: arrow.target for arrow in package.relations(self.main)}
        self.numbering = Numbering(self._parts("numbering"), self._parts("styles"))
        self.levels = {attribute(style, "styleId"): _style_level(style) for style in self._styles()}
        self.text = TextBuilder()
        self.aside: list[tuple[str, str]] = []
        self.heading = ""
        self.notes = {kind: self._notes(kind) for kind in _ASIDE}

    def extracted(self) -> Extracted:
        body = child(self.package.xml(self.main), "body")
        for block in _blocks(body) if body is not None else ():
            self._block(block)
        for kind in ("header", "footer"):
            self._running(kind)
        for number, comment in self.notes["comments"].items():
            author = attribute(comment, "author")
            lines = "\n".join(self.lines(comment))
            self.text.paragraph(lines, f"comment by {author}" if author else f"comment {number}")
        found = self.text.extracted("Word", self.package.title() or self.heading)
        return replace(self.package.described(found), members=tuple(self._inserted()))

    def _inserted(self) -> Iterator[Member]:
        """Files inside the document: sheets and others that were embedded, and what was to be merged into it."""
        for name in self.package.related(self.main, "package", "aFChunk"):
            yield Member(name.rpartition("/")[2], self.package.read(name))

    def _styles(self) -> Iterator[Element]:
        return (style for part in self._parts("styles") for style in children(part, "style"))

    def _parts(self, kind: str) -> list[Element]:
        return [self.package.xml(name) for name in self.package.related(self.main, kind)]

    def _notes(self, kind: str) -> dict[str, Element]:
        """Notes by their number; separators are no notes."""
        parts = [note for part in self._parts(kind) for note in children(part, "footnote", "endnote", "comment")]
        return {attribute(note, "id"): note for note in parts if not attribute(note, "type").endswith("eparator")}

    def _block(self, block: Element) -> None:
        lines, level, start = "\n".join(self.lines(block)), self._level(block), len(self.text)
        self.text.paragraph(lines)
        if level:
            self.text.mark(start, level, lines)
        if level == 1:
            self.heading = self.heading or " ".join(lines.split())
        aside, self.aside = self.aside, []
        for text, name in aside:
            self.text.paragraph(text, name)

    def _level(self, block: Element) -> int:
        """The level of a heading, from 1; 0 for what is none."""
        style, own = child(block, "pPr", "pStyle"), child(block, "pPr", "outlineLvl")
        if own is not None:
            return _outlined(own)
        name = attribute(style, "val") if style is not None else ""
        return self.levels.get(name, _named_level(name))

    def _running(self, kind: str) -> None:
        """Headers or footers, each text once."""
        texts = ("\n".join(self.lines(part)) for part in self._parts(kind))
        for lines in dict.fromkeys(texts):
            self.text.paragraph(lines, kind)

    def lines(self, block: Element) -> Iterator[str]:
        """A paragraph, the rows of a table, or all blocks of a note."""
        if name_of(block) == "p":
            yield self._paragraph(block)
        elif name_of(block) == "tbl":
            yield from (self._row(row) for row in _within(block, "tr"))
        else:
            yield from (line for inner in _blocks(block) for line in self.lines(inner))

    def _row(self, row: Element) -> str:
        """Cells separated by bars; a cell of several paragraphs keeps their lines."""
        cells = ["\n".join(line for line in self.lines(cell) if line.strip()) for cell in _within(row, "tc")]
        return " | ".join(cells) if any(cells) else ""

    def _paragraph(self, paragraph: Element) -> str:
        words = "".join(self._words(paragraph))
        return self.numbering.label(paragraph) + words if words.strip() else words

    def _words(self, element: Element) -> Iterator[str]:
        """The characters of a paragraph or run; boxes, notes and drawings are put aside."""
        for node in element:
            name = name_of(node)
            if name in _LEFT_OUT or (name == "r" and _is_hidden(node)):
                continue
            if name == "t":
                yield node.text or ""
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name == "sym":
                yield _SYMBOLS.get(attribute(node, "char").upper(), "")
            elif name in {"footnoteReference", "endnoteReference"}:
                self._note(name.removesuffix("Reference"), attribute(node, "id"))
            elif name == "txbxContent":
                self.aside.append(("\n".join(self.lines(node)), ""))
            elif name in {"relIds", "chart"}:
                self._drawing(node)
            elif name == "AlternateContent":
                yield from self._words(_chosen(node))
            else:
                yield from self._words(node)

    def _note(self, kind: str, number: str) -> None:
        note = self.notes[f"{kind}s"].get(number)
        if note is not None:
            self.aside.append(("\n".join(self.lines(note)), f"{kind} {number}"))

    def _drawing(self, node: Element) -> None:
        """SmartArt and charts keep their text in parts of their own."""
        is_chart = name_of(node) == "chart"
        target = self.targets.get(attribute(node, "id" if is_chart else "dm"), "")
        if target in self.package:
            part = self.package.xml(target)
            self.aside.append(("\n".join(filter(None, (chart_lines if is_chart else drawn_text)(part))), ""))


def _style_level(style: Element) -> int:
    """The level of the headings that have this style; "heading 2" is Word's name of it in every language."""
    outline, name = child(style, "pPr", "outlineLvl"), child(style, "name")
    if outline is not None:
        return _outlined(outline)
    return _named_level(attribute(name, "val") if name is not None else "")


def _named_level(name: str) -> int:
    found = regex.fullmatch(r"title|heading ?([1-9])", name.lower())
    return int(found[1] or 1) if found else 0


def _outlined(level: Element) -> int:
    """An outline level from 1; Word counts from 0, and 9 is body text."""
    value = attribute(level, "val")
    return int(value) + 1 if value in set("012345678") else 0


def _blocks(element: Element) -> Iterator[Element]:
    """Paragraphs and tables, through content controls; a paragraph whose mark is deleted runs into the next."""
    open_: Element | None = None
    for block in _within(element, "p", "tbl"):
        goes_on = _mark_is_deleted(block)
        if open_ is not None and name_of(block) == "p":
            open_.extend([node for node in block if name_of(node) != "pPr"])
        else:
            if open_ is not None:
                yield open_
            open_ = block
        if not goes_on:
            yield open_
            open_ = None
    if open_ is not None:
        yield open_


def _within(element: Element, *names: str) -> Iterator[Element]:
    """The nearest descendants of these names, not looking into them, nor into what was moved or deleted."""
    for node in element:
        name = name_of(node)
        if name == "tr" and _row_is_deleted(node):
            continue
        if name in names:
            yield node
        elif name == "AlternateContent":
            yield from _within(_chosen(node), *names)
        elif name not in _LEFT_OUT:
            yield from _within(node, *names)


def _chosen(alternate: Element) -> Element:
    """The first choice that holds text; both hold the same, once in the words of old programs."""
    holding = [choice for choice in alternate if next(descendants(choice, "t", "relIds", "chart"), None) is not None]
    return (holding or list(alternate) or [alternate])[0]


def _mark_is_deleted(block: Element) -> bool:
    return name_of(block) == "p" and child(block, "pPr", "rPr", "del") is not None


def _row_is_deleted(row: Element) -> bool:
    return child(row, "trPr", "del") is not None


def _is_hidden(run: Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val", "1") not in {"0", "false", "off"}
