"""Two articles side by side, read across: a line of the one, a line of the other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.articles.starts import FEWEST_ROWS
from qa.records import Vectors

APART_SIGNED, APART = 0.03, 0.13
"""Difference of the mean cosines; by chance one article has more than 0.08 in one file of twenty."""
_LOOKED_AT = 16  # pieces: where the shorter article is at its end, nothing takes turns any more
_STAY, _ALONE = 2.0, 1.0  # nats: one article twice in a row; the other one is at its end
_TOPIC = 6.0
_ROUNDS = 4


def alternate(rows: Vectors, *, signed: bool) -> bool:
    """Whether the pieces are nearer to the next but one than to the next, as where two articles take turns.

    `signed`: there are bylines for two.
    """
    return len(rows) >= FEWEST_ROWS and _gain(rows[:_LOOKED_AT]) > (APART_SIGNED if signed else APART)


def _gain(rows: Vectors) -> float:
    return float((rows[:-2] * rows[2:]).sum(axis=1).mean() - (rows[:-1] * rows[1:]).sum(axis=1).mean())


def dealt(rows: Vectors, heads: Sequence[Vectors]) -> list[int]:
    """For each piece 0 or 1, the article that it belongs to: they take turns until one is at its end."""
    owners = [at % 2 for at in range(len(rows))]
    for _ in range(_ROUNDS):
        sums = [heads[k] + rows[np.array(owners) == k].sum(axis=0) for k in (0, 1)]
        near = np.stack([rows @ one / max(float(np.linalg.norm(one)), 1e-9) for one in sums], axis=1)
        found = _best_path(_TOPIC * near.astype(np.float64))
        if found == owners:
            break
        owners = found
    return owners


def _best_path(scores: NDArray[np.float64]) -> list[int]:
    """Viterbi over four states: taking turns at 0 and 1, and alone at 0 and 1 to the end."""
    cost = np.array([[_STAY, 0, _ALONE, _ALONE], [0, _STAY, _ALONE, _ALONE], [99, 99, 0, 99], [99, 99, 99, 0]])
    best = np.array([scores[0, 0], scores[0, 1] - _STAY, -99, -99], np.float64)
    back = []
    for row in scores[1:]:
        steps = best[:, None] - cost
        back.append(steps.argmax(axis=0))
        best = steps.max(axis=0) + row[[0, 1, 0, 1]]
    state = int(best.argmax())
    path = [state]
    for step in reversed(back):
        state = int(step[state])
        path.append(state)
    return [one % 2 for one in reversed(path)]
