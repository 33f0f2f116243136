"""The answer in a table's row: the cell that stands in the column which the question names.

A row is `| Great hall | 310 | 340 |` below the heads of a Markdown table, or has them itself, as tables of all other
formats are read: `Room: Great hall | 2022: 310 | 2023: 340`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex

from qa.records import Span
from qa.text import terms

_RULE = regex.compile(r"[ \t]*\|?[ \t]*:?-+[-:| \t]*$")
_CELL = regex.compile(r"(?<=(?<!\\)\|)(?:\\\||[^|])*")
_PIECE = regex.compile(r"(?: \| |\t|^)(?:([^\t|:：]{1,80}): )?((?:(?! \| )[^\t])+)")
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
    cells = list(_cells(text, *row))
    if len(cells) < 2:
        return answer
    named = _named(text, cells, rarity)
    if named and not named.start <= answer[0] < answer[1] <= named.end:
        return named.start, named.end
    touched = next((cell for cell in cells if answer[0] < cell.end), cells[-1])
    clipped = max(answer[0], touched.start), min(answer[1], touched.end)
    return clipped if clipped[0] < clipped[1] else (touched.start, touched.end)


def _named(text: str, cells: list[Cell], rarity: Mapping[str, float]) -> Cell | None:
    """The one cell whose head the question names best, unless the question says already what stands in it."""
    weights = [_weight(cell.head, rarity) for cell in cells]
    best = max(weights)
    found = [cell for cell, weight in zip(cells, weights, strict=True) if weight == best]
    if best == 0 or len(found) > 1 or rarity.keys() >= set(terms(text[found[0].start : found[0].end])):
        return None
    return found[0]


def _weight(head: str, rarity: Mapping[str, float]) -> float:
    words = set(terms(head))
    asked = words & rarity.keys()
    return sum(rarity[word] for word in asked) if len(asked) >= LEAST_NAMED * len(words) else 0.0


def _cells(text: str, start: int, end: int) -> Iterator[Cell]:
    """The filled cells of a row, none where it is none."""
    line = text[start:end]
    if "\n" in line:
        return
    if line.startswith("|"):
        heads = [head.strip() for head in _CELL.findall(_head_line(text, start))]
        for number, found in enumerate(_CELL.finditer(line)):
            yield from _filled(heads[number] if number < len(heads) else "", line, *found.span(), start)
        return
    for found in _PIECE.finditer(line):
        yield from _filled((found[1] or "").strip(), line, *found.span(2), start)


def _filled(head: str, line: str, first: int, last: int, start: int) -> Iterator[Cell]:
    words = line[first:last]
    if words.strip():
        begin = start + first + len(words) - len(words.lstrip())
        yield Cell(head, begin, begin + len(words.strip()))


def _head_line(text: str, start: int) -> str:
    """The line above the rule of the Markdown table in which a row begins at `start`; empty without a rule."""
    above, place = "", text.rfind("\n", 0, start) + 1
    while place > 0:
        first = text.rfind("\n", 0, place - 1) + 1
        line = text[first : place - 1]
        if _RULE.fullmatch(above) and "|" in line:
            return line.strip()
        if not line.lstrip().startswith("|"):
            break
        above, place = line, first
    return ""
