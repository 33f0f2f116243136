"""Files made on the spot, and how the tests read them."""

import io
import struct
import zipfile
from collections.abc import Mapping

from qa.loading.contents import read_contents
from qa.loading.extracted import Extracted

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def read(name: str, data: bytes) -> Extracted:
    """The one document in a file; its places are in order, do not overlap, and lie in its text."""
    (content,) = read_contents(name, data)
    assert isinstance(content.found, Extracted)
    ends = 0
    for place in content.found.places:
        assert ends <= place.start < place.end <= len(content.found.text)
        ends = place.end
    return content.found


def named(found: Extracted, name: str) -> str:
    """What stands at a place, without line ends around it."""
    return "\n".join(found.text[place.start : place.end].strip("\n") for place in found.places if place.name == name)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP package of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def arrows(*targets: str) -> str:
    """A part of relations; the kind of each is its target's name without number and suffix."""
    items = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate((item.split("=") for item in targets), 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def word(body: str, **parts: str) -> bytes:
    """A DOCX file with this body; other parts by their kind: `footnotes="<w:footnote …>"`."""
    head = f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}" xmlns:mc="urn:mc" xmlns:v="urn:v" xmlns:wps="urn:wps"'
    others = {f"word/{kind}.xml": f"<w:{kind} {head}>{xml}</w:{kind}>" for kind, xml in parts.items()}
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": arrows("officeDocument=word/document.xml"),
            "word/_rels/document.xml.rels": arrows(*(f"{kind}={kind}.xml" for kind in parts)),
            "word/document.xml": f"<w:document {head}><w:body>{body}</w:body></w:document>",
            **others,
        }
    )


def p(text: str, properties: str = "") -> str:
    """A Word paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file of these streams by path; each is filled up with zeros to 4,096 bytes."""
    paths = sorted({"/".join(path.split("/")[: depth + 1]) for path in streams for depth in range(path.count("/") + 1)})
    padded = [(path, streams[path].ljust(4096, b"\0") if path in streams else b"") for path in paths]
    starts, sectors = {}, b""
    table: list[int] = []
    for path, data in padded:
        starts[path] = len(table) if data else 0xFFFFFFFE
        count = -(-len(data) // 512)
        table += [len(table) + step + 1 for step in range(count)][: max(count - 1, 0)] + [0xFFFFFFFE] * (count > 0)
        sectors += data.ljust(count * 512, b"\0")
    directory = b"".join(_entry(index, padded, paths, starts) for index in range(-1, len(paths)))
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    first = len(table)
    count = len(directory) // 512
    table += [first + step + 1 for step in range(count - 1)] + [0xFFFFFFFE]
    used = len(table)
    fats = -(-(used + 8) // 128)
    table += [0xFFFFFFFD] * fats
    table += [0xFFFFFFFF] * (fats * 128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fats, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack(f"<{fats}I", *range(used, used + fats)).ljust(436, b"\xff")
    return head + sectors + directory + struct.pack(f"<{len(table)}I", *table)


def _entry(index: int, padded: list[tuple[str, bytes]], paths: list[str], starts: dict[str, int]) -> bytes:
    """A directory entry; the entries of a folder are linked to the right, one after the other."""
    path = paths[index] if index >= 0 else ""
    name = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le")
    depth = path.count("/") + (1 if path else 0)
    below = [other for other in paths if other.count("/") == depth and (not path or other.startswith(f"{path}/"))]
    beside = [other for other in paths if path and other.rpartition("/")[0] == path.rpartition("/")[0]]
    following = beside[beside.index(path) + 1 :] if path else []
    kind = 5 if not path else 2 if padded[index][1] else 1
    links = [
        0xFFFFFFFF,
        paths.index(following[0]) + 1 if following else 0xFFFFFFFF,
        paths.index(below[0]) + 1 if below else 0xFFFFFFFF,
    ]
    size = len(padded[index][1]) if path else 0
    start = starts[path] if path and size else 0xFFFFFFFE if not path else 0
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name) + 2, kind, 1)
        + struct.pack("<III", *links)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
