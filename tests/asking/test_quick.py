"""The quick reader: NumPy and torch agree, passages do not disturb each other, places are those of the text."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from qa.asking.quick_input import padded, passage_inputs
from qa.asking.quick_network import forward, stretches
from qa.asking.reader import open_reader
from qa.asking.reading import FAINT, LONGEST, WEIGHTS, Reading
from qa.embed.static import StaticEncoder, open_bundled
from qa.records import Query, TokenVectors
from training.evidence.network import forward as forward_in_torch
from training.evidence.network import fresh
from training.evidence.read import Example, collate

QUESTION = "大桥有多长？"
TITLES = ["跨海大桥通车", "The last ferry", ""]
TEXTS = ["大桥全长11.8公里，由陈怀远设计。", "The ferry Morgenrot was sold to Norway in 1998.", "𠮷田说：“好。”"]


@pytest.fixture(scope="module")
def bundled() -> StaticEncoder:
    return open_bundled()


def asked_of(bundled: StaticEncoder, question: str) -> TokenVectors:
    (tokens,) = bundled.tokens([question])
    return bundled.token_vectors(tokens.ids)


def read(bundled: StaticEncoder, question: str, titles: Sequence[str], texts: Sequence[str]) -> list[Reading]:
    asked = Query(question, (), {}, np.zeros(bundled.dimensions, np.float32), asked_of(bundled, question))
    return open_reader("quick", bundled).read(asked, titles, texts)


def test_numpy_and_torch_give_the_same_logits(bundled: StaticEncoder) -> None:
    weights = fresh(bundled.dimensions, seed=3)
    asked = asked_of(bundled, QUESTION)
    inputs = passage_inputs(bundled, asked, TITLES, TEXTS)
    plain = {name: array.detach().numpy() for name, array in weights.items()}
    answers = forward(plain, asked.rows, *padded(inputs))
    ids = [np.array(tokens.ids, np.int64) for tokens in bundled.tokens([QUESTION, *TEXTS])]
    one = Example(ids[0], ids[1:], [one.features.astype(np.float16) for one in inputs], [])
    table = torch.from_numpy(bundled.token_vectors(range(bundled.size)).rows)
    expected = forward_in_torch(weights, table, *collate([one]))[0].detach().numpy()
    assert (answers > FAINT).sum() > 100
    np.testing.assert_allclose(answers, expected[: len(TEXTS)], atol=0.1)  # torch was given half precision


def test_an_answer_scores_what_its_tokens_add_up_to() -> None:
    """Begin 1, 2, 3; end 10, 20, 30; inside 100 each; lengths 0.1, 0.2, …; the third token is padding."""
    logits = np.array([[[1, 10, 100], [2, 20, 100], [3, 30, 100]]], np.float32)
    lengths = (np.arange(1, LONGEST + 1) / 10).astype(np.float32)
    answers = stretches(logits, np.array([[1, 1, 0]], np.float32), lengths)[0]
    np.testing.assert_allclose(answers[0, :3], [111.1, 221.2, FAINT], rtol=1e-6)
    np.testing.assert_allclose(answers[1, :2], [122.1, FAINT], rtol=1e-6)
    assert answers[2].max() == FAINT


def test_a_passage_is_read_alike_alone_and_beside_longer_ones(bundled: StaticEncoder) -> None:
    together = read(bundled, QUESTION, TITLES, TEXTS)
    for title, text, reading in zip(TITLES, TEXTS, together, strict=True):
        (alone,) = read(bundled, QUESTION, [title], [text])
        np.testing.assert_allclose(alone.answers, reading.answers, atol=1e-3)


def test_the_likeliest_answer_is_the_one_asked_for(bundled: StaticEncoder) -> None:
    (reading,) = read(bundled, "In which year was the ferry sold?", ["The last ferry"], TEXTS[1:2])
    first, more = divmod(int(reading.answers.argmax()), LONGEST)
    assert TEXTS[1][reading.offsets[first, 0] : reading.offsets[first + more, 1]] in ("1998", "in 1998")


def test_a_passage_about_another_year_lacks_most_of_one_word(bundled: StaticEncoder) -> None:
    """Passages that hold all of the question; all but the year; nothing of it."""
    texts = [TEXTS[1], TEXTS[1].replace("1998", "1999"), "Rain."]
    whole, other, none = read(bundled, "ferry Morgenrot Norway 1998", [""] * 3, texts)
    assert (whole.met, whole.weakest) == pytest.approx((1, 1), abs=1e-3)
    assert other.weakest < 0.5 < other.met < whole.met
    assert none.met < 0.5


def test_a_title_holds_what_the_passage_need_not_say_again(bundled: StaticEncoder) -> None:
    without, within = read(bundled, "Morgenrot sold", ["", "Morgenrot"], ["Sold in 1998."] * 2)
    assert without.weakest < within.weakest == pytest.approx(1, abs=1e-3)


def test_tokens_stand_where_they_say_also_behind_a_letter_without_a_token(bundled: StaticEncoder) -> None:
    (tokens,) = bundled.tokens([TEXTS[2]])
    assert [TEXTS[2][start:end] for start, end in tokens.offsets.tolist()] == ["田", "说", "好"]


def test_a_question_or_a_text_without_tokens_has_no_answer(bundled: StaticEncoder) -> None:
    (reading,) = read(bundled, "？！", [""], TEXTS[:1])
    assert (reading.answers.max(), reading.met, reading.weakest) == (FAINT, 0, 0)
    readings = read(bundled, QUESTION, ["", ""], ["。。。", TEXTS[0]])
    assert [len(one.answers) for one in readings] == [0, len(readings[1].offsets)]
    assert read(bundled, QUESTION, [], []) == []


def test_the_file_holds_the_weights_of_the_network_and_no_others(bundled: StaticEncoder) -> None:
    shapes = {name: tuple(array.shape) for name, array in load_file(WEIGHTS / "quick" / "reader.safetensors").items()}
    assert shapes == {name: tuple(array.shape) for name, array in fresh(bundled.dimensions, 0).items()}
