"""A page before its prose is given to articles: the articles that its headlines tell of, and its prose in pieces."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qa.articles.columns import Costs, assigned
from qa.articles.lines import Line
from qa.articles.rows import alternate, dealt
from qa.articles.starts import Start, may_be_two
from qa.articles.topics import Encode, vectors
from qa.articles.units import Unit, units_of
from qa.records import Span, Vectors
from qa.text import terms

MOST_ARTICLES, MOST_UNITS = 60, 600
"""What has more is no page, but many articles one after the other."""
_SHORTEST_COLUMN = 40
"""Characters of prose above the first headline that count as an article of their own."""

_SAME = 0.5
"""A line under a headline that holds so much of its terms says more of the same."""


@dataclass(frozen=True, slots=True)
class Article:
    """The lines of its headline and its bylines, and the number of the first piece of prose below them."""

    head: tuple[int, ...]
    bylines: tuple[int, ...]
    begin: int


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A page before its prose is given to articles: the articles, the prose, a vector for each piece of it and for each
    article's headline, and the number of the piece before which each article begins."""

    articles: Sequence[Article]
    units: Sequence[Unit]
    rows: Vectors
    heads: Sequence[Vectors]

    @property
    def begins(self) -> list[int]:
        """By article."""
        return [article.begin for article in self.articles]

    @classmethod
    def of(cls, text: str, lines: Sequence[Line], starts: Sequence[Start], encode: Encode) -> "Layout":
        """What the headlines tell."""
        heads = [at for start in starts for at in range(start.first, start.last + 1)]
        units = units_of(text, lines, frozenset(heads))
        spans: list[Span] = [(one.start, one.end) for one in units]
        spans += [(lines[at].start, lines[at].end) for at in heads]
        rows = vectors([text[start:end] for start, end in spans], encode)
        titles = dict(zip(heads, rows[len(units) :], strict=True))
        articles = list(_articles(text, lines, starts, units, rows))
        none = np.zeros(rows.shape[1], np.float32)
        sums = [sum((titles[at] for at in article.head), none) for article in articles]
        return cls(articles, units, rows[: len(units)], sums)

    def owners(self) -> list[int]:
        """The number of the article that each piece belongs to; below 0 for none."""
        if len(self.articles) > MOST_ARTICLES or len(self.units) > MOST_UNITS:
            return [bisect_right(self.begins, at) - 1 for at in range(len(self.units))]
        owners = assigned(self.units, self.rows, self.heads, self.begins, Costs())
        for number, (one, two) in enumerate(pairwise(self.begins)):
            if one == two:  # they stand side by side
                end = next((begin for begin in self.begins if begin > one), len(self.units))
                taken = dealt(self.rows[one:end], self.heads[number : number + 2])
                owners[one:end] = [number + side for side in taken]
        return owners


def _articles(
    text: str, lines: Sequence[Line], starts: Sequence[Start], units: Sequence[Unit], rows: Vectors
) -> Iterator[Article]:
    begins = [bisect_left(units, lines[start.body].start, key=lambda unit: unit.start) for start in starts]
    if sum(unit.end - unit.start for unit in units[: begins[0]]) >= _SHORTEST_COLUMN:
        yield Article((), (), 0)
    for start, begin, end in zip(starts, begins, [*begins[1:], len(units)], strict=True):
        head = tuple(range(start.first, start.last + 1))
        if may_be_two(lines, start) and _side_by_side(text, lines, start, rows[begin:end]):
            half = len(start.bylines) // 2
            yield Article(head[:1], start.bylines[:half], begin)
            yield Article(head[1:], start.bylines[half:], begin)
        else:
            yield Article(head, start.bylines, begin)


def _side_by_side(text: str, lines: Sequence[Line], start: Start, rows: Vectors) -> bool:
    """Whether the two lines are the headlines of two articles, and not a headline and what stands under it."""
    one, other = (set(terms(text[lines[at].start : lines[at].end])) for at in (start.first, start.last))
    same = len(one & other) >= _SAME * min(len(one), len(other))
    return not same and alternate(rows, signed=len(start.bylines) > 1)
