"""The catalogue: transactions that happen or do not, and what a later look may rely on."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.errors import DocumentError, IndexDamaged, IndexMissing, StoreError
from qa.records import IndexedDocument, Place, Recipe, Section
from qa.store.catalog import Catalog
from qa.store.connection import translated
from qa.store.recipes import stored
from tests.conftest import DIMENSIONS, make_document, vectors_of

RECIPE = Recipe("test model", DIMENSIONS, 400, 80)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with closing(Catalog(tmp_path / "catalog.sqlite", create=RECIPE)) as opened:
        yield opened


def put(catalog: Catalog, source: str, *texts: str) -> range:
    return put_document(catalog, make_document(source, *texts))


def put_document(catalog: Catalog, indexed: IndexedDocument) -> range:
    first = catalog.reserve_ids()
    with catalog.transaction():
        return catalog.add(indexed, first, catalog.next_generation())


def test_what_is_put_in_is_read_out(catalog: Catalog) -> None:
    ids = put(catalog, "a.txt", "ferry", "tea")
    assert (catalog.generation, catalog.document_count, catalog.chunk_count, catalog.recipe) == (
        1,
        1,
        2,
        json.loads(stored(RECIPE)),
    )
    held = make_document("a.txt", "ferry", "tea")
    assert catalog.document("a.txt") == held.document
    assert catalog.chunks([*ids, 5]) == dict(zip(ids, held.chunks, strict=True))
    assert list(catalog.texts_since(0)) == [(ids[0], "a", "ferry"), (ids[1], "a", "tea")]
    assert catalog.digests() == {"a.txt": held.document.digest}


def test_the_places_of_a_stretch_are_those_that_it_touches(catalog: Catalog) -> None:
    """Of lines 0–5, 6–9 and 9–12 the stretch 5–9 touches the second alone: ends are exclusive."""
    lines = (
        Place(0, 5, "page 1", 1, (72.0, 72.0, 200.5, 84.0)),
        Place(6, 9, "page 1", 1),
        Place(9, 12, "page 2", 2),
    )
    held = make_document("a.pdf", "ferry tea tin")
    put_document(catalog, replace(held, document=replace(held.document, places=lines)))
    put(catalog, "b.txt", "ferry tea tin")
    assert catalog.places("a.pdf", 5, 9) == [lines[1]]
    assert catalog.places("a.pdf", 0, 10) == list(lines)
    assert catalog.places("b.txt", 0, 10) == []
    with catalog.transaction():
        catalog.remove(["a.pdf"])
    assert catalog.places("a.pdf", 0, 10) == []


def test_sections_are_kept_with_the_document_and_their_titles_and_dates_with_the_passages(catalog: Catalog) -> None:
    sections = (
        Section(0, 5, "Ferry", "2024-05-17", "Ida Holm", is_article=True),
        Section(6, 9, "Tea › Prices"),
    )
    held = make_document("a.txt", "ferry", "tea")
    dated = replace(held.document, sections=sections, date="2024", author="Jonas Brandt")
    titled = [
        replace(chunk, title=section.title, date=section.date)
        for chunk, section in zip(held.chunks, sections, strict=True)
    ]
    put_document(catalog, replace(held, document=dated, chunks=titled))
    ids = [id_ for id_, _, _ in catalog.texts_since(0)]
    assert catalog.sections("a.txt") == list(sections)
    assert catalog.document("a.txt") == replace(dated, sections=())
    assert list(catalog.chunks(ids).values()) == titled
    assert [title for _, title, _ in catalog.texts_since(0)] == ["Ferry", "Tea › Prices"]
    with catalog.transaction():
        catalog.remove(["a.txt"])
    assert catalog.sections("a.txt") == []


def test_only_what_came_later_is_replayed(catalog: Catalog) -> None:
    put(catalog, "a.txt", "ferry")
    later = put(catalog, "b.txt", "tea")
    [(ids, rows)] = catalog.vectors_since(1)
    assert ids == list(later)
    np.testing.assert_array_equal(rows, vectors_of("tea"))
    assert [row[0] for row in catalog.texts_since(1)] == list(later)
    assert list(catalog.vectors_since(2)) == []


def test_a_transaction_that_fails_leaves_nothing(catalog: Catalog) -> None:
    put(catalog, "a.txt", "ferry")

    def fail() -> None:
        with catalog.transaction():
            catalog.remove(["a.txt"])
            catalog.next_generation()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (catalog.generation, catalog.chunk_count, list(catalog.digests())) == (1, 1, ["a.txt"])


def test_removing_gives_the_passages_ids_and_passes_over_strangers(catalog: Catalog) -> None:
    ids = put(catalog, "a.txt", "ferry", "tea")
    with catalog.transaction():
        assert catalog.remove(["a.txt", "stranger.txt"]) == list(ids)
    with pytest.raises(DocumentError, match=r"a\.txt"):
        catalog.document("a.txt")


def test_a_snapshot_is_of_one_moment(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, "a.txt", "ferry")
    with closing(Catalog(tmp_path / "catalog.sqlite")) as reader:
        with reader.snapshot():
            assert reader.generation == 1
            put(catalog, "b.txt", "tea")
            assert (reader.generation, list(reader.digests())) == (1, ["a.txt"])
        assert reader.generation == 2


def test_starting_over_keeps_the_vectors_of_the_same_model_only(catalog: Catalog) -> None:
    put(catalog, "a.txt", "ferry")
    old = catalog.identity
    with catalog.transaction():
        catalog.start_over(Recipe("test model", DIMENSIONS, 200, 40))
    assert catalog.identity != old
    assert list(catalog.vectors(["embedded ferry"], "test model")) == ["embedded ferry"]
    with catalog.transaction():
        catalog.start_over(Recipe("other model", 3, 200, 40))
    assert catalog.vectors(["embedded ferry"], "test model") == {}


def test_errors_of_the_database_become_sentences(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="there is no index"):
        Catalog(tmp_path / "missing.sqlite")
    (tmp_path / "torn.sqlite").write_bytes(b"not a database, by far" * 100)
    with pytest.raises(IndexDamaged, match="damaged"), translated(tmp_path):
        Catalog(tmp_path / "torn.sqlite")
    with pytest.raises(StoreError, match="disk is full"), translated(tmp_path):
        raise sqlite3.OperationalError("database or disk is full")
