"""Whether an index is as it was written: the catalogue by its checksums, the caches by theirs and by the catalogue."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.database import Database, Location
from qa.store import dense_file
from qa.store.catalog import Catalog
from qa.store.connection import translated
from qa.store.dense_file import STAMP, Stamp
from qa.store.lock import lock
from qa.store.recipes import check_version

Part = Literal["catalogue", "document", "cache"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a part of the index; `source` names the document where it is one."""

    part: Part
    message: str
    source: str = ""


def verify(place: Location) -> list[Fault]:
    """All that is not as it was written; an empty list for a whole index. Reads all of it.

    IndexMissing, IndexDamaged where the catalogue cannot be read at all, RecipeMismatch of another version.
    """
    return _verified(place) if isinstance(place, Path) else _verified_database(place)


def _verified(folder: Path) -> list[Fault]:
    with translated(folder), closing(Catalog(folder / "catalog.sqlite")) as catalog, catalog.snapshot():
        check_version(folder, catalog.recipe)
        found = [Fault("document" if source else "catalogue", told, source) for source, told in catalog.flaws()]
        caches = ("lexical", _is_lexical_whole(folder, catalog)), ("dense", _is_dense_whole(folder, catalog))
        return found + [Fault("cache", f"its {name} cache is not whole") for name, is_whole in caches if not is_whole]


def _verified_database(database: Database) -> list[Fault]:
    from qa.store import postgres

    with postgres.looked_at(database) as view:
        found = [Fault("document" if source else "catalogue", told, source) for source, told in postgres.flaws_of(view)]
        return found + [Fault("cache", f"its index {name} is not whole") for name in postgres.broken_indexes(view)]


def discard_caches(place: Location) -> None:
    """Both are made anew by the next writer, those of a database now; IndexBusy while there is one."""
    from qa.store import lexical, postgres

    if not isinstance(place, Path):
        postgres.make_anew(place)
        return
    with lock(place):
        lexical.discard(place)
        (place / STAMP).unlink(missing_ok=True)
        dense_file.discard(place)


def set_aside(place: Location) -> None:
    """Moves a damaged catalogue and its log out of the way, never overwriting an earlier one."""
    if not isinstance(place, Path):
        from qa.store import postgres

        postgres.set_aside(place)
        return
    path = place / "catalog.sqlite"
    number = next(n for n in range(1, 10_000) if not path.with_suffix(f".damaged-{n}").exists())
    path.replace(path.with_suffix(f".damaged-{number}"))
    for tail in ("-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


def _is_lexical_whole(folder: Path, catalog: Catalog) -> bool:
    """Holds all passages; it may be ahead, and hold what a crash or a writer at work has left."""
    from qa.store.lexical import LexicalCache  # tantivy is not read for what needs no cache

    cache = LexicalCache.load(folder / f"lexical-{catalog.identity[:8]}")
    return cache is not None and cache.ids() >= catalog.chunk_ids()


def _is_dense_whole(folder: Path, catalog: Catalog) -> bool:
    """Is as its stamp says, of a moment of this catalogue, and holds all passages that there were then."""
    stamp, dimensions = Stamp.read(folder), catalog.recipe.get("dimensions")
    if stamp is None or not catalog.has_been(stamp.moment) or not isinstance(dimensions, int):
        return False
    cache = dense_file.load(folder, stamp, dimensions)
    return cache is not None and cache.ids() >= catalog.chunk_ids(until=stamp.moment.generation)
