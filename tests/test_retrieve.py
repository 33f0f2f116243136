"""Fusion by reciprocal rank, and questions that cannot be looked up."""

import pytest

from qa.errors import QuestionError
from qa.records import Chunk, Hit
from qa.retrieve import LONGEST_QUESTION, fuse, searchable


def hit(name: str, score: float = 1.0) -> Hit:
    return Hit(Chunk(name, f"{name}.txt", name, 0, 1, name), score)


def test_fusion_adds_reciprocal_ranks() -> None:
    """b is 2nd and 1st: 1/62 + 1/61; a is 1st only: 1/61; c is 2nd only: 1/62."""
    fused = fuse([[hit("a", 9), hit("b", 8)], [hit("b", 0.2), hit("c", 0.1)]], weights=(1, 1))
    assert [one.chunk.source for one in fused] == ["b.txt", "a.txt", "c.txt"]
    assert fused[0].score == pytest.approx(1 / 62 + 1 / 61)
    assert fused[2].score == pytest.approx(1 / 62)


def test_ties_are_broken_by_source() -> None:
    assert [one.chunk.source for one in fuse([[hit("b")], [hit("a")]], weights=(1, 1))] == ["a.txt", "b.txt"]


def test_nothing_fused_is_nothing() -> None:
    assert fuse([[], []], weights=(1, 2)) == []


@pytest.mark.parametrize("question", ["", "   ", "？！…", "。。。", "\n\t"])
def test_a_question_of_only_punctuation_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="no letter or digit"):
        searchable(question)


def test_a_question_of_ten_thousand_characters_is_refused_with_its_length() -> None:
    with pytest.raises(QuestionError, match="10,000 characters"):
        searchable("长" * 10_000)
    assert searchable("长" * LONGEST_QUESTION)
