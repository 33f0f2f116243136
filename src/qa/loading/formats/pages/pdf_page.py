"""One page of a PDF → its visible characters, each with its box as shown, from what PDFium tells of them."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.loading.formats.pages.frame import Boxes
from qa.loading.formats.pages.pdf_characters import shown
from qa.loading.formats.pages.pdf_fonts import mended

if TYPE_CHECKING:
    import pypdfium2

MOST_CHARACTERS = 200_000
"""On one page; nobody reads a page that holds more."""


INK, BLANK, MADE, BREAK, LOST = range(5)
"""Kinds of characters: seen; a blank; one that PDFium makes out of a gap; the end of a line; without a code point."""


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The characters of a page in the order of the file, without what lies outside of it.

    `boxes` are as shown; `turned` counts the quarter turns to the right.
    """

    texts: list[str]
    kinds: NDArray[np.int8]
    boxes: Boxes
    turned: NDArray[np.int8]

    @property
    def visible(self) -> int:
        """How many can be seen."""
        return int((self.kinds == INK).sum())

    def some(self, places: NDArray[np.intp]) -> "Letters":
        """Those of the characters alone."""
        texts = [self.texts[place] for place in places.tolist()]
        return Letters(texts, self.kinds[places], self.boxes[places], self.turned[places])


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a page is shown: the box that is seen, in the file's coordinates, and its quarter turns to the right."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turned % 2 else (width, height)

    def shown(self, boxes: Boxes) -> Boxes:
        """Boxes (left, top, right, bottom; up is more) → as shown, from the upper left corner."""
        left, right = boxes[:, 0] - self.left, boxes[:, 2] - self.left
        down, low = self.top - boxes[:, 1], self.top - boxes[:, 3]
        wide, high = self.right - self.left, self.top - self.bottom
        turns = [
            (left, down, right, low),
            (high - low, left, high - down, right),
            (wide - right, high - low, wide - left, high - down),
            (down, wide - right, low, wide - left),
        ]
        return np.stack(turns[self.turned], axis=1)


def open_sheet(page: "pypdfium2.PdfPage") -> Sheet:
    """How that page is shown."""
    left, bottom, right, top = page.get_bbox()
    return Sheet(left, bottom, right, top, page.get_rotation() // 90 % 4)


def read_letters(page: "pypdfium2.PdfPage", sheet: Sheet) -> Letters:
    """The characters of a page."""
    text_page = page.get_textpage()
    count = min(text_page.count_chars(), MOST_CHARACTERS)
    codes, raw = mended(text_page.raw, _codes(text_page, count)), _loose_boxes(text_page, count)
    texts = list(map(shown, codes))
    different, which = np.unique(np.array(codes, np.int64), return_inverse=True)
    kinds = np.array([_kind(code) for code in different.tolist()], np.int8)[which]
    kinds[(kinds == BLANK) & (raw[:, 0] == raw[:, 2]) & (raw[:, 1] == raw[:, 3])] = MADE
    turned = _upright(text_page.raw, raw, np.flatnonzero(kinds == INK))
    boxes = _upright_corners(sheet.shown(raw))
    seen = np.flatnonzero((kinds != INK) | _inside(boxes, sheet))
    return Letters(texts, kinds, boxes, (turned + sheet.turned) % 4).some(seen)


def _kind(code: int) -> int:
    if code in (10, 13):
        return BREAK
    text = shown(code)
    return LOST if not text else BLANK if text.isspace() else INK


def _codes(text_page: "pypdfium2.PdfTextpage", count: int) -> list[int]:
    """Code points of the characters, at once where each of them is one unit of the page's text.

    A hyphen at a line's end has another code in the text than by itself, and so has what is no character at all.
    """
    from pypdfium2 import raw

    units = np.zeros(count + 1, np.uint16)
    written = raw.FPDFText_GetText(text_page, 0, count, units.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort)))
    single = partial(raw.FPDFText_GetUnicode, text_page.raw)
    if written != count + 1 or (units >> 11 == 0xD800 >> 11).any():
        return list(map(single, range(count)))
    codes: list[int] = units[:count].tolist()
    for place in np.flatnonzero(units == 0xFFFE).tolist():
        codes[place] = single(place)
    return codes


def _loose_boxes(text_page: "pypdfium2.PdfTextpage", count: int) -> Boxes:
    """Boxes as high as the font's line, in the file's coordinates."""
    boxes = np.zeros((count, 4), np.float32)
    begin = boxes.ctypes.data
    page = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    for _ in map(_loose_box(), repeat(page), range(count), range(begin, begin + 16 * count, 16)):
        pass
    return boxes


@cache
def _loose_box() -> Callable[[int | None, int, int], int]:
    """FPDFText_GetLooseCharBox on addresses: that takes half the time of the call on objects."""
    from pypdfium2 import raw

    address = ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(address or 0)


def _upright(text_page: object, boxes: Boxes, visible: NDArray[np.intp]) -> NDArray[np.int8]:
    """Quarter turns to the right of each character; PDFium's loose box of one that is turned is mended in place.

    Asked for only where it shows: a box without width or height, or a character with none beside it.
    """
    turned = np.zeros(len(boxes), np.int8)
    left, top, right, bottom = boxes[visible].T
    alone = np.minimum(top[1:], top[:-1]) - np.maximum(bottom[1:], bottom[:-1]) < 0.2 * (top - bottom)[1:]
    suspect = (right - left < 0.01) | (top - bottom < 0.01)
    suspect |= np.append(alone, True) & np.append(True, alone)[: len(visible)]
    for index in visible[suspect]:
        turns, box = _turned_box(text_page, int(index))
        if turns or boxes[index, 2] - boxes[index, 0] < 0.01 or boxes[index, 1] - boxes[index, 3] < 0.01:
            turned[index], boxes[index] = turns, box
    return turned


def _turned_box(text_page: object, index: int) -> tuple[int, tuple[float, float, float, float]]:
    """Quarter turns and box of one character: along the line that of its ink, across it the font's height."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    raw.FPDFText_GetCharOrigin(text_page, index, x, y)
    size = raw.FPDFText_GetFontSize(text_page, index) * max(abs(matrix.c), abs(matrix.d))
    above, below = 0.8 * size, 0.2 * size
    if abs(matrix.a) >= abs(matrix.b):
        if matrix.a >= 0:
            return 0, (left.value, y.value + above, max(right.value, left.value + 0.01), y.value - below)
        return 2, (left.value, y.value + below, right.value, y.value - above)
    if matrix.b < 0:
        return 1, (x.value - below, top.value, x.value + above, bottom.value)
    return 3, (x.value - above, top.value, x.value + below, bottom.value)


def _upright_corners(boxes: Boxes) -> Boxes:
    """Boxes whose right lower corner is right of and below the left upper one, as fonts with mad sizes do not give."""
    low, high = np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])
    return np.concatenate([low, np.maximum(high, low + np.float32(0.1))], axis=1)


def _inside(boxes: Boxes, sheet: Sheet) -> NDArray[np.bool_]:
    """Whether the middle of each box lies on the page."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    width, height = sheet.size
    return (x > 0) & (x < width) & (y > 0) & (y < height)
