"""Writing an index in PostgreSQL: any number of workers at a time, each change at once or not at all.

A worker holds a file that it reads (`claim`) by a lock of its session, which the server frees when the worker dies.
Who rebuilds is alone. The row that says how much there is comes last in a change, so that nobody waits long for it.
"""

import json
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple
from hashlib import sha256

from qa.database import Database
from qa.errors import IndexBusy, QAError, StoreError
from qa.records import IndexedDocument, Problem, Recipe
from qa.store.postgres import schema
from qa.store.postgres.connecting import Gone, Sql, connect, connect_again, must_have_extensions, told
from qa.store.postgres.view import DOCUMENT, View, packed
from qa.store.postgres.words import words
from qa.store.recipes import stored
from qa.store.seen import Seen, of_others
from qa.text import terms

_SPACE, _WRITERS, _MAKING, _REPORT = 0x7161, 1, 2, 3
"""Which locks are ours, by two numbers; those of sources are of one."""
_SWEEPS, _PAUSE = 50, 0.2  # tries, and seconds between two of them
_TOGETHER = 200  # documents of a rebuild that are put in together
_ROOM = b"""
SELECT set_config('maintenance_work_mem', '512MB', true)
WHERE pg_size_bytes(current_setting('maintenance_work_mem')) < pg_size_bytes('512MB')
"""
"""Memory to make the indexes in; a server that gives more is left at that."""
_PLACE = "int8 int4 int4 text int4 text".split()
_SECTION = "int8 int4 int4 text text text bool".split()
_CHUNK = "int8 int4 int4 text text text text text int4 text bytea".split()


class Writer:
    """One connection that writes; safe to share between threads."""

    def __init__(self, database: Database, recipe: Recipe, *, rebuild: bool) -> None:
        self._database, self._alone, self._guard = database, rebuild, threading.RLock()
        self._claims = set[str]()
        self._sql = connect(database)
        try:
            with told(database):
                must_have_extensions(self._sql, database, create=True)
                self._register()
                self._make(recipe)
        except BaseException:
            self._sql.close()
            raise

    def _register(self) -> None:
        """Writers share a lock, so that nobody rebuilds meanwhile; who rebuilds has it alone."""
        kind = "" if self._alone else "_shared"
        row = self._sql.execute(f"SELECT pg_try_advisory_lock{kind}(%s, %s)".encode(), (_SPACE, _WRITERS)).fetchone()
        if row != (True,):
            raise IndexBusy(
                f"the index in {self._database} is being written by {self._others()}",
                hint="wait until it is done, then run the command again",
            )

    def _others(self) -> str:
        rows = self._sql.execute(
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s AND a.pid !="
            " pg_backend_pid() ORDER BY 1",
            (_SPACE, _WRITERS),
        ).fetchall()
        return ", ".join(name for (name,) in rows) or "another process"

    def _make(self, recipe: Recipe) -> None:
        """Begins an index that holds nothing, where there is none."""
        with self._transaction() as sql:
            sql.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_SPACE, _MAKING))
            if not schema.has_meta(sql):
                schema.make_meta(sql)
                name = schema.make_tables(sql, recipe)
                schema.make_indexes(sql, recipe.dimensions)
                sql.execute("INSERT INTO qa.meta VALUES (true, %s, %s, 0, 0, 0, 0)", (name, stored(recipe)))

    @contextmanager
    def _transaction(self) -> Iterator[Sql]:
        with self._guard, told(self._database), self._sql.transaction():
            yield self._sql

    # -- what is whose -------------------------------------------------------------------------------------------

    def claim(self, source: str) -> bool:
        """Whether this worker may read and write what comes of the file; no other may until it is let go of."""
        with self._guard, told(self._database):
            got = self._sql.execute("SELECT pg_try_advisory_lock(%s)", (_key(source),)).fetchone() == (True,)
            if got:
                self._claims.add(source)
            return got

    def release(self, sources: Collection[str]) -> None:
        """Lets go of files that were claimed."""
        with self._guard, told(self._database):
            for source in self._claims.intersection(sources):
                self._sql.execute("SELECT pg_advisory_unlock(%s)", (_key(source),))
                self._claims.discard(source)

    def close(self) -> None:
        """Lets go of all, and of the connection."""
        with self._guard:
            self._sql.close()

    # -- changes -------------------------------------------------------------------------------------------------

    def replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        """Takes `removed` out and puts `documents` in; once again where the connection was lost meanwhile."""
        with self._guard:
            try:
                self._replace(removed, documents)
            except Gone:
                self._begin_again()
                self._replace(removed, documents)

    def _begin_again(self) -> None:
        """On a new connection; what was claimed is anyone's, and is claimed again where nobody has it."""
        with suppress(Exception):
            self._sql.close()
        self._sql, lost = connect_again(self._database), self._claims
        with told(self._database):
            self._register()
        self._claims = set()
        for source in lost:
            self.claim(source)

    def _replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        sources = sorted({*removed, *(indexed.document.source for indexed in documents)})
        with self._transaction() as sql:
            sql.execute(
                "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) key ORDER BY key",
                (list(map(_key, sources)),),
            )
            view = View.of(sql, self._database)
            gone = view.rows(
                "SELECT count(DISTINCT d.id), count(c.id), coalesce(sum(c.length), 0) FROM documents d"
                " LEFT JOIN chunks c ON c.document = d.id WHERE d.source = ANY(%s)",
                sources,
            )[0]
            sql.execute("DELETE FROM documents WHERE source = ANY(%s)", (sources,))
            come = _put(sql, documents)
            grown = [int(now) - int(before) for now, before in zip(come, gone, strict=True)]
            sql.execute(
                "UPDATE qa.meta SET generation = generation + 1, documents = documents + %s, chunks = chunks + %s,"
                " terms = terms + %s",
                grown,
            )

    def rebuild(self, recipe: Recipe, documents: Iterable[IndexedDocument]) -> None:
        """Puts documents into a schema of its own, and then that in place of the one that answered."""
        if not self._alone:
            raise StoreError("who rebuilds an index must be alone", hint="open it with rebuild=True")
        with self._transaction() as sql:
            name = schema.make_tables(sql, recipe)
            counts = [0, 0, 0]
            for some in _batches(documents):
                counts = [a + b for a, b in zip(counts, _put(sql, some), strict=True)]
            sql.execute(_ROOM)
            schema.make_indexes(sql, recipe.dimensions)
            sql.execute("ANALYZE chunks")
            sql.execute(
                "UPDATE qa.meta SET schema = %s, recipe = %s, generation = generation + 1, documents = %s, chunks = %s,"
                " terms = %s",
                (name, stored(recipe), *counts),
            )
        self._sweep()

    def _sweep(self) -> None:
        """Drops what answers no more, when nobody reads it; what somebody goes on reading is left for the next time.

        Each try is short, for whoever begins to read waits behind it.
        """
        for _ in range(_SWEEPS):
            with suppress(QAError):
                self._drop_others()
                return
            time.sleep(_PAUSE)

    def _drop_others(self) -> None:
        with self._transaction() as sql:
            sql.execute("SET LOCAL lock_timeout = '100ms'")
            rows = sql.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname ~ '^qa_[0-9a-f]{32}$'"
                " AND nspname NOT IN (SELECT schema FROM qa.meta)"
            ).fetchall()
            for (name,) in rows:
                tables = ", ".join(f"{name}.{table}" for table in schema.TABLES)
                schema.run(sql, f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;\nDROP SCHEMA {name} CASCADE")

    def report(
        self, problems: Sequence[Problem], files: Mapping[str, Seen], among: Collection[str] | None = None
    ) -> None:
        """Keeps these in place of what the last indexing saw, of all files or of those `among`."""
        with self._transaction() as sql:
            sql.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_SPACE, _REPORT))
            view = View.of(sql, self._database)
            before, known = view.files(among), view.problems()
            changed = [(source, *astuple(one)) for source, one in files.items() if before.get(source) != one]
            gone = [*(before.keys() - files.keys()), *(row[0] for row in changed)]
            sql.execute("DELETE FROM files WHERE source = ANY(%s)", (gone,))
            _copy(sql, "files (source, stamp, digest, documents)", "text text text int4".split(), changed)
            wanted = sorted([*of_others(known, among), *problems], key=lambda problem: problem.source)
            if wanted != known:
                sql.execute("DELETE FROM problems")
                _copy(sql, "problems (source, message, hint)", ["text"] * 3, map(astuple, wanted))


def make_anew(database: Database) -> None:
    """What passages are found by is made again from what the tables hold."""
    found = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'chunks'::regclass AND NOT indisprimary"
    with closing(connect(database)) as sql, told(database), sql.transaction():
        view = View.of(sql, database)
        schema.run(sql, ";\n".join(f"DROP INDEX {name}" for (name,) in view.rows(found)))
        schema.make_indexes(sql, int(view.recipe["dimensions"]))


def set_aside(database: Database) -> None:
    """Lets an index that is damaged answer no more; its tables stay, under another name."""
    with closing(connect(database)) as sql, told(database), sql.transaction():
        name = View.of(sql, database).schema
        schema.run(sql, f"ALTER SCHEMA {name} RENAME TO {name.replace('_', '_damaged_')};\nDELETE FROM qa.meta")


def _put(sql: Sql, documents: Sequence[IndexedDocument]) -> tuple[int, int, int]:
    """How many documents, passages and terms came."""
    names = DOCUMENT.split(", ")
    ids = [
        sql.execute(
            f"INSERT INTO documents ({DOCUMENT}) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id".encode(),
            [getattr(indexed.document, name) for name in names],
        ).fetchall()[0][0]
        for indexed in documents
    ]
    pairs = list(zip(ids, documents, strict=True))
    places = (
        (id_, one.start, one.end, one.name, one.page, json.dumps(one.box))
        for id_, indexed in pairs
        for one in indexed.document.places
    )
    _copy(sql, "places (document, start, stop, name, page, box)", _PLACE, places)
    sections = (
        (id_, one.start, one.end, one.title, one.date, one.author, one.is_article)
        for id_, indexed in pairs
        for one in indexed.document.sections
    )
    _copy(sql, "sections (document, start, stop, title, date, author, is_article)", _SECTION, sections)
    counted = [0, 0]
    columns = "chunks (document, start, stop, text, digest, title, date, rest, length, terms, v)"
    _copy(sql, columns, _CHUNK, _chunks(pairs, counted))
    return len(ids), counted[0], counted[1]


def _chunks(pairs: Sequence[tuple[int, IndexedDocument]], counted: list[int]) -> Iterator[tuple[object, ...]]:
    """The rows of the passages, which are `counted` with their terms on the way."""
    for id_, indexed in pairs:
        for one, digest, vector in zip(indexed.chunks, indexed.digests, indexed.vectors, strict=True):
            found = terms(f"{one.called}\n{one.whole}")
            rest = json.dumps(astuple(one.rest)) if one.rest else None
            said = words(found)
            yield id_, one.start, one.end, one.text, digest, one.title, one.date, rest, len(found), said, packed(vector)
            counted[:] = counted[0] + 1, counted[1] + len(found)


def _copy(sql: Sql, columns: str, types: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with sql.cursor().copy(f"COPY {columns} FROM STDIN WITH (FORMAT BINARY)".encode()) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _batches(documents: Iterable[IndexedDocument]) -> Iterator[list[IndexedDocument]]:
    batch: list[IndexedDocument] = []
    for indexed in documents:
        batch.append(indexed)
        if len(batch) == _TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _key(source: str) -> int:
    """A number of 64 bits for a source."""
    return int.from_bytes(sha256(source.encode()).digest()[:8], "big", signed=True)
