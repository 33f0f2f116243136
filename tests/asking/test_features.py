"""Features that compare a sentence with the others."""

import math
from dataclasses import replace

import pytest

from qa.asking.features import FEATURES, Features, compared, values_of

NOTHING = Features(**dict.fromkeys(FEATURES, 0.0))


def test_gaps_are_distances_to_the_best_and_masses_shares_of_all() -> None:
    """Similarities .9 and .4; logits 3 and -50, of which a tenth is at least -2; masses e^3 and e^1 before the log."""
    best = replace(NOTHING, similarity=0.9, passage=2.0, answer=0.3, answer_mass=0.3)
    other = replace(NOTHING, similarity=0.4, passage=1.5, answer=-5.0, answer_mass=0.1)
    first, second = compared([best, other])
    assert (first.similarity_gap, second.similarity_gap) == pytest.approx((0, -0.5))
    assert (first.passage_gap, second.passage_gap) == pytest.approx((0, -0.5))
    assert (first.answer, second.answer, second.answer_gap) == (0.3, -2.0, -2.0)
    every = math.log(math.e**3 + math.e) / 10
    assert first.answers == second.answers == pytest.approx(every)
    assert (first.answer_mass, second.answer_mass) == pytest.approx((0.3 - every, 0.1 - every))


def test_no_sentence_is_compared_with_none() -> None:
    assert compared([]) == []


def test_values_stand_in_the_order_of_the_names() -> None:
    row = Features(*map(float, range(len(FEATURES))))
    assert values_of(row) == tuple(map(float, range(len(FEATURES))))
