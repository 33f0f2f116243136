"""Rows of tables as text has them: `Name: Ada | Born: 1815`, `| Ada | 1815 |`, or tabs between the cells.

Readers write the first of sheets, with each column's head before its value.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import regex

from qa.records import Span
from qa.text.shorten import trimmed

LONGEST_HEAD = 80
MOST_ROWS = 2_000
"""How far up a table its first row is looked for."""
_OPENING = regex.compile(r"[ ]{0,3}+\|")
_SEPARATOR, _BAR = regex.compile(r" \| |\t"), regex.compile(r"(?<!\\)\|")
_RULE = regex.compile(r"[ ]*+\|?+(?:[ ]*+:?+-{2,}+:?+[ ]*+(?:\||\Z))++[ ]*+")


class Cell(NamedTuple):
    """Places in the text: of the head that stands before the value, empty where none does, and of the value."""

    head: Span
    value: Span


def is_row(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether the line `start:end` is divided into cells."""
    end = len(text) if end is None else end
    return (
        text.find(" | ", start, end) >= 0 or text.find("\t", start, end) >= 0 or bool(_OPENING.match(text, start, end))
    )


def cells(text: str, start: int, end: int) -> list[Cell]:
    """The cells of the row `start:end`; a value before which no head stands begins with an empty one.

    >>> line = "Name: Ada | Born: 1815"
    >>> [(line[slice(*head)], line[slice(*value)]) for head, value in cells(line, 0, 22)]
    [('Name', 'Ada'), ('Born', '1815')]
    """
    spans = list(_divided(text, start, end))
    heads = [_head(text, *span) for span in spans]
    if 2 * sum(after > before for before, after in heads) < len(spans):
        return [Cell((first, first), (first, last)) for first, last in spans]
    return [
        Cell((first, after), (after + 2 if after > first else first, last))
        for (first, last), (_, after) in zip(spans, heads, strict=True)
    ]


def _divided(text: str, start: int, end: int) -> Iterator[Span]:
    """The cells, blanks around them left out."""
    opening = _OPENING.match(text, start, end)
    first = opening.end() if opening else start
    for separator in (_BAR if opening else _SEPARATOR).finditer(text, first, end):
        yield trimmed(text, first, separator.start()) or (first, first)
        first = separator.end()
    if first < end:
        yield trimmed(text, first, end) or (first, first)


def _head(text: str, start: int, end: int) -> Span:
    colon = text.find(": ", start, min(end, start + LONGEST_HEAD + 2))
    return start, max(colon, start)


def heads(text: str, found: Sequence[Cell]) -> list[str]:
    """The head of each cell of a row: the row's own, or what stands above it; empty where nothing tells."""
    own = [text[slice(*cell.head)] for cell in found]
    return own if any(own) or not found else _above(text, found[0].head[0], len(found)) or own


def _above(text: str, start: int, count: int) -> list[str]:
    """What the table's first row says over each of the `count` cells of the row at `start`; none where nothing tells.

    It is the row over a line of dashes, or else the first one, where it holds three or more short different words.
    """
    above = list(islice(_lines_above(text, text.rfind("\n", 0, start) + 1), MOST_ROWS))
    ruled = next((at for at, (first, last) in enumerate(above) if _RULE.fullmatch(text, first, last)), None)
    if ruled is not None:
        above = above[: ruled + 2] if ruled + 1 < len(above) else []
    named = [text[slice(*value)].strip() for _, value in cells(text, *above[-1])] if above else []
    fits = len(named) == count and (ruled is not None or _are_names(named))
    return named if fits else []


def _lines_above(text: str, start: int) -> Iterator[Span]:
    """The rows right above a row, the nearest first."""
    while start > 0:
        first, last = text.rfind("\n", 0, start - 1) + 1, start - 1
        if not is_row(text, first, last):
            return
        yield first, last
        start = first


def _are_names(words: list[str]) -> bool:
    short = all(word and len(word) <= LONGEST_HEAD and not any(map(str.isdigit, word)) for word in words)
    return short and len(words) > 2 and len(set(words)) == len(words)
