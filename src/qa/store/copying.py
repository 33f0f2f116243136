"""An index from one place to another, from a folder to a database or back: nothing is read or embedded again."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from qa.database import Location
from qa.errors import StoreError
from qa.records import IndexedDocument, IndexState, Progress, Recipe
from qa.store.beside import keep, kept
from qa.store.contents import contents
from qa.store.protocol import Store, has_index, open_store

BESIDE = "calibration.quick.json", "calibration.thorough.json"
"""What is kept beside an index and goes with it."""


def copy(source: Location, target: Location, *, replace: bool = False, progress: Progress | None = None) -> IndexState:
    """Copies the index at `source` with all that is known of its files; the state of the one at `target`.

    Until it is whole, an index at `target` answers as before; StoreError where there is one that holds documents,
    unless it is to be replaced, and where `source` changed meanwhile. IndexMissing, RecipeMismatch of another version.
    """
    recipe = recipe_from(contents(source).recipe)
    if not replace and has_index(target) and contents(target).state.documents:
        raise StoreError(f"there is an index in {target}", hint="name another place, or give --replace")
    read, written = open_store(source, recipe), open_store(target, recipe, write=True, rebuild=True)
    with closing(read), closing(written), read.moment():
        written.rebuild(recipe, _documents(read, progress))
        written.report(read.problems(), read.files())
        state = written.state()
    for name in BESIDE:
        if (text := kept(source, name)) is not None:
            keep(target, name, text)
    return state


def recipe_from(found: Mapping[str, Any]) -> Recipe:
    """The recipe that an index of this version was made by."""
    return Recipe(**{**found, "probe": tuple(found["probe"])})


def _documents(store: Store, progress: Progress | None) -> Iterator[IndexedDocument]:
    before = store.state()
    for done, (source, _, _) in enumerate(store.documents()):
        if progress:
            progress(done, before.documents, source)
        yield store.indexed(source)
    if store.state().generation != before.generation:
        raise StoreError("the index changed while it was copied", hint="run the command again when nothing is indexed")
