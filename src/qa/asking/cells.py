"""The answer in a table's row: the cell that stands in the column which the question names.

A row is `| Great hall | 310 | 340 |` below the heads of a table, or has them itself, as sheets and web pages are read:
`Room: Great hall | 2022: 310 | 2023: 340`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa.records import Span
from qa.text import cells, heads, is_row, terms

LEAST_NAMED = 0.5  # of a head's terms; one that shares "of" with the question is not meant


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: the head of its column, empty where it has none, and the place of its value in the text."""

    head: str
    start: int
    end: int


def answer_in_row(text: str, row: Span, answer: Span, rarity: Mapping[str, float]) -> Span:
    """The cell of the column that the question names, or `answer` without what it holds of other cells.

    `rarity` is what the question's terms weigh. An answer in what is no row stays as it is.
    """
    filled = list(_cells(text, *row))
    if len(filled) < 2:
        return answer
    named = _named(text, filled, rarity)
    if named and not named.start <= answer[0] < answer[1] <= named.end:
        return named.start, named.end
    touched = next((cell for cell in filled if answer[0] < cell.end), filled[-1])
    clipped = max(answer[0], touched.start), min(answer[1], touched.end)
    return clipped if clipped[0] < clipped[1] else (touched.start, touched.end)


def _named(text: str, filled: list[Cell], rarity: Mapping[str, float]) -> Cell | None:
    """The one cell whose head the question names best, unless the question says already what stands in it."""
    weights = [_weight(cell.head, rarity) for cell in filled]
    best = max(weights)
    found = [cell for cell, weight in zip(filled, weights, strict=True) if weight == best]
    if best == 0 or len(found) > 1 or rarity.keys() >= set(terms(text[found[0].start : found[0].end])):
        return None
    return found[0]


def _weight(head: str, rarity: Mapping[str, float]) -> float:
    words = set(terms(head))
    asked = words & rarity.keys()
    return sum(rarity[word] for word in asked) if len(asked) >= LEAST_NAMED * len(words) else 0.0


def _cells(text: str, start: int, end: int) -> Iterator[Cell]:
    """The filled cells of a row, none where it is none."""
    if text.find("\n", start, end) >= 0 or not is_row(text, start, end):
        return
    found = cells(text, start, end)
    for (_, (first, last)), head in zip(found, heads(text, found), strict=True):
        if first < last:
            yield Cell(head, first, last)
