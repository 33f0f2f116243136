"""Statistics of weighted questions against scikit-learn, and against counting one question after the other."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from qa.evaluation.bootstrap import RESAMPLES, difference, draws, interval, value
from qa.evaluation.statistics import Floats, Statistic, aurc, auroc, ece, mean, quantile

CHANCE = np.random.default_rng(7)
SCORED = np.column_stack([np.round(CHANCE.random(200), 2), CHANCE.integers(0, 2, 200)]).astype(np.float64)


def test_auroc_is_that_of_scikit_learn_ties_included() -> None:
    assert len(set(SCORED[:, 0])) < 100
    assert value(auroc, SCORED) == pytest.approx(roc_auc_score(SCORED[:, 1], SCORED[:, 0]))


@pytest.mark.parametrize("statistic", [mean, quantile(0.5), quantile(0.95), auroc, aurc, ece])
def test_a_weight_of_three_is_as_good_as_three_questions(statistic: Statistic) -> None:
    counts = CHANCE.integers(0, 4, 200)
    weighted = statistic(SCORED, counts[None, :].astype(np.float64))[0]
    assert weighted == pytest.approx(value(statistic, np.repeat(SCORED, counts, axis=0)))


def test_the_area_under_the_risk_coverage_curve_is_the_mean_of_the_risks() -> None:
    """From the most confident down right, wrong, right: risks 0, 1/2, 1/3."""
    columns = np.array([(0.9, 1), (0.5, 1), (0.7, 0)], np.float64)
    assert value(aurc, columns) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    tied = np.array([(0.9, 1), (0.5, 1), (0.5, 0)], np.float64)  # two taken together: risks 0, 1/3, 1/3
    assert value(aurc, tied) == pytest.approx((0 + 1 / 3 + 1 / 3) / 3)


def test_the_calibration_error_weighs_bins_by_their_questions() -> None:
    """Two of 0.95, one of them right: 0.45 apart; one of 0.15, wrong: 0.15. A confidence of 1 is in the last bin."""
    columns = np.array([(0.95, 1), (0.95, 0), (0.15, 0)], np.float64)
    assert value(ece, columns) == pytest.approx((2 * 0.45 + 1 * 0.15) / 3)
    assert value(ece, np.array([(1.0, 1)], np.float64)) == 0


def test_quantiles_are_values_that_occur() -> None:
    numbers = np.arange(1, 101, dtype=np.float64)[:, None]
    assert (value(quantile(0.5), numbers), value(quantile(0.95), numbers)) == (50, 95)


def test_what_is_undefined_is_not_a_number() -> None:
    assert np.isnan(value(auroc, np.array([(0.5, 1), (0.7, 1)], np.float64)))


def test_an_interval_of_a_coin_is_about_two_standard_errors_wide() -> None:
    """400 tosses, half heads: 1.96 · sqrt(.25 / 400) = 0.049 on each side."""
    coins = np.tile([0.0, 1.0], 200)[:, None]
    low, high = interval(mean, coins, draws(400))
    assert low == pytest.approx(0.451, abs=0.01)
    assert high == pytest.approx(0.549, abs=0.01)


def test_resamples_hold_as_many_questions_as_there_are() -> None:
    assert draws(30).shape == (RESAMPLES, 30)
    assert set(draws(30).sum(axis=1)) == {30}


def test_the_permutation_test_comes_near_the_exact_one() -> None:
    """Six questions, all won: of 2^6 ways to exchange them two are as extreme, 2/64 = 0.031."""
    before, now = np.zeros((6, 1)), np.ones((6, 1))
    found = difference(mean, before, now, draws(6))
    assert (found.value, found.n) == (1, 6)
    assert found.p == pytest.approx(2 / 64, abs=0.015)


def by_exchange(columns: Floats, weights: Floats) -> Floats:
    """The mean, but not recognised as such: permuted by exchanging before and now."""
    return mean(columns, weights)


def test_flipping_signs_is_exchanging_before_and_now() -> None:
    before, now = CHANCE.random((50, 1)), CHANCE.random((50, 1))
    assert difference(mean, before, now, draws(50)) == difference(by_exchange, before, now, draws(50))


def test_no_difference_is_no_news() -> None:
    same = CHANCE.random((20, 1))
    found = difference(mean, same, same, draws(20))
    assert (found.value, found.low, found.high, found.p) == (0, 0, 0, 1)
