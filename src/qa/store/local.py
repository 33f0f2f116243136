"""The local store: the SQLite catalogue is the truth, FAISS and tantivy are caches that follow it.

A write puts the new passages into the lexical cache, then commits the catalogue, then takes removed passages out of
the caches. A reader looks at one moment of the catalogue, brings its caches up to that generation, searches, and
passes over what the catalogue does not hold. So it sees a document's old passages or its new ones, never half, and a
crash between any two steps leaves an index that answers.
"""

import math
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

import numpy as np

from qa.errors import IndexDamaged, StoreError
from qa.records import (
    EVERYTHING,
    Document,
    Filter,
    Hit,
    IndexedDocument,
    IndexState,
    Listed,
    Place,
    Problem,
    Recipe,
    Section,
    Vectors,
)
from qa.store.caches import Caches, filled
from qa.store.catalog import Catalog
from qa.store.connection import translated
from qa.store.lexical import LexicalCache
from qa.store.lock import lock
from qa.store.recipes import check, same_vectors
from qa.store.seen import Seen
from qa.store.verifying import set_aside

_MARGIN = 10  # passages that bytes may have ranked too low


class LocalStore:
    """An index folder, open for reading, or for writing by one process at a time. Safe to share between threads."""

    def __init__(self, folder: Path, recipe: Recipe, *, write: bool = False, rebuild: bool = False) -> None:
        self.folder = folder
        self._guard = threading.RLock()
        self._lock = lock(folder) if write else None
        with ExitStack() as undo:
            undo.callback(self._unlock)
            with translated(folder):
                self._catalog = self._open_catalog(recipe, rebuild)
                undo.callback(self._catalog.close)
                self._recipe, self._caches = recipe, Caches(folder, recipe.dimensions, writes=write)
                if not rebuild:  # else what is there may be of another version: it is left alone until it is replaced
                    with self._moment():
                        pass
            undo.pop_all()

    def _open_catalog(self, recipe: Recipe, rebuild: bool) -> Catalog:
        path = self.folder / "catalog.sqlite"
        try:
            with translated(self.folder):
                return Catalog(path, create=recipe if self._lock else None)
        except IndexDamaged:
            if not rebuild:
                raise
            set_aside(self.folder)
            return Catalog(path, create=recipe)

    # -- writing -------------------------------------------------------------------------------------------------

    def replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        """Takes `removed` out and puts `documents` in, at once or not at all."""
        with self._writing():
            first_id = self._catalog.reserve_ids()
            with self._catalog.transaction():
                dead = self._catalog.remove([*removed, *(indexed.document.source for indexed in documents)])
                self._insert(documents, first_id)
            self._caches.committed(self._catalog, dead)

    def rebuild(self, recipe: Recipe, documents: Iterable[IndexedDocument]) -> None:
        """Replaces everything by `documents`, made by `recipe`, at once or not at all; until then the old answers."""
        with self._writing():
            first_id = self._catalog.reserve_ids()
            old = self._caches.lexical
            try:
                with self._catalog.transaction():
                    self._catalog.start_over(recipe)
                    self._caches.begin(self._catalog)
                    self._insert(documents, first_id)
                    self._catalog.sweep()
            except BaseException:
                self._caches.lexical = old
                raise
            old.close()
            self._recipe = recipe
            self._caches.started_over(self._catalog, recipe.dimensions)

    def _insert(self, documents: Iterable[IndexedDocument], first_id: int) -> None:
        generation = self._catalog.next_generation()

        def passages() -> Iterator[tuple[int, str, str]]:
            at = first_id
            for indexed in documents:
                for id_, chunk in zip(self._catalog.add(indexed, at, generation), indexed.chunks, strict=True):
                    yield id_, chunk.called, chunk.whole
                at += len(indexed.chunks)

        self._caches.lexical.add(passages(), self._catalog.moment)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if not self._lock:
            raise StoreError(f"the index in {self.folder} is open for reading only", hint="open it with write=True")
        with self._guard, translated(self.folder):
            try:
                yield
            except BaseException as error:
                with suppress(OSError, ValueError):  # the first error is the one to tell
                    self._caches.lexical.rollback()
                if isinstance(error, (OSError, ValueError)):
                    raise StoreError(
                        f"the index in {self.folder} could not be written: {error}; it still answers as before",
                        hint="check the free space and the folder's permissions, then run the command again",
                    ) from error
                raise

    def report(
        self, problems: Sequence[Problem], files: Mapping[str, Seen], among: Collection[str] | None = None
    ) -> None:
        """Keeps these in place of what the last indexing saw, of all files or of those `among`."""
        with self._writing():
            self._catalog.report(problems, files, among)

    def claim(self, source: str) -> Mapping[str, str] | None:
        """The digests of the documents that come of the file: there is no other writer."""
        return self.digests((source,))

    def release(self, sources: Collection[str]) -> None:
        """Nothing has to be let go of."""

    # -- reading -------------------------------------------------------------------------------------------------

    def moment(self) -> AbstractContextManager[None]:
        """Every call is of a moment of its own: one for several would let no other thread ask meanwhile."""
        return nullcontext()

    @contextmanager
    def _moment(self) -> Iterator[Catalog]:
        """One moment of the catalogue, with the caches at least as far."""
        with self._guard, translated(self.folder):
            while True:
                with self._catalog.snapshot():
                    if self._caches.are_at(self._catalog.moment):
                        yield self._catalog
                        return
                    check(self.folder, self._catalog.recipe, self._recipe)
                    self._caches.follow(self._catalog)

    @contextmanager
    def _read(self) -> Iterator[Catalog]:
        """One moment of the catalogue alone."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            yield self._catalog

    def dense(self, vectors: Vectors, k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each row the `k` passages of largest inner product, of those allowed, best first."""
        with self._moment() as catalog:
            cache = self._caches.dense(catalog)
            wide = k + k // 2 + _MARGIN + len(cache) - catalog.chunk_count
            found = cache.search(vectors, wide, _allowed(catalog, only))
            rows = catalog.rows({id_ for ids in found for id_ in ids})
            return _hits(catalog, [_exact(ids, rows, vector, k) for ids, vector in zip(found, vectors, strict=True)], k)

    def lexical(self, terms: Sequence[Sequence[str]], k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each list of terms the `k` best passages by BM25, of those allowed, that hold at least one of them."""
        with self._moment() as catalog:
            dead = max(0, len(self._caches.lexical) - catalog.chunk_count)
            return _hits(catalog, self._search_lexical(terms, k + dead, _allowed(catalog, only)), k)

    def undated(self, only: Filter) -> int:
        """How many documents within the filter's places have no passage with a date."""
        with self._read() as catalog:
            return catalog.undated(only)

    def _search_lexical(
        self, terms: Sequence[Sequence[str]], k: int, only: Sequence[int] | None
    ) -> list[list[tuple[int, float]]]:
        try:
            return self._caches.lexical.search(terms, k, only)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # noqa: BLE001  a file torn since it was opened: tantivy panics, which is no Exception
            self._caches.lexical = filled(LexicalCache(None), self._catalog)
            return self._caches.lexical.search(terms, k, only)

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """The inverse document frequency of each term."""
        with self._moment() as catalog:
            passages = catalog.chunk_count
            counts = {term: min(self._caches.lexical.frequency(term), passages) for term in terms}
            return {term: math.log1p((passages - count + 0.5) / (count + 0.5)) for term, count in counts.items()}

    def vectors(self, digests: Collection[str]) -> dict[str, Vectors]:
        """The stored row of each digest that was embedded before with the same model, while it gives the same."""
        with self._guard, translated(self.folder):
            same = same_vectors(self._catalog.recipe, self._recipe)
            return self._catalog.vectors(digests, self._recipe.model) if same else {}

    def document(self, source: str) -> Document:
        """The document as indexed; DocumentError when there is none of that name."""
        with self._read() as catalog:
            return catalog.document(source)

    def indexed(self, source: str) -> IndexedDocument:
        """The document with all that is kept of it; DocumentError when there is none of that name."""
        with self._read() as catalog:
            return catalog.indexed(source)

    def sections(self, source: str) -> list[Section]:
        """The document's sections, in order."""
        with self._read() as catalog:
            return catalog.sections(source)

    def articles(self) -> dict[str, list[str]]:
        """The titles of the articles found in a document, in its order, by source."""
        with self._read() as catalog:
            return catalog.articles()

    def places(self, source: str, start: int, end: int) -> list[Place]:
        """The places of its file that `start:end` of the document's text touches, in order."""
        with self._read() as catalog:
            return catalog.places(source, start, end)

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding) of every document, by source."""
        with self._read() as catalog:
            return catalog.documents()

    def listed(self) -> list[Listed]:
        """What a list of the documents shows of each, by source."""
        with self._read() as catalog:
            return catalog.listed()

    def digests(self, within: Collection[str] = ()) -> dict[str, str]:
        """Source → digest; of all documents, or of those that are, or lie in, one of the files `within`."""
        with self._read() as catalog:
            return catalog.digests(within)

    def files(self, among: Collection[str] | None = None) -> dict[str, Seen]:
        """Source → what the last indexing saw of the file; of all, or of those `among`."""
        with self._read() as catalog:
            return catalog.files(among)

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, by source."""
        with self._read() as catalog:
            return catalog.problems()

    def state(self) -> IndexState:
        """Generation, model and size."""
        with self._read() as catalog:
            return catalog.state()

    def __len__(self) -> int:
        return self.state().chunks

    def close(self) -> None:
        """Lets go of files and locks; a writer leaves its caches on disk first."""
        with self._guard:
            try:
                if self._lock:
                    self._save_caches()
            finally:
                self._catalog.close()
                self._unlock()

    def _unlock(self) -> None:
        if self._lock:
            self._lock.release()
            self._lock = None

    def _save_caches(self) -> None:
        try:
            with translated(self.folder):
                self._caches.save(self._catalog)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"the caches in {self.folder} could not be saved: {error}; the index is complete but opens slowly",
                hint="free some space and run `qa index` again",
            ) from error


def _allowed(catalog: Catalog, only: Filter) -> list[int] | None:
    """The ids that may be found; None for all."""
    return None if only == EVERYTHING else catalog.allowed(only)


def _exact(ids: Sequence[int], rows: Mapping[int, Vectors], vector: Vectors, k: int) -> list[tuple[int, float]]:
    """(id, inner product) of the `k` largest and of those as large as the last, of the ids that have a row."""
    alive = [id_ for id_ in ids if id_ in rows]
    if not alive:
        return []
    scores = np.array([rows[id_] @ vector for id_ in alive])  # one by one: equal rows are to score the same
    least = np.sort(scores)[-k:][0]
    return [(id_, float(score)) for id_, score in zip(alive, scores, strict=True) if score >= least]


def _hits(catalog: Catalog, found: list[list[tuple[int, float]]], k: int) -> list[list[Hit]]:
    chunks = catalog.chunks({id_ for row in found for id_, _ in row})
    rows = ([Hit(chunks[id_], score) for id_, score in row if id_ in chunks] for row in found)
    return [sorted(row, key=lambda hit: (-hit.score, hit.chunk.source, hit.chunk.start))[:k] for row in rows]
