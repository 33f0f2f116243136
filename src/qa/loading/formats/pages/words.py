"""Where some of a line's words stand on a PDF page: the boxes of their characters, told from those of the line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.loading.formats.pages.pdf_page import INK, Letters
from qa.records import Box, Span

MARGIN = 0.2
"""Points by which a line's box, which is rounded, may miss a character's middle."""


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line as `Place` has it, its text and box, and which of its characters are quoted, and are the answer."""

    text: str
    box: Box
    quoted: Span
    answer: Span | None = None


def quoted_boxes(letters: Letters | None, lines: Sequence[QuotedLine]) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """The boxes of what is quoted, a box a line, and of the answer.

    Where the page's characters do not tell the line's apart, as in a scan, the whole line is lit, and no answer.
    """
    quoted: list[Box] = []
    answers: list[Box] = []
    for line in lines:
        boxes = _by_character(letters, line) if letters else None
        if boxes is None:
            quoted.append(line.box)
            continue
        quoted += _around(boxes, line.quoted)
        answers += _around(boxes, line.answer) if line.answer else ()
    return tuple(quoted), tuple(answers)


def _by_character(letters: Letters, line: QuotedLine) -> list[Box | None] | None:
    """The box of each character of the line, None for a blank; None where the page does not have them in any order."""
    wanted = [at for at, sign in enumerate(line.text) if not sign.isspace()]
    for order in _orders(letters, line.box):
        signs = [(sign, place) for place in order for sign in letters.texts[place]]
        if len(signs) == len(wanted) and all(
            line.text[at] == sign for at, (sign, _) in zip(wanted, signs, strict=True)
        ):
            boxes: list[Box | None] = [None] * len(line.text)
            for at, (_, place) in zip(wanted, signs, strict=True):
                left, top, right, bottom = letters.boxes[place].tolist()
                boxes[at] = left, top, right, bottom
            return boxes
    return None


def _orders(letters: Letters, box: Box) -> Iterator[NDArray[np.intp]]:
    """The characters in the box, as the file has them, and from each of its sides on."""
    x, y = (letters.boxes[:, 0] + letters.boxes[:, 2]) / 2, (letters.boxes[:, 1] + letters.boxes[:, 3]) / 2
    left, top, right, bottom = box
    across = (x > left - MARGIN) & (x < right + MARGIN)
    inside = np.flatnonzero((letters.kinds == INK) & across & (y > top - MARGIN) & (y < bottom + MARGIN))
    yield inside
    for middles in (x, -x, y, -y):
        yield inside[np.argsort(middles[inside], kind="stable")]


def _around(boxes: Sequence[Box | None], span: Span) -> tuple[Box, ...]:
    """The one box around those characters of a line; none where they are blanks."""
    held = [box for box in boxes[span[0] : span[1]] if box]
    if not held:
        return ()
    lefts, tops, rights, bottoms = zip(*held, strict=True)
    return ((min(lefts), min(tops), max(rights), max(bottoms)),)
