"""What a page's prose is cut into before it is given to articles: paragraphs, or what a column or page break left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from qa.articles.lines import Kind, Line
from qa.text import sentences

FINISHED = regex.compile(r"[。！？｡!?.…؟۔।॥։።:：;；][\p{Pe}\p{Pf}\"'”’*_]*$")

_GOES_ON = regex.compile(r"[\p{Pi}\p{Ps}\"'“‘]*\p{Ll}|[，、,；;：:）)」』》”]")


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]`, whole sentences but for what is torn: its last one is `finished`, its first one seems to go
    on (`goes_on`), and the line before says so (`resumed`)."""

    start: int
    end: int
    finished: bool
    goes_on: bool
    resumed: bool


def units_of(text: str, lines: Sequence[Line], heads: frozenset[int]) -> list[Unit]:
    """The prose in order; the lines numbered `heads` are headlines, and are none of it."""
    found: list[Unit] = []
    for first, last, resumed in _runs(lines, heads):
        start, end = lines[first].start, lines[last].end
        for a, b in _paragraphs(text, start, end):
            words = text[a:b]
            found.append(Unit(a, b, FINISHED.search(words) is not None, _GOES_ON.match(words) is not None, resumed))
            resumed = False
    return found


def _runs(lines: Sequence[Line], heads: frozenset[int]) -> Iterator[tuple[int, int, bool]]:
    """Numbers of the first and last line of stretches of prose, and whether one goes on what is elsewhere."""
    first, last, resumed = -1, -1, False
    for at, line in enumerate(lines):
        is_prose = line.kind in {Kind.PROSE, Kind.HEADLINE} and at not in heads
        if is_prose:
            first = at if first < 0 else first
            last = at
        elif line.kind is not Kind.BLANK:
            if first >= 0:
                yield first, last, resumed
                first = -1
            resumed = line.kind is Kind.RESUMED
    if first >= 0:
        yield first, last, resumed


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences joined while no line ends between them."""
    begun = stop = -1
    for a, b in sentences(text[start:end]):
        if begun >= 0 and "\n" in text[start + stop : start + a]:
            yield start + begun, start + stop
            begun = -1
        begun, stop = a if begun < 0 else begun, b
    if begun >= 0:
        yield start + begun, start + stop
