"""The thorough reader: its encoder is BERT's, its weights come back from few bits, its places are those of the text."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from qa.asking.evidence import best_answers
from qa.asking.reader import open_reader
from qa.asking.reading import FAINT, LONGEST, Reader, Reading
from qa.asking.spans import SpanNetwork
from qa.embed.static import StaticEncoder, open_bundled
from qa.records import Query
from qa.text import sentences
from qa.transformer import Shape
from qa.transformer.compact import Table, grown, packed, shrunk
from training.reader.encoder import renamed

SMALL = Shape(90, size=64, inner=128, layers=2, heads=4, places=40)


@pytest.fixture(scope="module")
def bundled() -> StaticEncoder:
    return open_bundled()


@pytest.fixture(scope="module")
def reader(bundled: StaticEncoder) -> Reader:
    return open_reader("thorough", bundled)


def read(reader: Reader, question: str, titles: Sequence[str], texts: Sequence[str]) -> list[Reading]:
    bundled = open_bundled()
    (tokens,) = bundled.tokens([question])
    vector = np.zeros(bundled.dimensions, np.float32)
    return reader.read(Query(question, (), {}, vector, bundled.token_vectors(tokens.ids)), titles, texts)


def test_the_encoder_computes_what_bert_does() -> None:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=SMALL.tokens,
        hidden_size=SMALL.size,
        intermediate_size=SMALL.inner,
        num_hidden_layers=SMALL.layers,
        num_attention_heads=SMALL.heads,
        max_position_embeddings=SMALL.places,
    )
    bert, ours = BertModel(config, add_pooling_layer=False).train(False), SpanNetwork(SMALL)
    missing, unexpected = ours.load_state_dict(renamed(bert.state_dict()), strict=False)
    assert (set(missing), unexpected) == (
        {"lengths", "ends.weight", "ends.bias", "here.weight", "here.bias"},
        [],
    )
    ids, real = torch.randint(0, SMALL.tokens, (2, 12)), torch.ones(2, 12, dtype=torch.bool)
    real[1, 7:] = False
    with torch.no_grad():
        expected = bert(ids, attention_mask=real.long()).last_hidden_state
        hidden = ours(ids, real)
    torch.testing.assert_close(hidden[real], expected[real], atol=1e-4, rtol=1e-4)


def test_an_answer_scores_begin_end_length_and_whether_it_is_here() -> None:
    network = SpanNetwork(SMALL)
    with torch.no_grad():
        network.ends.weight.zero_()
        network.ends.weight[0, 0], network.ends.weight[1, 1] = 1, 1
        network.ends.bias.zero_()
        network.here.weight.zero_()
        network.here.bias.fill_(1000)
        network.lengths.copy_(torch.arange(1, LONGEST + 1) / 10)
        hidden = torch.zeros(1, 4, SMALL.size)
        hidden[0, :, :2] = torch.tensor([[9.0, 9.0], [1, 10], [2, 20], [3, 30]])
        answers = network.point(hidden, torch.tensor([[False, True, True, False]]))[0]
    assert answers[0].max() == answers[3].max() == FAINT
    np.testing.assert_allclose(answers[1, :3], [1011.1, 1021.2, FAINT], rtol=1e-6)
    np.testing.assert_allclose(answers[2, :2], [1022.1, FAINT], rtol=1e-6)


def test_a_table_of_four_bits_gives_back_what_was_of_four_bits() -> None:
    torch.manual_seed(0)
    codes = torch.randint(-8, 8, (5, 64)).float()
    codes[:, ::32] = -8
    scales = torch.rand(5, 2).half().float().repeat_interleave(32, dim=1)
    rows = codes * scales
    table = Table(**packed(rows))
    torch.testing.assert_close(table(torch.tensor([[3, 0], [4, 4]])), rows[torch.tensor([[3, 0], [4, 4]])])
    assert not Table(**packed(torch.zeros(1, 32)))(torch.tensor([0])).any()


def test_a_matrix_loses_less_than_half_a_step_and_small_things_nothing() -> None:
    torch.manual_seed(0)
    matrix, bias = torch.randn(100, 96), torch.tensor([0.5, -0.25])
    back = grown(shrunk({"a.weight": matrix, "a.bias": bias}))
    steps = matrix.abs().amax(dim=1, keepdim=True) / 127
    assert ((back["a.weight"] - matrix).abs() <= steps * 0.501).all()
    assert torch.equal(back["a.bias"], bias)


def test_it_points_at_the_answer_in_the_text_and_not_in_its_title(reader: Reader) -> None:
    titles = ["陈怀远", "The ferry Morgenrot", ""]
    texts = ["大桥全长11.8公里，由陈怀远设计。", "The ferry was sold to Norway in 1998.", "𠮷田说：“好。”"]
    readings = read(reader, "大桥有多长？", titles, texts)
    for text, one in zip(texts, readings, strict=True):
        assert len(one.answers) == len(one.offsets)
        assert all(0 <= start < end <= len(text) for start, end in one.offsets.tolist())
    best = best_answers(readings[0], sentences(texts[0]))[0].place
    assert best is not None
    assert "11.8" in texts[0][slice(*best)]
    assert readings[0].answers.max() > max(one.answers.max() for one in readings[1:])


def test_a_passage_of_any_length_is_read_to_its_end(reader: Reader) -> None:
    filler = "The harbour was quiet that day, and nobody came to look at the boats. "
    text = filler * 40 + "The ferry Morgenrot was built by Elin Marsh. " + filler * 40
    (reading,) = read(reader, "Who built the ferry Morgenrot?", ["A day"], [text])
    first, more = divmod(int(reading.answers.argmax()), LONGEST)
    assert text[reading.offsets[first, 0] : reading.offsets[first + more, 1]] == "Elin Marsh"


def test_nothing_to_ask_or_to_read_gives_no_answer(reader: Reader) -> None:
    (reading,) = read(reader, "？！", [""], ["大桥全长11.8公里。"])
    assert reading.met == 0
    empty, _ = read(reader, "大桥有多长？", ["", ""], ["", "大桥"])
    assert len(empty.answers) == 0
    assert read(reader, "大桥有多长？", [], []) == []


def test_a_question_of_any_length_leaves_room_for_the_passage(reader: Reader) -> None:
    """More tokens than the network has places for."""
    (reading,) = read(
        reader,
        "".join(chr(0x4E00 + 7 * number) for number in range(400)),
        ["x" * 500],
        ["The pier is 120 m long. " * 60],
    )
    assert reading.answers.max() > FAINT
