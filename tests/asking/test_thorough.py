"""The thorough reader: its encoder is BERT's, its weights come back from few bits, its places are those of the text."""

import numpy as np
import torch
from transformers import BertConfig, BertModel

from qa.asking.compact import Table, grown, packed, shrunk
from qa.asking.reading import FAINT, LONGEST
from qa.asking.spans import Shape, SpanNetwork
from training.reader.encoder import renamed

SMALL = Shape(90, size=64, inner=128, layers=2, heads=4, places=40)


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
        hidden = ours.entry(ids)
        for layer in ours.layers:
            hidden = layer(hidden, real[:, None, None])
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
