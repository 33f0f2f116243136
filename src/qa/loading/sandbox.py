"""Files that may be hostile, read in processes of their own, which are replaced when one of them kills or stalls it."""

import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from queue import Empty, LifoQueue
from subprocess import DEVNULL, PIPE
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from qa.errors import DocumentError, Refusal
from qa.loading.extracted import Content, Extracted
from qa.loading.formats.pages.page_image import PageImage
from qa.loading.formats.pages.words import QuotedLine

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SECONDS, SECONDS_A_MEGABYTE = 120.0, 60.0
"""How long a file may take: scans are large, and a page of one takes seconds."""
MEMORY = 4_000_000_000
"""Bytes of address space, of which libraries reserve more than they use."""
LONGEST_REPLY = 400_000_000  # bytes
Record = TypeVar("Record", Extracted, PageImage)
_WORKER = (sys.executable, "-P", "-m", "qa.loading.worker")  # -P: no module is taken from the folder one is in
_TICK = 0.1  # seconds between two looks at the clock
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Sandbox:
    """Up to `workers` processes that read one file at a time each; one more is started when all others are busy.

    For any number of threads. Nothing of it is left behind when it is closed, whatever it is doing then.
    """

    def __init__(
        self, workers: int = 1, *, seconds: float = SECONDS, memory: int = MEMORY, worker: Sequence[str] = _WORKER
    ) -> None:
        self._seconds = seconds
        self._workers = [_Worker(worker, memory) for _ in range(workers)]
        self._idle: LifoQueue[_Worker] = LifoQueue()  # the last that was busy first: it runs
        for one in self._workers:
            self._idle.put(one)

    def read(self, source: str, data: bytes, encoding: str | None, password: str | None = None) -> list[Content]:
        """As `contents.read_contents`; DocumentError also when the reader stalls or dies."""
        seconds = self._seconds + SECONDS_A_MEGABYTE * len(data) / 1e6
        reply = self._reply({"source": source, "encoding": encoding, "password": password}, data, seconds)
        return [
            Content(
                told["source"],
                _error(told["error"]) if "error" in told else _record(Extracted).validate_python(told["extracted"]),
            )
            for told in reply["contents"]
        ]

    def draw(
        self,
        source: str,
        data: bytes,
        wanted: str,
        page: int,
        lines: Sequence[QuotedLine] = (),
        password: str | None = None,
    ) -> PageImage:
        """As `contents.draw_page`; DocumentError also when that stalls or dies."""
        told = [asdict(line) for line in lines]
        request = {"source": source, "wanted": wanted, "page": page, "lines": told, "password": password}
        drawn: PageImage = _record(PageImage).validate_python(self._reply(request, data, self._seconds)["drawn"])
        return drawn

    def _reply(self, request: Mapping[str, object], data: bytes, seconds: float) -> dict[str, Any]:
        """What an idle process answers; DocumentError when that is an error, or nothing."""
        head = json.dumps({**request, "size": len(data), "seconds": seconds})
        try:
            worker = self._idle.get(timeout=seconds)
        except Empty:
            raise DocumentError(
                "could not be read: too much else is being read", hint="try again in a moment"
            ) from None
        try:
            reply = worker.asked(head.encode() + b"\n" + data, seconds)
        finally:
            self._idle.put(worker)
        if "error" in reply:
            raise _error(reply["error"])
        return reply

    def close(self) -> None:
        """Ends the processes; what is being read is refused, and nothing is read any more."""
        for worker in self._workers:
            worker.close()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process, started when it is first asked, and anew after a file that it could not stand."""

    def __init__(self, command: Sequence[str], memory: int) -> None:
        self._command, self._memory = command, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._due = math.inf
        self._changing = threading.Lock()

    def asked(self, message: bytes, seconds: float) -> dict[str, Any]:
        """The reply; DocumentError when there is none, or not within `seconds`."""
        process = self._started()
        self._due = time.monotonic() + seconds
        try:
            return cast("dict[str, Any]", json.loads(_exchanged(process, message)))
        except ValueError:
            is_late = time.monotonic() > self._due
            self._stop()
            raise _too_slow(seconds) if is_late else _stopped() from None
        finally:
            self._due = math.inf

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        """Kills the process when its time is over; ends with it."""
        while process.poll() is None:
            if time.monotonic() > self._due:
                process.kill()
            time.sleep(_TICK)

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        with self._changing:
            if self._closed:
                raise _stopped()
            if self._process is None:
                self._process = subprocess.Popen(
                    self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=os.environ | _ONE_THREAD
                )
                assert self._process.stdin is not None
                self._process.stdin.write(f"{self._memory}\n".encode())
                threading.Thread(target=self._watch, args=(self._process,), daemon=True).start()
            return self._process

    def close(self) -> None:
        """Ends the process for good."""
        self._closed = True
        self._stop()

    def _stop(self) -> None:
        with self._changing:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):  # what was not sent yet cannot be any more
                    pipe.close()


def _exchanged(process: "subprocess.Popen[bytes]", message: bytes) -> bytes:
    """The reply's line; what there is of it when the process ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(message)
        process.stdin.flush()
        return process.stdout.readline(LONGEST_REPLY)
    except OSError:
        return b""


def _too_slow(seconds: float) -> DocumentError:
    hint = "divide it, or save its text in a plainer format"
    return DocumentError(f"takes longer than {seconds:.0f} s to read", hint=hint, reason="bomb")


def _stopped() -> DocumentError:
    hint = "open it in the program that made it and save it again"
    return DocumentError("stopped the program that was reading it", hint=hint, reason="damaged")


def _error(told: dict[str, str]) -> DocumentError:
    return DocumentError(told["message"], hint=told["hint"], reason=cast(Refusal, told["reason"]))


@cache
def _record(kind: type[Record]) -> "TypeAdapter[Record]":
    """Makes the record of what the worker wrote down."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
