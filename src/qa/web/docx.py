"""A few lines of text as a Word file: the smallest package that Word, LibreOffice and Pages open."""

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""

Kind = Literal["heading", "question", "quote", "source", "note"]
_LOOKS = {
    "heading": ("", '<w:b/><w:sz w:val="36"/>'),
    "question": ('<w:spacing w:before="360"/>', '<w:b/><w:sz w:val="26"/>'),
    "quote": ('<w:spacing w:before="200"/><w:ind w:left="567" w:right="567"/>', '<w:sz w:val="24"/>'),
    "source": ('<w:ind w:left="567" w:right="567"/>', '<w:color w:val="595959"/><w:sz w:val="19"/>'),
    "note": ('<w:ind w:left="567" w:right="567"/>', '<w:i/><w:sz w:val="22"/>'),
}
"""Paragraph and letters of each kind of line; sizes in half points, lengths in twentieths."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, and what it is."""

    text: str
    kind: Kind


def docx(lines: Sequence[Line]) -> bytes:
    """The file, the same bytes for the same lines; a line that begins in such a script reads from the right."""
    body = "".join(map(_paragraph, lines))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_LINKS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORDS}"><w:body>{body}</w:body></w:document>',
    }
    out = io.BytesIO()
    with ZipFile(out, "w") as package:
        for name, xml in parts.items():
            package.writestr(ZipInfo(name), (_HEAD + xml).encode(), ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(line: Line) -> str:
    paragraph, letters = _LOOKS[line.kind]
    if _reads_from_right(line.text):
        paragraph, letters = f"<w:bidi/>{paragraph}", f"{letters}<w:rtl/>"
    text = escape(_NO_XML.sub("\ufffd", line.text)).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return (
        f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{letters}</w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def _reads_from_right(text: str) -> bool:
    """Whether its first letter with a direction is written so."""
    sides = (unicodedata.bidirectional(sign) for sign in text)
    return next((side for side in sides if side in {"L", "R", "AL"}), "L") != "L"
