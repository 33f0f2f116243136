"""One suite over the stores in a folder and in PostgreSQL: what the protocol promises, against an exact oracle."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from math import log
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.database import Location
from qa.errors import DocumentError, IndexMissing, RecipeMismatch, StoreError
from qa.records import Filter, IndexedDocument, Place, Problem, Recipe, Section, Slice
from qa.store import Seen, Store, has_index, open_store, verify
from tests.conftest import DIMENSIONS, make_document, vectors_of
from tests.store.oracle import Oracle
from tests.store.server import Server
from tests.store.test_local import DOCUMENTS, RECIPE, SOURCES, VECTORS, assert_same, described, filled

Made = Callable[[], Location]
T = TypeVar("T")


@pytest.fixture(params=["folder", "PostgreSQL"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """Gives a place without an index, a new one each time."""
    if request.param == "folder":
        numbers = iter(range(1000))
        return lambda: tmp_path / f"index-{next(numbers)}"
    server: Server = request.getfixturevalue("server")
    return server.new_database


@pytest.fixture
def place(new: Made) -> Location:
    return new()


@pytest.fixture
def writer(place: Location) -> Iterator[Store]:
    with closing(open_store(place, RECIPE, write=True)) as store:
        yield store


def test_a_store_answers_like_the_oracle(place: Location) -> None:
    oracle = filled(
        place, make_document("a.txt", "bridge over the harbour", "ferry"), make_document("b.txt", "北京 开会")
    )
    with closing(open_store(place, RECIPE)) as reader:
        assert_same(reader, oracle)


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(
    st.lists(
        st.tuples(
            st.sets(SOURCES, max_size=2),
            st.lists(DOCUMENTS, max_size=3, unique_by=lambda d: d.document.source),
            st.booleans(),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_any_history_of_changes_answers_like_the_oracle(
    new: Made, history: list[tuple[set[str], list[IndexedDocument], bool]]
) -> None:
    place, oracle = new(), Oracle()
    store = open_store(place, RECIPE, write=True)
    with closing(open_store(place, RECIPE)) as reader:
        for removed, documents, reopen in history:
            store.replace(removed, documents)
            oracle.replace(removed, documents)
            if reopen:
                store.close()
                store = open_store(place, RECIPE, write=True)
        for seen in (store, reader):
            assert_same(seen, oracle, scores=False)
    store.close()


def test_a_rare_allowed_document_is_found_among_all_others(place: Location) -> None:
    """It is the worst of 2,000 for both searches, and k is 1."""
    others = [make_document(f"all/{n}.txt", "bridge bridge bridge ferry", date="2023-01-01") for n in range(2000)]
    rare = make_document("rare/a.txt", "bridge " + "tea " * 50, date="2024-05-17")
    oracle = filled(place, *others, rare)
    vector = vectors_of("bridge bridge bridge ferry")
    with closing(open_store(place, RECIPE)) as reader:
        for only in (Filter(("rare",)), Filter(("rare/a.txt",)), Filter(since="2024"), Filter(since="2024-05-17")):
            found = [reader.dense(vector, 1, only), reader.lexical([["bridge"]], 1, only)]
            assert [row[0].chunk.source for rows in found for row in rows] == ["rare/a.txt", "rare/a.txt"]
            assert described(found[0]) == described(oracle.dense(vector, 1, only))
            assert described(found[1]) == described(oracle.lexical([["bridge"]], 1, only))


def test_k_beyond_the_size_and_an_empty_index_give_what_there_is(writer: Store) -> None:
    assert writer.dense(VECTORS, 5) == [[], [], []]
    assert writer.lexical([["tea"]], 5) == [[]]
    assert writer.rarity(["tea"]) == {"tea": 0.0 + log(2)}
    writer.replace([], [make_document("a.txt", "tea")])
    assert [len(row) for row in writer.dense(VECTORS, 50)] == [1, 1, 1]


def test_how_rare_a_term_is_comes_from_how_many_passages_hold_it(writer: Store) -> None:
    """log(1 + (n - df + .5) / (df + .5)) for n = 40; PostgreSQL knows a mean length only about."""
    texts = ["ferry " * (n % 7 + 1) + ("北京" if n < 3 else "") for n in range(40)]
    writer.replace([], [make_document(f"{n}.txt", text) for n, text in enumerate(texts)])
    wanted = {"ferry": log(1 + 0.5 / 40.5), "北京": log(1 + 37.5 / 3.5), "nowhere": log(1 + 40.5 / 0.5)}
    found = writer.rarity(list(wanted))
    assert found == {term: pytest.approx(value, rel=0.02) for term, value in wanted.items()}


def test_very_many_terms_find_by_the_rarest(writer: Store) -> None:
    common = [f"w{number}" for number in range(200)]
    writer.replace([], [make_document(f"{n}.txt", " ".join(common)) for n in range(3)])
    writer.replace([], [make_document("rare.txt", "ferry")])
    assert "rare.txt" in [hit.chunk.source for hit in writer.lexical([[*common, "ferry"]], 9)[0]]


def test_a_document_without_passages_is_kept(writer: Store) -> None:
    writer.replace([], [make_document("empty.txt")])
    assert (len(writer), list(writer.digests())) == (0, ["empty.txt"])
    assert writer.indexed("empty.txt").vectors.shape == (0, DIMENSIONS)


def test_a_running_reader_sees_new_generations(writer: Store, place: Location) -> None:
    with closing(open_store(place, RECIPE)) as reader:
        writer.replace([], [make_document("a.txt", "ferry")])
        assert [hit.chunk.text for hit in reader.lexical([["ferry"]], 5)[0]] == ["ferry"]
        writer.replace(["a.txt"], [])
        assert reader.lexical([["ferry"]], 5) == [[]]
        assert reader.dense(VECTORS, 5) == [[], [], []]
        assert reader.state().generation == writer.state().generation == 2


def test_a_reader_never_sees_neither_version_of_a_document(writer: Store, place: Location) -> None:
    versions = [make_document("a.txt", "harbour old", "ferry"), make_document("a.txt", "harbour new")]
    writer.replace([], [versions[0]])
    seen: list[list[str]] = []
    done = threading.Event()

    def watch() -> None:
        with closing(open_store(place, RECIPE)) as reader:
            while not done.is_set():
                seen.append([hit.chunk.text for hit in reader.lexical([["harbour"]], 9)[0]])
                seen.append([hit.chunk.text for hit in reader.dense(VECTORS[:1], 9)[0] if "harbour" in hit.chunk.text])

    thread = threading.Thread(target=watch)
    thread.start()
    number = 0
    while thread.is_alive() and (number < 30 or len(seen) <= 10):
        number += 1
        writer.replace([], [versions[number % 2]])
    done.set()
    thread.join()
    assert len(seen) > 10
    assert all(texts in (["harbour old"], ["harbour new"]) for texts in seen)


ODD = make_document("日本/o'dd \\ %s.txt", "tab\tNUL\0 and 𠮷, e\u0301, \u2028 line \x1a0 \x1a", "\0", date="2024-05")


def test_a_document_comes_back_to_the_letter_with_all_that_is_kept_of_it(writer: Store) -> None:
    places = Place(0, 3, "page\0 1", 1, (1.5, 2.0, 3.25, 4.0)), Place(4, 9, "Sheet1!A1")
    sections = Section(0, 3, "B", "2024", "Ann", is_article=True), Section(4, 9, "A › \0")
    chunks = [replace(ODD.chunks[0], rest=Slice(12, 13, "\0")), ODD.chunks[1]]
    document = replace(ODD.document, places=places, sections=sections, author="Ann", title="\x1a1")
    writer.replace([], [replace(ODD, document=document, chunks=chunks)])
    found = writer.indexed(document.source)
    assert (found.document, list(found.chunks), list(found.digests)) == (document, chunks, list(ODD.digests))
    assert np.array_equal(found.vectors, ODD.vectors)
    assert writer.document(document.source) == replace(document, places=(), sections=())
    assert (writer.sections(document.source), writer.articles()) == (list(sections), {document.source: ["B"]})
    assert writer.places(document.source, 2, 5) == list(places)
    assert [(one.source, one.title, one.passages) for one in writer.listed()] == [(document.source, "\x1a1", 2)]
    with pytest.raises(DocumentError, match="is not in the index"):
        writer.document("gone.txt")


def test_vectors_are_kept_while_used_and_dropped_with_their_last_passage(writer: Store) -> None:
    writer.replace([], [make_document("a.txt", "ferry"), make_document("b.txt", "ferry", "tea")])
    writer.replace(["a.txt"], [])
    assert np.array_equal(writer.vectors(["embedded ferry"])["embedded ferry"], vectors_of("ferry")[0])
    writer.replace(["b.txt"], [])
    assert writer.vectors(["embedded ferry", "embedded tea"]) == {}


def test_problems_and_files_of_the_last_indexing_are_kept(writer: Store) -> None:
    seen = Seen("stamp", "digest", 1)
    writer.report([Problem("z.txt", "is empty", "fill it"), Problem("b.zip/c.txt", "odd", "see")], {"a.txt": seen})
    writer.report([Problem("y.txt", "is not text", "convert it")], {"y.txt": seen}, ["y.txt", "b.zip"])
    assert [problem.source for problem in writer.problems()] == ["y.txt", "z.txt"]
    assert writer.files() == {"a.txt": seen, "y.txt": seen}
    writer.report([], {"a.txt": replace(seen, documents=2)})
    assert (writer.problems(), writer.files(["a.txt", "y.txt"])) == ([], {"a.txt": replace(seen, documents=2)})


def test_a_change_that_fails_changes_nothing(place: Location) -> None:
    oracle, bad = filled(place, make_document("a.txt", "ferry")), make_document("b.txt", "tea")
    bad = replace(bad, digests=["too", "many"])
    with closing(open_store(place, RECIPE, write=True)) as store:
        with pytest.raises((StoreError, ValueError)):
            store.replace(["a.txt"], [bad])
        assert_same(store, oracle, scores=False)
        store.replace([], [make_document("c.txt", "museum")])
        assert len(store) == 2


def test_a_rebuild_replaces_all_at_once_and_running_readers_follow(place: Location) -> None:
    filled(place, make_document("a.txt", "old harbour"))
    with closing(open_store(place, RECIPE)) as reader:
        oracle = Oracle()
        oracle.replace([], [make_document("b.txt", "new bridge"), make_document("c.txt", "开会 ferry")])
        with closing(open_store(place, RECIPE, write=True, rebuild=True)) as store:
            store.rebuild(RECIPE, iter(oracle.held.values()))
        assert_same(reader, oracle)
        other = Recipe("other model", DIMENSIONS, 400, 80)
        with closing(open_store(place, other, write=True, rebuild=True)) as store:
            assert store.vectors(["embedded new bridge"]) == {}  # it is another model's
            store.rebuild(other, [make_document("c.txt", "tea")])
        for _ in range(2):  # not only the first time
            with pytest.raises(RecipeMismatch, match="other model"):
                reader.dense(VECTORS, 5)


def test_a_rebuild_that_fails_leaves_the_old_index_answering(place: Location) -> None:
    oracle = filled(place, make_document("a.txt", "old harbour"))

    def documents() -> Iterator[IndexedDocument]:
        yield make_document("b.txt", "bridge")
        raise KeyboardInterrupt

    with closing(open_store(place, RECIPE, write=True, rebuild=True)) as store, pytest.raises(KeyboardInterrupt):
        store.rebuild(Recipe("test model", DIMENSIONS, 200, 40), documents())
    with closing(open_store(place, RECIPE)) as reader:
        assert_same(reader, oracle)


def test_an_index_of_another_recipe_is_refused_by_name(place: Location) -> None:
    filled(place, make_document("a.txt", "ferry"))
    with pytest.raises(RecipeMismatch, match="model = test model, not other model") as caught:
        open_store(place, Recipe("other model", DIMENSIONS, 400, 80))
    assert "qa index --rebuild" in caught.value.hint
    with pytest.raises(RecipeMismatch, match="chunk_size = 400, not 300"):
        open_store(place, Recipe("test model", DIMENSIONS, 300, 80), write=True)
    open_store(place, RECIPE, write=True).close()


def test_no_index_is_said_with_the_command_that_makes_one(place: Location) -> None:
    assert not has_index(place)
    with pytest.raises(IndexMissing) as caught:
        open_store(place, RECIPE)
    assert "qa index" in caught.value.hint
    filled(place)
    assert has_index(place)


def test_a_reader_cannot_write(place: Location) -> None:
    filled(place, make_document("a.txt", "ferry"))
    with closing(open_store(place, RECIPE)) as reader, pytest.raises(StoreError, match="reading only"):
        reader.replace(["a.txt"], [])


def test_a_whole_index_is_found_whole(place: Location) -> None:
    filled(place, ODD, make_document("b.txt", "tea"))
    assert verify(place) == []
