"""Characters in the order of a PDF → pieces of lines: cut where a line or a cell ends, and put in logical order."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import regex
from numpy.typing import NDArray

from qa.loading.formats.pages.frame import Boxes, Frame
from qa.loading.formats.pages.layout import TOUCHING, Piece
from qa.loading.formats.pages.pdf_characters import is_right_to_left
from qa.loading.formats.pages.pdf_page import BLANK, BREAK, INK, MADE, Letters

WIDE = 0.6
"""A gap of so many heights may be a gutter: the line is cut there."""
SURELY_BLANK = 0.22
"""From such a gap on, in heights, there is a blank in a leftward line, whether the file has one or not."""
Group = NDArray[np.intp]
"""Places of characters."""
Flags = NDArray[np.bool_]


def read_pieces(letters: Letters) -> Iterator[tuple[Frame, list[Piece]]]:
    """The pieces of each direction, the most frequent direction first; boxes are in that direction's frame."""
    turned = letters.turned.copy()
    upright = np.flatnonzero((turned == 0) & (letters.kinds == INK))
    vertical = _is_vertical(letters.boxes[upright])
    if vertical:
        turned[turned == 0] = 1
    turned[letters.kinds != INK] = -1
    for turns in np.argsort(-np.bincount(turned[turned >= 0], minlength=4), kind="stable"):
        ink = np.flatnonzero(turned == turns)
        if len(ink):
            yield _framed(letters, ink, int(turns), vertical and turns == 1)


def _is_vertical(boxes: Boxes) -> bool:
    """Whether upright characters follow each other downwards rather than to a side."""
    if len(boxes) < 5:
        return False
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    wide, high = (boxes[:, 2] - boxes[:, 0])[1:], (boxes[:, 3] - boxes[:, 1])[1:]
    aside, down = np.abs(np.diff(x)), np.diff(y)
    vertical = (aside < 0.3 * wide) & (down > 0.4 * high) & (down < 1.5 * high)
    horizontal = (np.abs(down) < 0.3 * high) & (aside < 3 * high)
    return bool(vertical.sum() > horizontal.sum())


def _framed(letters: Letters, ink: Group, turns: int, vertical: bool) -> tuple[Frame, list[Piece]]:
    """The pieces of characters that run one way."""
    texts = [letters.texts[place] for place in ink.tolist()]
    leftward = np.fromiter(map(is_right_to_left, texts), np.bool_, len(ink))
    frame = Frame(turns, mirrored=bool(leftward.any() and 2 * leftward.sum() > sum(map(str.isalpha, texts))))
    boxes = frame.into(letters.boxes[ink])
    other_row, gaps = _steps(boxes, _stand_before(letters.kinds == BREAK, ink))
    ends = other_row | (gaps > (2.0 if vertical else WIDE)) | (gaps < (-3.0 if vertical else -1.2))
    blank = _stand_before(letters.kinds == BLANK, ink)
    blank[1:] |= (
        (gaps > TOUCHING)
        & (_stand_before((letters.kinds == MADE) | (letters.kinds == BREAK), ink)[1:])
        & (not vertical)
    )
    tokens = [" " + text if gap else text for text, gap in zip(texts, blank.tolist(), strict=True)]
    pieces: list[Piece] = []
    for begin, end in pairwise(_bounds(other_row)) if leftward.any() else [(0, len(ink))]:
        if leftward[begin:end].any():
            whole = letters.some(np.arange(ink[begin], ink[end - 1] + 1))
            pieces.extend(_with_leftward(whole, frame))
        else:
            pieces.extend(_rightward(_bounds(ends[begin : end - 1]), tokens[begin:end], boxes[begin:end]))
    return frame, pieces


def _steps(boxes: Boxes, broken: Flags) -> tuple[Flags, NDArray[np.float32]]:
    """For each character but the first: whether its row is another than that of the one before, and the gap in heights.

    Where PDFium sees no end of a line, boxes that hardly overlap are in one row too: some fonts give no height.
    """
    left, top, right, bottom = boxes.T
    high = np.maximum(bottom - top, 0.1)
    overlap = np.minimum(bottom[1:], bottom[:-1]) - np.maximum(top[1:], top[:-1])
    least = np.where(broken[1:], 0.4, -0.2) * np.minimum(high[1:], high[:-1])
    return overlap <= least, (left[1:] - right[:-1]) / np.maximum(high[1:], high[:-1])


def _stand_before(marks: Flags, places: Group) -> Flags:
    """Whether a mark stands between each place and the one before it."""
    seen = np.concatenate([[0], np.cumsum(marks)])[places]
    return np.diff(seen, prepend=0) > 0


def _split(places: Group, ends: Flags) -> list[Group]:
    """Places cut where `ends` says, which speaks of every place but the first."""
    return np.split(places, np.flatnonzero(ends) + 1)


def _bounds(ends: Flags) -> list[int]:
    """Where stretches begin that `ends` cuts apart, which speaks of every place but the first; and where the last ends.

    >>> _bounds(np.array([False, True, False]))
    [0, 2, 4]
    """
    return [0, *(np.flatnonzero(ends) + 1).tolist(), len(ends) + 1]


def _rightward(bounds: list[int], tokens: list[str], boxes: Boxes) -> Iterator[Piece]:
    """The pieces between these bounds."""
    starts = bounds[:-1]
    low = np.minimum.reduceat(boxes[:, :2], starts).tolist()
    high = np.maximum.reduceat(boxes[:, 2:], starts).tolist()
    sizes = (np.add.reduceat(boxes[:, 3] - boxes[:, 1], starts) / np.diff(bounds)).tolist()
    for (begin, end), (left, top), (right, bottom), size in zip(pairwise(bounds), low, high, sizes, strict=True):
        yield Piece("".join(tokens[begin:end]).strip(), (left, top, right, bottom), size)


def _with_leftward(line: Letters, frame: Frame) -> Iterator[Piece]:
    """The pieces of a line with letters that run to the left, by place: its order in the file may be any."""
    boxes = frame.into(line.boxes)
    letters = [text for text in line.texts if text.isalpha()]
    leftward = 2 * sum(map(is_right_to_left, letters)) > len(letters)
    begins, ends = (boxes[:, 0], boxes[:, 2]) if leftward == frame.mirrored else (-boxes[:, 2], -boxes[:, 0])
    order = _by_place(line, boxes, (begins + ends) / 2, leftward)
    ink = np.flatnonzero(line.kinds[order] == INK)
    inked = order[ink]
    high = float((boxes[inked, 3] - boxes[inked, 1]).max())
    gaps = (begins[inked[1:]] - np.maximum.accumulate(ends[inked])[:-1]) / high
    blank = _at_gaps(np.diff(ink) > 1, gaps)
    for cell in _split(np.arange(len(inked)), gaps > WIDE):
        signs = (" " * bool(place > cell[0] and blank[place - 1]) + line.texts[inked[place]] for place in cell)
        text = "".join(signs)
        left, top = boxes[inked[cell], :2].min(axis=0).tolist()
        right, bottom = boxes[inked[cell], 2:].max(axis=0).tolist()
        size = float((boxes[inked[cell], 3] - boxes[inked[cell], 1]).mean())
        yield Piece(logical(text) if leftward else turned(text), (left, top, right, bottom), size)


def _at_gaps(blank: Flags, gaps: NDArray[np.float32]) -> Flags:
    """Blanks, moved to a gap beside where one is: PDFium gives a blank that it makes the place of a neighbour."""
    moved = blank | (gaps > SURELY_BLANK)
    for at in np.flatnonzero(blank & (gaps < 0.05)):
        beside = [near for near in (at - 1, at + 1) if 0 <= near < len(gaps) and gaps[near] > TOUCHING]
        moved[at] = not beside
        moved[beside] = True
    return moved


def _by_place(line: Letters, boxes: Boxes, middles: NDArray[np.floating], leftward: bool) -> Group:
    """The characters by their middles, in the direction that most of them are read in.

    Those of one glyph share their box, and PDFium has turned most of them round; not so lam and alef where a font has
    the pair as one character. A mark goes with the letter that it is drawn on, wherever its own middle is.
    """
    middles = middles.copy()
    for at, text in enumerate(line.texts):
        if unicodedata.combining(text[:1] or " "):
            letters = [near for near in (at - 1, at + 1) if 0 <= near < len(middles) and line.kinds[near] == INK]
            middles[at] = middles[min(letters, key=lambda near: abs(middles[near] - middles[at]), default=at)] + 0.01
    numbers = np.arange(len(middles))
    order = np.lexsort((-numbers if leftward else numbers, middles))
    order = order[np.isin(line.kinds[order], (INK, BLANK, MADE))]
    for at, (one, other) in enumerate(pairwise(order)):
        alef, lam = (one, other) if leftward else (other, one)
        if line.texts[alef] in "اأإآ" and line.texts[lam] == "ل" and (boxes[one] == boxes[other]).all():
            order[at], order[at + 1] = other, one
    return order


_RIGHTWARD = regex.compile(
    r"(?:\p{N}[^\p{bc=R}\p{bc=AL}]*)?[\p{L}--[\p{bc=R}\p{bc=AL}]](?:[^\p{bc=R}\p{bc=AL}]*[[\p{L}\p{N}]--[\p{bc=R}\p{bc=AL}]])?"
    r"|\p{N}(?:[.,:/٫٬-]?\p{N})*",
    regex.V1,
)


def logical(text: str) -> str:
    """A line as seen from its right end → as it is read: numbers and foreign words turned round.

    >>> logical("שלום dlrow olleh 6202")
    'שלום 2026 hello world'
    """
    return _RIGHTWARD.sub(lambda match: match[0][::-1], text)


_LEFTWARD = regex.compile(r"[\p{bc=R}\p{bc=AL}](?:[^\p{bc=L}]*[\p{bc=R}\p{bc=AL}])?")


def turned(text: str) -> str:
    """A line as seen from its left end → as it is read: leftward words turned round, the numbers in them not.

    >>> turned("The word םולש 7 םולש means")
    'The word שלום 7 שלום means'
    """
    return _LEFTWARD.sub(lambda match: logical(match[0][::-1]), text)
