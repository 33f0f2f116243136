"""Connections to the server, what it must have, and its errors as sentences."""

import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from qa.database import Database
from qa.errors import StoreError
from qa.store.postgres.words import kept, read

EXTENSIONS = "vector", "pg_textsearch"
_FINDS_NEW = 1, 3
_CONNECT = 10  # seconds until a server that says nothing counts as absent
_PATIENCE, _PAUSE = 5.0, 0.1  # seconds: how long a server that stopped is waited for, and between two tries


class Found(Protocol):
    """What a statement gives."""

    def fetchone(self) -> tuple[Any, ...] | None: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


class Sql(Protocol):
    """What of psycopg's connection is used: its types are there only where it is installed."""

    info: Any
    adapters: Any

    @property
    def closed(self) -> bool: ...
    def execute(self, query: str | bytes, params: Sequence[object] = ()) -> Found: ...
    def cursor(self) -> Any: ...
    def transaction(self) -> AbstractContextManager[object]: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...


class Gone(StoreError):
    """The connection to the server was lost, or what was read has been replaced meanwhile."""


def connect(database: Database) -> Sql:
    """A new connection, each statement a transaction of its own; StoreError says why there is none."""
    psycopg = _driver()
    try:
        sql: Sql = psycopg.connect(
            database.address,
            autocommit=True,
            prepare_threshold=None,  # as proxies that share connections need it
            connect_timeout=_CONNECT,
            application_name=f"qa {socket.gethostname()}:{os.getpid()}",
        )
    except psycopg.Error as error:
        raise _refused(database, error) from None
    _adapt(sql)
    return sql


def connect_again(database: Database) -> Sql:
    """A new connection after one was lost, as soon as the server is back; the last refusal if it is not in time."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return connect(database)
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


class Pool:
    """Connections that wait for their next use; as many as were ever used at a time."""

    def __init__(self, database: Database) -> None:
        self._database, self._idle, self._guard = database, list[Sql](), threading.Lock()

    def take(self) -> Sql:
        """A connection that nobody else has, new where none waits."""
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return connect(self._database)

    def give(self, sql: Sql) -> None:
        """Takes it back; one that is broken, or in the middle of something, is let go of."""
        from psycopg.pq import TransactionStatus

        if sql.closed or sql.info.transaction_status != TransactionStatus.IDLE:
            sql.close()
            return
        with self._guard:
            self._idle.append(sql)

    def close(self) -> None:
        """Lets go of those that wait."""
        with self._guard:
            waiting, self._idle = self._idle, []
        for sql in waiting:
            sql.close()


@contextmanager
def told(database: Database) -> Iterator[None]:
    """Turns the server's errors into sentences: Gone where asking again may help, else StoreError."""
    from psycopg import Error, InterfaceError, OperationalError, errors

    try:
        yield
    except (errors.UndefinedTable, errors.InvalidSchemaName) as error:
        raise Gone(f"the index in {database} was replaced while it was read", hint="ask again") from error
    except errors.DiskFull as error:
        raise StoreError(
            f"the disk of the server is full: the change to {database} was not made, and the index answers as before",
            hint="free some space there and run the command again",
        ) from error
    except errors.InsufficientPrivilege as error:
        raise StoreError(
            f"the index in {database} may not be used so: {said(database, error)}",
            hint="read with a user that may SELECT in its schemas; write with the one that made it",
        ) from error
    except (InterfaceError, OperationalError) as error:
        if isinstance(error, errors.QueryCanceled | errors.OutOfMemory):
            raise _unusable(database, error) from error
        raise Gone(
            f"the connection to {database} was lost: {said(database, error)}",
            hint="see that the server runs and can be reached, then ask again",
        ) from error
    except Error as error:
        raise _unusable(database, error) from error


def said(database: Database, error: Exception) -> str:
    """The first line of what the server said, without passwords."""
    lines = database.without_secrets(str(error)).strip().splitlines() or [type(error).__name__]
    return lines[0]


def must_have_extensions(sql: Sql, database: Database, *, create: bool = False) -> None:
    """StoreError that names the extension which the database lacks, and the command; a writer tries to `create` it."""
    from psycopg import Error

    rows = sql.execute("SELECT extname FROM pg_extension").fetchall()
    for name in EXTENSIONS:
        if (name,) in rows:
            continue
        why = ""
        if create:
            try:
                sql.execute(f"CREATE EXTENSION IF NOT EXISTS {name}".encode())
                continue
            except Error as error:
                why = f": {said(database, error)}"
        raise StoreError(f"the database {database} lacks the extension {name}{why}", hint=_how(database, name))


def engine(sql: Sql) -> str:
    """The server and its extensions with their versions."""
    rows = sql.execute("SELECT extname || ' ' || extversion FROM pg_extension ORDER BY extname DESC").fetchall()
    found = [told for (told,) in rows if told.partition(" ")[0] in EXTENSIONS]
    return ", ".join([f"PostgreSQL {sql.info.parameter_status('server_version')}", *found])


def must_find_new(sql: Sql, database: Database) -> None:
    """StoreError for a replica whose pg_textsearch does not find what is new there."""
    if sql.info.parameter_status("in_hot_standby") != "on":
        return
    row = sql.execute("SELECT extversion FROM pg_extension WHERE extname = 'pg_textsearch'").fetchone()
    version = str(row[0]) if row else "none"
    if tuple(int(part) for part in version.split(".")[:2] if part.isdecimal()) < _FINDS_NEW:
        raise StoreError(
            f"{database} is a replica, where pg_textsearch {version} does not find what is new",
            hint="name the primary, add target_session_attrs=read-write to the URL, or install 1.3 or later",
        )


def _how(database: Database, name: str) -> str:
    preloaded = ", name it in shared_preload_libraries" if name == "pg_textsearch" else ""
    command = f'psql -d {database.name or "NAME"} -c "CREATE EXTENSION {name}"'
    return f"install {name} on the server{preloaded}, and let its administrator run `{command}`"


def _refused(database: Database, error: Exception) -> StoreError:
    message = said(database, error)
    for signs, hint in _HINTS.items():
        if any(sign in message for sign in signs):
            return StoreError(f"the database {database} cannot be opened: {message}", hint=hint)
    return StoreError(
        f"the database {database} cannot be opened: {message}", hint="see that the server runs and the URL is right"
    )


_HINTS = {
    ("password", "authentication"): "set the right password in the URL, in PGPASSWORD or in ~/.pgpass",
    ("does not exist",): "create it first, with `createdb` and `createuser`, or name another in `index`",
    ("pg_hba",): "let the server's pg_hba.conf admit this machine",
    ("too many", "remaining connection slots"): "raise the server's max_connections, or start fewer programs",
}


def _unusable(database: Database, error: Exception) -> StoreError:
    return StoreError(
        f"the index in {database} cannot be used: {said(database, error)}", hint="see the server's log, then try again"
    )


def _driver() -> Any:
    try:
        import psycopg
    except ImportError:
        raise StoreError(
            "an index in PostgreSQL needs psycopg, which is not installed", hint="pip install 'qa[postgres]'"
        ) from None
    return psycopg


def _adapt(sql: Sql) -> None:
    """Text goes in and comes out to the letter, NUL as well."""
    from psycopg.types import string

    class Dumper(string.StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(kept(obj))

    class BinaryDumper(string.StrBinaryDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(kept(obj))

    class Loader(string.TextLoader):
        def load(self, data: Any) -> str:
            return read(str(super().load(data)))

    sql.adapters.register_dumper(str, BinaryDumper)
    sql.adapters.register_dumper(str, Dumper)
    sql.adapters.register_loader("text", Loader)
