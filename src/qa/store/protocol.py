"""The store's protocol: where indexed passages live and how they are found again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from qa.database import Location
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
from qa.store.seen import Seen


class Store(Protocol):
    """Passages with their vectors and terms. Every answer is of one moment: a committed generation, whole.

    Scores are exact. The local store finds just the best; one that may hold many millions (`PostgresStore`) finds
    about the best of `dense`, and knows how rare a term is within half a per cent.
    """

    def moment(self) -> AbstractContextManager[None]:
        """What this thread reads inside is of one moment, in a store that others may write to while it is read.

        The local store does not keep one over several calls: who quotes compares digests.
        """
        ...

    def claim(self, source: str) -> Mapping[str, str] | None:
        """The digests of the documents that come of the file, which from now on no other writer may bring in.

        None where another one does.
        """
        ...

    def release(self, sources: Collection[str]) -> None:
        """Lets go of files that were claimed, after what came of them was put in."""
        ...

    def replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        """Takes `removed` out and puts `documents` in (a known source is replaced), at once or not at all."""
        ...

    def rebuild(self, recipe: Recipe, documents: Iterable[IndexedDocument]) -> None:
        """Replaces everything by `documents`, made by another recipe, at once or not at all."""
        ...

    def dense(self, vectors: Vectors, k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each row the `k` passages of largest inner product, of those allowed, best first.

        Ties are broken by source and place.
        """
        ...

    def lexical(self, terms: Sequence[Sequence[str]], k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        """For each list of terms the `k` best passages by BM25, of those allowed, that hold at least one of them.

        Scores do not depend on what is allowed.
        """
        ...

    def undated(self, only: Filter) -> int:
        """How many documents within the filter's places have no passage with a date."""
        ...

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """The inverse document frequency of each term, as BM25 has it: log(1 + (n - df + .5) / (df + .5)).

        Titles count; removed passages may still be counted for a while.
        """
        ...

    def vectors(self, digests: Collection[str]) -> dict[str, Vectors]:
        """The stored row, shape (dimensions,), of each digest that was embedded before with the same model."""
        ...

    def document(self, source: str) -> Document:
        """The document as indexed; DocumentError when there is none of that name."""
        ...

    def indexed(self, source: str) -> IndexedDocument:
        """The document with its places and sections, and all passages with their vectors, in order; DocumentError."""
        ...

    def sections(self, source: str) -> list[Section]:
        """The document's sections, in order."""
        ...

    def articles(self) -> dict[str, list[str]]:
        """The titles of the articles found in a document, in its order, by source; only where there are some."""
        ...

    def places(self, source: str, start: int, end: int) -> list[Place]:
        """The places of its file that `start:end` of the document's text touches, in order."""
        ...

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding) of every document, by source."""
        ...

    def listed(self) -> list[Listed]:
        """What a list of the documents shows of each, by source."""
        ...

    def digests(self, within: Collection[str] = ()) -> dict[str, str]:
        """Source → digest; of all documents, or of those that are, or lie in, one of the files `within`."""
        ...

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, by source."""
        ...

    def files(self, among: Collection[str] | None = None) -> dict[str, Seen]:
        """Source → what the last indexing saw of the file; of all, or of those `among`."""
        ...

    def report(
        self, problems: Sequence[Problem], files: Mapping[str, Seen], among: Collection[str] | None = None
    ) -> None:
        """Keeps these in place of what the last indexing saw, of all files or of those `among`."""
        ...

    def state(self) -> IndexState:
        """Generation, model and size."""
        ...

    def __len__(self) -> int:
        """How many passages there are."""
        ...

    def close(self) -> None:
        """Lets go of files and locks; a writer leaves its caches on disk first."""
        ...


def open_store(place: Location, recipe: Recipe, *, write: bool = False, rebuild: bool = False) -> Store:
    """The store in a folder or a database. A reader needs an index made by `recipe`; a writer makes one where none is.

    RecipeMismatch where the index was made otherwise, unless the writer is going to `rebuild`.
    """
    if isinstance(place, Path):
        from qa.store.local import LocalStore

        return LocalStore(place, recipe, write=write, rebuild=rebuild)
    from qa.store.postgres import PostgresStore

    return PostgresStore(place, recipe, write=write, rebuild=rebuild)


def has_index(place: Location) -> bool:
    """Whether an index was begun there, of whatever recipe."""
    if isinstance(place, Path):
        return (place / "catalog.sqlite").exists()
    from qa.store.postgres import is_begun

    return is_begun(place)
