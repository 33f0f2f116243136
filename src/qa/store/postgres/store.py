"""The store in PostgreSQL, for an index that several machines read and write.

What is read inside `moment` is of one generation. A connection that is lost meanwhile is made once more; where the
generation is the same, the question goes on as if nothing had been.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from qa.database import Database
from qa.errors import StoreError
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
from qa.store.postgres import searching
from qa.store.postgres.connecting import Pool
from qa.store.postgres.held import Held
from qa.store.postgres.view import View
from qa.store.postgres.writing import Writer
from qa.store.recipes import check, same_vectors
from qa.store.seen import Seen

T = TypeVar("T")


class PostgresStore:
    """An index in a database, open for reading, or for writing as well. Safe to share between threads."""

    def __init__(self, database: Database, recipe: Recipe, *, write: bool = False, rebuild: bool = False) -> None:
        self.database, self._recipe = database, recipe
        self._pool, self._here = Pool(database), threading.local()
        self._writer = Writer(database, recipe, rebuild=rebuild) if write else None
        self._rebuilds = rebuild
        try:
            with self.moment():
                pass
        except BaseException:
            self.close()
            raise

    # -- writing -------------------------------------------------------------------------------------------------

    @property
    def _writing(self) -> Writer:
        if self._writer is None:
            raise StoreError(f"the index in {self.database} is open for reading only", hint="open it with write=True")
        return self._writer

    def claim(self, source: str) -> Mapping[str, str] | None:
        """The digests of the documents that come of the file; None where another writer brings it in."""
        return self.digests((source,)) if self._writing.claim(source) else None

    def release(self, sources: Collection[str]) -> None:
        """Lets go of files that were claimed."""
        self._writing.release(sources)

    def replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        """Takes `removed` out and puts `documents` in, at once or not at all."""
        self._writing.replace(removed, documents)

    def rebuild(self, recipe: Recipe, documents: Iterable[IndexedDocument]) -> None:
        """Replaces everything by `documents`, made by `recipe`, at once or not at all; until then the old answers."""
        self._writing.rebuild(recipe, documents)
        self._recipe, self._rebuilds = recipe, False

    def report(
        self, problems: Sequence[Problem], files: Mapping[str, Seen], among: Collection[str] | None = None
    ) -> None:
        """Keeps these in place of what the last indexing saw, of all files or of those `among`."""
        self._writing.report(problems, files, among)

    # -- moments -------------------------------------------------------------------------------------------------

    @contextmanager
    def moment(self) -> Iterator[None]:
        """What this thread reads inside is of one moment."""
        if getattr(self._here, "held", None):
            yield
            return
        self._here.held = held = Held(self.database, self._pool, self._check)
        try:
            yield
        finally:
            self._here.held = None
            held.end()

    def _check(self, view: View) -> None:
        if not self._rebuilds:
            check(self.database, view.recipe, self._recipe)

    def _read(self, look: Callable[[View], T]) -> T:
        with self.moment():
            held: Held = self._here.held
            return held.look(look)

    # -- reading -------------------------------------------------------------------------------------------------

    def dense(self, vectors: Vectors, k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each row the `k` passages of largest inner product, of those allowed, best first."""
        return self._read(lambda view: [searching.dense(view, row, k, only) for row in vectors])

    def lexical(self, terms: Sequence[Sequence[str]], k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each list of terms the `k` best passages by BM25, of those allowed, that hold at least one of them."""
        return self._read(lambda view: [searching.lexical(view, row, k, only) for row in terms])

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """The inverse document frequency of each term."""
        return self._read(lambda view: searching.rarity(view, terms))

    def undated(self, only: Filter) -> int:
        """How many documents within the filter's places have no passage with a date."""
        return self._read(lambda view: view.undated(only))

    def vectors(self, digests: Collection[str]) -> dict[str, Vectors]:
        """The stored row of each digest that was embedded before with the same model."""
        wanted = self._recipe

        def look(view: View) -> dict[str, Vectors]:
            same = view.model == wanted.model and same_vectors(view.recipe, wanted)
            return view.vectors(digests) if same else {}

        return self._read(look)

    def document(self, source: str) -> Document:
        """The document as indexed; DocumentError when there is none of that name."""
        return self._read(lambda view: view.document(source))

    def indexed(self, source: str) -> IndexedDocument:
        """The document with all that is kept of it; DocumentError when there is none of that name."""
        return self._read(lambda view: view.indexed(source))

    def sections(self, source: str) -> list[Section]:
        """The document's sections, in order."""
        return self._read(lambda view: view.sections(source))

    def articles(self) -> dict[str, list[str]]:
        """The titles of the articles found in a document, in its order, by source."""
        return self._read(View.articles)

    def places(self, source: str, start: int, end: int) -> list[Place]:
        """The places of its file that `start:end` of the document's text touches, in order."""
        return self._read(lambda view: view.places(source, start, end))

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding) of every document, by source."""
        return self._read(View.documents)

    def listed(self) -> list[Listed]:
        """What a list of the documents shows of each, by source."""
        return self._read(View.listed)

    def digests(self, within: Collection[str] = ()) -> dict[str, str]:
        """Source → digest; of all documents, or of those that are, or lie in, one of the files `within`."""
        return self._read(lambda view: view.digests(within))

    def files(self, among: Collection[str] | None = None) -> dict[str, Seen]:
        """Source → what the last indexing saw of the file; of all, or of those `among`."""
        return self._read(lambda view: view.files(among))

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, by source."""
        return self._read(View.problems)

    def state(self) -> IndexState:
        """Generation, model and size."""
        return self._read(View.state)

    def __len__(self) -> int:
        return self.state().chunks

    def close(self) -> None:
        """Lets go of connections, and of what this writer claimed."""
        self._pool.close()
        if self._writer:
            self._writer.close()
