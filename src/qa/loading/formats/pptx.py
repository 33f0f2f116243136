"""PowerPoint files: the text of each slide, with tables, charts, SmartArt, notes and comments, in the show's order."""

from collections.abc import Iterator

from qa.loading.extracted import Extracted
from qa.loading.formats.ooxml import OfficePackage, chart_lines, drawn_paragraph, drawn_text
from qa.loading.formats.text_builder import TextBuilder
from qa.loading.formats.xml import Element, attribute, child, children, descendants, name_of

_NO_TEXT = frozenset({"sldNum", "sldImg"})
_EMBEDDED = ("chart", "diagramData")


def read_pptx(data: bytes, _encoding: str | None) -> Extracted:
    """The text of a PPTX or PPTM file; DocumentError where it is none."""
    package = OfficePackage(data)
    main = package.main_part()
    text = TextBuilder()
    slides = _slides(package, main)
    for number, slide in enumerate(slides, 1):
        _read_slide(package, slide, number, text)
    title = package.title() or (_slide_title(package, slides[0]) if slides else "")
    return package.described(text.extracted("PowerPoint", "" if title == "PowerPoint Presentation" else title))


def _slides(package: OfficePackage, main: str) -> list[str]:
    """The slides' parts as the presentation lists them."""
    targets = {arrow.id: arrow.target for arrow in package.relations(main)}
    listed = child(package.xml(main), "sldIdLst")
    names = [_target(item, targets) for item in (listed if listed is not None else ())]
    return [name for name in names if name in package]


def _target(item: Element, targets: dict[str, str]) -> str:
    """`r:id` and `id` differ in their namespace only; the relation is the one that is known."""
    return next((targets[str(value)] for value in item.attrib.values() if str(value) in targets), "")


def _read_slide(package: OfficePackage, slide: str, number: int, text: TextBuilder) -> None:
    place = f"slide {number}"
    tree = child(package.xml(slide), "cSld", "spTree")
    blocks = list(_blocks(tree)) if tree is not None else []
    for part in package.related(slide, *_EMBEDDED):
        lines = chart_lines(package.xml(part)) if "chart" in part else drawn_text(package.xml(part))
        blocks.append("\n".join(filter(str.strip, lines)))
    text.mark(len(text), 1, _slide_title(package, slide))
    for block in blocks:
        text.paragraph(block, place, number)
    text.add("" if any(block.strip() for block in blocks) else "\n", place, number)
    for kind in ("notesSlide", "comments"):
        for part in package.related(slide, kind):
            text.paragraph("\n".join(_aside(package.xml(part))), f"{place}, {kind.removesuffix('Slide')}", number)


def _blocks(tree: Element) -> Iterator[str]:
    """The text of each shape and table; groups are entered, the older one of two ways to say the same is not."""
    for node in tree:
        name = name_of(node)
        if name == "tbl":
            yield "\n".join(_row(row) for row in children(node, "tr"))
        elif name == "txBody":
            yield "\n".join(line for line in drawn_text(node) if line.strip())
        elif name == "AlternateContent":
            yield from _blocks(next(iter(node), node))
        elif not (name == "sp" and _placeholder(node) in _NO_TEXT):
            yield from _blocks(node)


def _row(row: Element) -> str:
    cells = ["\n".join(filter(str.strip, drawn_text(cell))) for cell in children(row, "tc")]
    return " | ".join(cells) if any(cells) else ""


def _placeholder(shape: Element) -> str:
    found = child(shape, "nvSpPr", "nvPr", "ph")
    return attribute(found, "type") if found is not None else ""


def _aside(part: Element) -> Iterator[str]:
    """Notes are shapes of a page of their own; comments are plain or paragraphs."""
    tree = child(part, "cSld", "spTree")
    if tree is not None:
        yield from (block for block in _blocks(tree) if block.strip())
        return
    for comment in descendants(part, "cm"):
        plain = child(comment, "text")
        yield (plain.text or "") if plain is not None else "\n".join(drawn_text(comment))


def _slide_title(package: OfficePackage, slide: str) -> str:
    for shape in descendants(package.xml(slide), "sp"):
        if _placeholder(shape) in {"title", "ctrTitle"}:
            return " ".join(" ".join(map(drawn_paragraph, descendants(shape, "p"))).split())
    return ""
