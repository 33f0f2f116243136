"""Indexing a folder: only what changed, problems named, the old index kept when nothing can take its place."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.errors import DocumentError, RecipeMismatch, SettingsError, StoreError
from qa.index import build_index
from qa.loading.reading import read_source
from qa.records import IndexedDocument, Progress
from qa.settings import Settings, Splitting
from qa.store import is_rebuilding, verify
from qa.store.local import LocalStore
from tests.loading.made import zipped
from tests.loading.pdf_writer import Line, Page, pdf

Write = Callable[[str, str], Path]


def children() -> set[str]:
    """The processes that this one started and that are there, also those that ended and were not waited for."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text(encoding="ascii").split()}


def answered(settings: Settings, question: str) -> list[str]:
    with Bot.open(settings) as bot:
        reply = bot.ask(question)
        return [quote.text for quote in reply.quotes or reply.near_misses]


def test_only_what_changed_is_indexed_again(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    write("b/c.md", "# Tea\n\nTea grows on hills.")
    first = build_index(settings)
    assert (first.added, first.changed, first.removed, first.unchanged, first.state.documents) == (2, 0, 0, 0, 2)
    write("a.txt", "The ferry was sold in 1999.")
    write("d.txt", "A museum opened.")
    (settings.documents / "b/c.md").unlink()
    second = build_index(settings)
    assert (second.added, second.changed, second.removed, second.unchanged) == (1, 1, 1, 0)
    third = build_index(settings)
    assert (third.added, third.changed, third.removed, third.unchanged, third.chunks) == (0, 0, 0, 2, 0)
    assert third.state.generation == second.state.generation
    assert answered(settings, "When was the ferry sold?")[0] == "The ferry was sold in 1999."


def test_indexing_again_from_nothing_gives_the_same_passages(settings: Settings, write: Write, tmp_path: Path) -> None:
    for number in range(5):
        write(f"{number}.txt", f"Article {number}.\n\n" + f"The bridge number {number} is long. " * 40)
    other = settings.model_copy(update={"index": tmp_path / "other"})
    build_index(settings)
    build_index(other)
    with Bot.open(settings) as one, Bot.open(other) as two:
        ids = [[hit.chunk.id for hit in bot.retrieve("bridge number 3", passages=50)] for bot in (one, two)]
    assert ids[0] == ids[1]


def test_bad_files_are_named_and_the_rest_goes_on(settings: Settings, write: Write) -> None:
    write("good.txt", "The ferry was sold in 1998.")
    write("empty.txt", "")
    (settings.documents / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (settings.documents / "report.pdf").write_bytes(b"%PDF-1.7 ...")
    with (settings.documents / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    report = build_index(settings)
    assert report.state.documents == 1
    assert [problem.source for problem in report.problems] == ["binary.txt", "empty.txt", "huge.txt", "report.pdf"]
    assert all(problem.source in problem.message and problem.hint for problem in report.problems)
    assert "200" in report.problems[2].message
    with Bot.open(settings) as bot:
        assert tuple(bot.problems()) == report.problems


def test_a_doubt_stays_while_the_file_does(settings: Settings, write: Write) -> None:
    path = write("old.txt", "Torn before it came here: \ufffd\ufffd, and the rest is whole.")
    first = build_index(settings).problems
    assert [problem.source for problem in first] == ["old.txt"]
    assert build_index(settings).problems == first
    path.write_text("Mended, and the rest is whole.", encoding="utf-8")
    assert build_index(settings).problems == ()


@pytest.mark.parametrize("name", ["b.txt", "b.pdf"])
def test_a_file_that_vanishes_while_being_read_is_named(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    monkeypatch.setattr("qa.index.building.find_sources", lambda folder, index: (["a.txt", name], []))
    report = build_index(settings)
    assert report.state.documents == 1
    assert [problem.message for problem in report.problems] == [f"{name} is no longer there"]


def test_a_file_that_became_unreadable_as_text_stops_answering(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    write("b.txt", "Tea grows on hills.")
    build_index(settings)
    (settings.documents / "b.txt").write_bytes(bytes(range(256)) * 20)
    report = build_index(settings)
    assert (report.removed, report.state.documents) == (1, 1)


def test_a_file_that_may_not_be_read_keeps_its_old_passages(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions do not bind the superuser, so the refusal itself is made here."""
    write("a.txt", "The ferry was sold in 1998.")
    write("b.txt", "Tea grows on hills.")
    build_index(settings)

    def refuse(folder: Path, source: str, max_bytes: int) -> bytes:
        if source == "a.txt":
            raise DocumentError("a.txt may not be read", hint="allow it") from PermissionError()
        return read_source(folder, source, max_bytes)

    monkeypatch.setattr("qa.index.run.read_source", refuse)
    report = build_index(settings, check=True)
    assert (report.removed, report.unchanged, report.state.documents) == (0, 2, 2)
    assert [problem.source for problem in report.problems] == ["a.txt"]
    monkeypatch.undo()
    assert build_index(settings).problems == ()


def test_an_emptied_folder_empties_the_index(settings: Settings, write: Write) -> None:
    """The last document went on answering after it was removed; a file of another format beside it kept it alive."""
    path = write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    path.rename(path.with_suffix(".jpg"))
    emptied = build_index(settings)
    assert (emptied.removed, emptied.state.documents, emptied.state.chunks) == (1, 0, 0)
    assert [problem.source for problem in emptied.problems] == ["a.jpg"]
    with Bot.open(settings) as bot:
        answer = bot.ask("When was the ferry sold?")
        assert (answer.verdict, answer.quotes, answer.near_misses) == ("not_found", (), ())
        path.with_suffix(".jpg").rename(path)
        assert build_index(settings).added == 1
        assert [quote.text for quote in bot.ask("When was the ferry sold?").quotes] == ["The ferry was sold in 1998."]


def test_a_rebuild_over_an_emptied_folder_leaves_an_index_without_documents(settings: Settings, write: Write) -> None:
    path = write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    path.unlink()
    assert build_index(settings, rebuild=True).state.documents == 0
    assert build_index(settings).state.documents == 0


def test_no_index_is_begun_over_an_empty_folder(settings: Settings) -> None:
    with pytest.raises(DocumentError, match=r"holds no document that can be read$"):
        build_index(settings)
    assert not settings.index_folder.exists()


def test_a_folder_that_is_gone_or_cannot_be_opened_leaves_the_index(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when its disk is not mounted. Permissions do not bind the superuser: the refusal is made here."""
    path = write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)

    def refuse(folder: str) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(DocumentError, match=r"Permission denied.*the index is left as it is"):
        build_index(settings)
    monkeypatch.undo()
    path.unlink()
    settings.documents.rmdir()
    with pytest.raises(DocumentError, match=str(settings.documents)):
        build_index(settings)
    assert answered(settings, "When was the ferry sold?") == ["The ferry was sold in 1998."]


def test_an_encoding_can_be_overridden_and_is_noticed(settings: Settings) -> None:
    text = "海港渡轮于一九九八年售出。"
    (settings.documents / "old.txt").write_bytes(text.encode("gb18030"))
    build_index(settings)
    forced = settings.model_copy(
        update={"loading": settings.loading.model_copy(update={"encodings": {"o*.txt": "big5hkscs"}})}
    )
    report = build_index(forced)
    with Bot.open(forced) as bot:
        read = bot.documents()
    assert [problem.source for problem in report.problems] == ["old.txt"] or read[0][2] == "big5hkscs"
    assert build_index(settings).added + build_index(settings).unchanged == 1
    with Bot.open(settings) as bot:
        assert (bot.document("old.txt").text, bot.document("old.txt").encoding) == (text, "gb18030")


def test_other_settings_are_refused_until_a_rebuild(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    other = settings.model_copy(update={"splitting": Splitting(chunk_size=200, chunk_overlap=0)})
    for attempt in (lambda: build_index(other), lambda: Bot.open(other)):
        with pytest.raises(RecipeMismatch, match="chunk_size"):
            attempt()
    assert build_index(other, rebuild=True).added == 1
    assert answered(other, "When was the ferry sold?") == ["The ferry was sold in 1998."]


def test_another_way_of_splitting_is_refused_until_a_rebuild(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    for method in ("recursive", "markdown", "tokens"):
        other = settings.model_copy(update={"splitting": Splitting(method=method)})
        with pytest.raises(RecipeMismatch, match="method = .*, not " + method) as caught:
            build_index(other)
        assert "qa index --rebuild" in caught.value.hint
        assert build_index(other, rebuild=True).added == 1
        assert answered(other, "When was the ferry sold?") == ["The ferry was sold in 1998."]


def test_an_index_from_before_there_were_methods_is_refused_until_a_rebuild(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog, catalog:
        catalog.execute("UPDATE meta SET value = json_remove(value, '$.method') WHERE key = 'recipe'")
    with pytest.raises(RecipeMismatch, match="another version of this program") as caught:
        build_index(settings)
    assert "qa index --rebuild" in caught.value.hint


def test_an_error_while_closing_does_not_hide_the_one_before(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the first is that the change was not made; it was told that the index is complete."""
    write("a.txt", "The ferry was sold in 1998.")

    def full(self: object, *args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa.store.catalog.Catalog.add", full)
    monkeypatch.setattr("qa.store.dense_file.write", full)
    with pytest.raises(StoreError, match=r"could not be written: .*No space left"):
        build_index(settings)


def test_progress_counts_every_file(settings: Settings, write: Write) -> None:
    for name in "abc":
        write(f"{name}.txt", f"Article {name}.")
    steps: list[tuple[int, int, str]] = []
    build_index(settings, progress=lambda done, total, what: steps.append((done, total, what)))
    assert steps == [(0, 3, "a.txt"), (1, 3, "b.txt"), (2, 3, "c.txt"), (3, 3, "")]


def test_an_archive_gives_its_documents_and_is_read_again_only_when_it_changed(settings: Settings) -> None:
    archive = settings.documents / "old.zip"
    archive.write_bytes(
        zipped({"in/ferry.txt": "The ferry was sold in 1998.", "tea.txt": "Tea grows.", "x.bin": b"\0"})
    )
    first = build_index(settings)
    assert (first.added, first.state.documents) == (2, 2)
    assert [problem.source for problem in first.problems] == ["old.zip/x.bin"]
    again = build_index(settings)
    assert (again.added, again.removed, again.unchanged) == (0, 0, 2)
    assert [problem.source for problem in again.problems] == ["old.zip/x.bin"]
    archive.write_bytes(zipped({"in/ferry.txt": "The ferry was sold in 1999."}))
    changed = build_index(settings)
    assert (changed.changed, changed.removed, changed.problems) == (1, 1, ())
    assert answered(settings, "When was the ferry sold?") == ["The ferry was sold in 1999."]
    archive.write_bytes(b"PK\x03\x04 no archive any more")
    (settings.documents / "b.txt").write_text("The bridge is long.", encoding="utf-8")
    assert (build_index(settings).removed, answered(settings, "How long is the bridge?")) == (
        1,
        ["The bridge is long."],
    )


def test_a_quote_from_a_page_names_it(settings: Settings) -> None:
    pages = [Page(lines=(Line(72, 72, text),)) for text in ("Tea grows on hills.", "The ferry was sold in 1998.")]
    (settings.documents / "paper.pdf").write_bytes(pdf(*pages))
    build_index(settings)
    with Bot.open(settings) as bot:
        answer = bot.ask("When was the ferry sold?")
        quote = (answer.quotes or answer.near_misses)[0]
        assert bot.document("paper.pdf").text[quote.start : quote.end] == quote.text == "The ferry was sold in 1998."
    assert (quote.page, quote.place) == (2, "page 2")
    assert quote.places[0].box is not None


def test_the_index_is_the_same_however_many_read_at_a_time(settings: Settings) -> None:
    """Long files among short ones, so that what is begun first is not what is ready first."""
    for number in range(12):
        lines = tuple(Line(72, 700 - 12 * row, f"Line {row} of {number}.") for row in range(50 * (number % 3)))
        (settings.documents / f"{number:02}.pdf").write_bytes(pdf(*[Page(lines=lines)] * (1 + number % 4)))
        (settings.documents / f"{number:02}.txt").write_text(f"The bridge number {number}.", encoding="utf-8")
    held = []
    for workers in (1, 3):
        loading = settings.loading.model_copy(update={"workers": workers})
        index = settings.index_folder.with_name(f"index{workers}")
        build_index(settings.model_copy(update={"loading": loading, "index": index}))
        with closing(sqlite3.connect(index / "catalog.sqlite")) as catalog:
            tables = "documents", "chunks", "places", "vectors", "problems"
            held.append([catalog.execute(f"SELECT * FROM {table}").fetchall() for table in tables])
    assert held[0] == held[1]
    assert all(held[0])


def test_an_error_while_files_are_read_leaves_no_process_behind(settings: Settings) -> None:
    """Files that would take a minute each are being read when the first document meets a full disk."""
    for number in range(4):
        (settings.documents / f"{number}.html").write_text("<p>One.</p>" * (1 + 200_000 * (number > 0)), "utf-8")
    before = children()
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, progress=interrupt)
    assert children() == before


def interrupt(done: int, total: int, source: str) -> None:
    """Stands for Ctrl-C while the second file is waited for."""
    if done == 1:
        raise KeyboardInterrupt


@pytest.mark.parametrize("index", ["index", "kept/here/index", "../beside/index"])
def test_the_index_is_no_document_wherever_it_lies(
    settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    """With "." as the documents folder too. Its lexical part holds JSON files, which are a format that is read."""
    write("a.txt", "The ferry was sold in 1998.")
    monkeypatch.chdir(settings.documents)
    inside = settings.model_copy(update={"documents": Path(), "index": Path(index)})
    for _ in range(2):
        report = build_index(inside)
        assert (report.state.documents, report.problems) == (1, ())
    assert list(Path(index).rglob("*.json"))
    write("kept/index.json", '{"The": "bridge"}')
    assert build_index(inside).added == 1


def test_an_index_does_not_mix_with_the_documents(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    with pytest.raises(SettingsError, match="is the folder of the documents too"):
        build_index(settings.model_copy(update={"index": settings.documents}))
    assert [path.name for path in settings.documents.iterdir()] == ["a.txt"]


def test_the_settings_and_their_passwords_are_no_document(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    write("qa.toml", 'documents = "."\n[loading.passwords]\n"*.pdf" = "hunter2"\n')
    assert (build_index(settings).state.documents, build_index(settings).problems) == (1, ())


# --------------------------------------------------------------------------------------------- ended before it was done


def ending_at(source: str) -> Progress:
    def step(done: int, total: int, what: str) -> None:
        if what == source:
            raise StoreError("ended", hint="go on")

    return step


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is committed by itself."""
    monkeypatch.setattr("qa.index.building._BATCH_CHARACTERS", 1)


@pytest.mark.usefixtures("one_by_one")
def test_a_rebuild_goes_on_where_it_was_ended_while_the_old_index_answers(
    settings: Settings, write: Write, tmp_path: Path
) -> None:
    for name in "abcd":
        write(f"{name}.txt", f"The ferry {name} was sold in 1998. " * 20)
    (settings.documents / "e.txt").write_bytes(b"Th\xe9 bridge " + b"is 40 m long. " * 9)
    build_index(settings)
    other = settings.model_copy(update={"splitting": Splitting(chunk_size=200, chunk_overlap=0)})
    first = answered(settings, "When was the ferry c sold?")
    with pytest.raises(StoreError, match="ended"):
        build_index(other, rebuild=True, progress=ending_at("d.txt"))
    assert is_rebuilding(settings.index)
    assert answered(settings, "When was the ferry c sold?") == first
    write("a.txt", "The ferry a was sold in 1999. " * 20)  # meanwhile
    report = build_index(other, rebuild=True)
    assert (report.added, report.changed, report.unchanged, report.state.documents) == (2, 1, 2, 5)
    assert [problem.source for problem in report.problems] == ["e.txt"]
    assert not is_rebuilding(settings.index)
    anew = other.model_copy(update={"index": tmp_path / "anew"})
    build_index(anew)
    assert held(other) == held(anew)
    assert verify(other.index) == []
    assert (build_index(other).unchanged, build_index(other).problems) == (5, report.problems)


def held(settings: Settings) -> list[list[tuple[object, ...]]]:
    """All that an index holds, but for what it is called by."""
    selects = (
        "d.source, d.title, d.text, d.digest, d.encoding, d.date, d.author FROM documents d",
        "d.source, c.start, c.end, c.text, c.digest, c.title, c.date, c.rest FROM chunks c JOIN documents d"
        " ON d.id = c.document",
        "d.source, p.start, p.end, p.name, p.page, p.box FROM places p JOIN documents d ON d.id = p.document",
        "d.source, s.start, s.end, s.title, s.date, s.author, s.is_article FROM sections s JOIN documents d"
        " ON d.id = s.document",
        "model, digest, vector, crc FROM vectors",
        "source, message, hint FROM problems",
        "source, digest, documents FROM files",
    )
    with closing(sqlite3.connect(settings.index_folder / "catalog.sqlite")) as catalog:
        return [sorted(catalog.execute(f"SELECT {select}").fetchall(), key=repr) for select in selects]


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("harmed", [True, False])
def test_what_a_rebuild_left_that_is_damaged_or_of_another_recipe_is_not_used(
    settings: Settings, write: Write, harmed: bool
) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    write("b.txt", "Tea grows on hills.")
    with pytest.raises(StoreError, match="ended"):
        build_index(settings, rebuild=True, progress=ending_at("b.txt"))
    wanted = settings if harmed else settings.model_copy(update={"splitting": Splitting(chunk_size=200)})
    if harmed:
        (settings.index_folder / "rebuild.sqlite").write_bytes(b"no database" * 1000)
    assert build_index(wanted, rebuild=True).added == 2
    assert answered(wanted, "When was the ferry sold?")[0] == "The ferry was sold in 1998."
    assert verify(wanted.index) == []


@pytest.mark.usefixtures("one_by_one")
def test_what_was_doubted_before_an_indexing_was_ended_is_told_by_the_next(settings: Settings, write: Write) -> None:
    (settings.documents / "a.txt").write_bytes(b"Th\xe9 bridge " + b"is 40 m long. " * 9)
    write("b.txt", "Tea grows on hills.")
    with pytest.raises(StoreError, match="ended"):
        build_index(settings, progress=ending_at("b.txt"))
    assert [problem.source for problem in build_index(settings).problems] == ["a.txt"]


@pytest.mark.usefixtures("one_by_one")
def test_an_archive_is_indexed_whole_or_not_at_all(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its second member was lost for good when an indexing was killed between the two."""
    members = {"a.txt": b"The ferry was sold in 1998.", "b.txt": b"Tea grows on hills."}
    (settings.documents / "all.zip").write_bytes(zipped(members))
    replace, calls = LocalStore.replace, list[int]()

    def once(store: LocalStore, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        calls.append(len(documents))
        if len(calls) > 1:
            raise StoreError("ended", hint="go on")
        replace(store, removed, documents)

    monkeypatch.setattr(LocalStore, "replace", once)
    build_index(settings)
    monkeypatch.setattr(LocalStore, "replace", replace)
    assert (calls, build_index(settings).state.documents) == ([2], 2)
