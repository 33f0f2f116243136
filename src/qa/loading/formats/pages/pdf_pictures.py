"""Pages of a PDF that are pictures of text: told by what is drawn on them, and read by OCR."""

import re
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from qa.loading.formats.pages.frame import Frame
from qa.loading.formats.pages.layout import Piece
from qa.loading.formats.pages.ocr import LARGEST_SIDE, recognized
from qa.loading.formats.pages.pdf_page import LOST, Letters, Sheet

if TYPE_CHECKING:
    import pypdfium2

FEW = 30
"""Characters; a stamp over a scan has no more."""
COVERED = 0.5
"""Share of a page that a picture covers when the few characters on it are not the page's text."""
MANY_PATHS = 60
"""Drawings on a page without text, which may be letters that were made outlines."""
MOST_OBJECTS = 5_000
_PRIVATE = re.compile("[\ue000-\uf8ff]")
FINEST = 300 / 72
"""Pixels a point."""


def needs_ocr(page: "pypdfium2.PdfPage", sheet: Sheet, letters: Letters) -> bool:
    """Whether the page shows text that its text layer does not hold."""
    lost = int((letters.kinds == LOST).sum()) + len(_PRIVATE.findall("".join(letters.texts)))
    if lost > 20 and lost > letters.visible / 2:
        return True
    return letters.visible <= FEW and _is_pictured(page, sheet, needed=COVERED if letters.visible else 0.02)


def _is_pictured(page: "pypdfium2.PdfPage", sheet: Sheet, needed: float) -> bool:
    """Whether pictures cover that share of the page, or many drawings stand on it."""
    from pypdfium2 import raw

    width, height = sheet.size
    covered, paths = 0.0, 0
    for thing in islice(page.get_objects(max_depth=4), MOST_OBJECTS):
        if thing.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            covered += max(right - left, 0) * max(top - bottom, 0)
    return covered > needed * width * height or paths >= MANY_PATHS


def recognized_page(page: "pypdfium2.PdfPage", sheet: Sheet) -> tuple[Frame, list[Piece]]:
    """The page's lines as its picture shows them, in points."""
    scale = min(LARGEST_SIDE / max(*sheet.size, 1.0), FINEST)
    pixels = page.render(scale=scale, rev_byteorder=True).to_numpy()
    return recognized(np.ascontiguousarray(pixels[:, :, :3]), 1 / scale)
