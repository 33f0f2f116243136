"""The local store against an exact oracle, through changes, crashes, torn files and rivals."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, replace
from math import log
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.database import Location
from qa.errors import IndexBusy, IndexDamaged, IndexMissing, RecipeMismatch, StoreError
from qa.records import Filter, Hit, IndexedDocument, Recipe, Section, Slice
from qa.store import Store, open_store
from qa.store.local import LocalStore
from tests.conftest import DIMENSIONS, make_document, vectors_of
from tests.store.oracle import Oracle

RECIPE = Recipe("test model", DIMENSIONS, 400, 80)
QUERIES = [["harbour"], ["北京", "bridge"], ["nowhere"], ["bridge", "ferry", "开会"]]
VECTORS = vectors_of("a", "b", "c")

FILTERS = [
    Filter(),
    Filter(("b",)),
    Filter(("a.txt", "b/c"), until="2023-07"),
    Filter(since="2023-07-10"),
    Filter(since="2023", until="2023"),
    Filter(("stranger",)),
]

SOURCES = st.sampled_from(["a.txt", "b/c/d.txt", "b/e.txt", "b.txt"])
DATES = st.sampled_from(["", "2023", "2023-07", "2023-07-09", "2023-07-15", "2024-01-02"])
TEXTS = st.lists(
    st.sampled_from(["bridge", "ferry", "harbour", "北京", "开会", "museum", "tea"]), min_size=1, max_size=6
)
DOCUMENTS = st.builds(
    lambda source, parts, date: make_document(source, *(" ".join(words) for words in parts), date=date),
    SOURCES,
    st.lists(TEXTS, min_size=1, max_size=3),
    DATES,
)


def described(rows: list[list[Hit]]) -> list[list[tuple[str, str, float]]]:
    return [[(hit.chunk.id, hit.chunk.text, round(hit.score, 3)) for hit in row] for row in rows]


def assert_same(store: Store, oracle: Oracle, *, scores: bool = True) -> None:
    """Everything is compared: dense scores always; BM25 scores where nothing was removed, else which passages."""
    assert len(store) == len(oracle)
    for only in FILTERS:
        assert store.undated(only) == oracle.undated(only)
        assert described(store.dense(VECTORS, 100, only)) == described(oracle.dense(VECTORS, 100, only))
        ours, theirs = described(store.lexical(QUERIES, 100, only)), described(oracle.lexical(QUERIES, 100, only))
        if not scores:
            ours, theirs = (
                [sorted((key, text, 0.0) for key, text, _ in row) for row in rows] for rows in (ours, theirs)
            )
        assert ours == theirs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def writer(folder: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(folder, RECIPE, write=True)) as store:
        yield store


def filled(place: Location, *documents: IndexedDocument) -> Oracle:
    oracle = Oracle()
    oracle.replace([], documents)
    with closing(open_store(place, RECIPE, write=True)) as store:
        store.replace([], documents)
    return oracle


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sets(SOURCES, max_size=2),
            st.lists(DOCUMENTS, max_size=3, unique_by=lambda d: d.document.source),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_any_long_history_of_changes_answers_like_the_oracle(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[set[str], list[IndexedDocument], bool]]
) -> None:
    folder, oracle = tmp_path_factory.mktemp("index"), Oracle()
    store = LocalStore(folder, RECIPE, write=True)
    with closing(LocalStore(folder, RECIPE)) as reader:
        for removed, documents, reopen in history:
            store.replace(removed, documents)
            oracle.replace(removed, documents)
            if reopen:
                store.close()
                store = LocalStore(folder, RECIPE, write=True)
            for seen in (store, reader):
                assert_same(seen, oracle, scores=False)
    store.close()
    with closing(LocalStore(folder, RECIPE)) as fresh:
        assert_same(fresh, oracle, scores=False)


@pytest.mark.parametrize("date", ["17.5.2024", "2024-5", "2024-05-17T00", "latest", "٢٠٢٤"])
def test_a_filter_takes_dates_of_one_form(date: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        Filter(since=date)


# ---------------------------------------------------------------------------------------------- torn and absent caches


def tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(path: Path) -> None:
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


@pytest.mark.parametrize("harm", [tear, garble, Path.unlink])
@pytest.mark.parametrize(
    "pattern",
    [
        "dense.json",
        "dense-*.bytes",
        "lexical-*/*.fieldnorm",
        "lexical-*/meta.json",
        "lexical-*/stamp.json",
        "lexical-*/*.term",
        "lexical-*/*.fast",
    ],
)
def test_a_torn_cache_is_made_anew_not_served(folder: Path, harm: Callable[[Path], None], pattern: str) -> None:
    oracle = filled(
        folder, make_document("a.txt", "bridge over the harbour", "ferry"), make_document("b.txt", "北京 开会")
    )
    found = list(folder.glob(pattern))
    assert found
    for path in found:
        harm(path)
    with closing(LocalStore(folder, RECIPE)) as reader:
        assert_same(reader, oracle)
    LocalStore(folder, RECIPE, write=True).close()
    with closing(LocalStore(folder, RECIPE)) as reader:
        assert_same(reader, oracle)
        assert reader._caches.lexical.in_memory is False


def test_a_torn_catalogue_is_named_and_a_rebuild_sets_it_aside(folder: Path) -> None:
    filled(folder, make_document("a.txt", "ferry"))
    garble(folder / "catalog.sqlite")
    with pytest.raises(IndexDamaged, match=r"catalog\.sqlite"):
        LocalStore(folder, RECIPE)
    with closing(LocalStore(folder, RECIPE, write=True, rebuild=True)) as store:
        store.rebuild(RECIPE, [make_document("b.txt", "tea")])
        assert list(store.digests()) == ["b.txt"]
    assert (folder / "catalog.damaged-1").exists()


def test_caches_of_a_history_that_was_undone_are_not_used(folder: Path) -> None:
    """A backup of the catalogue comes back under caches of later generations, and goes another way from there."""
    oracle = filled(folder, make_document("a.txt", "bridge"))
    backup = (folder / "catalog.sqlite").read_bytes()
    with closing(LocalStore(folder, RECIPE)) as running:
        for text in ("ferry", "harbour"):
            with closing(LocalStore(folder, RECIPE, write=True)) as store:
                store.replace([], [make_document(f"{text}.txt", text)])
        assert len(running) == 3
        new = folder / "put back"
        new.write_bytes(backup)
        new.replace(folder / "catalog.sqlite")
        for tail in ("-wal", "-shm"):
            (folder / f"catalog.sqlite{tail}").unlink(missing_ok=True)
        with closing(LocalStore(folder, RECIPE)) as reader:
            assert_same(reader, oracle)
        for text in ("tea", "museum", "北京"):
            change = [make_document(f"{text}.txt", text)]
            oracle.replace([], change)
            with closing(LocalStore(folder, RECIPE, write=True)) as store:
                store.replace([], change)
        for seen in (running, LocalStore(folder, RECIPE)):
            assert_same(seen, oracle)
            seen.close()


def test_a_cache_of_much_that_is_dead_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dead entries count in the rarities until then: 1,258 were dead beside 967 alive."""
    monkeypatch.setattr("qa.store.caches._FEW_DEAD", 10)
    monkeypatch.setattr("qa.store.dense_file._FEW_DEAD", 10)
    filled(folder, *(make_document(f"{number}.txt", "ferry") for number in range(30)), make_document("a.txt", "tea"))
    with closing(LocalStore(folder, RECIPE, write=True)) as store:
        store.replace([f"{number}.txt" for number in range(30)], [])
    LocalStore(folder, RECIPE, write=True).close()
    with closing(LocalStore(folder, RECIPE)) as reader:
        assert reader.rarity(["ferry", "tea"]) == pytest.approx({"ferry": log(4), "tea": log(4 / 3)})
        assert len(reader._caches.lexical) == 1
    assert sum(path.stat().st_size for path in folder.glob("dense-*.bytes")) < 200


# ------------------------------------------------------------------------------------------------------------- crashes

CRASH = """
import os, sys
from pathlib import Path
from qa.store import Store
from qa.store.local import LocalStore
from tests.conftest import make_document
from tests.store.test_local import RECIPE
import qa.store.{module}

owner, _, name = "qa.store.{module}.{function}".rpartition(".")
original = getattr(eval(owner), name)
def crash(*args, **kwargs):
    if {after}:
        original(*args, **kwargs)
    os._exit(9)

store = LocalStore(Path(sys.argv[1]), RECIPE, write=True)
setattr(eval(owner), name, crash)
store.replace(["b.txt"], [make_document("a.txt", "new ferry")])
store.close()
"""


@pytest.mark.parametrize(
    ("module", "function", "after", "committed"),
    [
        ("lexical", "LexicalCache.add", False, False),
        ("lexical", "LexicalCache.add", True, False),
        ("catalog", "Catalog.add", True, False),
        ("caches", "Caches.committed", False, True),
        ("lexical", "LexicalCache.remove", True, True),
        ("caches", "Caches.save", False, True),
        ("lexical", "LexicalCache.close", True, True),
        ("dense_file", "_written", True, True),
        ("dense_file", "append", True, True),
    ],
)
def test_a_crash_leaves_the_old_state_or_the_new_one(
    folder: Path, module: str, function: str, after: bool, committed: bool
) -> None:
    before = [make_document("a.txt", "old harbour"), make_document("b.txt", "bridge 北京")]
    oracle = filled(folder, *before)
    script = CRASH.format(module=module, function=function, after=after)
    root = Path(__file__).parent.parent.parent
    crashed = subprocess.run([sys.executable, "-c", script, str(folder)], cwd=root, check=False)
    assert crashed.returncode == 9
    if committed:
        oracle.replace(["b.txt"], [make_document("a.txt", "new ferry")])
    with closing(LocalStore(folder, RECIPE)) as reader:
        assert_same(reader, oracle, scores=False)
    change = [make_document("c.txt", "tea at the harbour")]
    oracle.replace(["b.txt"], change)
    with closing(LocalStore(folder, RECIPE, write=True)) as store:
        store.replace(["b.txt"], change)
        assert_same(store, oracle, scores=False)
    with closing(LocalStore(folder, RECIPE)) as reader, reader._moment() as catalog:
        assert len(reader._caches.lexical) == len(reader._caches.dense(catalog)) == len(oracle)  # nothing is left over


def test_a_full_disk_is_told_and_changes_nothing(folder: Path) -> None:
    oracle = filled(folder, make_document("a.txt", "old harbour"))
    with closing(LocalStore(folder, RECIPE, write=True)) as store:
        pages = store._catalog._sql.execute("PRAGMA page_count").fetchone()[0]
        store._catalog._sql.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="disk is full"):
            store.replace([], [make_document("b.txt", "bridge " * 20_000)])
        assert_same(store, oracle, scores=False)
    with closing(LocalStore(folder, RECIPE)) as reader:
        assert_same(reader, oracle, scores=False)


# --------------------------------------------------------------------------------------------- recipes, rebuilds, locks


def set_recipe(folder: Path, recipe: str) -> None:
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as sql, sql:
        sql.execute("UPDATE meta SET value = ? WHERE key = 'recipe'", (recipe,))


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ({"format": 0}, "an older version"),
        ({"format": 99, "splitter": {"by": "tokens"}}, "a newer version"),
        ({"seed": [0.5, 0.25]}, "another version"),
        ({"chunk_size": None}, "another version"),
        ({"format": "first"}, "another version"),
    ],
)
def test_an_index_of_another_version_is_refused_and_rebuilt(
    folder: Path, changes: dict[str, object], version: str
) -> None:
    """Keys that this version does not know, or misses, were a TypeError; None stands for a missing one."""
    filled(folder, make_document("a.txt", "ferry"))
    kept = {name: value for name, value in {**asdict(RECIPE), **changes}.items() if value is not None}
    set_recipe(folder, json.dumps(kept))
    for write in (False, True):
        with pytest.raises(RecipeMismatch, match=f"made by {version}") as caught:
            LocalStore(folder, RECIPE, write=write)
        assert "qa index --rebuild" in caught.value.hint
    with closing(LocalStore(folder, RECIPE, write=True, rebuild=True)) as store:
        store.rebuild(RECIPE, [make_document("b.txt", "tea")])
    with closing(LocalStore(folder, RECIPE)) as reader:
        assert [hit.chunk.source for hit in reader.lexical([["tea"]], 5)[0]] == ["b.txt"]


def test_a_rebuild_makes_the_tables_of_another_format_anew(folder: Path) -> None:
    filled(folder, make_document("a.txt", "ferry"))
    set_recipe(folder, '{"format": 0}')
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as sql, sql:
        sql.executescript("DROP TABLE chunks; DROP TABLE problems; CREATE TABLE chunks (id INTEGER, words TEXT)")
    with closing(LocalStore(folder, RECIPE, write=True, rebuild=True)) as store:
        store.rebuild(RECIPE, [make_document("b.txt", "tea")])
        assert (len(store), store.problems()) == (1, [])


@pytest.mark.parametrize("recipe", ["", "[]", "5", "null", "[" * 100_000])
def test_a_recipe_that_is_none_counts_as_damage(folder: Path, recipe: str) -> None:
    filled(folder, make_document("a.txt", "ferry"))
    set_recipe(folder, recipe)
    with pytest.raises(IndexDamaged, match="its recipe cannot be read"):
        LocalStore(folder, RECIPE)


def test_a_running_reader_follows_an_index_made_anew_in_its_place(folder: Path) -> None:
    """Both are of generation 1: only the files differ."""
    filled(folder, make_document("a.txt", "ferry"))
    with closing(LocalStore(folder, RECIPE)) as reader:
        shutil.rmtree(folder)
        with pytest.raises(IndexMissing):
            reader.document("a.txt")
        assert_same(reader, filled(folder, make_document("b.txt", "tea")))


def test_a_second_writer_is_refused_and_told_who_writes(writer: LocalStore, folder: Path) -> None:
    import os

    with pytest.raises(IndexBusy, match=f"process {os.getpid()} on"):
        LocalStore(folder, RECIPE, write=True)


@pytest.mark.parametrize("note", ["", "[]", "5", "null", '"x"', '{"process": 1}', "[" * 100_000])
def test_a_note_of_the_writer_that_says_nothing_is_passed_over(writer: LocalStore, folder: Path, note: str) -> None:
    """`5` and `[]` were a TypeError."""
    (folder / "writer.json").write_text(note, encoding="utf-8")
    with pytest.raises(IndexBusy, match="written by another process"):
        LocalStore(folder, RECIPE, write=True)


def test_a_store_that_cannot_be_opened_lets_go_of_its_lock(folder: Path) -> None:
    filled(folder, make_document("a.txt", "ferry"))
    for _ in range(2):
        with pytest.raises(RecipeMismatch):
            LocalStore(folder, Recipe("other model", DIMENSIONS, 400, 80), write=True)


def test_how_often_a_term_occurs_is_of_the_generation_that_answers(writer: LocalStore, folder: Path) -> None:
    """A reader that had not searched yet counted in the old generation."""
    with closing(LocalStore(folder, RECIPE)) as reader:
        writer.replace([], [make_document("a.txt", "ferry", "ferry")])
        assert len(reader) == 2
        assert reader.rarity(["ferry", "tea"]) == pytest.approx({"ferry": log(1.2), "tea": log(6)})


# ----------------------------------------------------------------------------------------------------------- catalogue


def test_a_failed_change_never_lends_its_ids_to_another(writer: LocalStore) -> None:
    writer.replace([], [make_document("a.txt", "ferry")])
    first = writer._catalog.reserve_ids()
    assert writer._catalog.reserve_ids() >= first + 2**32


def test_removed_passages_leave_the_caches_as_well(folder: Path) -> None:
    with closing(LocalStore(folder, RECIPE, write=True)) as store:
        store.replace([], [make_document("a.txt", "ferry"), make_document("b.txt", "tea", "museum")])
        store.replace(["a.txt"], [make_document("b.txt", "tea")])
    with closing(LocalStore(folder, RECIPE)) as reader, reader._moment() as catalog:
        assert (len(catalog.chunk_ids()), len(reader._caches.lexical), len(reader._caches.dense(catalog))) == (1, 1, 1)


def test_a_failed_change_leaves_nothing_behind_in_the_caches(writer: LocalStore) -> None:
    good, bad = make_document("a.txt", "ferry"), make_document("b.txt", "tea")
    bad = IndexedDocument(bad.document, bad.chunks, ["too", "many"], bad.vectors)
    with pytest.raises(StoreError, match="could not be written"):
        writer.replace([], [good, bad])
    writer.replace([], [good])
    with writer._moment() as catalog:
        assert (len(catalog.chunk_ids()), len(writer._caches.lexical), len(writer._caches.dense(catalog))) == (1, 1, 1)


def test_the_rest_of_a_torn_sentence_is_kept_and_looked_up(tmp_path: Path) -> None:
    """By the writer, and by a reader that fills its lexical cache from the catalogue."""
    made = make_document("a.txt", "the ferry", "sails")
    torn = replace(made, chunks=[replace(made.chunks[0], rest=Slice(10, 15, "sails"))], digests=made.digests[:1])
    torn = replace(torn, vectors=made.vectors[:1])
    with closing(LocalStore(tmp_path, RECIPE, write=True)) as store:
        store.replace([], [torn])
        assert [hit.chunk for hit in store.lexical([["sails"]], 5)[0]] == list(torn.chunks)
    for cache in tmp_path.glob("lexical-*"):
        shutil.rmtree(cache)
    with closing(LocalStore(tmp_path, RECIPE)) as store:
        assert [hit.chunk for hit in store.lexical([["sails"]], 5)[0]] == list(torn.chunks)


def test_the_articles_of_a_document_are_named_once_in_their_order(tmp_path: Path) -> None:
    made = make_document("a.txt", "one", "two", "three", "four")
    articles = Section(0, 3, "B", is_article=True), Section(4, 7, "A", is_article=True)
    sections = (*articles, Section(8, 13, "B", is_article=True), Section(14, 18, "a chapter"))
    with closing(LocalStore(tmp_path, RECIPE, write=True)) as store:
        store.replace(
            [], [replace(made, document=replace(made.document, sections=sections)), make_document("b.txt", "x")]
        )
        assert store.articles() == {"a.txt": ["B", "A"]}
