"""What Word, PowerPoint and Excel files share: a package of parts with relations, and properties of the document."""

from dataclasses import dataclass, replace

from qa.loading.extracted import Extracted
from qa.loading.formats.compound import refuse_compound
from qa.loading.formats.package import Package, beside, damaged
from qa.loading.formats.stated import made_date, names
from qa.loading.formats.xml import Element, attribute, child, descendants, parse_xml


@dataclass(frozen=True, slots=True)
class Relation:
    """An arrow from one part to another; `kind` is the last word of its type."""

    id: str
    kind: str
    target: str


class OfficePackage(Package):
    """A package of Office Open XML, strict or transitional; one with a password lies in an OLE file."""

    def __init__(self, data: bytes) -> None:
        refuse_compound(data)
        super().__init__(data)

    def relations(self, name: str) -> list[Relation]:
        """The arrows from a part, or from the package for an empty name; those that lead out of it are left out."""
        folder, _, base = name.rpartition("/")
        data = self.get(f"{folder}/_rels/{base}.rels".lstrip("/"))
        root = parse_xml(data, name) if data else ()
        return [
            Relation(item.get("Id", ""), item.get("Type", "").rpartition("/")[2], beside(name, item.get("Target", "")))
            for item in root
            if item.get("TargetMode") != "External"
        ]

    def related(self, name: str, *kinds: str) -> list[str]:
        """The parts of these kinds that a part leads to, and which are there."""
        return [arrow.target for arrow in self.relations(name) if arrow.kind in kinds and arrow.target in self]

    def main_part(self) -> str:
        """The document, presentation or workbook; DocumentError where the package has none."""
        found = self.related("", "officeDocument")
        usual = [name for name in ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml") if name in self]
        if not (found or usual):
            raise damaged("is not an Office document: it lacks its main part")
        return (found or usual)[0]

    def xml(self, name: str) -> Element:
        """The root of an XML part."""
        return parse_xml(self.read(name), name)

    def title(self) -> str:
        """The title of the document's properties; empty without one."""
        return self._property("title")

    def described(self, found: Extracted) -> Extracted:
        """What was found, with the author, and when the file was made, of the document's properties."""
        made = made_date(self._property("created"), self._property("modified"))
        return replace(found, author=names(self._property("creator").split(";")), made=made)

    def _property(self, wanted: str) -> str:
        for name in self.related("", "core-properties"):
            data = self.get(name)
            said = child(parse_xml(data, name), wanted) if data else None
            return " ".join((said.text or "").split()) if said is not None else ""
        return ""


def drawn_text(element: Element) -> list[str]:
    """The paragraphs of DrawingML below an element, one string each, in the order of the file."""
    return [drawn_paragraph(paragraph) for paragraph in descendants(element, "p")]


def drawn_paragraph(paragraph: Element) -> str:
    """The text of one DrawingML paragraph: its runs, fields and line breaks."""
    words = []
    for node in descendants(paragraph, "t", "br", "tab"):
        words.append(node.text or "" if node.tag.endswith("}t") else "\n" if node.tag.endswith("}br") else "\t")
    return "".join(words)


def chart_lines(chart: Element) -> list[str]:
    """A chart's title, its axes' titles, and a line for each category: `category | series: value`."""
    lines = [" ".join(filter(None, drawn_text(title))) for title in descendants(chart, "title")]
    rows: dict[str, list[str]] = {}
    for series in descendants(chart, "ser"):
        called = " ".join(_cached(series, "tx").values())
        heads = _cached(series, "cat") or _cached(series, "xVal")
        for index, value in (_cached(series, "val") or _cached(series, "yVal")).items():
            rows.setdefault(heads.get(index, index), []).append(f"{called}: {value}" if called else value)
    return [line for line in lines if line] + [f"{head} | {' | '.join(cells)}" for head, cells in rows.items()]


def _cached(series: Element, name: str) -> dict[str, str]:
    """The values that a chart keeps of its sheet, by index."""
    part = child(series, name)
    points = descendants(part, "pt") if part is not None else ()
    found = {
        attribute(point, "idx"): (value.text or "") for point in points if (value := child(point, "v")) is not None
    }
    direct = child(part, "v")
    return found or ({"0": direct.text or ""} if direct is not None else {})
