"""PDFs made on the spot: lines of text at places that a test chooses, in points from the page's lower left corner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """Text from (x, y) on to the right."""

    x: float
    y: float
    text: str
    size: float = 10
    glyphs: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """What each glyph says: one character, unless the test names ligatures."""
        return self.glyphs or tuple(self.text)


@dataclass(frozen=True, slots=True)
class Page:
    """Lines in the order in which they are drawn, and further operators of a content stream, which know Helvetica as H.

    The lines' font has no glyphs: they are for reading, what is drawn is for looking at. `crop` is what is shown.
    """

    lines: tuple[Line, ...] = ()
    drawing: str = ""
    turned: int = 0
    size: tuple[int, int] = (400, 600)
    crop: tuple[int, int, int, int] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def pdf(*pages: Page, title: str = "", trailer: str = "") -> bytes:
    """A whole file. Every character is half as wide as high, those from U+2E80 on as wide as high."""
    units = sorted({unit for page in pages for line in page.lines for unit in line.units})
    codes = {unit: number for number, unit in enumerate(units, 1)}
    widths = " ".join(f"{code} [{1000 if unit >= chr(0x2E80) else 500}]" for unit, code in codes.items())
    mapped = "\n".join(f"<{code:04x}> <{unit.encode('utf-16-be').hex()}>" for unit, code in codes.items())
    objects = [
        "<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H/DescendantFonts[2 0 R]/ToUnicode 3 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/DW 500/W[{widths}]/FontDescriptor 4 0 R>>",
        _stream(
            "/CIDInit/ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <ffff> "
            f"endcodespacerange {len(codes)} beginbfchar\n{mapped}\nendbfchar endcmap end"
        ),
        "<</Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 -200 1000 800]/Ascent 800/Descent -200>>",
        f"<</Title({title})>>",
    ]
    kids = []
    fields = []
    for page in pages:
        objects.append(_stream("\n".join([*(_shown(line, codes) for line in page.lines), page.drawing])))
        content = len(objects)
        annotations = []
        for number, (name, value) in enumerate(page.fields.items()):
            box = f"[50 {100 + 40 * number} 250 {120 + 40 * number}]"
            objects.append(f"<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T({name})/V({value})/Rect{box}>>")
            annotations.append(f"{len(objects)} 0 R")
        fields += annotations
        width, height = page.size
        objects.append(
            f"<</Type/Page/Parent 0 0 R/MediaBox[0 0 {width} {height}]/Rotate {page.turned}/Contents {content} 0 R"
            f"/CropBox[{' '.join(map(str, page.crop or (0, 0, width, height)))}]/Resources<</Font<</F 1 0 R"
            f"/H<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Annots[{' '.join(annotations)}]>>"
        )
        kids.append(len(objects))
    objects.append(f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>")
    form = f"/AcroForm<</Fields[{' '.join(fields)}]>>" if fields else ""
    objects.append(f"<</Type/Catalog/Pages {len(objects)} 0 R{form}>>")
    parent = f"/Parent {len(objects) - 1} 0 R"
    return _file([thing.replace("/Parent 0 0 R", parent) for thing in objects], trailer)


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def _shown(line: Line, codes: Mapping[str, int]) -> str:
    written = "".join(f"{codes[unit]:04x}" for unit in line.units)
    return f"BT /F {line.size} Tf {line.x} {line.y} Td <{written}> Tj ET"


def _file(objects: Iterable[str], trailer: str) -> bytes:
    parts = [b"%PDF-1.7\n"]
    places = []
    for number, thing in enumerate(objects, 1):
        places.append(sum(map(len, parts)))
        parts.append(f"{number} 0 obj\n{thing}\nendobj\n".encode("latin-1"))
    start = sum(map(len, parts))
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    root = f"<</Size {len(places) + 1}/Root {len(places)} 0 R/Info 5 0 R{trailer}>>"
    parts.append(
        f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n{root}\nstartxref\n{start}\n%%EOF".encode()
    )
    return b"".join(parts)


def inked(x: float, y: float, *parts: str, only: int | None = None, size: float = 12) -> str:
    """A line in Helvetica; of its parts `only` that one is seen, while the others keep their room."""
    shown = (f"{3 if only not in (None, at) else 0} Tr ({part}) Tj" for at, part in enumerate(parts))
    return f"BT /H {size} Tf {x} {y} Td {' '.join(shown)} ET"


def paragraph(x: float, top: float, lines: Iterable[str], *, size: float = 10) -> tuple[Line, ...]:
    """Lines below each other, 12 points apart for a size of 10."""
    return tuple(Line(x, top - 1.2 * size * number, text, size) for number, text in enumerate(lines))
