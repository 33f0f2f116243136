"""Statistics of weighted questions: one value for each row of weights.

Columns have shape (questions, columns), weights (rows, questions). A row of ones gives the statistic itself, a row that
counts how often each question was drawn gives that of a resample. A row for which a statistic is undefined gives NaN.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats, Floats], Floats]

_BINS = 10


def mean(columns: Floats, weights: Floats) -> Floats:
    """The weighted mean of the first column."""
    return _ratio(weights @ columns[:, 0], weights.sum(axis=1))


def quantile(share: float) -> Statistic:
    """The smallest value of the first column that at least `share` of the questions do not exceed."""

    def smallest(columns: Floats, weights: Floats) -> Floats:
        order = np.argsort(columns[:, 0], kind="stable")
        reached = np.cumsum(weights[:, order], axis=1)
        first = (reached >= share * reached[:, -1:] - 1e-9).argmax(axis=1)
        found: Floats = columns[order, 0][first]
        return found

    return smallest


def auroc(columns: Floats, weights: Floats) -> Floats:
    """The area under the ROC curve of (score, 1 for positive or 0): Mann and Whitney's U over all pairs.

    That is the probability that a positive has the larger score, ties half (Hanley and McNeil, Radiology 1982).
    """
    positive, total = _tied(columns, weights)
    negative = total - positive
    below = np.cumsum(negative, axis=1) - negative / 2
    return _ratio((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))


def aurc(columns: Floats, weights: Floats) -> Floats:
    """The area under the risk-coverage curve of (confidence, 1 for right or 0); 0 is best.

    The mean, over the questions taken from the most confident down, of the share of wrong ones so far (Geifman and
    El-Yaniv, NeurIPS 2017); questions of equal confidence are taken together.
    """
    right, total = (sums[:, ::-1] for sums in _tied(columns, weights))
    seen = np.cumsum(total, axis=1)
    risk = _ratio(np.cumsum(total - right, axis=1), seen)
    return _ratio(np.nansum(total * risk, axis=1), seen[:, -1])


def ece(columns: Floats, weights: Floats) -> Floats:
    """The expected calibration error of (confidence, 1 for right or 0); 0 is best.

    Over ten bins of equal width, the mean distance of confidence and share of right ones, each bin with the weight
    of its questions (Naeini, Cooper, Hauskrecht, AAAI 2015).
    """
    confidence, right = columns[:, 0], columns[:, 1]
    member = np.eye(_BINS)[bins(confidence)]
    distance = np.abs(weights @ (member * (confidence - right)[:, None])).sum(axis=1)
    return _ratio(distance, weights.sum(axis=1))


def bins(confidence: Floats) -> NDArray[np.intp]:
    """Which of ten bins of equal width each confidence falls into; 1 falls into the last."""
    return np.minimum((confidence * _BINS).astype(np.intp), _BINS - 1)


def _tied(columns: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """For each distinct score, ascending: the weight of the questions labelled 1, and of all."""
    order = np.argsort(columns[:, 0], kind="stable")
    score, label, weight = columns[order, 0], columns[order, 1], weights[:, order]
    starts = np.flatnonzero(np.r_[True, score[1:] != score[:-1]])
    return np.add.reduceat(weight * label, starts, axis=1), np.add.reduceat(weight, starts, axis=1)


def _ratio(above: Floats, below: Floats) -> Floats:
    ratio: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return ratio
