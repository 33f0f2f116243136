"""The bundled model without torch gives what sentence-transformers gives of the same folder."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.embed import StaticEncoder, open_encoder
from qa.embed.sentence_transformer import TransformerEncoder
from qa.embed.static import BUNDLED_MODEL
from qa.errors import ModelError

DOCUMENTS = Path(__file__).parent.parent.parent / "documents"
TEXTS = [
    "澜湾大桥全长多少公里？",
    "瀾灣大橋全長多少公里？",
    "How long is the bridge?",
    "  Wie lang ist die Brücke?\n\tUnd wie hoch? ",
    "橋の長さは 11.8 キロメートルです。",
    "العَرَبِيَّة २०२४ ภาษาไทย",
    "𠮷 e\u0301 ﬁ ＩＢＭ",
    "x",
    "。。。",
    "",
    "长" * 5000,
]


@pytest.fixture(scope="module")
def bundled() -> StaticEncoder:
    encoder = open_encoder("bundled")
    assert isinstance(encoder, StaticEncoder)
    return encoder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_numpy_and_the_library_agree_to_a_millionth_on_texts_of_many_scripts(bundled: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(BUNDLED_MODEL), device="cpu", local_files_only=True)
    articles = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(DOCUMENTS.rglob("*.txt"))]
    texts = [*TEXTS, *articles, *(line for article in articles for line in article.splitlines())]
    assert len(texts) > 100
    np.testing.assert_allclose(bundled.encode_documents(texts), theirs.encode(texts, batch_size=1024), atol=1e-6)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tokens_are_counted_as_the_model_counts_them(bundled: StaticEncoder) -> None:
    theirs = TransformerEncoder(str(BUNDLED_MODEL))
    counts = [bundled.count_tokens(text) for text in TEXTS]
    assert counts == [len(tokens.ids) for tokens in bundled.tokens(TEXTS)]
    assert counts == [theirs.count_tokens(text) for text in TEXTS]


def test_rows_have_length_one_or_are_zero(bundled: StaticEncoder) -> None:
    lengths = np.linalg.norm(bundled.encode_documents(TEXTS), axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
    assert lengths[0] > 0
    assert lengths[TEXTS.index("")] == 0


def test_a_text_gives_the_same_row_alone_and_among_others(bundled: StaticEncoder) -> None:
    together = bundled.encode_documents(TEXTS * 60)
    np.testing.assert_allclose(together[len(TEXTS)], bundled.encode_documents(TEXTS[:1])[0], atol=1e-6)


def test_no_texts_give_no_rows(bundled: StaticEncoder) -> None:
    assert bundled.encode_documents([]).shape == (0, bundled.dimensions)


def test_traditional_and_simplified_text_mean_the_same(bundled: StaticEncoder) -> None:
    simplified, traditional = bundled.encode_documents(TEXTS[:2])
    assert float(simplified @ traditional) >= 0.95


def test_a_question_is_closer_to_its_answer_in_another_language_than_to_other_texts(bundled: StaticEncoder) -> None:
    question, *texts = bundled.encode_documents(
        [
            "图书馆几点开门？",
            "The library opens at nine in the morning.",
            "The ferry was sold to Norway.",
            "Tea is grown on hills.",
        ]
    )
    assert int(np.argmax(np.array(texts) @ question)) == 0


def test_a_torn_bundled_model_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(BUNDLED_MODEL, copy)
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be read") as caught:
        StaticEncoder(copy, label="bundled")
    assert str(copy) in caught.value.message
