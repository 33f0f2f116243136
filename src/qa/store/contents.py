"""What an index holds, read from its catalogue alone: no model is opened, no cache, and nothing is written."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qa.database import Location
from qa.records import IndexState, Problem
from qa.store.catalog import Catalog
from qa.store.connection import translated
from qa.store.recipes import check_version


@dataclass(frozen=True, slots=True)
class Contents:
    """An index at one moment; `documents` are (source, title, encoding), by source, `articles` the titles of those that
    were found in one, by source. `engine` says what serves a database, a line each.
    """

    recipe: Mapping[str, object]
    state: IndexState
    documents: Sequence[tuple[str, str, str]]
    articles: Mapping[str, Sequence[str]]
    problems: Sequence[Problem]
    engine: Sequence[str] = ()


def contents(place: Location) -> Contents:
    """What the index there holds, by whatever model and splitting it was made.

    IndexMissing, IndexDamaged, StoreError; RecipeMismatch where another version of the program made it.
    """
    if not isinstance(place, Path):
        from qa.store import postgres

        with postgres.looked_at(place) as view:
            told = view.recipe, view.state(), view.documents(), view.articles(), view.problems()
            return Contents(*told, postgres.engine_of(view))
    with translated(place), closing(Catalog(place / "catalog.sqlite")) as catalog, catalog.snapshot():
        check_version(place, catalog.recipe)
        return Contents(catalog.recipe, catalog.state(), catalog.documents(), catalog.articles(), catalog.problems())
