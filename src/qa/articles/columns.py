"""Which article each piece of a page's prose belongs to, where columns were read across.

A beam search over the pieces in order. A piece goes on with the article before it, or with one that began higher up;
what speaks for the latter is its topic, that the other one stopped inside a sentence, and page marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.articles.units import Unit
from qa.records import Vectors

BEAM, BACK = 24, 8
"""So many guesses are kept, and a piece may go on one of so many articles before it."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What speaks for and against, in nats; found by `training/articles/fit.py` on the tuning pages."""

    topic: float = 20.0
    switch: float = 5.5
    torn: float = 1.5
    finished: float = 0.4
    resumed: float = 12.0
    lower: float = 2.0
    empty: float = 1.2
    left: float = 1.7


@dataclass(frozen=True, slots=True)
class _Guess:
    """The articles of the pieces so far; by article the sum of its vectors, whether it stopped inside a sentence, and
    whether it has any piece."""

    score: float
    owners: tuple[int, ...]
    current: int
    sums: tuple[Vectors, ...]
    torn: tuple[bool, ...]
    begun: tuple[bool, ...]


def assigned(
    units: Sequence[Unit], rows: Vectors, heads: Sequence[Vectors], begins: Sequence[int], costs: Costs
) -> list[int]:
    """For each piece the number of its article: `heads` are the vectors of the headlines, in order, and article k
    begins before piece `begins[k]`; -1 for pieces before the first headline that are of none."""
    guesses = [_Guess(0.0, (), -1, (), (), ())]
    for at, unit in enumerate(units):
        for number, begin in enumerate(begins):
            if begin == at:
                guesses = [_with_article(guess, number, heads[number]) for guess in guesses]
        follow = [one for guess in guesses for one in _followed(guess, unit, rows[at], costs)]
        guesses = sorted(follow, key=lambda one: -one.score)[:BEAM]
    best = max(guesses, key=lambda one: one.score - costs.left * sum(one.torn))
    return list(best.owners)


def _with_article(guess: _Guess, number: int, head: Vectors) -> _Guess:
    return replace(
        guess, current=number, sums=(*guess.sums, head), torn=(*guess.torn, False), begun=(*guess.begun, False)
    )


def _followed(guess: _Guess, unit: Unit, row: Vectors, costs: Costs) -> list[_Guess]:
    """The guess with the piece given to each of the articles that have begun."""
    if guess.current < 0:
        return [replace(guess, owners=(*guess.owners, -1))]
    first = max(0, len(guess.sums) - BACK)
    sums = guess.sums[first:]
    near = np.array([float(row @ total) / max(float(np.linalg.norm(total)), 1e-9) for total in sums])
    weight = costs.topic * min(1.5, ((unit.end - unit.start) / 120) ** 0.5)
    logits = weight * near
    logits -= logits.max() + np.log(np.exp(logits - logits.max()).sum())
    return [
        _given(guess, number, unit, row, float(logits[number - first]) - _cost(guess, number, unit, costs))
        for number in range(first, len(guess.sums))
    ]


def _cost(guess: _Guess, number: int, unit: Unit, costs: Costs) -> float:
    """Of going on with that article."""
    begun, torn = guess.begun[number], guess.torn[number]
    cost = costs.lower * (unit.goes_on and begun and not torn)
    if number == guess.current:
        return cost + costs.resumed * unit.resumed
    if not begun:
        return cost + costs.switch - costs.empty
    return cost + costs.switch + (-costs.torn if torn else costs.finished) - costs.resumed * unit.resumed


def _given(guess: _Guess, number: int, unit: Unit, row: Vectors, score: float) -> _Guess:
    def at(values: tuple[bool, ...], value: bool) -> tuple[bool, ...]:
        return (*values[:number], value, *values[number + 1 :])

    length = np.float32((unit.end - unit.start) ** 0.5 / 10)
    sums = (*guess.sums[:number], guess.sums[number] + length * row, *guess.sums[number + 1 :])
    return _Guess(
        guess.score + score, (*guess.owners, number), number, sums,
        at(guess.torn, not unit.finished), at(guess.begun, True),
    )  # fmt: skip
