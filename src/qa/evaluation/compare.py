"""Two runs of the same questions: which figures changed, whether by chance, and which questions were won and lost."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from qa.errors import TestSetError
from qa.evaluation.bootstrap import Difference, difference, draws, value
from qa.evaluation.measures import MEASURES, Measure, hit, reciprocal
from qa.evaluation.rows import Row
from qa.evaluation.statistics import Floats, mean

Transition = Literal["lost", "won", "worse", "better"]
_TRANSITIONS: tuple[Transition, ...] = ("lost", "won", "worse", "better")
Pair = tuple[Row, Row]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and now, over the questions that both runs asked; `wins` and `losses` count questions."""

    before: float
    now: float
    difference: Difference
    wins: int
    losses: int
    more_is_better: bool

    @property
    def improves(self) -> bool:
        """The figure moved to the better side."""
        return self.difference.value > 0 if self.more_is_better else self.difference.value < 0


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """A question whose reply became right (won) or wrong (lost), or moved up (better) or down (worse)."""

    transition: Transition
    before: Row
    now: Row


@dataclass(frozen=True, slots=True)
class Comparison:
    """`figures` by name; the `changed` questions, lost ones first; how many questions were in both runs, and in one."""

    figures: dict[str, Change]
    changed: tuple[ChangedQuestion, ...]
    paired: int
    unpaired: int

    def counts(self) -> dict[str, int]:
        """How many questions there are of each transition."""
        found = Counter(one.transition for one in self.changed)
        return {transition: found[transition] for transition in _TRANSITIONS}

    def as_json(self) -> dict[str, Any]:
        """Its part of the report."""
        return {
            "paired": self.paired,
            "unpaired": self.unpaired,
            **self.counts(),
            "figures": {name: asdict(change) for name, change in self.figures.items()},
            "questions": [
                {
                    "id": one.now.case.id,
                    "transition": one.transition,
                    "question": one.now.case.question,
                    "before": one.before.reply.model_dump(mode="json") if one.before.reply else None,
                    "now": one.now.reply.model_dump(mode="json") if one.now.reply else None,
                }
                for one in self.changed
            ],
        }


def compare(before: Sequence[Row], now: Sequence[Row]) -> Comparison:
    """Pairs the questions by id and words, in the order of `now`; TestSetError when the runs have none in common."""
    earlier, later = _by_name(before), _by_name(now)
    pairs = [(earlier[name], row) for name, row in later.items() if name in earlier]
    if not pairs:
        raise TestSetError(
            "the two runs have no question in common", hint="compare reports of the same test set: ids must agree"
        )
    drawn: dict[int, Floats] = {}
    changes = {name: _change(measure, pairs, drawn) for name, measure in MEASURES.items()}
    return Comparison(
        {name: change for name, change in changes.items() if change is not None},
        tuple(sorted(_changed(pairs), key=lambda one: _TRANSITIONS.index(one.transition))),
        len(pairs),
        len(before) + len(now) - 2 * len(pairs),
    )


def _by_name(rows: Sequence[Row]) -> dict[tuple[str, str, int], Row]:
    """The rows by id, words, and how many before had both the same."""
    seen: Counter[tuple[str, str]] = Counter()
    named = {}
    for row in rows:
        same = row.case.id, row.case.question
        named[*same, seen[same]] = row
        seen[same] += 1
    return named


def _change(measure: Measure, pairs: Sequence[Pair], drawn: dict[int, Floats]) -> Change | None:
    """The figure over the pairs it is about in both runs; None when there is none, or it is undefined."""
    numbers = [(measure.numbers(before), measure.numbers(now)) for before, now in pairs]
    both = [(one, other) for one, other in numbers if one is not None and other is not None]
    if not both:
        return None
    before, now = (np.array(side, np.float64) for side in zip(*both, strict=True))
    values = value(measure.statistic, before), value(measure.statistic, now)
    if any(map(math.isnan, values)):
        return None
    if len(now) not in drawn:
        drawn[len(now)] = draws(len(now))
    found = difference(measure.statistic, before, now, drawn[len(now)])
    step = (now - before) if measure.more_is_better else (before - now)
    alone = measure.statistic is mean  # of the others a single question has no share
    wins, losses = (int((step > 0).sum()), int((step < 0).sum())) if alone else (0, 0)
    return Change(*values, found, wins, losses, measure.more_is_better)


def _changed(pairs: Sequence[Pair]) -> Iterator[ChangedQuestion]:
    for before, now in pairs:
        if before.right != now.right:
            yield ChangedQuestion("won" if now.right else "lost", before, now)
        elif _standing(before) != _standing(now):
            yield ChangedQuestion("better" if _standing(now) > _standing(before) else "worse", before, now)


def _standing(row: Row) -> tuple[float, float, float]:
    """What can be better of a reply that is as right, or as wrong, as another."""
    return reciprocal(row.outcome.quote_rank, 100), hit(row.outcome.passage_rank, 10), row.outcome.quote_f1 or 0.0
