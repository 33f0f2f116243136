"""Queries: made once, of what can be looked up."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.asking.followup import Turn
from qa.asking.query import LONGEST_QUESTION, searchable
from qa.bot import Bot
from qa.errors import QuestionError
from qa.index import build_index
from qa.settings import Settings

Write = Callable[[str, str], Path]


@pytest.mark.parametrize("question", ["", "   ", "？！…", "。。。", "\n\t"])
def test_a_question_of_only_punctuation_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="no letter or digit"):
        searchable(question)


def test_a_question_of_ten_thousand_characters_is_refused_with_its_length() -> None:
    with pytest.raises(QuestionError, match="10,000 characters"):
        searchable("长" * 10_000)
    assert searchable("长" * LONGEST_QUESTION)


def test_a_query_says_the_same_in_tokens_as_in_its_vector(settings: Settings, write: Write) -> None:
    """The bundled model's vector is the mean of its token vectors, weighed by their lengths."""
    write("ferry.txt", "The ferry Morgenrot was sold to Norway in 1998.")
    build_index(settings)
    with Bot.open(settings) as bot:
        query = bot.query("Wann wurde die Fähre 大桥 verkauft?")
    np.testing.assert_allclose(query.tokens.mean, query.vector, atol=1e-6)
    assert query.rarity.keys() == set(query.terms)


@pytest.mark.parametrize("question", ["When was the ferry\udcff sold?", "\ud83d ferry", "ferry \ud83d\ude42"])
def test_halves_of_a_character_in_a_question_are_no_reason_to_fail(
    settings: Settings, write: Write, question: str
) -> None:
    write("ferry.txt", "The ferry Morgenrot was sold to Norway in 1998.")
    build_index(settings)
    with Bot.open(settings) as bot:
        answer = bot.ask(question, Turn(question, "ferry.txt"))
    assert "1998" in (answer.quotes or answer.near_misses)[0].text
    answer.question.encode()


def test_a_question_may_follow_one_of_any_length(settings: Settings, write: Write) -> None:
    """Both together are more than can be asked: the end of the earlier one is what counts."""
    write("ferry.txt", "The ferry Morgenrot was sold to Norway in 1998.")
    build_index(settings)
    before = Turn("long " * LONGEST_QUESTION + "Who bought the ferry Morgenrot?", "ferry.txt")
    with Bot.open(settings) as bot:
        for question in ("And when?", "And when? " + "x" * (LONGEST_QUESTION - 10)):
            assert bot.ask(question, before).question == question
