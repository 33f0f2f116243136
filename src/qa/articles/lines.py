"""A text → its lines, each with what it is on a newspaper's page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

import regex

from qa.articles.dates import whole_dates
from qa.articles.signs import (
    BARE_NAME,
    BYLINE,
    FURNITURE,
    HEAD_SIGN,
    LEAD,
    MASTHEAD,
    ONWARDS,
    RESUMED,
    STAFF,
)
from qa.text import width

WIDEST_HEADLINE = 90
"""Columns, a full-width character counts two."""
WIDEST_MASTHEAD = 120
WIDEST_WRAP = 160
_FULL = 0.8  # of the columns at which a text is wrapped: a line that the wrap has ended
_LINE = regex.compile(r"[^\n\x0b\x0c\x85\u2028\u2029]*(?:[\n\x0b\x0c\x85\u2028\u2029]|\Z)")
_ENDED = regex.compile(r"[。．！｡!.…；;，,、：:።؟۔।॥][\p{Pe}\p{Pf}\"'”’]*$")
_LETTER = regex.compile(r"\p{L}")
_GAP = regex.compile(r"[\t　]|  ")
_ITEM = regex.compile(r"(?:[-*+•·▪◦‣※–—>|=]|\d{1,3}[.)、．]|[(（]\w{1,3}[)）]|[一二三四五六七八九十]{1,3}、)")


class Kind(Enum):
    """What a line is."""

    BLANK = auto()
    PROSE = auto()
    HEADLINE = auto()
    BYLINE = auto()
    FURNITURE = auto()
    MASTHEAD = auto()
    ONWARDS = auto()
    RESUMED = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """`text[start:end]` without the blanks around it.

    `is_lead`: it begins as a report does; `has_sign`: with the mark of a headline.
    """

    start: int
    end: int
    kind: Kind
    is_lead: bool = False
    has_sign: bool = False


def lines_of(text: str) -> list[Line]:
    """Every line in order; one that looks like a headline is one, whatever stands around it."""
    found = [_line(text, match.start(), match.end()) for match in _LINE.finditer(text) if match.start() < len(text)]
    widest = _wrap(text, found)
    written = [at for at, line in enumerate(found) if line.kind is not Kind.BLANK]
    for at, below in pairwise(written):
        line, following = found[at], found[below]
        words, under = text[line.start : line.end], text[following.start : following.end]
        if line.kind is Kind.HEADLINE and STAFF.fullmatch(under) and BARE_NAME.fullmatch(words):
            found[at], found[below] = replace(line, kind=Kind.BYLINE), replace(following, kind=Kind.BYLINE)
        elif line.kind is Kind.HEADLINE and width(words) > _FULL * widest:
            found[at] = replace(line, kind=Kind.PROSE, has_sign=False)
        elif line.kind is Kind.FURNITURE and HEAD_SIGN.match(words) and _opens(following):
            found[at] = replace(line, kind=Kind.HEADLINE, has_sign=True)
    return found


def _opens(line: Line) -> bool:
    """Whether an article's text begins with the line."""
    return line.kind is Kind.BYLINE or line.is_lead


def _wrap(text: str, lines: Sequence[Line]) -> float:
    """The columns at which the text is wrapped; WIDEST_HEADLINE / _FULL where it is not."""
    widths = sorted(width(text[line.start : line.end]) for line in lines if line.kind is not Kind.BLANK)
    widest = widths[int(len(widths) * 0.95)] if widths else 0
    full = sum(one > _FULL * widest for one in widths)
    return widest if full >= max(5, 0.4 * len(widths)) and widest < WIDEST_WRAP else WIDEST_HEADLINE / _FULL


def _line(text: str, start: int, end: int) -> Line:
    words = text[start:end]
    start, end = (
        start + len(words) - len(words.lstrip("\ufeff \t\r\n\x0b\x0c\x85\u2028\u2029　")),
        start + len(words.rstrip()),
    )
    if start >= end:
        return Line(start, start, Kind.BLANK)
    words = text[start:end]
    if len(words) > WIDEST_MASTHEAD:
        return Line(start, end, Kind.PROSE, is_lead=LEAD.match(words) is not None)
    kind = _kind(words)
    has_sign = kind is Kind.HEADLINE and HEAD_SIGN.match(words) is not None
    return Line(start, end, kind, kind is Kind.PROSE and LEAD.match(words) is not None, has_sign)


def _kind(words: str) -> Kind:
    if _is_masthead(words):
        return Kind.MASTHEAD
    for kind, pattern in ((Kind.ONWARDS, ONWARDS), (Kind.RESUMED, RESUMED), (Kind.FURNITURE, FURNITURE)):
        if pattern.fullmatch(words):
            return kind
    if BYLINE.fullmatch(words):
        return Kind.BYLINE
    if _is_headline(words):
        return Kind.HEADLINE
    return Kind.PROSE


def _is_masthead(words: str) -> bool:
    """A date and what stands beside it in a paper's head: one such thing behind the date or a wide gap, or two."""
    dates = whole_dates(words) if not _ENDED.search(words) else []
    if not dates:
        return False
    beside = len(MASTHEAD.findall(f"{words[: dates[0].start]}\n{words[dates[0].end :]}"))
    return beside > 1 or (beside == 1 and bool(_GAP.search(words) or dates[0].start == 0))


def _is_headline(words: str) -> bool:
    """Short, with a letter in it, no full sentence, no item of a list, no lead, no row of a table."""
    return (
        width(words) <= WIDEST_HEADLINE
        and not _ENDED.search(words)
        and not _ITEM.match(words)
        and not LEAD.match(words)
        and "\t" not in words
        and _LETTER.search(words) is not None
        and not words[0].islower()
    )
