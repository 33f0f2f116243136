"""A hub on this machine: the few addresses that fetching a model asks for, over the files of a folder."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(ThreadingHTTPServer):
    """Serves `folder` as the model `repository`, and keeps what was asked for; `refused` files are not given out."""

    def __init__(self, repository: str, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repository, self.folder = repository, folder
        self.asked: list[str] = []
        self.refused: set[str] = set()

    @property
    def url(self) -> str:
        """Its address, for HF_ENDPOINT."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving(repository: str, folder: Path) -> Iterator[Hub]:
    """A running hub."""
    with Hub(repository, folder) as hub:
        thread = Thread(target=hub.serve_forever)
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hub, path = self.server, self.path.partition("?")[0]
        hub.asked.append(f"{self.command} {path}")
        if path.startswith(f"/api/models/{hub.repository}/revision/"):
            self._send(json.dumps({"id": hub.repository, "sha": COMMIT}).encode())
        elif path.startswith(f"/api/models/{hub.repository}/tree/"):
            self._send(json.dumps([_entry(hub.folder, file) for file in _files(hub.folder)]).encode())
        elif path.startswith(f"/{hub.repository}/resolve/{COMMIT}/"):
            name = path.removeprefix(f"/{hub.repository}/resolve/{COMMIT}/")
            if name in hub.refused and self.command == "GET":
                self._refuse(403)
            else:
                self._send((hub.folder / name).read_bytes())
        else:
            self._refuse(404, "RepoNotFound")

    def _refuse(self, status: int, code: str = "") -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha1(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _entry(folder: Path, path: Path) -> dict[str, object]:
    name = path.relative_to(folder).as_posix()
    return {"type": "file", "path": name, "size": path.stat().st_size, "oid": hashlib.sha1(name.encode()).hexdigest()}
