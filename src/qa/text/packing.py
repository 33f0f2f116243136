"""Text → chunks: whole sentences packed up to a size."""

from collections.abc import Iterator

from qa.records import Span
from qa.text.heading import is_heading
from qa.text.lines import ENDED
from qa.text.sentences import sentences
from qa.text.shorten import shortened
from qa.text.width import width


def packed(text: str, size: int, overlap: int) -> Iterator[Span]:
    """Chunks of at most `size` columns, none of whose sentences is cut unless it is longer than that.

    A chunk starts up to `overlap` columns before the end of the one before it, at a sentence's start.
    """
    units = [unit for span in sentences(text) for unit in shortened(text, span, size)]
    starts, ends = _columns(text, units)
    first = last = 0
    while last < len(units):
        stop = last
        while stop + 1 < len(units) and ends[stop + 1] - starts[first] <= size:
            stop += 1
        if stop + 1 < len(units):
            stop = _at_paragraph(text, units, range(last, stop + 1), ends, starts[first] + size // 2)
        yield units[first][0], units[stop][1]
        begun, first, last = first, stop + 1, stop + 1
        while first - 1 > begun and last < len(units) and _reaches_back(starts, ends, first - 1, last, size, overlap):
            first -= 1


def _reaches_back(starts: list[int], ends: list[int], first: int, last: int, size: int, overlap: int) -> bool:
    """Whether the chunk that goes on with unit `last` may begin at `first`."""
    return ends[last - 1] - starts[first] <= overlap and ends[last] - starts[first] <= size


def _columns(text: str, units: list[Span]) -> tuple[list[int], list[int]]:
    """The columns before each unit's start and before its end, counted from the text's beginning."""
    starts, ends = [], []
    column = place = 0
    for start, end in units:
        column += width(text[place:start])
        starts.append(column)
        column += width(text[start:end])
        ends.append(column)
        place = end
    return starts, ends


def _at_paragraph(text: str, units: list[Span], candidates: range, ends: list[int], least: int) -> int:
    """The last unit to take: the latest that ends a paragraph when the chunk is past `least`, else the last.

    A heading is left to the chunk of what it heads.
    """
    for index in reversed(candidates):
        if ends[index] < least:
            break
        gap = text[units[index][1] : units[index + 1][0]]
        if gap.count("\n") > 1 and not _heads(text, units[index]):
            return index
    return candidates[-1]


def _heads(text: str, unit: Span) -> bool:
    """Whether the unit is a heading, or looks like one: short, and not a finished sentence."""
    words = text[slice(*unit)]
    return is_heading(text, unit[0]) or (len(words) <= 60 and width(words) <= 60 and not ENDED.search(words))
