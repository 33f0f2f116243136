"""Fits what a confidence means to another corpus or model: `qa calibrate`.

A test set is asked twice: of all documents, and with the documents of half of the questions withheld. Slope and offset
on the log odds of "the first quote holds the answer" come from a logistic regression (Platt 1999, with his smoothed
targets), the threshold from a stated share of answerable questions that may be refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.asking import Calibration, logit
from qa.errors import TestSetError
from qa.evaluation.rows import Row
from qa.evaluation.run import evaluate, indexed_aside, withheld
from qa.evaluation.statistics import Floats, ece
from qa.records import Progress
from qa.settings import Settings
from qa.testsets import Case

WITHHELD = 0.5
FOLDS = 5
FEWEST = 30
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration, with the expected calibration error before and after it (cross-validated), over `questions`."""

    calibration: Calibration
    before: float
    after: float
    questions: int


def calibrate(settings: Settings, cases: Sequence[Case], refused: float, progress: Progress | None = None) -> Fitted:
    """The calibration for the documents and model of the settings; at most the share `refused` of the answerable
    questions falls below its threshold. TestSetError when the set is too small or all quotes are alike."""
    whole, model = _asked(settings, cases, frozenset(), progress)
    missing, sources = withheld(cases, WITHHELD)
    rows = [*whole, *_asked(settings, missing, sources, progress)[0]]
    odds = np.array([logit(row.confidence) for row in rows])
    right = np.array([row.case.answerable and row.outcome.first_quote for row in rows], np.float64)
    if min(right.sum(), len(right) - right.sum()) < FEWEST:
        raise TestSetError(
            f"{int(right.sum())} first quotes of {len(right)} hold the answer: too few of one kind to fit anything to",
            hint=f"take a test set with at least {FEWEST} questions that are answered and as many that are not",
        )
    fitted = calibration_of(*fit(odds, right), model)
    answerable = [fitted.probability(row.confidence) for row in whole if row.case.answerable]
    fitted = replace(fitted, possible=round(float(np.quantile(answerable, refused)), 4))
    chances = np.array([row.confidence for row in rows])
    after = crossed(odds, right)
    return Fitted(fitted, calibration_error(chances, right), calibration_error(after, right), len(rows))


def _asked(
    settings: Settings, cases: Sequence[Case], without: frozenset[str], progress: Progress | None
) -> tuple[Sequence[Row], str]:
    with indexed_aside(settings, without=without, progress=progress) as (aside, _):
        run = evaluate(aside, cases, progress=progress)
    return run.rows, str(run.recipe["model"])


def calibration_of(slope: float, offset: float, model: str) -> Calibration:
    """The calibration of that slope and offset; TestSetError when they are none."""
    try:
        return Calibration(slope, offset, model=model)
    except ValueError as error:
        raise TestSetError(
            f"confidence cannot be fitted to this test set: {error}",
            hint="look at the report of `qa eval`: are sources and answers of the test set right?",
        ) from None


def fit(odds: Floats, right: Floats) -> tuple[float, float]:
    """Slope and offset of the logistic regression of `right` on `odds`, by Newton's method with steps halved until they
    gain (Lin, Lin and Weng, Machine Learning 2007).

    A ridge (le Cessie and van Houwelingen, Applied Statistics 1992) holds the slope near 1, which changes nothing:
    without it, a few questions that happen to be told apart without a mistake would make it as steep as can be.
    """
    hits = right.sum()
    targets = np.where(right > 0, (hits + 1) / (hits + 2), 1 / (len(right) - hits + 2))
    rows = np.stack([odds, np.ones_like(odds)], axis=1)
    weights = np.array([1.0, 0.0])

    def loss(weights: Floats) -> float:
        ranks = rows @ weights
        return float((np.logaddexp(0, ranks) - targets * ranks).sum() + (weights[0] - 1) ** 2 / 2)

    for _ in range(_STEPS):
        chances = _probability(rows @ weights)
        bend = (rows * (chances * (1 - chances))[:, None]).T @ rows + np.diag([1.0, 1e-9])
        step = np.linalg.solve(bend, rows.T @ (targets - chances) - [weights[0] - 1, 0.0])
        while np.abs(step).max() > 1e-9 and loss(weights + step) > loss(weights):
            step /= 2
        weights = weights + step
    return float(weights[0]), float(weights[1])


def _probability(ranks: Floats) -> Floats:
    found: Floats = np.exp(-np.logaddexp(0, -ranks))
    return found


def crossed(odds: Floats, right: Floats) -> Floats:
    """The probability of each, by a fit to the other folds."""
    chances = np.zeros_like(odds)
    for fold in range(FOLDS):
        held = np.arange(len(odds)) % FOLDS == fold
        slope, offset = fit(odds[~held], right[~held])
        chances[held] = _probability(slope * odds[held] + offset)
    return chances


def calibration_error(chances: Floats, right: Floats) -> float:
    """The expected calibration error of probabilities and of what came true (1 or 0)."""
    return float(ece(np.stack([chances, right], axis=1), np.ones((1, len(chances))))[0])
