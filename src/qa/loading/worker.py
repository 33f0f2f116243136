"""The process in which files are read that may be hostile: `python -m qa.loading.worker`, started by `sandbox.py`.

It takes requests on standard input, a line of JSON and the bytes that it announces, and answers each with a line of
JSON on standard output. Nothing is pickled, so that a reader that was taken over can say nothing but text.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, BinaryIO

from qa.errors import DocumentError
from qa.loading.contents import draw_page, read_contents
from qa.loading.extracted import Extracted
from qa.loading.formats.pages.words import QuotedLine

GRACE = 10  # seconds
Request = dict[str, Any]
"""What `sandbox.py` asks for, which is trusted; the bytes that come with it are not."""


def main() -> None:
    """Reads files until standard input ends; the first line says how much memory there is."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints does not disturb the replies
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    _limit_memory(int(requests.readline() or b"0"))
    while line := requests.readline():
        request = json.loads(line)
        with _time_limit(request["seconds"]):
            data = _exactly(requests, request["size"])
            reply = _answered(_drawn if "wanted" in request else _read, request, data)
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def _limit_memory(size: int) -> None:
    """Allocations beyond `size` bytes raise MemoryError, where the system knows such a limit."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Ends the process a little after whoever asked would have: he may be there no more."""
    alarm = getattr(signal, "alarm", lambda _: 0)  # Windows has none
    alarm(int(seconds) + GRACE)
    yield
    alarm(0)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _read(request: Request, data: bytes) -> dict[str, object]:
    """The documents in the file."""
    contents = read_contents(request["source"], data, request["encoding"], request["password"])
    return {"contents": [{"source": content.source} | _told(content.found) for content in contents]}


def _drawn(request: Request, data: bytes) -> dict[str, object]:
    """One page of a document in the file."""
    lines = [QuotedLine(**line) for line in request["lines"]]
    source, wanted, page, password = (request[name] for name in ("source", "wanted", "page", "password"))
    return {"drawn": asdict(draw_page(source, data, wanted, page, lines, password))}


def _answered(act: Callable[[Request, bytes], dict[str, object]], request: Request, data: bytes) -> dict[str, object]:
    """What `act` gives, or its error."""
    try:
        return act(request, data)
    except DocumentError as error:
        return _told(error)
    except RecursionError:
        return _refused("is nested too deeply to be read", "save its text in a plainer format", "bomb")
    except MemoryError:
        return _refused("needs more memory than a file may", "divide it, or save its text", "bomb")
    except Exception as error:  # noqa: BLE001 - libraries raise what they like on damaged files
        reason = f"is damaged: its reader gave up ({type(error).__name__})"
        return _refused(reason, "open it in the program that made it and save it again", "damaged")


def _told(found: Extracted | DocumentError) -> dict[str, object]:
    if isinstance(found, DocumentError):
        return _refused(found.message, found.hint, found.reason)
    return {"extracted": asdict(found)}


def _refused(message: str, hint: str, reason: str) -> dict[str, object]:
    return {"error": {"message": message, "hint": hint, "reason": reason}}


if __name__ == "__main__":
    main()
