"""Chance: intervals by the bootstrap, p-values by permutation; seeds are fixed, so equal input gives equal output."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.statistics import Floats, Statistic, mean

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """A statistic now less the same before, with its 95 % interval and the probability of one as large by chance."""

    value: float
    low: float
    high: float
    p: float
    n: int


def draws(n: int) -> Floats:
    """How often each of `n` questions is drawn in each resample, shape (RESAMPLES, n)."""
    chosen = np.random.default_rng(0).integers(0, n, (RESAMPLES, n))
    return np.stack([np.bincount(row, minlength=n) for row in chosen]).astype(np.float64)


def value(statistic: Statistic, columns: Floats) -> float:
    """The statistic of all questions, each once; NaN where it is undefined."""
    return float(statistic(columns, np.ones((1, len(columns))))[0])


def interval(statistic: Statistic, columns: Floats, drawn: Floats) -> tuple[float, float]:
    """The 95 % percentile interval of the statistic (Efron, Annals of Statistics 1979)."""
    return _percentiles(statistic(columns, drawn))


def difference(statistic: Statistic, before: Floats, now: Floats, drawn: Floats) -> Difference:
    """Of the same questions in the same order; whole questions are drawn, and exchanged, with both of their values."""
    change = value(statistic, now) - value(statistic, before)
    low, high = _percentiles(statistic(now, drawn) - statistic(before, drawn))
    return Difference(change, low, high, _permutation(statistic, before, now, change), len(now))


def _permutation(statistic: Statistic, before: Floats, now: Floats, change: float) -> float:
    """Fisher's randomisation test, two-sided: before and now exchanged at random, question by question.

    Smucker, Allan, Carterette, CIKM 2007; counting the observed one among them (Phipson, Smyth, 2010).
    """
    if np.array_equal(before, now):
        return 1.0
    swaps = np.random.default_rng(1).integers(0, 2, (RESAMPLES, len(now)))
    if statistic is mean:
        changes = (1 - 2 * swaps) @ (now - before)[:, 0] / len(now)
    else:
        changes = np.array([_exchanged(statistic, before, now, row) for row in swaps[:, :, None]])
    extreme = np.abs(changes) >= abs(change) - 1e-12
    return float((extreme.sum() + 1) / (RESAMPLES + 1))


def _exchanged(statistic: Statistic, before: Floats, now: Floats, swap: NDArray[np.int64]) -> float:
    return value(statistic, np.where(swap, before, now)) - value(statistic, np.where(swap, now, before))


def _percentiles(sample: Floats) -> tuple[float, float]:
    if np.isnan(sample).all():
        return float("nan"), float("nan")
    low, high = np.nanpercentile(sample, [2.5, 97.5])
    return float(low), float(high)
