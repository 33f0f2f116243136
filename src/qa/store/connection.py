"""Opening the catalogue's file, also where its folder cannot be written; errors as sentences.

SQLite needs to write beside the file to read what a writer logs. On a medium that is mounted read-only it is told that
nobody writes, and whoever reads compares the files before and after, in case somebody does by another way in.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.errors import IndexDamaged, StoreError

Signature = tuple[tuple[int, int, int], ...]


def connect(path: Path) -> tuple[sqlite3.Connection, bool]:
    """The connection, and whether SQLite guards what is read through it against writers."""
    sql = _open(str(path))
    try:
        sql.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError as error:
        sql.close()
        if not _cannot_write(error):
            raise
        return (_copied(path) if _logged(path) else _open(f"{path.absolute().as_uri()}?immutable=1")), False
    except BaseException:
        sql.close()
        raise
    return sql, True


def signature(path: Path) -> Signature:
    """What changes whenever the file or its log does; the inode comes first, the file before its log."""
    found = (file.stat() for file in (path, _log(path)) if file.exists())
    return tuple((status.st_ino, status.st_size, status.st_mtime_ns) for status in found)


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turns the errors of SQLite and of the disk into sentences about the index in `folder`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise StoreError(
                f"the disk is full: the change to {folder} was not made, and the index still answers as before",
                hint="free some space and run the command again",
            ) from error
        raise StoreError(
            f"the index in {folder} cannot be used: {error}",
            hint="see that the folder can be read, and written by who indexes",
        ) from error
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"the catalogue {folder / 'catalog.sqlite'} is damaged: {error}",
            hint="`qa index --repair` mends it from the documents, or sets it aside and indexes them anew",
        ) from error
    except (OSError, ValueError) as error:  # the latter is what tantivy raises of the former
        raise StoreError(
            f"the index in {folder} cannot be used: {error}",
            hint="see that its disk is well, and that the folder can be read, and written by who indexes",
        ) from error


def _open(name: str) -> sqlite3.Connection:
    uri = name.startswith("file:")
    return sqlite3.connect(name, isolation_level=None, check_same_thread=False, timeout=30, uri=uri)


def _cannot_write(error: sqlite3.OperationalError) -> bool:
    """CANTOPEN or READONLY, in any of their kinds."""
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _logged(path: Path) -> bool:
    """Whether committed changes are in the log alone, as a crash leaves them."""
    return _log(path).exists() and _log(path).stat().st_size > 0


def _copied(path: Path) -> sqlite3.Connection:
    """A private database that holds the file and its log; it is gone when it is closed."""
    with TemporaryDirectory(prefix="qa-index-") as folder:
        for file in (path, _log(path)):
            shutil.copyfile(file, Path(folder, file.name))
        with closing(_open(str(Path(folder, path.name)))) as whole:
            copy = _open("")
            whole.backup(copy)
    return copy
