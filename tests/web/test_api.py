"""What programs may ask for over HTTP, held against the fields that the page shows."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from qa.bot import Bot
from qa.index import build_index
from qa.settings import Settings
from qa.web.api import add_interface, operations, prose, shown
from qa.web.backend import Backend
from qa.web.strings import strings

BRIDGE = "The old bridge was opened in 1786 by the mayor.\n"
QUESTION = "When was the old bridge opened?"


@pytest.fixture
def backend(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Backend]:
    write("bridge.txt", BRIDGE)
    write("news/灯塔.txt", "灯塔高四十二米。\n")
    build_index(settings)
    with Bot.open(settings) as bot, closing(Backend(settings, bot)) as opened:
        yield opened


@pytest.fixture
def client(backend: Backend) -> TestClient:
    app = FastAPI(openapi_url=None)
    add_interface(app, backend)
    return TestClient(app, raise_server_exceptions=False)


def called(client: TestClient, name: str, **fields: object) -> dict[str, Any]:
    reply = client.post(f"/api/{name}", json=fields)
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told


def test_a_program_asks_searches_and_lists(client: TestClient) -> None:
    answer = called(client, "ask", question=QUESTION)
    (quote, *_) = answer["quotes"]
    assert BRIDGE[quote["start"] : quote["end"]] == quote["text"]
    assert called(client, "ask", question="Who opened it?", after=QUESTION)["follows"] == QUESTION
    narrowed = called(client, "ask", question=QUESTION, within=["news"], since="2024")
    assert narrowed["filter"] == {"within": ["news"], "since": "2024", "until": None, "undated": 1}
    (first, *_) = called(client, "search", question=QUESTION, passages=1)["passages"]
    assert BRIDGE[first["start"] : first["end"]] == first["text"]
    (only,) = called(client, "search", question=QUESTION, within=["news"])["passages"]
    assert only["source"] == "news/灯塔.txt"
    assert [row["source"] for row in called(client, "documents", filter="bridge")["rows"]] == ["bridge.txt"]


def test_a_program_rebuilds_and_evaluates(client: TestClient, write: Callable[[str, str], Path]) -> None:
    write("new.txt", "The ferry to Wexbridge leaves at noon.")
    assert called(client, "rebuild")["counts"]["added"] == 1
    case = {"question": QUESTION, "answers": ["1786"], "sources": ["bridge.txt"], "district": "north"}
    told = called(client, "evaluate", questions=[case])
    assert told["figures"]["first_quote"]["value"] == 1
    assert told["questions"][0]["tags"] == {"district": "north"}


MISFITS = [
    ("ask", "{}", 400, "question: Field required"),
    ("ask", "", 400, "question: Field required"),
    ("ask", '{"question": 5}', 400, "question: Input should be a valid string"),
    ("ask", '{"question": "When?", "whithin": []}', 400, "whithin: Extra inputs"),
    ("ask", '{"question": "?!"}', 400, "no letter or digit"),
    ("ask", '{"question": "When?", "since": "soon"}', 400, "no date that is certain"),
    ("ask", '{"question": "When?", "within": ["../secret"]}', 400, "no indexed document is"),
    ("ask", "[]", 400, "ask does not take this"),
    ("ask", '{"question": "\\ud800"}', 400, "does not take this"),
    ("ask", "\xff", 400, "Invalid JSON"),
    ("search", '{"question": "When?", "passages": 101}', 400, "passages: "),
    ("documents", '{"offset": -1}', 400, "offset: "),
    ("evaluate", '{"questions": []}', 400, "questions: "),
    ("evaluate", '{"questions": [{}]}', 400, "questions.0.question"),
    ("ask_in", "{}", 404, "there is no 'ask_in'"),
]


def test_a_request_that_does_not_fit_is_told_why(client: TestClient) -> None:
    for name, body, status, said in MISFITS:
        reply = client.post(f"/api/{name}", content=body.encode("latin-1"))
        assert (reply.status_code, said in reply.text) == (status, True), (body, reply.text)
        assert reply.json()["error"]["hint"]


def test_who_asks_for_too_much_at_once_is_told_to_come_back(backend: Backend, client: TestClient) -> None:
    with backend.slow.one():
        for name, fields in (("rebuild", {}), ("evaluate", {"questions": [{"question": QUESTION}]})):
            reply = client.post(f"/api/{name}", json=fields)
            assert (reply.status_code, reply.json()["error"]["kind"]) == (503, "PageBusy")
    assert client.post("/api/rebuild").status_code == 200


def test_what_goes_wrong_inside_keeps_its_words_to_itself(
    backend: Backend, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret path")

    monkeypatch.setattr(backend.listing, "page", fail)
    reply = client.post("/api/documents")
    assert (reply.status_code, "secret" in reply.text) == (500, False)


def test_the_page_shows_every_name_with_its_fields_and_runs_nothing_of_them(backend: Backend) -> None:
    """In every language, and none of it in two."""
    found, pages = operations(backend), []
    assert [one.name for one in found] == ["ask", "search", "documents", "rebuild", "evaluate"]
    for language, words in strings().items():
        page = shown(found, "http://localhost:7860/", language)
        assert f'<html lang="{language}">' in page
        for key in words:
            said = prose(words[key].replace("{url}", "http://localhost:7860/").replace("{n}", "100"))
            assert not key.startswith("api_") or str(said) in page, key
        for one in found:
            assert f'<h2 id="{one.name}" lang="en">' in page
            assert f"http://localhost:7860/api/{one.name}" in page
            for name in one.takes.model_fields:
                assert f"<code>{name}</code>" in page
            one.takes.model_validate(json.loads(json.dumps(one.example)))
        assert "<script" not in page
        pages.append(set(re.findall(r"<(?:p|td|th)(?: [^>]*)?>([^<]{12,})<", page)))
    assert all(not one & other for one, other in combinations(pages, 2))
    assert "<script" not in shown(found, "http://<script>/")


def test_the_page_speaks_the_language_that_is_asked_for(client: TestClient) -> None:
    for lang, accepted, spoken in (("de", "fr", "de"), ("", "tlh, ja;q=0.5, fr;q=0.7", "fr"), ("<script>", "", "en")):
        page = client.get("/api", params={"lang": lang}, headers={"Accept-Language": accepted}).text
        assert f'<html lang="{spoken}">' in page
