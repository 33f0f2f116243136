"""Quotes: exact sentences, the right one first, nothing twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.index import build_index
from qa.quote import CONFIDENCE, FEATURES, RANKING
from qa.settings import Settings

BRIDGE = (
    "跨海大桥通车\n\n大桥全长11.8公里，由总工程师陈怀远设计。通车仪式于2023年10月18日举行。"
    "“我们等了二十年。”一位老渔民说。\n\n收费标准为小客车每次二十五元。\n"
)
FERRY = (
    "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998. Its captain, Anna Kjær, retired the same year.\n"
)


@pytest.fixture
def bot(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Bot]:
    write("bridge.txt", BRIDGE)
    write("copy/bridge.txt", BRIDGE)
    write("ferry.txt", FERRY)
    build_index(settings)
    with Bot.open(settings) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("大桥有多长？", "11.8公里"),
        ("大橋是誰設計的？", "陈怀远"),
        ("过桥收多少钱？", "二十五元"),
        ("Who was the captain of the ferry?", "Anna Kjær"),
    ],
)
def test_the_sentence_that_answers_comes_first(bot: Bot, question: str, held: str) -> None:
    quotes = bot.quoter.quote(question, bot.retrieve(question))
    assert held in quotes[0].text


def test_quotes_are_slices_of_their_sources_and_ordered(bot: Bot) -> None:
    for question in ("大桥有多长？", "ferry", "通车仪式 渔民", "🙂 ferry 大桥"):
        quotes = bot.quoter.quote(question, bot.retrieve(question))
        assert quotes
        for quote in quotes:
            assert bot.document(quote.source).text[quote.start : quote.end] == quote.text
        assert [quote.score for quote in quotes] == sorted((quote.score for quote in quotes), reverse=True)
        assert all(0 <= quote.score <= 1 for quote in quotes)


def test_the_same_words_from_two_copies_are_quoted_once(bot: Bot) -> None:
    quotes = bot.quoter.quote("大桥有多长？", bot.retrieve("大桥有多长？"))
    assert len({quote.text for quote in quotes}) == len(quotes)
    assert quotes[0].source == "bridge.txt"


def test_a_heading_is_not_quoted(bot: Bot) -> None:
    quotes = bot.quoter.quote("跨海大桥通车", bot.retrieve("跨海大桥通车"))
    assert "跨海大桥通车" not in [quote.text for quote in quotes]


def test_no_passages_give_no_quotes(bot: Bot) -> None:
    assert bot.quoter.quote("anything", []) == []


def test_every_feature_has_a_weight_and_a_value(bot: Bot) -> None:
    assert len(FEATURES) == len(RANKING) == len(CONFIDENCE)
    weighed = bot.quoter.weigh("大桥有多长？", bot.retrieve("大桥有多长？"))
    assert all(len(evidence.features) == len(FEATURES) for evidence in weighed)


def test_coverage_counts_rare_terms(bot: Bot) -> None:
    """The sentence with every term of the question has coverage 1, one with none 0."""
    weighed = bot.quoter.weigh("Morgenrot Norway", bot.retrieve("Morgenrot Norway"))
    coverage = {evidence.text: evidence.features[0] for evidence in weighed}
    assert coverage["The ferry Morgenrot was sold to Norway in 1998."] == pytest.approx(1)
    assert coverage["收费标准为小客车每次二十五元。"] == 0
