"""A model behind an endpoint, asked of a real server on this machine."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from qa.bot import Bot
from qa.embed import open_encoder
from qa.errors import ModelError, RecipeMismatch
from qa.index import build_index
from qa.settings import Settings


class Endpoint(BaseHTTPRequestHandler):
    """Embeds a text as (its length, 1), in OpenAI's shape, out of order; otherwise as `other` says."""

    asked: ClassVar[list[dict[str, object]]] = []
    other: ClassVar[dict[str, object]] = {}

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({**request, "path": self.path, "key": self.headers["Authorization"]})
        rows = [{"index": at, "embedding": [len(text), 1]} for at, text in enumerate(request["input"])]
        self.send_response(401 if request["model"] == "closed" else 200)
        self.end_headers()
        self.wfile.write(json.dumps(self.other.get(request["model"], {"data": rows[::-1]})).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    Endpoint.asked.clear()
    Endpoint.other.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def sizes() -> list[int]:
    """How many texts each request had."""
    return [len(request["input"]) for request in Endpoint.asked if isinstance(request["input"], list)]


def test_an_endpoint_is_asked_in_batches_and_its_order_restored(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    encoder = open_encoder(f"{endpoint}#bge-m3")
    rows = encoder.encode_documents(["x" * length for length in range(1, 101)])
    assert encoder.dimensions == 2
    np.testing.assert_allclose(rows[:, 0] / rows[:, 1], np.arange(1, 101), rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    assert sizes() == [64, 36]
    assert {(request["model"], request["path"], request["key"]) for request in Endpoint.asked} == {
        ("bge-m3", "/v1/embeddings", "Bearer secret")
    }
    assert encoder.encode_queries([]).shape == (0, 2)


def test_a_key_that_is_no_ascii_is_sent_as_it_is(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when quotation marks were copied with it; headers are read as Latin-1."""
    monkeypatch.setenv("OPENAI_API_KEY", "“secret”")
    open_encoder(f"{endpoint}#any").encode_queries(["Where?"])
    assert Endpoint.asked[0]["key"] == "Bearer “secret”".encode().decode("latin-1")


def test_opening_asks_nothing_and_the_length_of_the_vectors_is_asked_once(endpoint: str) -> None:
    encoder = open_encoder(f"{endpoint}#any")
    assert sizes() == []
    assert encoder.dimensions == encoder.dimensions == encoder.encode_documents([]).shape[1] == 2
    assert sizes() == [1]


@pytest.mark.parametrize(
    "reply",
    [
        {"error": "no such model"},
        {"data": [{"index": 0, "embedding": []}]},
        {"data": [{"index": 0, "embedding": ["a"]}]},
        {"data": [{"index": 0, "embedding": [float("nan"), 1]}]},
        {"data": [{"index": 0, "embedding": [10**400]}]},
        {"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2]}]},
        {"data": []},
        [],
    ],
)
def test_an_endpoint_that_answers_otherwise_is_named(endpoint: str, reply: object) -> None:
    Endpoint.other["broken"] = reply
    with pytest.raises(ModelError, match="did not answer as expected") as caught:
        open_encoder(f"{endpoint}#broken").encode_queries(["Where?"])
    assert endpoint in caught.value.message


def test_an_endpoint_whose_vectors_change_their_length_is_named(endpoint: str) -> None:
    encoder = open_encoder(f"{endpoint}#any")
    encoder.encode_queries(["Where?"])
    Endpoint.other["any"] = {"data": [{"index": 0, "embedding": [1, 2, 3]}]}
    with pytest.raises(ModelError, match="not all equally long"):
        encoder.encode_queries(["Where?"])


def test_an_endpoint_that_refuses_or_is_not_there_says_which(endpoint: str) -> None:
    with pytest.raises(ModelError, match="answers 401 Unauthorized") as caught:
        open_encoder(f"{endpoint}#closed").encode_queries(["Where?"])
    assert "OPENAI_API_KEY" in caught.value.hint
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9/v1 cannot be reached: .*refused"):
        open_encoder("http://127.0.0.1:9/v1#any").encode_queries(["Where?"])


def test_an_index_notices_that_its_model_gives_other_vectors_and_a_rebuild_reuses_none(
    endpoint: str, settings: Settings, write: Callable[[str, str], Path]
) -> None:
    """Under one name another model answers: (50, 1) made unit length in place of (the text's length, 1)."""
    write("a.txt", "Tea is grown on the hills.")
    chosen = settings.model_copy(update={"model": f"{endpoint}#any"})
    build_index(chosen)
    Endpoint.asked.clear()
    Bot.open(chosen).close()
    assert sizes() == [1]
    Endpoint.other["any"] = {"data": [{"index": 0, "embedding": [1, 1]}]}
    for opening in (Bot.open, build_index):
        with pytest.raises(RecipeMismatch, match="other vectors") as caught:
            opening(chosen)
        assert "qa index --rebuild" in caught.value.hint
    build_index(chosen, rebuild=True)
    with Bot.open(chosen) as bot:
        stored = bot.store.dense(np.array([[0.5**0.5, 0.5**0.5]], np.float32), 1)[0][0]
    assert stored.score == pytest.approx(1, abs=1e-6)


def test_the_tokens_of_an_endpoint_cannot_be_counted() -> None:
    with pytest.raises(ModelError, match="bge-m3") as caught:
        open_encoder("http://127.0.0.1:9/v1#bge-m3").count_tokens("text")
    assert "splitting.method" in caught.value.hint
