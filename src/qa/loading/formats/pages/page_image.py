"""A page of a PDF, or a picture, as an image, with the places of quoted words on it."""

import base64
import io
import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from qa.errors import DocumentError
from qa.loading.formats.pages.ocr import MOST_FRAMES, frames, pixels_of
from qa.loading.formats.pages.pdf import open_pdf
from qa.loading.formats.pages.pdf_page import open_sheet, read_letters
from qa.loading.formats.pages.words import QuotedLine, quoted_boxes
from qa.records import Box

if TYPE_CHECKING:
    from PIL.Image import Image

FINEST = 150 / 72
"""Pixels a point."""
MOST_PIXELS = 5_000_000
LONGEST_SIDE = 8_000  # pixels


@dataclass(frozen=True, slots=True)
class PageImage:
    """Page `page` of `pages` as WebP in base64; boxes are in its unit, in which it is `width` × `height` large.

    `quoted` holds what is quoted on it, a box a line, `answer` the answer where it can be told from the rest.
    """

    webp: str
    page: int
    pages: int
    width: float
    height: float
    quoted: tuple[Box, ...] = ()
    answer: tuple[Box, ...] = ()


def draw_pdf_page(data: bytes, page: int, lines: Sequence[QuotedLine]) -> PageImage:
    """That page, counted from 1; DocumentError where there is none, and as `read_pdf`."""
    with closing(open_pdf(data)) as document:
        if not 1 <= page <= len(document):
            raise _no_such_page(page, len(document))
        with closing(document[page - 1]) as drawn:
            sheet = open_sheet(drawn)
            quoted, answer = quoted_boxes(read_letters(drawn, sheet) if lines else None, lines)
            image = drawn.render(scale=_scale(*sheet.size, FINEST)).to_pil()
            return PageImage(_webp(image), page, len(document), *sheet.size, quoted, answer)


def draw_picture(data: bytes, page: int, lines: Sequence[QuotedLine]) -> PageImage:
    """That frame of a picture, counted from 1, as it is recognised; DocumentError where there is none."""
    from PIL import Image

    frame = next(islice(frames(data), page - 1, page), None) if page > 0 else None
    with Image.open(io.BytesIO(data)) as image:
        pages = min(getattr(image, "n_frames", 1), MOST_FRAMES)
    if frame is None:
        raise _no_such_page(page, pages)
    smaller = 1 / _scale(*frame.size, 1.0)
    quoted, answer = quoted_boxes(None, lines)
    return PageImage(_webp(Image.fromarray(pixels_of(frame, smaller))), page, pages, *frame.size, quoted, answer)


def _scale(width: float, height: float, finest: float) -> float:
    """Pixels for a unit of the page."""
    return min(finest, LONGEST_SIDE / max(width, height), math.sqrt(MOST_PIXELS / (width * height)))


def _webp(image: "Image") -> str:
    file = io.BytesIO()
    image.convert("RGB").save(file, "WEBP", quality=90, method=0)
    return base64.b64encode(file.getvalue()).decode("ascii")


def _no_such_page(page: int, pages: int) -> DocumentError:
    return DocumentError(f"has no page {page}: it has {pages}", hint="index again")
