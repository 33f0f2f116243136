"""The catalogue: one SQLite file that is the truth about documents, passages and vectors.

Every change is one transaction and raises `generation` by one. Passage ids are never used twice, not even after a
crash: each transaction draws them from a block of 2**32 that was reserved and committed beforehand.
"""

import json
import sqlite3
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from qa.errors import IndexMissing, StoreError
from qa.records import IndexedDocument, Problem, Recipe
from qa.store import embedded, seen
from qa.store.connection import Signature, connect, signature
from qa.store.recipes import same_vectors, stored
from qa.store.schema import CONTENT, META, make_anew
from qa.store.seen import Seen
from qa.store.told import DOCUMENT, Told, row_checksum, stored_rest

_BLOCK = 2**32
_SECTION = "start, end, title, date, author, is_article"


class Catalog(Told):
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
                self._sql.execute(META)
                self._set(blocks="0", generation="0", recipe="{}")
                self.start_over(recipe)

    def start_over(self, recipe: Recipe) -> None:
        """Empties everything but the same model's vectors, while it gives the same, under a new identity.

        The tables of another format go too.
        """
        same = same_vectors(self.recipe, recipe)
        if self.recipe.get("format") != recipe.format:
            make_anew(self._sql)
        for table in CONTENT:
            self._sql.execute(f"DELETE FROM {table}")
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

    # -- writing -------------------------------------------------------------------------------------------------

    def _set(self, **values: str) -> None:
        self._sql.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def _grow(self, key: str, by: int) -> int:
        """Adds to a number of `meta` and gives the sum."""
        grown = self._number(key) + by
        self._set(**{key: str(grown)})
        return grown

    def reserve_ids(self) -> int:
        """The first of 2**32 passage ids that nobody had or will have; committed at once."""
        with self.transaction():
            return self._grow("blocks", 1) * _BLOCK

    def next_generation(self) -> int:
        """Raises the generation, inside a transaction, and gives it a mark that no other has."""
        generation = self._grow("generation", 1)
        self._sql.execute("INSERT INTO history VALUES (?, ?)", (generation, uuid.uuid4().hex[:16]))
        return generation

    def sweep(self) -> None:
        """Drops the vectors that no passage uses."""
        self._sql.execute("DELETE FROM vectors WHERE digest NOT IN (SELECT digest FROM chunks)")

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
        told = [getattr(document, name) for name in DOCUMENT.split(", ")]
        row = self._sql.execute(
            f"INSERT INTO documents ({DOCUMENT}, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*told, row_checksum(*told)]
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
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (id_, row, generation, *values, row_checksum(id_, *values))
                for id_, one, digest in zip(ids, indexed.chunks, indexed.digests, strict=True)
                if (values := (one.start, one.end, one.text, digest, one.title, one.date, stored_rest(one)))
            ),
        )
        embedded.keep(self._sql, self.model, zip(indexed.digests, indexed.vectors, strict=True))
        self._grow("documents", 1)
        self._grow("chunks", len(ids))
        return ids

    def report(
        self, problems: Sequence[Problem], files: Mapping[str, Seen], among: Collection[str] | None = None
    ) -> None:
        """Keeps these in place of what the last indexing saw, of all files or of those `among`."""
        with self.transaction():
            seen.note(self._sql, problems, files, among)
