"""What a database holds and what serves it, whatever the recipe is; and what lies beside the index."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from qa.database import Database
from qa.errors import DocumentError, IndexMissing
from qa.store.postgres import schema
from qa.store.postgres.connecting import connect, engine, told
from qa.store.postgres.view import View
from qa.store.recipes import check_version


def is_begun(database: Database) -> bool:
    """Whether an index was begun in the database."""
    with closing(connect(database)) as sql, told(database):
        return schema.has_meta(sql)


@contextmanager
def looked_at(database: Database) -> Iterator[View]:
    """One moment of the index, whatever its recipe; IndexMissing, RecipeMismatch of another version."""
    with closing(connect(database)) as sql, told(database):
        view = View.begin(sql, database)
        check_version(database, view.recipe)
        yield view


def engine_of(view: View) -> list[str]:
    """The server with its extensions, and how far replicas are behind, a line each."""
    return [engine(view.sql), *_replicas(view)]


def _replicas(view: View) -> Iterator[str]:
    if view.rows("SELECT pg_is_in_recovery()") == [(True,)]:
        query = (
            "SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()),"
            " extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"
        )
        for size, seconds in view.rows(query):
            yield f"a replica; {_behind(size)}; its last change is {seconds or 0:,.0f} s old"
        return
    query = (
        "SELECT application_name, coalesce(host(client_addr), 'this machine'),"
        " pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) FROM pg_stat_replication ORDER BY 1, 2"
    )
    for name, where, size in view.rows(query):
        yield f"replica {name} on {where}: {_behind(size)}"


def _behind(size: object) -> str:
    """How many bytes of changes are not shown yet."""
    if size is None:
        return "how far behind it is cannot be told"
    return f"{float(str(size)) / 1e6:,.1f} MB behind" if float(str(size)) else "not behind"


def flaws_of(view: View) -> Iterator[tuple[str, str]]:
    """(source, what is wrong) of each document that is not as it was written; the source is empty for what is none.

    That its pages are whole the server sees to, by checksums of its own.
    """
    for table, count in ("documents", view.document_count), ("chunks", view.chunk_count):
        if view.rows(f"SELECT count(*) FROM {table}") != [(count,)]:
            yield "", f"it says a wrong number of {table}"
    for source, _, _ in view.documents():
        try:
            found = view.indexed(source)
        except (DocumentError, ValueError) as error:
            yield source, str(error)
            continue
        parts = [one for chunk in found.chunks for one in (chunk, chunk.rest) if one]
        if any(found.document.text[one.start : one.end] != one.text for one in parts):
            yield source, f"a passage of {source} is no slice of it"


def broken_indexes(view: View) -> list[str]:
    """Of the indexes that passages are found by those that are missing or not whole."""
    rows = view.rows(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = 'chunks'::regclass AND i.indisvalid"
    )
    return [name for name in ("chunks_by_meaning", "chunks_by_words") if (name,) not in rows]


def kept(database: Database, name: str) -> str | None:
    """A text that was kept beside the index."""
    try:
        with looked_at(database) as view:
            rows = view.rows("SELECT content FROM qa.kept WHERE name = %s", name)
    except IndexMissing:
        return None
    return str(rows[0][0]) if rows else None


def keep(database: Database, name: str, content: str) -> None:
    """Keeps a text beside the index."""
    with closing(connect(database)) as sql, told(database):
        sql.execute(
            "INSERT INTO qa.kept VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET content = excluded.content",
            (name, content),
        )


def must_keep(database: Database) -> None:
    """StoreError where nothing may be kept beside the index."""
    with closing(connect(database)) as sql, told(database):
        sql.execute("BEGIN")
        sql.execute("LOCK TABLE qa.kept IN ROW EXCLUSIVE MODE")
        sql.execute("ROLLBACK")
