"""An index that is copied to a database and back gives the same answers."""

from pathlib import Path

import pytest

from qa.bot import Bot
from qa.errors import IndexMissing, StoreError
from qa.index import build_index
from qa.records import Answer
from qa.settings import Settings
from qa.store import contents, copy, keep, kept, verify
from qa.testsets import read_any
from tests.store.server import Server

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The sample documents in a folder, with something kept beside the index."""
    settings = Settings(documents=ROOT / "documents", index=tmp_path_factory.mktemp("copied") / "index")
    build_index(settings)
    keep(settings.index, "calibration.quick.json", '{"slope": 1.0, "model": "other"}')
    return settings


def told(answer: Answer) -> tuple[object, ...]:
    """What a person sees of it."""
    shown = [(quote.source, quote.start, quote.end, quote.text, quote.answer) for quote in answer.quotes]
    return answer.verdict, answer.headline, shown


def test_the_sample_questions_are_answered_alike_from_both(indexed: Settings, server: Server, tmp_path: Path) -> None:
    """PostgreSQL knows how rare a term is only about: in one of twelve a further quote may be another."""
    database, back = server.new_database(), tmp_path / "back"
    assert copy(indexed.index, database).chunks == copy(database, back).chunks
    assert contents(database).recipe == contents(back).recipe == contents(indexed.index).recipe
    assert verify(database) == verify(back) == []
    assert kept(back, "calibration.quick.json") == '{"slope": 1.0, "model": "other"}'
    questions = [case.question for case in read_any(ROOT / "testsets" / "sample.jsonl").cases][::6]
    answers = []
    for place in (indexed.index, back, database):
        with Bot.open(indexed.model_copy(update={"index": place})) as bot:
            answers.append([told(bot.ask(question)) for question in questions])
    local, again, remote = answers
    assert again == local
    assert [one[:2] for one in remote] == [one[:2] for one in local]
    assert sum(one != other for one, other in zip(remote, local, strict=True)) <= len(questions) / 12


def test_a_copy_is_not_read_again_by_the_next_indexing(indexed: Settings, server: Server) -> None:
    database = server.new_database()
    copy(indexed.index, database)
    report = build_index(indexed.model_copy(update={"index": database}))
    assert (report.changes, report.chunks) == (0, 0)


def test_an_index_that_is_there_is_replaced_only_when_told(indexed: Settings, server: Server, tmp_path: Path) -> None:
    database = server.new_database()
    with pytest.raises(IndexMissing):
        copy(tmp_path / "nothing", database)
    copy(indexed.index, database)
    with pytest.raises(StoreError, match="there is an index in postgresql:///") as caught:
        copy(indexed.index, database)
    assert "--replace" in caught.value.hint
    assert copy(indexed.index, database, replace=True).generation == 2
