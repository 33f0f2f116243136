"""The thorough model: what is said decides, not the language it is said in, and each text has one vector."""

import numpy as np
import pytest

from qa.embed import Encoder, open_encoder
from qa.embed.encoder import probe
from qa.settings import THOROUGH

SAID = {
    "en": "The ferry Morgenrot was sold to Norway in 1998.",
    "zh": "渡轮“朝霞号”于1998年卖给了挪威。",
    "de": "Die Fähre Morgenrot wurde 1998 nach Norwegen verkauft.",
}
BESIDE = (
    "Our kitchen serves soup every day at noon.",
    "我们的食堂每天中午供应汤。",
    "Die Küche bietet jeden Mittag Suppe an.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(THOROUGH)


@pytest.mark.parametrize(
    "asked", ["Which country bought the ferry?", "渡轮卖给了哪个国家？", "In welches Land ging die Fähre?"]
)
def test_what_is_said_in_any_language_is_nearer_than_what_is_said_beside_it(encoder: Encoder, asked: str) -> None:
    (question,) = encoder.encode_queries([asked])
    rows = encoder.encode_documents([*SAID.values(), *BESIDE])
    assert (rows[:3] @ question).min() > (rows[3:] @ question).max()


def test_a_text_has_one_vector_whatever_it_is_read_with(encoder: Encoder) -> None:
    together = encoder.encode_documents([*BESIDE, SAID["en"], SAID["zh"] * 40])
    np.testing.assert_allclose(together[3], encoder.encode_documents([SAID["en"]])[0], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)


def test_a_text_of_any_length_is_read_to_its_end(encoder: Encoder) -> None:
    long = "Our kitchen serves soup every day at noon. " * 80
    one, other = encoder.encode_documents([long + SAID["en"] * 20, long + SAID["de"] * 20])
    assert not np.array_equal(one, other)


def test_it_is_a_model_like_any_other(encoder: Encoder) -> None:
    assert encoder.name.startswith("thorough@")
    assert encoder.encode_documents([]).shape == (0, encoder.dimensions)
    assert encoder.count_tokens("渡轮") > 0
    assert len(probe(encoder)) == encoder.dimensions
