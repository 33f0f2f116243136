"""What a catalogue tells: documents, their passages, places and sections, and what the last indexing saw."""

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, replace
from typing import Any, NamedTuple

import numpy as np

from qa.errors import DocumentError
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
    called,
    joined,
)
from qa.store import embedded, scope, seen
from qa.store.seen import Seen

_CHUNK = "c.id, c.start, c.end, c.text, c.digest, c.title, c.date, c.rest, c.crc"
_BEGINNING = 1000
DOCUMENT = "source, title, text, digest, encoding, date, author"


class Moment(NamedTuple):
    """A committed state of one catalogue."""

    identity: str
    generation: int
    mark: str


NEVER = Moment("", 0, "")


class Told:
    """The reading half of a catalogue; everything that is read inside one transaction is of one moment."""

    _sql: sqlite3.Connection

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

    @property
    def identity(self) -> str:
        """A name that changes when everything was rebuilt: caches of another identity are worthless."""
        return self._get("identity")

    @property
    def generation(self) -> int:
        """Grows by one with every committed change."""
        return self._number("generation")

    @property
    def moment(self) -> Moment:
        """The identity, the generation, and its mark: a cache of the same moment holds just this."""
        return Moment(self.identity, self.generation, self._mark(self.generation))

    def has_been(self, moment: Moment) -> bool:
        """Whether this catalogue was at that moment once: not so after another's history was put in its place."""
        return moment.identity == self.identity and moment.mark == self._mark(moment.generation)

    def _mark(self, generation: int) -> str:
        row = self._sql.execute("SELECT mark FROM history WHERE generation = ?", (generation,)).fetchone()
        return str(row[0]) if row else ""

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

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, by source."""
        return seen.problems(self._sql)

    def files(self, among: Collection[str] | None = None) -> dict[str, Seen]:
        """Source → what the last indexing saw of the file; of all, or of those `among`."""
        return seen.files(self._sql, among)

    def digests(self, within: Collection[str] = ()) -> dict[str, str]:
        """Source → digest; of all documents, or of those that are, or lie in, one of the files `within`."""
        where, values = scope.within(Filter(tuple(within)))
        return dict(self._sql.execute(f"SELECT d.source, d.digest FROM documents d WHERE {where}", values))

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding), by source."""
        return self._sql.execute("SELECT source, title, encoding FROM documents ORDER BY source").fetchall()

    def listed(self) -> list[Listed]:
        """What a list of the documents shows of each, by source."""
        rows = self._sql.execute(
            "SELECT d.source, d.title, d.encoding, d.date, count(c.id), substr(d.text, 1, ?) FROM documents d"
            " LEFT JOIN chunks c ON c.document = d.id GROUP BY d.id ORDER BY d.source",
            (_BEGINNING,),
        )
        return [Listed(*row) for row in rows]

    def document(self, source: str) -> Document:
        """The document as indexed, without its places and sections; DocumentError when there is none of that name."""
        row = self._sql.execute(f"SELECT {DOCUMENT}, crc FROM documents WHERE source = ?", (source,)).fetchone()
        if row is None:
            raise DocumentError(f"{source!r} is not in the index", hint="run `qa index` if the file is new")
        *row, crc = row
        if row_checksum(*row) != crc:
            raise sqlite3.DatabaseError(f"the document {source} is not as it was written")
        return Document(**dict(zip(DOCUMENT.split(", "), row, strict=True)))

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

    def indexed(self, source: str) -> IndexedDocument:
        """The document with its places, sections and passages with their vectors, in order; DocumentError."""
        document = self.document(source)
        places, sections = self.places(source, 0, len(document.text) + 1), self.sections(source)
        rows = self._sql.execute(
            f"SELECT {_CHUNK}, d.source, d.digest FROM documents d JOIN chunks c ON c.document = d.id"
            " WHERE d.source = ? ORDER BY c.id",
            (source,),
        ).fetchall()
        chunks, vectors = dict(map(_chunk, rows)), self.rows([row[0] for row in rows])
        matrix = np.array([vectors[id_] for id_ in chunks], np.float32).reshape(-1, int(str(self.recipe["dimensions"])))
        whole = replace(document, places=tuple(places), sections=tuple(sections))
        return IndexedDocument(whole, list(chunks.values()), [row[4] for row in rows], matrix)

    def chunks(self, ids: Collection[int]) -> dict[int, Chunk]:
        """The passages of those ids that are (still) there."""
        rows = self._sql.execute(
            f"SELECT {_CHUNK}, d.source, d.digest FROM json_each(?) wanted"
            " JOIN chunks c ON c.id = wanted.value JOIN documents d ON d.id = c.document",
            (json.dumps(list(ids)),),
        )
        return dict(map(_chunk, rows))

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
        """The rows, shape (dimensions,), embedded by `model`, of those digests that have a whole one."""
        return embedded.kept(self._sql, model, digests)

    def rows(self, ids: Collection[int]) -> dict[int, Vectors]:
        """The vectors, shape (dimensions,), of the passages of those ids that are (still) there."""
        return embedded.of(self._sql, self.model, ids)

    def chunk_ids(self, until: int = 2**62) -> set[int]:
        """The ids of all passages, or of those added until a generation."""
        return {id_ for (id_,) in self._sql.execute("SELECT id FROM chunks WHERE generation <= ?", (until,))}

    def vectors_since(self, generation: int) -> Iterator[tuple[list[int], Vectors]]:
        """(ids, rows) of the passages added after `generation`, in order of id; DatabaseError where one is damaged."""
        return embedded.since(self._sql, self.model, generation)

    def flaws(self) -> Iterator[tuple[str, str]]:
        """(source, what is wrong) of each document that is not as it was written; the source is empty for what is none.

        Every passage is compared with its document, every vector with its checksum and every row with its own.
        """
        for (told,) in self._sql.execute("PRAGMA integrity_check(5)"):
            if told != "ok":
                yield "", f"its file is damaged: {told}"
        for (source,) in self._sql.execute("SELECT source FROM documents ORDER BY source").fetchall():
            try:
                self._compare(source)
            except (sqlite3.DatabaseError, DocumentError, ValueError) as error:
                yield source, str(error)
        for key in ("documents", "chunks"):
            if self._number(key) != self._sql.execute(f"SELECT count(*) FROM {key}").fetchone()[0]:
                yield "", f"it says a wrong number of {key}"

    def _compare(self, source: str) -> None:
        text = self.document(source).text
        rows = self._sql.execute(
            f"SELECT {_CHUNK}, d.source, d.digest FROM documents d JOIN chunks c ON c.document = d.id"
            " WHERE d.source = ?",
            (source,),
        )
        chunks = dict(map(_chunk, rows))
        for chunk in chunks.values():
            parts = [(chunk.start, chunk.end, chunk.text), *([astuple(chunk.rest)] if chunk.rest else [])]
            if any(text[start:end] != part for start, end, part in parts):
                raise ValueError(f"a passage of {source} is no slice of it")
        if len(self.rows(chunks)) != len(chunks):
            raise ValueError(f"a passage of {source} has no vector")

    def texts_since(self, generation: int) -> Iterator[tuple[int, str, str]]:
        """(id, title with names, text with a torn sentence's rest) of the passages added after `generation`, by id."""
        few = "INDEXED BY chunks_by_generation" if generation > 0 else "NOT INDEXED"
        rows = self._sql.execute(
            f"SELECT c.id, d.source, c.title, c.text, c.rest FROM chunks c {few} JOIN documents d ON d.id = c.document"
            " WHERE c.generation > ? ORDER BY c.id",
            (generation,),
        )
        return ((id_, called(source, title), joined(text, _rest(rest))) for id_, source, title, text, rest in rows)


def row_checksum(*values: object) -> int:
    """CRC-32 of a row's values, which shows that it is as it was written."""
    return zlib.crc32("\0".join(map(str, values)).encode())


def _chunk(row: Sequence[Any]) -> tuple[int, Chunk]:
    id_, start, end, text, _, title, date, rest, crc, source, digest = row
    if row_checksum(*row[:8]) != crc:
        raise sqlite3.DatabaseError(f"a passage of {source} is not as it was written")
    document = Document(source, "", "", digest, "").id
    return id_, Chunk(document, source, title, start, end, text, date, _rest(rest))


def stored_rest(chunk: Chunk) -> str | None:
    return json.dumps(astuple(chunk.rest)) if chunk.rest else None


def _rest(stored: str | None) -> Slice | None:
    return Slice(*json.loads(stored)) if stored else None


def _box(stored: str) -> Box | None:
    box = json.loads(stored)
    return None if box is None else (box[0], box[1], box[2], box[3])
