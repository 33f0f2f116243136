"""What passages meet of a question, word by word."""

import numpy as np
import pytest

from qa.asking.meeting import LOOKED_AT, WEIGHT, met, weighed
from qa.asking.quick_input import passage_inputs
from qa.embed.static import open_bundled
from qa.records import Chunk, Hit, Query


def query(question: str) -> Query:
    encoder = open_bundled()
    (tokens,) = encoder.tokens([question])
    vector = np.zeros(encoder.dimensions, np.float32)
    return Query(question, (), {}, vector, encoder.token_vectors(tokens.ids))


def hit(text: str, score: float, title: str = "") -> Hit:
    return Hit(Chunk(f"{text}.txt", f"{text}.txt", title, 0, len(text), text), score)


def test_it_is_what_the_quick_reader_is_told() -> None:
    encoder, asked = open_bundled(), query("Who sold the ferry?")
    texts = ["The ferry was sold by Otto Lang.", "大桥全长11.8公里。"]
    told = [one.met for one in passage_inputs(encoder, asked.tokens, ["", ""], texts)]
    np.testing.assert_allclose(met(encoder, asked.tokens, texts), told, rtol=1e-5)
    assert met(encoder, asked.tokens, texts)[0] > met(encoder, asked.tokens, texts)[1]


@pytest.mark.parametrize(("question", "texts"), [("？！", ["boats"]), ("boats", [""]), ("boats", ["", "。"])])
def test_nothing_meets_nothing(question: str, texts: list[str]) -> None:
    assert met(open_bundled(), query(question).tokens, texts).tolist() == [0.0] * len(texts)


def test_one_word_that_matters_in_a_long_passage_brings_it_forward() -> None:
    """In another language: the mean of a long text says little of one word in it."""
    long = (
        "The council met in the town hall and spoke about the roads, the school and the new market. The ferry was sold."
    )
    hits = [hit("The council spoke about the harbour and its boats.", 0.31), hit(long, 0.3)]
    found = weighed(hits, open_bundled(), query("渡轮卖给谁了？"))
    assert found[0].chunk.text == long
    assert 0.3 < found[0].score <= 0.3 + WEIGHT


def test_those_behind_stay_behind() -> None:
    hits = [hit(f"boat {number}", 1 - number / 100) for number in range(LOOKED_AT + 3)]
    found = weighed(hits, open_bundled(), query("boat 52"))
    assert [one.chunk.text for one in found[LOOKED_AT:]] == [one.chunk.text for one in hits[LOOKED_AT:]]
    assert weighed([], open_bundled(), query("boat")) == []
