"""Texts that are kept beside an index: a file of its folder, a row of its database."""

from pathlib import Path

from qa.database import Location
from qa.files import write_whole


def kept(place: Location, name: str) -> str | None:
    """The text of that name; None where there is none. OSError, ValueError where a file is none of text."""
    if not isinstance(place, Path):
        from qa.store import postgres

        return postgres.kept(place, name)
    try:
        return (place / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def keep(place: Location, name: str, content: str) -> None:
    """Keeps it, whole or not at all; OSError, StoreError."""
    if isinstance(place, Path):
        write_whole(place / name, content)
        return
    from qa.store import postgres

    postgres.keep(place, name, content)


def must_keep(place: Location, name: str) -> None:
    """OSError or StoreError where nothing of that name can be kept."""
    if not isinstance(place, Path):
        from qa.store import postgres

        postgres.must_keep(place)
        return
    path = place / name
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder")
    trace = path.with_name(f"{name}.new")
    trace.touch()
    trace.unlink()
