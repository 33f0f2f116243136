"""Where an article of a page may begin: a headline, with what speaks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.articles.lines import Kind, Line
from qa.text import width

_ABOVE = frozenset({Kind.BLANK, Kind.FURNITURE, Kind.MASTHEAD, Kind.ONWARDS, Kind.RESUMED, Kind.BYLINE})
_WORDS = frozenset({Kind.PROSE, Kind.HEADLINE})
FEWEST_ROWS = 8
"""So many lines, by turns of the one and of the other, tell that two articles stand side by side."""
_NEAR = 4
"""So many lines below a headline may its byline stand."""


@dataclass(frozen=True, slots=True)
class Start:
    """The headline in lines `first` to `last`, the lines `bylines` below it, and line `body`, where the text begins.

    `signed`: a byline or a lead follows.
    """

    first: int
    last: int
    bylines: tuple[int, ...]
    body: int
    signed: bool


def starts_of(text: str, lines: Sequence[Line]) -> list[Start]:
    """The places in order."""
    found: list[Start] = []
    for at, line in enumerate(lines):
        if line.kind is Kind.HEADLINE and not (found and at <= found[-1].last):
            start = _start(text, lines, at)
            if start and _stands_apart(lines, start):
                found.append(start)
    return found


def _start(text: str, lines: Sequence[Line], at: int) -> Start | None:
    last = at
    while last + 1 < len(lines) and lines[last + 1].kind is Kind.HEADLINE and last - at < 3:
        last += 1
    below = last + 1
    while below < len(lines) and lines[below].kind is Kind.BLANK:
        below += 1
    bylines: list[int] = []
    while below < len(lines) and lines[below].kind in {Kind.BYLINE, Kind.BLANK}:
        bylines += [below] if lines[below].kind is Kind.BYLINE else []
        below += 1
    if below >= len(lines) or below - last > _NEAR + len(bylines):
        return None
    signed = bool(bylines) or lines[below].is_lead
    if not signed and (lines[below].kind is not Kind.PROSE or not _is_bare(text, lines, at, last, below)):
        return None
    return Start(at, last, tuple(bylines), below, signed)


def _is_bare(text: str, lines: Sequence[Line], first: int, last: int, below: int) -> bool:
    """Whether lines without a byline are set as a headline: one or two, and what follows is set otherwise."""
    head, body = (width(text[lines[at].start : lines[at].end]) for at in (last, below))
    return last - first < 2 and (below > last + 1 or (head < 60 and head < body))


def _stands_apart(lines: Sequence[Line], start: Start) -> bool:
    """At the top of the text, or below a blank line or furniture."""
    before = start.first - 1
    return before < 0 or lines[before].kind in _ABOVE


def may_be_two(lines: Sequence[Line], start: Start) -> bool:
    """Whether two headlines may stand there side by side, with the lines of both articles by turns below."""
    below = lines[start.body : start.body + FEWEST_ROWS]
    return start.last == start.first + 1 and len(below) == FEWEST_ROWS and all(line.kind in _WORDS for line in below)
