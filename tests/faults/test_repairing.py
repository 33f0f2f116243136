"""A damaged index is noticed, named and mended from the documents, and only what was damaged is made anew."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.errors import IndexDamaged
from qa.index import build_index, repair_index
from qa.settings import Settings
from qa.store import verify


def harm(settings: Settings, statement: str) -> None:
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog, catalog:
        assert catalog.execute(statement).rowcount > 0


def answers(settings: Settings) -> list[tuple[object, ...]]:
    """All passages, with what belongs to them."""
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog:
        return catalog.execute(
            "SELECT d.source, d.title, d.text, c.text, v.vector FROM documents d JOIN chunks c ON c.document = d.id"
            " JOIN vectors v ON v.digest = c.digest ORDER BY d.source, c.start"
        ).fetchall()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("original")
    settings = Settings(documents=folder / "documents", index=folder / "index")
    settings.documents.mkdir()
    (settings.documents / "a.txt").write_text("The ferry was sold in 1998.", encoding="utf-8")
    (settings.documents / "b.txt").write_text("Tea grows on hills.", encoding="utf-8")
    build_index(settings)
    assert verify(settings.index) == []
    return settings


@pytest.fixture
def built(original: Settings, tmp_path: Path) -> Settings:
    """A copy of the index that a test may harm."""
    return original.model_copy(update={"index": Path(shutil.copytree(original.index_folder, tmp_path / "copy"))})


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE documents SET text = replace(text, '1998', '1989') WHERE source = 'a.txt'", "a.txt"),
        ("UPDATE documents SET title = 'Another' WHERE source = 'a.txt'", "a.txt"),
        ("UPDATE chunks SET text = replace(text, '1998', '1989')", "a.txt"),
        ("UPDATE vectors SET vector = zeroblob(length(vector)) WHERE rowid = 1", "a.txt"),
        ("DELETE FROM vectors WHERE rowid = 1", "a.txt"),
        ("UPDATE meta SET value = '7' WHERE key = 'chunks'", ""),
    ],
)
def test_what_is_damaged_is_named_and_mended(built: Settings, statement: str, named: str) -> None:
    was = answers(built)
    harm(built, statement)
    found, left, report = repair_index(built)
    assert ([fault.source for fault in found], left, report.changed) == ([named], [], 1 if named else 0)
    assert (verify(built.index), answers(built)) == ([], was)


def test_what_is_damaged_is_not_quoted(built: Settings) -> None:
    """It would be no word of the document's."""
    harm(built, "UPDATE documents SET text = replace(text, '1998', '1989')")
    harm(built, "UPDATE chunks SET text = replace(text, '1998', '1989')")
    with Bot.open(built) as bot, pytest.raises(IndexDamaged, match="not as it was written") as caught:
        bot.ask("When was the ferry sold?")
    assert "qa index --repair" in caught.value.hint


def test_a_catalogue_that_cannot_be_read_is_set_aside(built: Settings) -> None:
    was = answers(built)
    (built.index_folder / "catalog.sqlite").write_bytes(b"not a database, by far" * 100)
    found, left, report = repair_index(built)
    assert ([fault.part for fault in found], left, report.added) == (["catalogue"], [], 2)
    assert answers(built) == was
    assert (built.index_folder / "catalog.damaged-1").exists()
