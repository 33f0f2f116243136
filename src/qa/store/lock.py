"""One writer at a time: a lock on the folder, and a note that names who holds it."""

import json
import os
import socket
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import IndexBusy, StoreError
from qa.files import write_whole


def lock(folder: Path) -> FileLock:
    """The folder's writer lock, taken; IndexBusy names its holder."""
    holder = folder / "writer.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = FileLock(folder / "writer.lock")
        taken.acquire(timeout=0)
        write_whole(holder, json.dumps({"process": os.getpid(), "host": socket.gethostname()}))
    except Timeout:
        raise IndexBusy(
            f"the index in {folder} is being written by {_name(holder)}",
            hint="wait until it is done, then run the command again",
        ) from None
    except OSError as error:
        raise StoreError(
            f"the index folder {folder} cannot be written: {error.strerror or error}",
            hint="choose another with --index, or mend its permissions",
        ) from error
    return taken


def _name(holder: Path) -> str:
    try:
        told = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {told['process']} on {told['host']}"
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return "another process"
