"""The wiring: one bot, many threads, documents that change under it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.asking.quote import Stale
from qa.bot import Bot
from qa.errors import IndexMissing, RecipeMismatch, StoreError
from qa.index import build_index
from qa.records import Answer, Hit, Query
from qa.settings import Retrieval, Settings

Write = Callable[[str, str], Path]


def first(answer: Answer) -> str:
    return (answer.quotes or answer.near_misses)[0].text


def test_an_answer_says_which_index_gave_it_and_how_long_it_took(settings: Settings, write: Write) -> None:
    write("ferry.txt", "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998.")
    build_index(settings)
    with Bot.open(settings) as bot:
        answer = bot.ask("When was the ferry sold?")
        assert answer.index == bot.state()
        assert bot.sources() == [("ferry.txt", "The last ferry")]
    assert set(answer.milliseconds) == {"retrieve", "quote", "total"}
    assert answer.milliseconds["total"] >= answer.milliseconds["retrieve"] > 0


def test_many_threads_ask_while_the_index_changes(settings: Settings, write: Write) -> None:
    write("ferry.txt", "The ferry Morgenrot was sold in 1900.")
    build_index(settings)

    def change() -> None:
        for year in range(1901, 1911):
            write("ferry.txt", f"The ferry Morgenrot was sold in {year}.")
            build_index(settings)

    with Bot.open(settings) as bot, ThreadPoolExecutor(4) as pool:
        changing = pool.submit(change)
        texts = list(pool.map(lambda _: first(bot.ask("When was the ferry Morgenrot sold?")), range(60)))
        changing.result()
        assert set(texts) <= {f"The ferry Morgenrot was sold in {year}." for year in range(1900, 1911)}
        assert first(bot.ask("When was the ferry Morgenrot sold?")) == "The ferry Morgenrot was sold in 1910."


def test_a_document_that_is_removed_while_it_is_asked_for_is_no_error(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20 of 14,509 questions beside a writer ended in "is not in the index"."""
    write("ferry.txt", "The ferry Morgenrot was sold in 1900.")
    write("tea.txt", "Tea grows on hills.")
    build_index(settings)
    with Bot.open(settings) as bot:
        retrieve = bot.retriever.retrieve

        def racing(query: Query, *, passages: int) -> list[Hit]:
            hits = retrieve(query, passages=passages)
            (settings.documents / "ferry.txt").unlink(missing_ok=True)
            bot.remove("ferry.txt")
            return hits

        monkeypatch.setattr(bot.retriever, "retrieve", racing)
        answer = bot.ask("When was the ferry Morgenrot sold?")
        assert {quote.source for quote in (*answer.quotes, *answer.near_misses)} <= {"tea.txt"}


def test_a_document_that_changed_between_finding_and_quoting_is_found_again(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("ferry.txt", "The ferry Morgenrot was sold in 1900.")
    build_index(settings)
    with Bot.open(settings) as bot:
        hits = bot.retrieve("ferry Morgenrot")
        write("ferry.txt", "A new beginning. The ferry Morgenrot was sold in 1999.")
        build_index(settings)
        with pytest.raises(Stale):
            bot.quoter.quote(bot.query("ferry Morgenrot"), hits)
        assert first(bot.ask("When was the ferry Morgenrot sold?")) == "The ferry Morgenrot was sold in 1999."
        monkeypatch.setattr(bot.retriever, "retrieve", lambda question, **_: hits)
        with pytest.raises(StoreError, match="change faster"):
            bot.ask("When was the ferry Morgenrot sold?")


def test_a_document_that_is_removed_between_finding_and_quoting_is_forgotten(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = write("ferry.txt", "The ferry Morgenrot was sold in 1900.")
    write("tea.txt", "The ferry carries tea.")
    build_index(settings)
    with Bot.open(settings) as bot:
        real = bot.retriever.retrieve

        def retrieve(query: Query, *, passages: int) -> list[Hit]:
            hits = real(query, passages=passages)
            gone.unlink(missing_ok=True)
            build_index(settings)
            return hits

        monkeypatch.setattr(bot.retriever, "retrieve", retrieve)
        assert first(bot.ask("When was the ferry Morgenrot sold?")) == "The ferry carries tea."


@pytest.mark.parametrize("fusion", ["fused", "dense", "lexical"])
def test_every_way_of_searching_answers(settings: Settings, write: Write, fusion: str) -> None:
    write("ferry.txt", "The ferry Morgenrot was sold to Norway in 1998.")
    write("tea.txt", "Tea is grown on the hills above the town.")
    build_index(settings)
    chosen = settings.model_copy(update={"retrieval": Retrieval.model_validate({"fusion": fusion})})
    with Bot.open(chosen) as bot:
        assert "Norway" in first(bot.ask("Which ferry was sold to Norway?"))


def test_a_bot_needs_an_index_of_its_own_recipe(settings: Settings, write: Write) -> None:
    with pytest.raises(IndexMissing, match="there is no index"):
        Bot.open(settings)
    write("a.txt", "Something to read.")
    build_index(settings)
    other = settings.splitting.model_copy(update={"chunk_size": 200})
    with pytest.raises(RecipeMismatch, match="chunk_size = 400, not 200"):
        Bot.open(settings.model_copy(update={"splitting": other}))
