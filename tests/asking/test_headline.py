"""The marked answer stands by itself only where it is sure."""

import json
import math
from dataclasses import replace

import pytest

from qa.asking.answer import Answerer
from qa.asking.calibration import Calibration
from qa.asking.confidence import JUDGED
from qa.asking.headline import SHOWN, Headline
from qa.asking.reading import WEIGHTS
from qa.records import IndexState, Quote
from qa.settings import Answering

STATE = IndexState(1, "m", 1, 1)


def headline_of(score: float, answer_score: float) -> str:
    quote = Quote("a.txt", "A", 0, 18, "It opened in 1998.", score, 13, 17)
    answerer = Answerer(Answering(), Calibration())
    return answerer.answer("When?", [replace(quote, answer_score=answer_score)], STATE).headline


@pytest.mark.parametrize(
    ("score", "answer_score", "headline"),
    [(0.9, SHOWN["quick"], "1998"), (0.9, SHOWN["quick"] - 0.01, ""), (0.4, 0.99, "")],
    ids=["sure", "not sure", "only possible"],
)
def test_an_answer_is_a_headline_where_it_is_sure_and_found(score: float, answer_score: float, headline: str) -> None:
    assert headline_of(score, answer_score) == headline


def test_the_probability_is_the_logistic_of_the_weighted_values() -> None:
    """1 / (1 + exp(-(0.5 + 2 * 0.25 - 1 * 1))) = 1 / 2."""
    assert Headline({"a": 2.0, "b": -1.0}, 0.5).probability({"a": 0.25, "b": 1.0}) == pytest.approx(0.5)


@pytest.mark.parametrize("reader", ["quick", "thorough"])
def test_the_weights_that_ship_are_for_the_values_that_are_made(reader: str) -> None:
    stored = json.loads((WEIGHTS / reader / "headline.json").read_text(encoding="utf-8"))
    assert set(JUDGED) < set(stored["weights"])
    assert all(map(math.isfinite, stored["weights"].values()))
