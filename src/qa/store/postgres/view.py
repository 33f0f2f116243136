"""One moment of an index in PostgreSQL: everything that is read through a view is of one committed generation."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from qa.database import Database
from qa.errors import DocumentError, IndexDamaged, IndexMissing
from qa.records import (
    Box,
    Chunk,
    Document,
    Filter,
    IndexedDocument,
    IndexState,
    Listed,
    Place,
    Problem,
    Section,
    Slice,
    Vectors,
)
from qa.store.postgres import schema, scope
from qa.store.postgres.connecting import Sql
from qa.store.seen import Seen

DOCUMENT = "source, title, text, digest, encoding, date, author"
CHUNK = "c.start, c.stop, c.text, c.title, c.date, c.rest, d.source, d.digest"
_BEGINNING = 1000
_META = "schema, recipe, generation, documents, chunks, terms"


@dataclass(frozen=True, slots=True)
class View:
    """What `sql` shows inside its transaction. `terms` counts those of all passages; `allowed` are ids by filter."""

    sql: Sql
    schema: str
    recipe: Mapping[str, Any]
    generation: int
    document_count: int
    chunk_count: int
    terms: int
    allowed: dict[Filter, list[int] | None] = field(default_factory=dict)

    @classmethod
    def begin(cls, sql: Sql, database: Database) -> "View":
        """Begins a transaction that sees one moment, and keeps what it sees from being dropped; IndexMissing."""
        sql.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        view = cls.of(sql, database)
        sql.execute(f"LOCK TABLE {', '.join(schema.TABLES)} IN ACCESS SHARE MODE".encode())
        return view

    @classmethod
    def of(cls, sql: Sql, database: Database) -> "View":
        """What the transaction at hand sees; IndexMissing where no index was begun."""
        if not schema.has_meta(sql):
            raise IndexMissing(f"there is no index in {database}", hint="run `qa index` first")
        name, recipe, *numbers = _row(sql.execute(f"SELECT {_META} FROM qa.meta".encode()).fetchone())
        schema.look_into(sql, name)
        return cls(sql, name, _recipe(recipe, database), *numbers)

    @property
    def moment(self) -> tuple[str, int]:
        """What differs between two moments."""
        return self.schema, self.generation

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return str(self.recipe.get("model"))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the query finds."""
        return self.sql.execute(query.encode(), values).fetchall()

    def state(self) -> IndexState:
        """Generation, model and size."""
        return IndexState(self.generation, self.model, self.document_count, self.chunk_count)

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, by source."""
        return [Problem(*row) for row in self.rows("SELECT source, message, hint FROM problems ORDER BY source, id")]

    def files(self, among: Collection[str] | None) -> dict[str, Seen]:
        """Source → what the last indexing saw of the file; of all, or of those `among`."""
        columns = "SELECT source, stamp, digest, documents FROM files"
        rows = self.rows(columns) if among is None else self.rows(f"{columns} WHERE source = ANY(%s)", list(among))
        return {source: Seen(*row) for source, *row in rows}

    def digests(self, within: Collection[str]) -> dict[str, str]:
        """Source → digest; of all documents, or of those that are, or lie in, one of the files `within`."""
        where, values = scope.within(Filter(tuple(within)))
        return dict(self.rows(f"SELECT d.source, d.digest FROM documents d WHERE {where}", *values))

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding), by source."""
        return [
            (row[0], row[1], row[2]) for row in self.rows("SELECT source, title, encoding FROM documents ORDER BY 1")
        ]

    def listed(self) -> list[Listed]:
        """What a list of the documents shows of each, by source."""
        query = (
            "SELECT d.source, d.title, d.encoding, d.date, (SELECT count(*) FROM chunks c WHERE c.document = d.id),"
            " left(d.text, %s) FROM documents d ORDER BY d.source"
        )
        return [Listed(*row) for row in self.rows(query, _BEGINNING)]

    def document(self, source: str) -> Document:
        """The document as indexed, without its places and sections; DocumentError when there is none of that name."""
        rows = self.rows(f"SELECT {DOCUMENT} FROM documents WHERE source = %s", source)
        if not rows:
            raise DocumentError(f"{source!r} is not in the index", hint="run `qa index` if the file is new")
        return Document(**dict(zip(DOCUMENT.split(", "), rows[0], strict=True)))

    def sections(self, source: str) -> list[Section]:
        """The document's sections, in order."""
        query = (
            "SELECT s.start, s.stop, s.title, s.date, s.author, s.is_article FROM sections s"
            " JOIN documents d ON d.id = s.document WHERE d.source = %s ORDER BY s.start"
        )
        return [Section(*row) for row in self.rows(query, source)]

    def articles(self) -> dict[str, list[str]]:
        """The titles of the articles found in a document, in its order, by source; only where there are some."""
        query = (
            "SELECT d.source, s.title FROM sections s JOIN documents d ON d.id = s.document WHERE s.is_article"
            " GROUP BY d.source, s.title ORDER BY d.source, min(s.start)"
        )
        found: dict[str, list[str]] = {}
        for source, title in self.rows(query):
            found.setdefault(source, []).append(title)
        return found

    def places(self, source: str, start: int, end: int) -> list[Place]:
        """The places of its file that `start:end` of the document's text touches, in order; they do not overlap."""
        query = (
            "SELECT p.start, p.stop, p.name, p.page, p.box FROM places p JOIN documents d ON d.id = p.document"
            " WHERE d.source = %s AND p.start < %s AND p.stop > %s ORDER BY p.start"
        )
        rows = self.rows(query, source, end, start)
        return [Place(first, last, name, page, _box(box)) for first, last, name, page, box in rows]

    def indexed(self, source: str) -> IndexedDocument:
        """The document with its places, sections, passages and their vectors; DocumentError."""
        bare = self.document(source)
        rest = self.places(source, 0, len(bare.text) + 1), self.sections(source)
        document = Document(**{name: getattr(bare, name) for name in DOCUMENT.split(", ")}, **_parts(*rest))
        rows = self.rows(
            f"SELECT c.digest, vector_send(c.v), {CHUNK} FROM documents d JOIN chunks c ON c.document = d.id"
            " WHERE d.source = %s ORDER BY c.start, c.id",
            source,
        )
        vectors = [unpacked(row[1]) for row in rows]
        dimensions = int(self.recipe["dimensions"])
        matrix = np.array(vectors, np.float32).reshape(-1, dimensions)
        return IndexedDocument(document, [chunk(row[2:]) for row in rows], [row[0] for row in rows], matrix)

    def vectors(self, digests: Collection[str]) -> dict[str, Vectors]:
        """The rows, shape (dimensions,), of those digests that are there."""
        query = "SELECT DISTINCT ON (digest) digest, vector_send(v) FROM chunks WHERE digest = ANY(%s)"
        return {digest: unpacked(data) for digest, data in self.rows(query, list(digests))}

    def undated(self, only: Filter) -> int:
        """How many documents within the filter's places have no passage with a date."""
        where, values = scope.within(only)
        dated = "SELECT 1 FROM chunks c WHERE c.document = d.id AND c.date != ''"
        query = f"SELECT count(*) FROM documents d WHERE {where} AND NOT EXISTS ({dated})"
        return int(self.rows(query, *values)[0][0])


def chunk(row: Sequence[Any]) -> Chunk:
    """The passage of a row of CHUNK."""
    start, stop, text, title, date, rest, source, digest = row
    name = Document(source, "", "", digest, "").id
    return Chunk(name, source, title, start, stop, text, date, Slice(*json.loads(rest)) if rest else None)


def packed(vector: Vectors) -> bytes:
    """A row as pgvector sends and takes it: how many numbers, two bytes of nothing, and the numbers."""
    return len(vector).to_bytes(2, "big") + b"\0\0" + np.asarray(vector, ">f4").tobytes()


def unpacked(data: bytes) -> Vectors:
    """What was `packed`."""
    return np.frombuffer(data, ">f4", offset=4).astype(np.float32)


def _parts(places: Iterable[Place], sections: Iterable[Section]) -> dict[str, Any]:
    return {"places": tuple(places), "sections": tuple(sections)}


def _row(row: tuple[Any, ...] | None) -> tuple[Any, ...]:
    assert row is not None
    return row


def _recipe(stored: str, database: Database) -> dict[str, Any]:
    try:
        recipe = json.loads(stored)
    except (ValueError, RecursionError):
        recipe = None
    if not isinstance(recipe, dict):
        raise IndexDamaged(f"the recipe of the index in {database} cannot be read", hint="run `qa index --rebuild`")
    return recipe


def _box(stored: str | None) -> Box | None:
    box = json.loads(stored or "null")
    return None if box is None else (box[0], box[1], box[2], box[3])
