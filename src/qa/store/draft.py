"""What a rebuild has made so far: a catalogue beside the one that answers, whose place it takes at once when whole.

A rebuild that was ended goes on with it, as long as it is of the same recipe.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from qa.database import Location
from qa.errors import IndexDamaged, RecipeMismatch, StoreError
from qa.records import IndexedDocument, IndexState, Problem, Recipe, Vectors
from qa.store.catalog import Catalog
from qa.store.connection import translated
from qa.store.protocol import Store
from qa.store.recipes import check
from qa.store.seen import Seen

_NAME = "rebuild.sqlite"


def is_rebuilding(place: Location) -> bool:
    """Whether a rebuild in a folder was ended before it was whole."""
    return isinstance(place, Path) and (place / _NAME).exists()


class Draft:
    """Documents with their passages and vectors, in no order. Its owner holds the lock of the `store` in the folder."""

    def __init__(self, folder: Path, recipe: Recipe, store: Store) -> None:
        self._folder, self._recipe, self._store = folder, recipe, store
        try:
            self._catalog = self._opened()
        except (IndexDamaged, RecipeMismatch):
            self.discard()
            self._catalog = self._opened()

    def _opened(self) -> Catalog:
        with translated(self._folder):
            catalog = Catalog(self._folder / _NAME, create=self._recipe)
            try:
                check(self._folder, catalog.recipe, self._recipe)
            except BaseException:
                catalog.close()
                raise
            return catalog

    @contextmanager
    def _using(self) -> Iterator[Catalog]:
        try:
            with translated(self._folder):
                yield self._catalog
        except IndexDamaged as error:
            self.close()
            self.discard()
            raise StoreError(
                f"what was made of a rebuild in {self._folder} is damaged; the index still answers as before",
                hint="run `qa index --rebuild` again: it starts over",
            ) from error

    def replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        """Takes `removed` out and puts `documents` in, at once or not at all."""
        with self._using() as catalog:
            at = catalog.reserve_ids()
            with catalog.transaction():
                catalog.remove([*removed, *(indexed.document.source for indexed in documents)])
                generation = catalog.next_generation()
                for indexed in documents:
                    at = catalog.add(indexed, at, generation).stop

    def claim(self, source: str) -> Mapping[str, str] | None:
        """The digests of the documents that come of the file; nobody else writes here."""
        with self._using() as catalog:
            return catalog.digests((source,))

    def release(self, sources: Collection[str]) -> None:
        """Nothing has to be let go of."""

    def report(
        self, problems: Sequence[Problem], files: Mapping[str, Seen], among: Collection[str] | None = None
    ) -> None:
        """Keeps these in place of what was seen before, of all files or of those `among`."""
        with self._using() as catalog:
            catalog.report(problems, files, among)

    def vectors(self, digests: Collection[str]) -> dict[str, Vectors]:
        """The row of each digest that was embedded before with the same model, here or in the store."""
        with self._using() as catalog:
            found = catalog.vectors(digests, self._recipe.model)
        return found | self._store.vectors([digest for digest in digests if digest not in found])

    def documents(self) -> Iterator[IndexedDocument]:
        """All that are in it, by source."""
        with self._using() as catalog:
            for source in sorted(catalog.digests()):
                yield catalog.indexed(source)

    def digests(self) -> dict[str, str]:
        """Source → digest of all documents."""
        with self._using() as catalog:
            return catalog.digests()

    def files(self) -> dict[str, Seen]:
        """Source → what was seen of the file."""
        with self._using() as catalog:
            return catalog.files()

    def problems(self) -> list[Problem]:
        """What was left out or doubted, by source."""
        with self._using() as catalog:
            return catalog.problems()

    def state(self) -> IndexState:
        """Generation, model and size."""
        with self._using() as catalog:
            return catalog.state()

    def close(self) -> None:
        """Lets go of the file; what is in it is kept."""
        self._catalog.close()

    def discard(self) -> None:
        """Deletes the file, and its log."""
        for tail in ("", "-wal", "-shm"):
            (self._folder / f"{_NAME}{tail}").unlink(missing_ok=True)
