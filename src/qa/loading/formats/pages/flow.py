"""Regions of pages in reading order → one text with its places: what a line's end cut in two is joined again.

A line break is a wrap where the next line's first word would not have fitted. It is then a blank, or nothing after a
hyphen and between characters of scripts without blanks; any other is kept, and paragraphs are an empty line apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import regex

from qa.loading.formats.pages.frame import Frame
from qa.loading.formats.pages.layout import Region, Row, is_without_blanks, wrap
from qa.records import Box, Place

_ITEM = regex.compile(
    r"[-–—•·▪◦‣○●■□◆※➢✓*]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s"
    r"|[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
)
_WORD = regex.compile(r"\S+")
_FINISHED = regex.compile(r"[。！？｡!?.…؟۔।॥։።:：;；][\p{Pe}\p{Pf}\"']*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what its region tells of it: the column's edges and the usual distance of lines."""

    row: Row
    text: str
    box: Box
    size: float
    column: tuple[float, float]
    pitch: float
    page: int
    frame: Frame
    region: int


@dataclass(frozen=True, slots=True)
class PageRegions:
    """A page's regions that run one way, in reading order."""

    page: int
    frame: Frame
    regions: Sequence[Region]


def written(sheets: Iterable[PageRegions]) -> tuple[str, tuple[Place, ...]]:
    """The text of all pages, and where each line, or each cell of one, stands."""
    lines = list(_lines(sheets))
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    for index, line in enumerate(lines):
        joint = _joint(lines[index - 1], line, lines[index + 1 : index + 2]) if index else ""
        parts += [joint, line.text]
        places.extend(_places(line, length + len(joint)))
        length += len(joint) + len(line.text)
    return "".join(parts), tuple(places)


def _lines(sheets: Iterable[PageRegions]) -> Iterator[Line]:
    number = 0
    for sheet in sheets:
        for region in sheet.regions:
            number += 1
            boxes = [row.box for row in region.rows]
            pitch = _pitch(boxes)
            column = _edges(boxes)
            for block in _blocks(region.rows, boxes, pitch):
                own = _edges(boxes[block])
                edges = own if _is_filled(boxes[block], own) else column
                for row, box in zip(region.rows[block], boxes[block], strict=True):
                    yield Line(row, row.text, box, row.size, edges, pitch, sheet.page, sheet.frame, number)


def _edges(boxes: Sequence[Box]) -> tuple[float, float]:
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def _is_filled(boxes: Sequence[Box], edges: tuple[float, float]) -> bool:
    """Whether so many lines come near the right edge that it is the edge of a paragraph, not the end of a long line."""
    near = sum(box[2] > edges[1] - 0.12 * (edges[1] - edges[0]) for box in boxes)
    return len(boxes) > 3 and near > 0.5 * len(boxes)


def _blocks(rows: Sequence[Row], boxes: Sequence[Box], pitch: float) -> Iterator[slice]:
    """Stretches of rows of one size that follow each other at the usual distance."""
    begin = 0
    for at in range(1, len(rows)):
        if _is_apart(boxes[at - 1], boxes[at], rows[at - 1].size, rows[at].size, pitch):
            yield slice(begin, at)
            begin = at
    yield slice(begin, len(rows))


def _pitch(boxes: Sequence[Box]) -> float:
    """The usual distance from line to line inside a paragraph, the lower quartile of all; 0 where too few tell."""
    steps = sorted(after[3] - before[3] for before, after in pairwise(boxes) if after[3] > before[3])
    return steps[len(steps) // 4] if len(steps) > 2 else 0.0


def _joint(before: Line, after: Line, following: list[Line]) -> str:
    """What stands between two lines."""
    if before.region != after.region:
        return wrap(before.text, after.text) if _goes_on(before, after) else "\n\n"
    if _is_apart(before.box, after.box, before.size, after.size, before.pitch):
        return "\n\n"
    if "\t" in before.text or "\t" in after.text or _ITEM.match(after.text) or _is_indented(before, after, following):
        return "\n"
    return wrap(before.text, after.text) if _is_full(before, after) else "\n"


def _is_apart(before: Box, after: Box, size: float, other: float, pitch: float) -> bool:
    """Another size, or more room between the lines than is usual."""
    step = after[3] - before[3]
    usual = max(pitch, 1.2 * size) if pitch else 1.5 * size
    return step > 1.3 * usual or step < 0 or not 0.85 < other / size < 1.18


def _is_full(before: Line, after: Line) -> bool:
    """Whether the first word of `after` would not have fitted into `before`."""
    word = _WORD.match(after.text)
    letters = min(len(word[0]), 3) if word and is_without_blanks(after.text) else len(word[0]) if word else 0
    wanted = (after.box[2] - after.box[0]) * letters / max(len(after.text), 1)
    return before.box[2] + wanted > before.column[1] - 0.2 * before.size


def _is_indented(before: Line, after: Line, following: list[Line]) -> bool:
    """Whether `after` begins further in than `before`, and not as the rest of an item does."""
    if after.box[0] - before.box[0] < 0.8 * after.size or before.box[0] - before.column[0] > 0.5 * before.size:
        return False
    return not following or abs(following[0].box[0] - after.box[0]) > 0.3 * after.size


def _goes_on(before: Line, after: Line) -> bool:
    """Whether a sentence goes on from the end of a column or page to the top of the next."""
    if before.frame != after.frame or not 0.95 < after.size / before.size < 1.05 or "\t" in before.text + after.text:
        return False
    opens = after.text[:1].islower() or (is_without_blanks(after.text) and not _ITEM.match(after.text))
    return opens and not _FINISHED.search(before.text[-8:]) and _is_full(before, after)


def _places(line: Line, start: int) -> Iterator[Place]:
    """One place a cell; pieces of one cell are lit together."""
    if "\t" not in line.row.gaps:
        yield _place(line, start, start + len(line.text), line.box)
        return
    cell = 0
    numbered = []
    for gap, piece in zip(line.row.gaps, line.row.pieces, strict=True):
        cell += gap == "\t"
        start += len(gap)
        numbered.append((cell, start, piece))
        start += len(piece.text)
    for _, group in groupby(numbered, lambda member: member[0]):
        members = list(group)
        box = Row(tuple(piece for _, _, piece in members)).box
        yield _place(line, members[0][1], members[-1][1] + len(members[-1][2].text), box)


def _place(line: Line, start: int, end: int, box: Box) -> Place:
    left, top, right, bottom = (round(side, 1) for side in line.frame.out(box))
    return Place(start, end, f"page {line.page}", line.page, (left, top, right, bottom))
