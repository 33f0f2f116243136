"""How much may be asked of the page: how long a body may be and take, what uploads may hold, how many may wait."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from qa.errors import PageBusy

if TYPE_CHECKING:
    from starlette.types import Message, Receive

LONGEST_BODY = 1_000_000
"""Bytes of a request that is no upload; a question has at most 2,000 characters, a passage some thousands."""
LONGEST_NOTEBOOK = 16_000_000
"""Bytes of a notebook that is saved as a sheet; a browser keeps at most some five million characters."""
SECONDS = 30.0
"""How long such a request may take to arrive, and how long a question waits for its turn."""
WAITING_UPLOADS = 20
"""So many times the largest file may lie in the folder of uploads before they are saved."""
AT_ONCE = 4
WAITING = 32
"""So many questions are answered at once, and so many more wait; the next one is told to come back."""


class TooLong(Exception):
    """A body is larger than it may be, or takes too long to arrive."""


async def whole_body(receive: "Receive", longest: int = LONGEST_BODY) -> "Receive":
    """The request's messages with its body in one, which is read now; TooLong for one beyond the limits."""
    body, more = bytearray(), True
    message: Message = {"type": "http.request"}
    try:
        async with asyncio.timeout(SECONDS):
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message["type"] == "http.request" and message.get("more_body", False)
                if len(body) > longest:
                    raise TooLong
    except TimeoutError as error:
        raise TooLong from error
    waiting = [message if message["type"] != "http.request" else {"type": "http.request", "body": bytes(body)}]

    async def replay() -> "Message":
        return waiting.pop() if waiting else await receive()

    return replay


def upload_fits(folder: Path, size: int, largest: int) -> bool:
    """Whether an upload of `size` bytes has room beside those that wait in `folder`."""
    held = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    return held + size <= WAITING_UPLOADS * largest


class Turns:
    """Lets a few questions be answered at once and some more wait."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self._room, self._turn, self._seconds = BoundedSemaphore(at_once + waiting), BoundedSemaphore(at_once), seconds

    @contextmanager
    def one(self) -> Iterator[None]:
        """A question's turn; PageBusy when too many wait, or it does not come in time."""
        busy = PageBusy("too much is asked of the page at once", hint="ask again in a moment")
        if not self._room.acquire(blocking=False):
            raise busy
        try:
            if not self._turn.acquire(timeout=self._seconds):
                raise busy
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._room.release()
