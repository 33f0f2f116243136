"""The catalogue: one SQLite file that is the truth about documents, passages and vectors.

Every change is one transaction and raises `generation` by one. Passage ids are never used twice, not even after a
crash: each transaction draws them from a block of 2**32 that was reserved and committed beforehand.
"""

import json
import sqlite3
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple
from pathlib import Path

import numpy as np

from qa.errors import DocumentError, IndexMissing, StoreError
from qa.records import (
    Box,
    Chunk,
    Document,
    Filter,
    IndexedDocument,
    IndexState,
    Place,
    Problem,
    Recipe,
    Section,
    Slice,
    Vectors,
    called,
    joined,
)
from qa.store import scope
from qa.store.connection import Signature, connect, signature
from qa.store.recipes import DRIFT, drift, stored

_BLOCK = 2**32
_DOCUMENT = "source, title, text, digest, encoding, date, author"
_SECTION = "start, end, title, date, author, is_article"
_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    digest TEXT NOT NULL, encoding TEXT NOT NULL, date TEXT NOT NULL, author TEXT NOT NULL);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id), generation INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT NOT NULL, rest TEXT);
CREATE INDEX chunks_by_document ON chunks (document, date);
CREATE INDEX chunks_by_generation ON chunks (generation);
CREATE INDEX chunks_by_digest ON chunks (digest);
CREATE TABLE places (
    document INTEGER NOT NULL REFERENCES documents (id), start INTEGER NOT NULL, end INTEGER NOT NULL,
    name TEXT NOT NULL, page INTEGER, box TEXT, PRIMARY KEY (document, start)) WITHOUT ROWID;
CREATE TABLE sections (
    document INTEGER NOT NULL REFERENCES documents (id), start INTEGER NOT NULL, end INTEGER NOT NULL,
    title TEXT NOT NULL, date TEXT NOT NULL, author TEXT NOT NULL, is_article INTEGER NOT NULL,
    PRIMARY KEY (document, start)) WITHOUT ROWID;
CREATE TABLE vectors (model TEXT NOT NULL, digest TEXT NOT NULL, vector BLOB NOT NULL, UNIQUE (model, digest));
CREATE TABLE problems (source TEXT NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL);
"""


class Catalog:
    """An open catalogue. Not for several threads at a time: its owner holds a lock."""

    def __init__(self, path: Path, *, create: Recipe | None = None) -> None:
        self._path = path
        if create is None:
            self._must_exist()
        self._connect()
        try:
            self._sql.execute("PRAGMA foreign_keys = ON")
            if create is not None:
                self._create(create)
            self.recipe  # noqa: B018  a damaged or foreign file shows here
        except BaseException:
            self._sql.close()
            raise

    def _must_exist(self) -> None:
        if not self._path.exists():
            raise IndexMissing(f"there is no index in {self._path.parent}", hint="run `qa index` first")

    def _connect(self) -> None:
        before = signature(self._path)
        self._sql, self._guarded = connect(self._path)
        self._seen = self._watched(before or signature(self._path))

    def _create(self, recipe: Recipe) -> None:
        self._sql.execute("PRAGMA journal_mode = WAL")
        with self.transaction():
            if not self._sql.execute("SELECT 1 FROM sqlite_master").fetchone():
                self._sql.execute(_META)
                self._set(blocks="0", generation="0", recipe="{}")
                self.start_over(recipe)

    def start_over(self, recipe: Recipe) -> None:
        """Empties everything but the same model's vectors, while it gives the same, under a new identity.

        The tables of another format go too.
        """
        if self.recipe.get("format") != recipe.format:
            for table in ("chunks", "places", "sections", "documents", "vectors", "problems"):
                self._sql.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _SCHEMA.split(";"):
                self._sql.execute(statement)
        for table in ("chunks", "places", "sections", "documents"):
            self._sql.execute(f"DELETE FROM {table}")
        same = drift(self.recipe, recipe) <= DRIFT
        self._sql.execute("DELETE FROM vectors WHERE model != ? OR NOT ?", (recipe.model, same))
        self._set(identity=uuid.uuid4().hex, recipe=stored(recipe), chunks="0", documents="0")

    def close(self) -> None:
        """Folds the log into the file where nobody else is reading."""
        self._sql.close()

    # -- moments -------------------------------------------------------------------------------------------------

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment."""
        if self._changed():
            self._must_exist()  # before the old one is let go of
            self._sql.close()
            self._connect()
        self._sql.execute("BEGIN")
        try:
            yield
        finally:
            if self._sql.in_transaction:  # an error of the disk has ended it already
                self._sql.execute("ROLLBACK")
        if self._changed():
            raise StoreError(f"the index in {self._path.parent} was changed while it was read", hint="ask again")

    def _changed(self) -> bool:
        """Whether the file is another than was opened, or changed where SQLite itself does not see to that."""
        return self._seen != self._watched(signature(self._path))

    def _watched(self, found: Signature) -> Sequence[object]:
        """What must stay as it is: of a file that SQLite guards, only which one it is."""
        return [inode for inode, _, _ in found[:1]] if self._guarded else found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it is written, or nothing."""
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._sql.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # the first error is the one to tell
                self._sql.execute("ROLLBACK")
            raise

    # -- facts ---------------------------------------------------------------------------------------------------

    def _get(self, key: str) -> str:
        row = self._sql.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise sqlite3.DatabaseError(f"it does not say its {key}")
        return str(row[0])

    def _number(self, key: str) -> int:
        value = self._get(key)
        if not value.isdecimal():
            raise sqlite3.DatabaseError(f"its {key} is no number")
        return int(value)

    def _set(self, **values: str) -> None:
        self._sql.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def _grow(self, key: str, by: int) -> int:
        """Adds to a number of `meta` and gives the sum."""
        grown = self._number(key) + by
        self._set(**{key: str(grown)})
        return grown

    @property
    def identity(self) -> str:
        """A name that changes when everything was rebuilt: caches of another identity are worthless."""
        return self._get("identity")

    @property
    def generation(self) -> int:
        """Grows by one with every committed change."""
        return self._number("generation")

    @property
    def recipe(self) -> dict[str, object]:
        """How this index was made, in the words of the version that made it: keys may be missing, or unknown."""
        try:
            recipe = json.loads(self._get("recipe"))
        except (ValueError, RecursionError):
            recipe = None
        if not isinstance(recipe, dict):
            raise sqlite3.DatabaseError("its recipe cannot be read")
        return recipe

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return str(self.recipe.get("model"))

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return self._number("documents")

    @property
    def chunk_count(self) -> int:
        """How many passages there are."""
        return self._number("chunks")

    def state(self) -> IndexState:
        """Generation, model and size."""
        return IndexState(self.generation, self.model, self.document_count, self.chunk_count)

    # -- writing -------------------------------------------------------------------------------------------------

    def reserve_ids(self) -> int:
        """The first of 2**32 passage ids that nobody had or will have; committed at once."""
        with self.transaction():
            return self._grow("blocks", 1) * _BLOCK

    def next_generation(self) -> int:
        """Raises the generation, inside a transaction."""
        return self._grow("generation", 1)

    def remove(self, sources: Iterable[str]) -> list[int]:
        """Takes documents out; the ids of their passages. Vectors that nothing uses any more go as well."""
        removed: list[int] = []
        for source in sources:
            row = self._sql.execute("SELECT id FROM documents WHERE source = ?", (source,)).fetchone()
            if row is not None:
                chunks = self._sql.execute("SELECT id, digest FROM chunks WHERE document = ?", row).fetchall()
                for table in ("chunks", "places", "sections"):
                    self._sql.execute(f"DELETE FROM {table} WHERE document = ?", row)
                self._sql.execute("DELETE FROM documents WHERE id = ?", row)
                self._sql.executemany(
                    "DELETE FROM vectors WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM chunks WHERE digest = ?1)",
                    {(digest,) for _, digest in chunks},
                )
                removed.extend(chunk for chunk, _ in chunks)
                self._grow("documents", -1)
        self._grow("chunks", -len(removed))
        return removed

    def add(self, indexed: IndexedDocument, first_id: int, generation: int) -> range:
        """Puts one document in; the ids of its passages, in order, from `first_id` on."""
        document = indexed.document
        row = self._sql.execute(
            f"INSERT INTO documents ({_DOCUMENT}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [getattr(document, name) for name in _DOCUMENT.split(", ")],
        ).lastrowid
        self._sql.executemany(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)",
            ((row, one.start, one.end, one.name, one.page, json.dumps(one.box)) for one in document.places),
        )
        self._sql.executemany(
            "INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((row, *[getattr(one, name) for name in _SECTION.split(", ")]) for one in document.sections),
        )
        ids = range(first_id, first_id + len(indexed.chunks))
        self._sql.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (id_, row, generation, one.start, one.end, one.text, digest, one.title, one.date, _stored_rest(one))
                for id_, one, digest in zip(ids, indexed.chunks, indexed.digests, strict=True)
            ),
        )
        model = self.model
        self._sql.executemany(
            "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
            ((model, digest, row.tobytes()) for digest, row in zip(indexed.digests, indexed.vectors, strict=True)),
        )
        self._grow("documents", 1)
        self._grow("chunks", len(ids))
        return ids

    def report(self, problems: Sequence[Problem]) -> None:
        """Keeps these problems in place of the last ones."""
        with self.transaction():
            self._sql.execute("DELETE FROM problems")
            rows = ((problem.source, problem.message, problem.hint) for problem in problems)
            self._sql.executemany("INSERT INTO problems VALUES (?, ?, ?)", rows)

    # -- reading -------------------------------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, by source."""
        return [
            Problem(*row) for row in self._sql.execute("SELECT source, message, hint FROM problems ORDER BY source")
        ]

    def digests(self) -> dict[str, str]:
        """Source → digest."""
        return dict(self._sql.execute("SELECT source, digest FROM documents"))

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding), by source."""
        return self._sql.execute("SELECT source, title, encoding FROM documents ORDER BY source").fetchall()

    def document(self, source: str) -> Document:
        """The document as indexed, without its places and sections; DocumentError when there is none of that name."""
        row = self._sql.execute(f"SELECT {_DOCUMENT} FROM documents WHERE source = ?", (source,)).fetchone()
        if row is None:
            raise DocumentError(f"{source!r} is not in the index", hint="run `qa index` if the file is new")
        return Document(**dict(zip(_DOCUMENT.split(", "), row, strict=True)))

    def sections(self, source: str) -> list[Section]:
        """The document's sections, in order."""
        rows = self._sql.execute(
            "SELECT s.start, s.end, s.title, s.date, s.author, s.is_article FROM sections s"
            " JOIN documents d ON d.id = s.document WHERE d.source = ? ORDER BY s.start",
            (source,),
        )
        return [
            Section(start, end, title, date, author, bool(is_article))
            for start, end, title, date, author, is_article in rows
        ]

    def articles(self) -> dict[str, list[str]]:
        """The titles of the articles found in a document, in its order, by source; only where there are some."""
        found: dict[str, list[str]] = {}
        for source, title in self._sql.execute(
            "SELECT d.source, s.title FROM sections s JOIN documents d ON d.id = s.document WHERE s.is_article"
            " GROUP BY s.document, s.title ORDER BY d.source, min(s.start)"
        ):
            found.setdefault(source, []).append(title)
        return found

    def places(self, source: str, start: int, end: int) -> list[Place]:
        """The places of its file that `start:end` of the document's text touches, in order; they do not overlap."""
        rows = self._sql.execute(
            "SELECT p.start, p.end, p.name, p.page, p.box FROM places p JOIN documents d ON d.id = p.document"
            " WHERE d.source = ?1 AND p.start < ?3 AND p.end > ?2 ORDER BY p.start",
            (source, start, end),
        )
        return [Place(first, last, name, page, _box(box)) for first, last, name, page, box in rows]

    def chunks(self, ids: Collection[int]) -> dict[int, Chunk]:
        """The passages of those ids that are (still) there."""
        rows = self._sql.execute(
            "SELECT c.id, d.digest, d.source, c.title, c.start, c.end, c.text, c.date, c.rest FROM json_each(?) wanted"
            " JOIN chunks c ON c.id = wanted.value JOIN documents d ON d.id = c.document",
            (json.dumps(list(ids)),),
        )
        return {
            id_: Chunk(Document(source, "", "", digest, "").id, source, title, start, end, text, date, _rest(rest))
            for id_, digest, source, title, start, end, text, date, rest in rows
        }

    def allowed(self, only: Filter) -> list[int]:
        """The ids of the passages that the filter allows."""
        where, values = scope.allowed(only)
        rows = self._sql.execute(
            f"SELECT c.id FROM documents d JOIN chunks c ON c.document = d.id WHERE {where}", values
        )
        return [id_ for (id_,) in rows]

    def undated(self, only: Filter) -> int:
        """How many documents within the filter's places have no passage with a date."""
        where, values = scope.within(only)
        dated = "SELECT 1 FROM chunks c WHERE c.document = d.id AND c.date != ''"
        row = self._sql.execute(f"SELECT COUNT(*) FROM documents d WHERE {where} AND NOT EXISTS ({dated})", values)
        return int(row.fetchone()[0])

    def vectors(self, digests: Collection[str], model: str) -> dict[str, Vectors]:
        """The rows, shape (dimensions,), embedded by `model`, of those digests that have one."""
        found = {}
        for digest in digests:
            row = self._sql.execute(
                "SELECT vector FROM vectors WHERE model = ? AND digest = ?", (model, digest)
            ).fetchone()
            if row is not None:
                found[digest] = np.frombuffer(row[0], np.float32)
        return found

    def vectors_since(self, generation: int, batch: int = 4096) -> Iterator[tuple[list[int], Vectors]]:
        """(ids, rows) of the passages added after `generation`, in order of id."""
        rows = self._sql.execute(
            "SELECT c.id, v.vector FROM chunks c JOIN vectors v ON v.digest = c.digest AND v.model = ?"
            " WHERE c.generation > ? ORDER BY c.id",
            (self.model, generation),
        )
        while part := rows.fetchmany(batch):
            yield [id_ for id_, _ in part], np.stack([np.frombuffer(vector, np.float32) for _, vector in part])

    def texts_since(self, generation: int) -> Iterator[tuple[int, str, str]]:
        """(id, title with names, text with a torn sentence's rest) of the passages added after `generation`, by id."""
        rows = self._sql.execute(
            "SELECT c.id, d.source, c.title, c.text, c.rest FROM chunks c JOIN documents d ON d.id = c.document"
            " WHERE c.generation > ? ORDER BY c.id",
            (generation,),
        )
        return ((id_, called(source, title), joined(text, _rest(rest))) for id_, source, title, text, rest in rows)


def _stored_rest(chunk: Chunk) -> str | None:
    return json.dumps(astuple(chunk.rest)) if chunk.rest else None


def _rest(stored: str | None) -> Slice | None:
    return Slice(*json.loads(stored)) if stored else None


def _box(stored: str) -> Box | None:
    box = json.loads(stored)
    return None if box is None else (box[0], box[1], box[2], box[3])
