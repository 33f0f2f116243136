"""What the last indexing saw: the files as they were, and what was wrong with them."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass

from qa.records import Problem


@dataclass(frozen=True, slots=True)
class Seen:
    """A file by its stamp (size, times and so on), the digest of its bytes, and how many documents were in it."""

    stamp: str
    digest: str
    documents: int


def files(sql: sqlite3.Connection, among: Collection[str] | None = None) -> dict[str, Seen]:
    """Source → what was seen of the file; of all, or of those `among`."""
    columns = "SELECT source, stamp, digest, documents FROM files"
    rows = (
        sql.execute(columns)
        if among is None
        else (row for source in among for row in sql.execute(f"{columns} WHERE source = ?", (source,)))
    )
    return {source: Seen(*row) for source, *row in rows}


def problems(sql: sqlite3.Connection) -> list[Problem]:
    """What the last indexing left out or doubted, by source."""
    return [Problem(*row) for row in sql.execute("SELECT source, message, hint FROM problems ORDER BY source, rowid")]


def note(
    sql: sqlite3.Connection, now: Sequence[Problem], found: Mapping[str, Seen], among: Collection[str] | None
) -> bool:
    """Keeps these problems and files in place of the last ones, of all or of those `among`; whether any differs."""
    before, known = files(sql, among), problems(sql)
    wanted = sorted([*of_others(known, among), *now], key=lambda problem: problem.source)
    changed = {source: seen for source, seen in found.items() if before.get(source) != seen}
    gone = before.keys() - found.keys()
    sql.executemany("DELETE FROM files WHERE source = ?", ((source,) for source in gone))
    sql.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", ((s, *astuple(f)) for s, f in changed.items()))
    if wanted != known:
        sql.execute("DELETE FROM problems")
        sql.executemany("INSERT INTO problems VALUES (?, ?, ?)", map(astuple, wanted))
    return bool(changed or gone) or wanted != known


def of_others(known: Iterable[Problem], among: Collection[str] | None) -> list[Problem]:
    """The problems of other files; a member of an archive is named as lying in it."""
    if among is None:
        return []
    return [one for one in known if not any(f"{one.source}/".startswith(f"{source}/") for source in among)]
