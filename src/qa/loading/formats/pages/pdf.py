"""PDF: the text of every page in reading order, with the place of each line.

Over PDFium, which decodes the file; its order of characters is that of the file, and `pdf_lines`, `layout` and `flow`
make reading order of it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import DocumentError
from qa.loading.extracted import Extracted, Member
from qa.loading.formats.package import encrypted
from qa.loading.formats.pages.flow import PageRegions, written
from qa.loading.formats.pages.frame import Frame
from qa.loading.formats.pages.layout import Piece, regions
from qa.loading.formats.pages.ocr import can_recognize
from qa.loading.formats.pages.pdf_forms import read_fields
from qa.loading.formats.pages.pdf_lines import read_pieces
from qa.loading.formats.pages.pdf_page import open_sheet, read_letters
from qa.loading.formats.pages.pdf_pictures import needs_ocr, recognized_page
from qa.loading.formats.plain import headline
from qa.loading.formats.stated import made_date, names
from qa.records import Box

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 5_000
MOST_CHARACTERS = 20_000_000
MOST_ATTACHMENTS = 1_000
EDGE = 0.12
"""Share of a page's height, at the top and at the bottom, in which running heads and page numbers stand."""
REPEATED = 3
"""What stands there on so many pages is kept on the first of them only."""
UNREAD = 'is a picture and was not read: install "qa[ocr]"'
DAMAGED = "is damaged and was not read"
_WRONG_PASSWORD, _UNKNOWN_SECURITY = 4, 5
"""PDFium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a page holds that runs one way; `height` is that of the page as shown, `drawn` as of `regions`."""

    page: int
    frame: Frame
    height: float
    pieces: Sequence[Piece]
    drawn: bool = True


def read_pdf(data: bytes, encoding: str | None) -> Extracted:
    """The text and title; DocumentError for a file that is encrypted, damaged or larger than any that is read."""
    if not data.strip():
        return Extracted("", "PDF")
    document = open_pdf(data)
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: "pypdfium2.PdfDocument") -> Extracted:
    pages: list[Pieces] = []
    doubts: dict[str, list[int]] = {}
    characters = 0
    for number in range(1, len(document) + 1):
        found, doubt = _page(document, number)
        pages += found
        if doubt:
            doubts.setdefault(doubt, []).append(number)
        characters += sum(len(piece.text) for pieces in found for piece in pieces.pieces)
        if characters > MOST_CHARACTERS:
            raise DocumentError(f"holds more than {MOST_CHARACTERS:,} characters", hint="divide it", reason="bomb")
    if not characters and UNREAD in doubts:
        raise DocumentError("holds pictures of text only", hint='pip install "qa[ocr]"', reason="unsupported")
    if not characters and len(doubts.get(DAMAGED, ())) == len(document):
        raise _damaged()
    sheets = [_sheetful(page) for page in _without_repeats(pages)]
    text, places = written(sheets)
    doubt = "; ".join(f"{_numbers(numbers)} {said}" for said, numbers in doubts.items())
    made, author = _described(document)
    return Extracted(
        text, "PDF", not doubts, _title(document, sheets), places, doubt, tuple(_attached(document)),
        author=author, made=made,
    )  # fmt: skip


_WRITING = re.compile(
    r"word|writer|pages|docs|indesign|scribus|quark|publisher|latex|tex\b|typst|powerpoint|impress|keynote|excel|calc|numbers",
    re.IGNORECASE,
)
"""Programs in which a document is made; others convert or scan what was made long before."""


def _described(document: "pypdfium2.PdfDocument") -> tuple[str, str]:
    """When the document was made, where a program says it in which documents are written, and its author."""
    said = {
        key: str(document.get_metadata_value(key)).strip() for key in ("CreationDate", "ModDate", "Creator", "Author")
    }
    made = made_date(said["CreationDate"], said["ModDate"]) if _WRITING.search(said["Creator"]) else ""
    return made, names(re.split(r"[;\n]", said["Author"]))


def _attached(document: "pypdfium2.PdfDocument") -> Iterator[Member]:
    """The files that are attached to the document, or are all there is to it."""
    import pypdfium2

    for index in range(min(document.count_attachments(), MOST_ATTACHMENTS)):
        attachment = document.get_attachment(index)
        try:
            yield Member(str(attachment.get_name()), bytes(attachment.get_data()))
        except pypdfium2.PdfiumError:
            continue


def _sheetful(page: Pieces) -> PageRegions:
    return PageRegions(page.page, page.frame, regions(page.pieces, drawn=page.drawn))


def _numbers(pages: Sequence[int]) -> str:
    """ "page 3", or "pages 3, 4 and 40 more"."""
    if len(pages) == 1:
        return f"page {pages[0]}"
    named = ", ".join(map(str, pages[:5]))
    return f"pages {named}" + (f" and {len(pages) - 5} more" if len(pages) > 5 else "")


def open_pdf(data: bytes) -> "pypdfium2.PdfDocument":
    """The document, with its forms; DocumentError as of `read_pdf`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_WRONG_PASSWORD, _UNKNOWN_SECURITY):
            raise encrypted(can_be_opened=error.err_code == _WRONG_PASSWORD) from None
        raise _damaged() from None
    if len(document) > MOST_PAGES:
        raise DocumentError(
            f"has {len(document):,} pages, the limit is {MOST_PAGES:,}", hint="divide it", reason="bomb"
        )
    if document.get_formtype():
        document.init_forms()
    return document


def _damaged() -> DocumentError:
    return DocumentError("is damaged or no PDF", hint="fetch it again from where it came", reason="damaged")


def _page(document: "pypdfium2.PdfDocument", number: int) -> tuple[list[Pieces], str]:
    """The pieces of one page, and what is doubtful about them."""
    import pypdfium2

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return [], DAMAGED
    with closing(page):
        sheet = open_sheet(page)
        letters = read_letters(page, sheet)
        is_picture = needs_ocr(page, sheet, letters)
        if is_picture and can_recognize():
            frame, pieces = recognized_page(page, sheet)
            if sum(len(piece.text) for piece in pieces) > letters.visible:
                return [Pieces(number, frame, sheet.size[1], pieces, drawn=False)], ""
        framed = list(read_pieces(letters)) or [(Frame(), [])]
        _fill_in(framed[0], list(read_fields(document, page, sheet)))
        doubt = UNREAD if is_picture and not can_recognize() else ""
        return [Pieces(number, frame, sheet.size[1], _once(pieces)) for frame, pieces in framed], doubt


def _fill_in(framed: tuple[Frame, list[Piece]], filled: Sequence[tuple[str, Box]]) -> None:
    """Puts what was filled into a form among the pieces."""
    frame, pieces = framed
    if filled:
        boxes = frame.into(np.array([box for _, box in filled], np.float32)).tolist()
        pieces.extend(Piece(text, tuple(box), box[3] - box[1]) for (text, _), box in zip(filled, boxes, strict=True))


def _once(pieces: Sequence[Piece]) -> list[Piece]:
    """Without what is printed twice in one place."""
    texts: set[str] = set()
    seen: set[tuple[str, int, int]] = set()
    found = []
    for piece in pieces:
        x, y = round(piece.box[0] / 4), round(piece.middle / 4)
        near = ((piece.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if piece.text not in texts or seen.isdisjoint(near):
            found.append(piece)
        texts.add(piece.text)
        seen.add((piece.text, x, y))
    return found


def _without_repeats(pages: Sequence[Pieces]) -> Iterator[Pieces]:
    """Without the running heads, feet and page numbers of all pages but the first that has them."""
    edges = [[_edge(page, piece) for piece in page.pieces] for page in pages]
    counts = Counter(key for keys in edges for key in set(keys))
    seen: set[tuple[str, int]] = set()
    for page, keys in zip(pages, edges, strict=True):
        kept = []
        for piece, key in zip(page.pieces, keys, strict=True):
            if key is None or counts[key] < REPEATED or key not in seen:
                kept.append(piece)
            if key is not None:
                seen.add(key)
        yield replace(page, pieces=kept)


def _edge(page: Pieces, piece: Piece) -> tuple[str, int] | None:
    """The same for a head or foot on every page; None for what stands in between."""
    _, top, _, bottom = page.frame.out(piece.box)
    if EDGE * page.height < top and bottom < (1 - EDGE) * page.height:
        return None
    return re.sub(r"\d+", "#", piece.text), round(top / 8)


_NO_TITLE = re.compile(
    r"untitled|about:blank|[^\s]*[_\d][^\s]*$|.*\.\w{2,4}$|microsoft (?:word|powerpoint) - "
    r"|(?:powerpoint|slide) presentation|document\d*|full page fax print|scan.*|\(.*\)$|.{0,2}$",
    re.IGNORECASE,
)


def _title(document: "pypdfium2.PdfDocument", sheets: Sequence[PageRegions]) -> str:
    """What the file calls itself, unless that names a file or a program; else the largest line of the first page."""
    named = str(document.get_metadata_value("Title")).strip()
    if not _NO_TITLE.match(named):
        return named
    rows = [row for sheet in sheets[:1] for region in sheet.regions for row in region.rows]
    sizes = sorted(row.size for row in rows)
    plain = [row for row in rows if "\t" not in row.text and re.search(r"[^\W\d_]", row.text)]
    big = [row.text for row in plain if row.size > 0.95 * sizes[-1] and row.size > 1.15 * sizes[len(sizes) // 2]]
    return headline(" ".join(big)) or headline(big[0]) if 0 < len(big) <= 3 else ""
