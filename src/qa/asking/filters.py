"""What a person says to narrow a question down → a Filter."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from qa.errors import QuestionError
from qa.records import Filter
from qa.text import find_dates

MOST_PLACES = 1000


def make_filter(within: Sequence[str] = (), since: str = "", until: str = "", documents: Path | None = None) -> Filter:
    """The filter; QuestionError for a date that cannot be read, and for an end before the beginning.

    A place may be named as the shell completes it, from where one is, when it lies in the folder `documents`.

    >>> make_filter(["news/"], since="1 July 2023", until="2024")
    Filter(within=('news',), since='2023-07-01', until='2024')
    """
    places = tuple(dict.fromkeys(place for place in (_place(one, documents) for one in within) if place != "."))
    if len(places) > MOST_PLACES:
        raise QuestionError(f"{len(places):,} places were named", hint=f"name at most {MOST_PLACES:,}, or a folder")
    first, last = _date(since), _date(until)
    if first and last and first[: len(last)] > last[: len(first)]:
        raise QuestionError(f"nothing lies between {first} and {last}", hint="give the earlier date first")
    return Filter(places, first, last)


def _date(said: str) -> str:
    """As the filter has it; a year alone, and a month as in ISO 8601, are dates as well."""
    said = said.strip()
    try:
        return Filter(since=said).since
    except ValueError:
        pass
    found = {one.date for one in find_dates(said) if one.has_year}
    if len(found) != 1:
        raise QuestionError(f"{said!r} is no date that is certain", hint="give it as 2024, 2024-05 or 2024-05-17")
    return found.pop()


def _place(said: str, documents: Path | None) -> str:
    """Relative to the documents, as sources are named."""
    if documents is not None and Path(said).resolve().is_relative_to(documents.resolve()):
        return Path(said).resolve().relative_to(documents.resolve()).as_posix()
    return PurePosixPath(said.replace("\\", "/")).as_posix()
