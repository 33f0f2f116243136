"""Confidence: what it is made of, and what is usual among all that was found."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa.asking.confidence import JUDGED, STRANGERS, Confidence, Usual, judged
from qa.asking.evidence import Evidence
from qa.asking.features import FEATURES, Features
from qa.asking.ranking import Pick, Ranking
from qa.asking.trees import Trees
from qa.bot import Bot
from qa.index import build_index
from qa.records import Chunk
from qa.settings import Settings

NOTHING = Features(**dict.fromkeys(FEATURES, 0.0))


def evidence(name: str, **values: float) -> Evidence:
    return Evidence(Chunk(name, f"{name}.txt", "", 0, 9, "a b c d e"), 0, 9, replace(NOTHING, **values), None)


def test_every_feature_has_a_weight_and_every_value_its_place() -> None:
    assert tuple(Ranking.open("quick").weights) == FEATURES
    sentence = evidence("a")
    assert tuple(judged(Pick((sentence,), 0.5), Usual.of([sentence]))) == JUDGED


def test_the_trees_ask_for_values_that_there_are(settings: Settings, write: Callable[[str, str], Path]) -> None:
    write("ferry.txt", "The ferry Morgenrot was sold to Norway in 1998.")
    build_index(settings)
    with Bot.open(settings) as bot:
        found = bot.finder.find(bot.query("Which ferry was sold?"), bot.retrieve("Which ferry was sold?"))
        (pick,) = bot.quoter.pick(found)
    assert 0 < Confidence.open("quick").probability(pick, Usual.of(found)) < 1


def test_what_is_usual_is_the_mean_over_passages_or_sentences() -> None:
    """Passages of scores 3, 1 and 1, the first with sentences of similarity .9 and .3, the others of .6, .2."""
    told = [("x", 3.0, 0.9), ("x", 3.0, 0.3), ("y", 1.0, 0.6), ("z", 1.0, 0.2)]
    found = [evidence(name, passage=score, similarity=similarity) for name, score, similarity in told]
    usual = Usual.of(found)
    assert (usual.few, usual.margin) == (1 / 3, 2.0)
    assert (usual.means["passage"], usual.means["similarity"]) == pytest.approx((5 / 3, 0.5))
    assert Usual.of(found[:1]).margin == 0


def test_strangers_in_words_and_meaning_stay_below_the_cap() -> None:
    """Trees that always give log odds 3, a probability of .95."""
    sure = Confidence(Trees(3.0, ()))
    stranger, friend = evidence("a"), evidence("a", context=0.5)
    assert sure.probability(Pick((stranger,), 1.0), Usual.of([stranger])) == STRANGERS
    assert sure.probability(Pick((friend,), 1.0), Usual.of([friend])) == pytest.approx(0.9526, abs=1e-4)
