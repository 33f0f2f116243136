"""Pieces with their articles → sections, with title, date, author, and where a torn sentence goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.articles.units import FINISHED, Unit
from qa.records import Section, Span
from qa.text import sentences


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]`, of article `owner`: a headline, a byline, or prose, which is a `unit`."""

    start: int
    end: int
    owner: int
    unit: Unit | None = None


def sections_of(text: str, pieces: Sequence[Piece], articles: Sequence[Section]) -> list[Section]:
    """A section for every stretch of pieces of one article with nothing else between; `articles` say what all of its
    sections have. Pieces of no article, with a number below 0, are in none."""
    runs = [run for run in _runs(text, pieces) if run[0].owner >= 0]
    goes_on = dict(_torn(text, runs))
    return [
        replace(articles[run[0].owner], start=run[0].start, end=run[-1].end, goes_on=goes_on.get(run[-1].end))
        for run in runs
    ]


def _runs(text: str, pieces: Sequence[Piece]) -> list[list[Piece]]:
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.start):
        last = found[-1][-1] if found else None
        if last and last.owner == piece.owner and not (gap := text[last.end : piece.start]).strip() and "\f" not in gap:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _torn(text: str, runs: Sequence[Sequence[Piece]]) -> Iterator[tuple[int, Span]]:
    """Where a run ends inside a sentence, and the place of that sentence's rest in the article's next run."""
    for owner in {run[0].owner for run in runs}:
        own = [run for run in runs if run[0].owner == owner]
        for run, following in pairwise(own):
            last, first = run[-1].unit, following[0].unit
            if not last or not first or last.finished:
                continue
            begin, end = sentences(text[first.start : first.end])[0]
            if FINISHED.search(text[first.start : first.start + end]):
                yield last.end, (first.start + begin, first.start + end)
