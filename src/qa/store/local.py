"""The local store: the SQLite catalogue is the truth, FAISS and tantivy are caches that follow it.

A write puts the new passages into the lexical cache, then commits the catalogue, then takes removed passages out of
the caches. A reader looks at one moment of the catalogue, brings its caches up to that generation, searches, and
passes over what the catalogue does not hold. So it sees a document's old passages or its new ones, never half, and a
crash between any two steps leaves an index that answers.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from qa.errors import IndexDamaged, StoreError
from qa.records import (
    EVERYTHING,
    Document,
    Filter,
    Hit,
    IndexedDocument,
    IndexState,
    Place,
    Problem,
    Recipe,
    Section,
    Vectors,
)
from qa.store import lexical
from qa.store.catalog import Catalog
from qa.store.connection import translated
from qa.store.dense import DenseCache
from qa.store.lexical import LexicalCache
from qa.store.lock import lock
from qa.store.recipes import check

_FEW_DEAD = 1000  # removed passages that a reader's dense cache may still hold before it is made anew


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
                with self._catalog.snapshot():
                    self._open_caches(recipe, rebuild)
            undo.pop_all()

    def _open_catalog(self, recipe: Recipe, rebuild: bool) -> Catalog:
        path = self.folder / "catalog.sqlite"
        try:
            with translated(self.folder):
                return Catalog(path, create=recipe if self._lock else None)
        except IndexDamaged:
            if not rebuild:
                raise
            _set_aside(path)
            return Catalog(path, create=recipe)

    def _open_caches(self, recipe: Recipe, rebuild: bool = False) -> None:
        if not rebuild:
            check(self.folder, self._catalog.recipe, recipe)
        self._recipe, self._identity = recipe, self._catalog.identity
        if rebuild:  # what is there may be of another version: it is left alone until something takes its place
            self._dense, self._lexical = DenseCache(self._identity, recipe.dimensions), LexicalCache(None)
            return
        dense = DenseCache.load(self.folder / "dense.faiss", self._identity, recipe.dimensions)
        self._lexical = self._load_lexical() or self._make_lexical()
        self._dense = dense  # last, since a reader knows by it that both are open
        self._catch_up_dense()

    def _load_lexical(self) -> LexicalCache | None:
        """The lexical cache on disk, or None where it is absent, torn, or lacks what only a writer may add."""
        catalog, cache = self._catalog, LexicalCache.load(self._lexical_folder())
        if cache is not None and cache.generation < catalog.generation and self._lock:
            cache.add(catalog.texts_since(cache.generation), catalog.generation)
        if cache is None or cache.generation < catalog.generation or len(cache) < catalog.chunk_count:
            return None
        return cache

    def _make_lexical(self) -> LexicalCache:
        """The lexical cache made from the catalogue: on disk by the writer, in memory by a reader."""
        if self._lock:
            lexical.discard(self.folder)
        return self._fill(LexicalCache(self._lexical_folder() if self._lock else None))

    def _fill(self, cache: LexicalCache) -> LexicalCache:
        cache.add(self._catalog.texts_since(-1), self._catalog.generation)
        return cache

    def _lexical_folder(self) -> Path:
        return self.folder / f"lexical-{self._identity[:8]}"

    def _catch_up_dense(self) -> None:
        """Adds what is missing since the cache's generation; starts afresh where too much of it is gone."""
        self._add_dense(self._dense.generation)
        alive = self._catalog.chunk_count
        if len(self._dense) < alive or len(self._dense) - alive > _FEW_DEAD + alive // 4:
            self._dense = DenseCache(self._identity, self._recipe.dimensions)
            self._add_dense(-1)

    def _add_dense(self, since: int) -> None:
        for ids, vectors in self._catalog.vectors_since(since):
            self._dense.add(ids, vectors)
        self._dense.generation = self._catalog.generation

    # -- writing -------------------------------------------------------------------------------------------------

    def replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        """Takes `removed` out and puts `documents` in, at once or not at all."""
        with self._writing():
            first_id = self._catalog.reserve_ids()
            with self._catalog.transaction():
                dead = self._catalog.remove([*removed, *(indexed.document.source for indexed in documents)])
                self._insert(documents, first_id)
            self._lexical.remove(dead)
            self._catch_up_dense()
            self._dense.remove(dead)

    def rebuild(self, recipe: Recipe, documents: Iterable[IndexedDocument]) -> None:
        """Replaces everything by `documents`, made by `recipe`, at once or not at all; until then the old answers."""
        with self._writing():
            first_id = self._catalog.reserve_ids()
            old = self._lexical
            try:
                with self._catalog.transaction():
                    self._catalog.start_over(recipe)
                    self._lexical = LexicalCache(self.folder / f"lexical-{self._catalog.identity[:8]}")
                    self._insert(documents, first_id)
            except BaseException:
                self._lexical = old
                raise
            old.close()
            self._recipe, self._identity = recipe, self._catalog.identity
            self._dense = DenseCache(self._identity, recipe.dimensions)
            self._catch_up_dense()
            lexical.discard(self.folder, keep=self._lexical_folder().name)

    def _insert(self, documents: Iterable[IndexedDocument], first_id: int) -> None:
        generation = self._catalog.next_generation()

        def passages() -> Iterator[tuple[int, str, str]]:
            at = first_id
            for indexed in documents:
                for id_, chunk in zip(self._catalog.add(indexed, at, generation), indexed.chunks, strict=True):
                    yield id_, chunk.called, chunk.whole
                at += len(indexed.chunks)

        self._lexical.add(passages(), generation)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if not self._lock:
            raise StoreError(f"the index in {self.folder} is open for reading only", hint="open it with write=True")
        with self._guard, translated(self.folder):
            try:
                yield
            except BaseException as error:
                with suppress(OSError, ValueError):  # the first error is the one to tell
                    self._lexical.rollback()
                if isinstance(error, (OSError, ValueError)):
                    raise StoreError(
                        f"the index in {self.folder} could not be written: {error}; it still answers as before",
                        hint="check the free space and the folder's permissions, then run the command again",
                    ) from error
                raise

    def report(self, problems: Sequence[Problem]) -> None:
        """Keeps the problems of this indexing in place of the last one's."""
        with self._writing():
            self._catalog.report(problems)

    # -- reading -------------------------------------------------------------------------------------------------

    @contextmanager
    def _moment(self) -> Iterator[Catalog]:
        """One moment of the catalogue, with the caches at least as far."""
        with self._guard, translated(self.folder):
            while True:
                with self._catalog.snapshot():
                    if (self._catalog.identity, self._catalog.generation) == self._dense.moment:
                        yield self._catalog
                        return
                    self._follow()

    def _follow(self) -> None:
        """Brings a reader's caches to the moment being looked at.

        The lexical cache may already lack what a still newer generation removed; so `_moment` looks again, and only
        goes on when no newer generation has come.
        """
        if self._catalog.identity != self._dense.identity:
            self._open_caches(self._recipe)
            return
        behind = self._dense.generation
        self._catch_up_dense()
        if self._lexical.in_memory:
            self._lexical.add(self._catalog.texts_since(behind), self._catalog.generation)
        self._lexical.refresh()

    def dense(self, vectors: Vectors, k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each row the `k` passages of largest inner product, of those allowed, best first."""
        with self._moment() as catalog:
            dead = len(self._dense) - catalog.chunk_count
            return _hits(catalog, self._dense.search(vectors, k + dead, _allowed(catalog, only)), k)

    def lexical(self, terms: Sequence[Sequence[str]], k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each list of terms the `k` best passages by BM25, of those allowed, that hold at least one of them."""
        with self._moment() as catalog:
            dead = max(0, len(self._lexical) - catalog.chunk_count)
            return _hits(catalog, self._search_lexical(terms, k + dead, _allowed(catalog, only)), k)

    def undated(self, only: Filter) -> int:
        """How many documents within the filter's places have no passage with a date."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.undated(only)

    def _search_lexical(
        self, terms: Sequence[Sequence[str]], k: int, only: Sequence[int] | None
    ) -> list[list[tuple[int, float]]]:
        try:
            return self._lexical.search(terms, k, only)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # noqa: BLE001  a file torn since it was opened: tantivy panics, which is no Exception
            self._lexical = self._fill(LexicalCache(None))
            return self._lexical.search(terms, k, only)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many passages each term occurs."""
        with self._moment():
            return [self._lexical.frequency(term) for term in terms]

    def vectors(self, digests: Collection[str]) -> dict[str, Vectors]:
        """The stored row of each digest that was embedded before with the same model."""
        with self._guard, translated(self.folder):
            return self._catalog.vectors(digests, self._recipe.model)

    def document(self, source: str) -> Document:
        """The document as indexed; DocumentError when there is none of that name."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.document(source)

    def sections(self, source: str) -> list[Section]:
        """The document's sections, in order."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.sections(source)

    def articles(self) -> dict[str, list[str]]:
        """The titles of the articles found in a document, in its order, by source."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.articles()

    def places(self, source: str, start: int, end: int) -> list[Place]:
        """The places of its file that `start:end` of the document's text touches, in order."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.places(source, start, end)

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding) of every document, by source."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.documents()

    def digests(self) -> dict[str, str]:
        """Source → digest of every document."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.digests()

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, by source."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.problems()

    def state(self) -> IndexState:
        """Generation, model and size."""
        with self._guard, translated(self.folder), self._catalog.snapshot():
            return self._catalog.state()

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
            self._lexical.close()
            lexical.discard(self.folder, keep=self._lexical_folder().name)
            if not self._lexical.in_memory:  # as long as nothing was rebuilt
                self._dense.save(self.folder / "dense.faiss")
        except (OSError, ValueError) as error:
            raise StoreError(
                f"the caches in {self.folder} could not be saved: {error}; the index is complete but opens slowly",
                hint="free some space and run `qa index` again",
            ) from error


def _allowed(catalog: Catalog, only: Filter) -> list[int] | None:
    """The ids that may be found; None for all."""
    return None if only == EVERYTHING else catalog.allowed(only)


def _hits(catalog: Catalog, found: list[list[tuple[int, float]]], k: int) -> list[list[Hit]]:
    chunks = catalog.chunks({id_ for row in found for id_, _ in row})
    rows = ([Hit(chunks[id_], score) for id_, score in row if id_ in chunks] for row in found)
    return [sorted(row, key=lambda hit: (-hit.score, hit.chunk.source, hit.chunk.start))[:k] for row in rows]


def _set_aside(path: Path) -> None:
    """Moves a damaged catalogue and its log out of the way, never overwriting an earlier one."""
    number = next(n for n in range(1, 10_000) if not path.with_suffix(f".damaged-{n}").exists())
    path.replace(path.with_suffix(f".damaged-{number}"))
    for tail in ("-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
