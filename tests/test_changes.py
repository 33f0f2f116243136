"""What a change costs: only what changed is read, embedded and written; nothing that did is missed."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.embed import StaticEncoder
from qa.errors import DocumentError
from qa.index import build_index
from qa.loading.reading import read_source
from qa.records import Vectors
from qa.settings import Settings

Write = Callable[[str, str], Path]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read, in order; every file counts as changed long ago."""
    sources: list[str] = []

    def reading(folder: Path, source: str, max_bytes: int) -> bytes:
        sources.append(source)
        return read_source(folder, source, max_bytes)

    monkeypatch.setattr("qa.index.run.read_source", reading)
    monkeypatch.setattr("qa.loading.stamping.FRESH", 0)
    return sources


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were embedded for the index."""
    texts: list[str] = []
    encode = StaticEncoder.encode_documents

    def encoding(self: StaticEncoder, given: list[str]) -> Vectors:
        texts.extend(given)
        return encode(self, given)

    monkeypatch.setattr(StaticEncoder, "encode_documents", encoding)
    return texts


def test_files_that_are_as_they_were_are_not_read_again(settings: Settings, write: Write, read: list[str]) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write(name, f"The ferry {name} was sold.")
    build_index(settings)
    read.clear()
    write("b.txt", "The ferry b was kept.")
    report = build_index(settings)
    assert (read, report.changed, report.unchanged) == (["b.txt"], 1, 2)
    assert build_index(settings).unchanged == 3
    build_index(settings, check=True)
    assert read == ["b.txt", "a.txt", "b.txt", "c.txt"]


def test_nothing_is_written_where_nothing_changed(settings: Settings, write: Write, read: list[str]) -> None:
    write("a.txt", "The ferry was sold.")
    build_index(settings)
    names = "catalog.sqlite", "dense.json", *(path.name for path in settings.index_folder.glob("dense-*"))
    before = [(settings.index_folder / name).stat().st_mtime_ns for name in names]
    build_index(settings)
    assert [(settings.index_folder / name).stat().st_mtime_ns for name in names] == before


def test_a_change_of_equal_size_and_time_is_noticed(settings: Settings, write: Write, read: list[str]) -> None:
    """As tools leave it that put the time of a file back; the time of its inode they cannot."""
    path = write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    times = path.stat()
    write("a.txt", "The ferry was sold in 1999.")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert (path.stat().st_mtime_ns, build_index(settings).changed) == (times.st_mtime_ns, 1)


def test_a_file_that_was_changed_just_now_is_read_the_next_time_too(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may change again within the tick of a coarse clock: then neither time nor size would tell."""
    monkeypatch.setattr("qa.loading.stamping.FRESH", 10**12)
    write("a.txt", "The ferry was sold.")
    build_index(settings)
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog:
        assert catalog.execute("SELECT source, stamp, documents FROM files").fetchall() == [("a.txt", "", 1)]


def test_a_file_that_cannot_be_read_is_told_again_and_not_tried_again(
    settings: Settings, write: Write, read: list[str]
) -> None:
    """Until it changes, or the settings it failed by."""
    write("a.txt", "The ferry was sold.")
    write("b.txt", "x" * 5_000)
    (settings.documents / "c.txt").write_bytes(bytes(range(256)) * 20)
    small = settings.model_copy(update={"loading": settings.loading.model_copy(update={"max_megabytes": 0.004})})
    first = build_index(small)
    read.clear()
    assert build_index(small).problems == first.problems
    assert ([problem.source for problem in first.problems], read) == (["b.txt", "c.txt"], [])
    assert [problem.source for problem in build_index(settings).problems] == ["c.txt"]
    write("c.txt", "Mended.")
    assert build_index(settings).problems == ()


def test_a_doubt_is_told_again_without_reading(settings: Settings, write: Write, read: list[str]) -> None:
    write("old.txt", "Torn before it came here: \ufffd\ufffd, and the rest is whole.")
    first = build_index(settings).problems
    read.clear()
    assert (build_index(settings).problems, read) == (first, [])
    assert first


def test_a_file_that_the_disk_does_not_give_keeps_its_passages(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of the system was hidden, and they were removed."""
    write("a.txt", "The ferry was sold.")
    build_index(settings)
    open_file = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == "a.txt":
            raise OSError(5, "Input/output error")
        return open_file(path, flags, mode)

    monkeypatch.setattr("qa.loading.reading.os.open", refuse)
    report = build_index(settings, check=True)
    assert (report.removed, report.unchanged, [one.source for one in report.problems]) == (0, 1, ["a.txt"])
    monkeypatch.undo()
    assert build_index(settings).problems == ()


def test_what_only_moved_is_not_embedded_again(settings: Settings, write: Write, embedded: list[str]) -> None:
    path = write("00123.md", "# Ferries\n\nThe ferry was sold in 1998.")
    build_index(settings)
    embedded.clear()
    (settings.documents / "2").mkdir()
    path.rename(settings.documents / "2" / "00124.md")
    report = build_index(settings)
    assert (report.added, report.removed, [text for text in embedded if "sold" in text]) == (1, 1, [])
    with Bot.open(settings) as bot:
        assert bot.ask("When was the ferry sold?").quotes[0].source == "2/00124.md"


def test_of_an_edited_article_only_the_changed_passages_are_embedded(
    settings: Settings, write: Write, embedded: list[str]
) -> None:
    parts = [f"Part {number} is about the harbour number {number}. " * 9 for number in range(6)]
    write("a.txt", "\n\n".join(parts))
    build_index(settings)
    embedded.clear()
    write("a.txt", "\n\n".join([*parts, "The ferry was sold in 1998."]))
    assert build_index(settings).changed == 1
    changed = [text for text in embedded if "harbour" in text or "ferry" in text]
    assert changed
    assert all("ferry" in text for text in changed)


def test_a_program_adds_and_removes_what_it_knows_of(settings: Settings, write: Write, read: list[str]) -> None:
    write("a.txt", "Tea grows on hills.")
    build_index(settings)
    read.clear()
    with Bot.open(settings) as bot:
        path = write("in/b.txt", "The ferry was sold in 1998.")
        write("c.txt", "Not named, and so not looked at.")
        assert (bot.add(path).added, bot.add("in/b.txt").unchanged, read) == (1, 1, ["in/b.txt"])
        assert bot.ask("When was the ferry sold?").quotes[0].source == "in/b.txt"
        path.unlink()
        assert (bot.remove("in/b.txt").removed, bot.state().documents) == (1, 1)
        assert bot.ask("When was the ferry sold?").quotes == ()
        assert [one.source for one in bot.add("gone.txt").problems] == []
        with pytest.raises(DocumentError, match="lies outside"):
            bot.add("../secret.txt")
    assert build_index(settings).added == 1


def test_problems_of_files_that_are_not_named_stay(settings: Settings, write: Write) -> None:
    write("a.txt", "Tea grows on hills.")
    write("empty.txt", "")
    build_index(settings)
    with Bot.open(settings) as bot:
        write("none.txt", "")
        bot.add("none.txt")
        assert [problem.source for problem in bot.problems()] == ["empty.txt", "none.txt"]
        write("none.txt", "Now it holds something.")
        bot.add("none.txt")
        assert [problem.source for problem in bot.problems()] == ["empty.txt"]


def test_damaged_vectors_do_not_survive_a_rebuild(settings: Settings, write: Write) -> None:
    """190 of 190 did: what is reused is proven by its checksum."""
    write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog, catalog:
        right = catalog.execute("SELECT vector FROM vectors").fetchall()
        catalog.execute("UPDATE vectors SET vector = zeroblob(length(vector))")
    build_index(settings, rebuild=True)
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog:
        assert catalog.execute("SELECT vector FROM vectors").fetchall() == right


def test_a_rebuild_leaves_no_vector_that_nothing_uses(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    write("b.txt", "Tea grows on hills.")
    build_index(settings)
    (settings.documents / "b.txt").unlink()
    build_index(settings, rebuild=True)
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog:
        assert catalog.execute("SELECT count(*) FROM vectors").fetchone() == (1,)
