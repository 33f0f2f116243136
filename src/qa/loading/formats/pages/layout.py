"""Pieces of text on a page → rows in reading order: columns one after the other, a table row by row.

A recursive cut, as in Nagy and Seth (1984): the longest runs of rows that share a gutter are columns or a table, and
everything between such runs is read line by line. Which of the two it is, the order in which the file draws the pieces
says where it can, and the length of the pieces where it cannot.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import accumulate, pairwise
from statistics import median

import regex

from qa.records import Box
from qa.text import SPACELESS

DEEPEST = 8
"""Columns inside columns; deeper ones are read line by line."""
GUTTER = 0.6
"""Least width of a gutter, in heights of a line."""
PROSE = 8.0
"""Least usual width of a column's lines, in heights; a table's cells are shorter."""
CELL = 5.0
"""Below this width it is a cell, whatever the order in which it was drawn."""
CELL_GAP = 1.2
"""A wider gap in a row, in heights, begins a cell; a narrower one is a stretched blank."""
TOUCHING = 0.12
"""Up to such a gap, in heights, two pieces are parts of one word."""
MOST_GUTTERS = 32
"""So many gaps of a row are tried as gutters."""
LEAST = 3.0
"""Least width of a gutter over all of its rows, in points."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one line without a wide gap. `box` is in reading direction: x grows along the line, y to the next one."""

    text: str
    box: Box
    size: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True)
class Row:
    """Pieces side by side, from the start of the line to its end; in a table, cell by cell."""

    pieces: tuple[Piece, ...]

    @cached_property
    def box(self) -> Box:
        """What bounds them all."""
        if len(self.pieces) == 1:
            return self.pieces[0].box
        lefts, tops, rights, bottoms = zip(*(piece.box for piece in self.pieces), strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @cached_property
    def size(self) -> float:
        """That of the longest piece."""
        return max(self.pieces, key=lambda piece: len(piece.text)).size

    @cached_property
    def text(self) -> str:
        """As it is quoted: a tab where a new cell begins."""
        return "".join(gap + piece.text for gap, piece in zip(self.gaps, self.pieces, strict=True))

    @cached_property
    def gaps(self) -> list[str]:
        """What stands before each piece: nothing, a blank or a tab."""
        found = [""]
        if len(self.pieces) == 1:
            return found
        size = self.size
        is_stretched = self._is_stretched()
        reached = self.pieces[0].box[2]
        for before, after in pairwise(self.pieces):
            step = after.box[0] - before.box[2]
            if abs(after.middle - before.middle) > size / 2:
                found.append("\t" if after.box[0] > reached else wrap(before.text, after.text).strip("\n"))
            elif step > CELL_GAP * size and not is_stretched:
                found.append("\t")
            else:
                found.append(" " if step > TOUCHING * size else "")
            reached = after.box[2] if found[-1] == "\t" else max(reached, after.box[2])
        return found

    def _is_stretched(self) -> bool:
        """Whether all gaps are equally wide, as between the words of a justified line."""
        steps = [after.box[0] - before.box[2] for before, after in pairwise(self.pieces)]
        return len(steps) > 1 and min(steps) > 0.9 * max(steps) and max(steps) < 2.5 * self.size


_WITHOUT_BLANKS = regex.compile(rf"[{SPACELESS}\u3000-\u303f\uff00-\uff60]")


def is_without_blanks(sign: str) -> bool:
    """Whether it begins with a character of a script that puts no blank between words, or with a full-width sign."""
    return _WITHOUT_BLANKS.match(sign) is not None


def wrap(before: str, after: str) -> str:
    """What a line's end stands for in running text: a blank, or nothing; after a hyphen that divides a word, itself.

    >>> wrap("two", "lines"), wrap("an impor-", "tant matter"), wrap("Nord-", "Süd"), wrap("どこで", "生れた")
    (' ', '\\n', '', '')
    """
    if before[-1:] in "-\u2010\u00ad" and before[-2:-1].isalpha() and after[:1].isalpha():
        return "\n" if before[-2:-1].islower() and after[:1].islower() else ""
    return "" if is_without_blanks(before[-1:]) or is_without_blanks(after) else " "


@dataclass(frozen=True, slots=True)
class Region:
    """Rows below each other in one column."""

    rows: tuple[Row, ...]


def regions(pieces: Sequence[Piece], *, drawn: bool) -> list[Region]:
    """The regions of a page in reading order; `drawn` when the pieces come in an order that may be that of reading."""
    numbered = list(enumerate(pieces))
    return [Region(tuple(rows)) for rows in _read(numbered, drawn, DEEPEST) if rows]


_Numbered = tuple[int, Piece]
_Bands = list[list[_Numbered]]


def _read(numbered: list[_Numbered], drawn: bool, depth: int) -> Iterator[list[Row]]:
    """Zones with a gutter are cut along it; the rows between two such zones are one region."""
    bands = _bands(numbered)
    plain: list[Row] = []
    for zone, gutter in _zones(bands) if depth else [(bands, None)]:
        columns = _columns(zone, gutter) if gutter else []
        if columns and _are_columns(columns, drawn):
            yield plain
            plain = []
            for column in columns:
                yield from _read(column, drawn, depth - 1)
        elif gutter and drawn:
            plain.extend(_table(zone, gutter))
        else:
            plain.extend(row for band in zone for row in _rows(band))
    yield plain


def _bands(numbered: list[_Numbered]) -> _Bands:
    """Pieces whose heights overlap, be it through others between them; each band from left to right."""
    bands: _Bands = []
    bottom = 0.0
    usual = median(piece.size for _, piece in numbered) if numbered else 0.0
    for member in sorted(numbered, key=lambda member: member[1].box[1]):
        _, top, _, low = member[1].box
        low = min(low, top + 1.5 * max(usual, 0.5 * member[1].size))  # an initial is as high as its first line
        if bands and bottom - top > 0.2 * (low - top):
            bands[-1].append(member)
            bottom = max(bottom, low)
        else:
            bands.append([member])
            bottom = low
    return [sorted(band, key=lambda member: member[1].box[0]) for band in bands]


def _rows(band: list[_Numbered]) -> Iterator[Row]:
    """Pieces whose heights overlap by half are one row, from left to right."""
    row: list[Piece] = []
    for _, piece in sorted(band, key=lambda member: member[1].middle):
        if row and not _is_beside(row[0], piece):
            yield _row(row)
            row = []
        row.append(piece)
    yield _row(row)


def _is_beside(piece: Piece, other: Piece) -> bool:
    overlap = min(piece.box[3], other.box[3]) - max(piece.box[1], other.box[1])
    return overlap > 0.5 * min(piece.box[3] - piece.box[1], other.box[3] - other.box[1])


def _row(pieces: list[Piece]) -> Row:
    return Row(tuple(sorted(pieces, key=lambda piece: piece.box[0])))


_Gap = tuple[float, float]


def _zones(bands: _Bands) -> Iterator[tuple[_Bands, _Gap | None]]:
    """The longest runs of bands that share a gutter, with that gutter, and the bands between them, with none."""
    edges = [piece.box for band in bands for _, piece in band]
    bounds = min((box[0] for box in edges), default=0.0), max((box[2] for box in edges), default=0.0)
    free = [_free(band, bounds) for band in bands]
    begin = at = 0
    while at < len(bands):
        widest = nlargest(MOST_GUTTERS, _between(bands[at]), key=lambda gap: gap[1] - gap[0])
        end, _, gutter = max((_follow(free, at, gap) for gap in widest), default=(at + 1, 0.0, None))
        if gutter:
            while at > begin and (shared := _shared(free[at - 1], gutter)):
                at, gutter = at - 1, shared
            yield bands[begin:at], None
            yield bands[at:end], gutter
            begin = end
        at = end
    yield bands[begin:], None


def _free(band: list[_Numbered], bounds: _Gap) -> list[_Gap]:
    """The stretches of a band without text, those before its first and after its last piece too."""
    before, after = bounds[0] - band[0][1].size, bounds[1] + band[0][1].size
    return [(before, band[0][1].box[0]), *_between(band), (max(piece.box[2] for _, piece in band), after)]


def _between(band: list[_Numbered]) -> list[_Gap]:
    """The gaps between a band's pieces that are wide enough for a gutter."""
    found: list[_Gap] = []
    reached = band[0][1].box[2]
    for _, piece in band[1:]:
        if piece.box[0] - reached >= GUTTER * piece.size:
            found.append((reached, piece.box[0]))
        reached = max(reached, piece.box[2])
    return found


def _follow(free: list[list[_Gap]], at: int, gutter: _Gap) -> tuple[int, float, _Gap]:
    """Where the gutter that begins in band `at` ends, how wide it is there, and its place."""
    end = at + 1
    while end < len(free) and (shared := _shared(free[end], gutter)):
        gutter, end = shared, end + 1
    return end, gutter[1] - gutter[0], gutter


def _shared(free: list[_Gap], gutter: _Gap) -> _Gap | None:
    """The widest part of the gutter that is free in a band too; None where none is wide enough."""
    parts = [(max(gap[0], gutter[0]), min(gap[1], gutter[1])) for gap in free]
    low, high = max(parts, key=lambda part: part[1] - part[0])
    return (low, high) if high - low >= LEAST else None


def _columns(zone: _Bands, gutter: _Gap) -> list[list[_Numbered]]:
    """The zone's pieces on both sides of the gutter, as they were drawn."""
    middle = sum(gutter) / 2
    members = sorted((member for band in zone for member in band), key=lambda member: member[0])
    return [[member for member in members if (member[1].box[0] >= middle) == side] for side in (False, True)]


def _are_columns(columns: list[list[_Numbered]], drawn: bool) -> bool:
    """Whether the first column is read to its end before the second begins; else they are a table's."""
    beside = min(map(len, columns))
    if beside < 2:
        return False
    prose = all(_is_prose(column) for column in columns)
    turns = _turns(columns)
    if drawn and turns <= 1 + sum(map(len, columns)) // 12:
        return prose or not (_is_grid(columns) and any(_usual_width(column) < CELL for column in columns))
    if not drawn:
        return prose or any(map(_flows, columns))
    return prose and turns >= 1.6 * beside


def _flows(column: list[_Numbered]) -> bool:
    """Whether it is a paragraph: many lines, most of which are filled."""
    boxes = [row.box for row in _rows(column)]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    filled = sum(box[2] > right - 0.1 * (right - left) for box in boxes)
    return len(boxes) > 5 and 2 * filled > len(boxes) and _is_prose(column)


def _turns(columns: list[list[_Numbered]]) -> int:
    """How often the drawing goes from one column to another."""
    owners = sorted((number, index) for index, column in enumerate(columns) for number, _ in column)
    return sum(before[1] != after[1] for before, after in pairwise(owners))


def _is_prose(column: list[_Numbered]) -> bool:
    return _usual_width(column) >= PROSE


def _usual_width(column: list[_Numbered]) -> float:
    """In heights of a line: half of the column's text stands in pieces that are as wide or wider."""
    widths = sorted((piece.box[2] - piece.box[0]) / piece.size for _, piece in column)
    reached = accumulate(widths)
    half = sum(widths) / 2
    return next(width for width, total in zip(widths, reached, strict=True) if total >= half)


def _is_grid(columns: list[list[_Numbered]]) -> bool:
    """Whether nearly every piece of the shortest column has one of the others exactly beside it."""
    shortest, *others = sorted(columns, key=len)
    middles = sorted(piece.middle for column in others for _, piece in column)
    beside = sum(_near(middles, piece.middle, 0.15 * piece.size) for _, piece in shortest)
    return beside >= 0.9 * len(shortest)


def _near(values: list[float], wanted: float, within: float) -> bool:
    at = bisect_left(values, wanted - within)
    return at < len(values) and values[at] <= wanted + within


def _table(zone: _Bands, gutter: _Gap) -> Iterator[Row]:
    """Rows of the table, cell by cell where it is drawn so, that a cell of several lines is not torn."""
    begin = next((at for at, band in enumerate(zone) if len(_sides(band, gutter)) > 1), 0)
    yield from (row for band in zone[:begin] for row in _rows(band))
    columns = _columns(zone[begin:], gutter)
    if _goes_cell_by_cell(columns):
        yield from (Row(tuple(row)) for row in _drawn_rows(columns))
    else:
        yield from (row for band in zone[begin:] for row in _rows(band))


def _sides(band: list[_Numbered], gutter: _Gap) -> set[bool]:
    return {piece.box[0] >= sum(gutter) / 2 for _, piece in band}


def _goes_cell_by_cell(columns: list[list[_Numbered]]) -> bool:
    """Whether what is drawn before each return to the first column stands above all that is drawn after it."""
    rows = list(_drawn_rows(columns))
    tops = [min(piece.box[1] for piece in row) for row in rows]
    lows = [max(piece.box[3] for piece in row) for row in rows]
    return len(rows) > 1 and all(top > low - 2.0 for low, top in zip(lows, tops[1:], strict=False))


def _drawn_rows(columns: list[list[_Numbered]]) -> Iterator[list[Piece]]:
    """A table's rows as they are drawn, each with all lines of all its cells."""
    row: list[Piece] = []
    before = 0
    for _, index, piece in sorted(
        (number, index, piece) for index, column in enumerate(columns) for number, piece in column
    ):
        if row and before and not index:
            yield row
            row = []
        row.append(piece)
        before = index
    yield row
