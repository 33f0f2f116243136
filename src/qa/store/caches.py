"""FAISS and tantivy beside the catalogue: opened, brought up to its moment, and left on disk by the writer.

A cache belongs to the catalogue only while that once was at the cache's moment: after a backup was put in its place it
was not, and the cache is made anew. The lexical cache is searched as it lies on disk, where the writer keeps it ahead
of the catalogue. The dense one is read into memory; a writer that searches nothing never reads it, but appends to its
file.
"""

from collections.abc import Collection
from pathlib import Path

from qa.store import dense_file, lexical, lexical_files
from qa.store.catalog import Catalog
from qa.store.dense import DenseCache, codes
from qa.store.dense_file import Stamp
from qa.store.lexical import LexicalCache
from qa.store.told import NEVER, Moment

_FEW_DEAD = 1000  # removed passages that a cache may still hold before it is made anew
_TRIES = 3


class Caches:
    """Both caches of an index folder. Calls with a catalogue stand inside one of its moments."""

    def __init__(self, folder: Path, dimensions: int, *, writes: bool) -> None:
        self._folder, self._dimensions, self._writes = folder, dimensions, writes
        self._at, self._tries = NEVER, 0
        self.lexical = LexicalCache(None)
        self._dense: DenseCache | None = None
        self._removed: list[int] = []  # since the dense file was written

    def are_at(self, moment: Moment) -> bool:
        """Whether they hold just what the catalogue held at that moment, or what it no longer holds."""
        return self._at == moment

    def follow(self, catalog: Catalog) -> None:
        """Brings them to the catalogue's moment, if what is on disk is no further.

        So one looks again, at a newer moment, until none has come meanwhile: the lexical cache may already lack what
        that removed.
        """
        if not catalog.has_been(self._at) or self._is_worn(catalog.chunk_count):
            self._open(catalog)
            return
        if self.lexical.in_memory:
            self.lexical.add(catalog.texts_since(self._at.generation), catalog.moment)
        self.lexical.refresh()
        self._add_dense(catalog, self._at.generation)
        self._at = catalog.moment

    def dense(self, catalog: Catalog) -> DenseCache:
        """The dense cache at the moment at which they are."""
        if self._dense is None:
            self._dense = self._made_dense(catalog)
        return self._dense

    def _is_worn(self, alive: int) -> bool:
        held = (len(self._dense) if self._dense else 0, len(self.lexical) if self.lexical.in_memory else 0)
        return max(held) - alive > _FEW_DEAD + alive // 4

    def _open(self, catalog: Catalog) -> None:
        if self._tries < _TRIES and self._is_ahead(catalog):
            self._tries += 1  # a writer was quicker; where none is, it is of a history that is no more
            return
        self._tries, self._dense = 0, None
        self.lexical = self._loaded_lexical(catalog) or self._made_lexical(catalog)
        if not self._writes:
            self.dense(catalog)
        self._at = catalog.moment

    def _is_ahead(self, catalog: Catalog) -> bool:
        """Whether a cache on disk is of a moment that the catalogue had not seen yet."""
        now, (moment, before) = catalog.moment, lexical.moments(self._lexical_folder(catalog))
        stamp = Stamp.read(self._folder)
        found = [moment if before != now else NEVER, stamp.moment if stamp else NEVER]
        return any(one.identity == now.identity and one.generation > now.generation for one in found)

    # -- lexical -------------------------------------------------------------------------------------------------

    def _loaded_lexical(self, catalog: Catalog) -> LexicalCache | None:
        """The lexical cache on disk; None where it is absent, damaged, worn, or lacks what only a writer may add."""
        cache, now = LexicalCache.load(self._lexical_folder(catalog)), catalog.moment
        if cache is None or not (catalog.has_been(cache.moment) or cache.before == now):
            return None
        if cache.moment.generation < now.generation and self._writes:
            cache.add(catalog.texts_since(cache.moment.generation), now)
        if cache.moment.generation < now.generation or len(cache) < catalog.chunk_count:
            return None
        if self._writes and not self._swept(cache, catalog):
            return None
        cache.moment = now  # and no longer that of a change that a crash has ended
        return cache

    def _swept(self, cache: LexicalCache, catalog: Catalog) -> bool:
        """Takes out what a crash left behind; False where so much is dead that it is better made anew."""
        alive = catalog.chunk_count
        unused = len(cache) - alive
        if unused + lexical_files.dead(self._lexical_folder(catalog)) > _FEW_DEAD + alive // 4:
            return False
        if unused:
            cache.remove(cache.ids() - catalog.chunk_ids())
            cache.add([], catalog.moment)
        return True

    def _made_lexical(self, catalog: Catalog) -> LexicalCache:
        """The lexical cache made from the catalogue: on disk by the writer, in memory by a reader."""
        if self._writes:
            lexical.discard(self._folder)
        return filled(LexicalCache(self._lexical_folder(catalog) if self._writes else None), catalog)

    def _lexical_folder(self, catalog: Catalog) -> Path:
        return self._folder / f"lexical-{catalog.identity[:8]}"

    # -- dense ---------------------------------------------------------------------------------------------------

    def _made_dense(self, catalog: Catalog) -> DenseCache:
        """As it lies on disk, with what is missing; from the catalogue alone where that is not whole."""
        stamp = Stamp.read(self._folder)
        if stamp and catalog.has_been(stamp.moment):
            self._dense = dense_file.load(self._folder, stamp, self._dimensions)
            self._add_dense(catalog, stamp.moment.generation)
        if self._dense is None or len(self._dense) < catalog.chunk_count or self._is_worn(catalog.chunk_count):
            self._dense = DenseCache(self._dimensions)
            self._add_dense(catalog, -1)
        return self._dense

    def _add_dense(self, catalog: Catalog, since: int) -> None:
        if self._dense is not None and since < catalog.generation:
            for ids, vectors in catalog.vectors_since(since):
                self._dense.add(ids, codes(vectors))

    # -- by the writer -------------------------------------------------------------------------------------------

    def begin(self, catalog: Catalog) -> LexicalCache:
        """A new lexical cache for a catalogue that is started over; the one before, which goes on being searched."""
        old, self.lexical = self.lexical, LexicalCache(self._lexical_folder(catalog))
        return old

    def started_over(self, catalog: Catalog, dimensions: int) -> None:
        """What they were is no more; the catalogue and the lexical cache are committed."""
        self._dimensions, self._dense, self._removed, self._at = dimensions, None, [], catalog.moment
        lexical.discard(self._folder, keep=self._lexical_folder(catalog).name)

    def committed(self, catalog: Catalog, removed: Collection[int]) -> None:
        """The catalogue has committed what is in the lexical cache already, and let go of the passages `removed`."""
        self.lexical.remove(removed)
        self._add_dense(catalog, self._at.generation)
        if self._dense is not None:
            self._dense.remove([*removed])
        self._removed.extend(removed)
        self._at = catalog.moment

    def save(self, catalog: Catalog) -> None:
        """Leaves both on disk, complete; what did not change is not written."""
        self.lexical.close()
        if self.lexical.in_memory:  # as long as nothing was rebuilt
            return
        lexical.discard(self._folder, keep=self._lexical_folder(catalog).name)
        stamp, now = Stamp.read(self._folder), catalog.moment
        if stamp and catalog.has_been(stamp.moment) and not stamp.is_worn:
            if stamp.moment != now:
                parts = catalog.vectors_since(stamp.moment.generation)
                stamp = dense_file.append(self._folder, stamp, now, parts, self._removed)
            if stamp.rows == catalog.chunk_count:
                self._removed = []
                return
        dense_file.write(self._folder, now, catalog.vectors_since(-1))  # a crash has forgotten what was removed
        self._removed = []


def filled(cache: LexicalCache, catalog: Catalog) -> LexicalCache:
    """The empty cache with all passages in it."""
    cache.add(catalog.texts_since(-1), catalog.moment)
    return cache
