"""Files that may be hostile, read in a process of their own, which is replaced when one of them kills or stalls it."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, cast

from qa.errors import DocumentError, Refusal
from qa.loading.extracted import Content, Extracted

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SECONDS, SECONDS_A_MEGABYTE = 120.0, 60.0
"""How long a file may take: scans are large, and a page of one takes seconds."""
MEMORY = 4_000_000_000
"""Bytes of address space, of which libraries reserve more than they use."""
LONGEST_REPLY = 400_000_000  # bytes
_WORKER = (sys.executable, "-P", "-m", "qa.loading.worker")  # -P: no module is taken from the folder one is in


class Sandbox:
    """One process that reads one file at a time; started when it is first needed. For one thread."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY, worker: Sequence[str] = _WORKER) -> None:
        self._seconds, self._memory, self._worker = seconds, memory, worker
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, source: str, data: bytes, encoding: str | None) -> list[Content]:
        """As `contents.read_contents`; DocumentError also when the reader stalls or dies."""
        request = {"source": source, "size": len(data), "encoding": encoding}
        seconds = self._seconds + SECONDS_A_MEGABYTE * len(data) / 1e6
        line = self._asked(json.dumps(request).encode() + b"\n" + data, seconds)
        try:
            reply = json.loads(line)
        except ValueError:
            self.close()
            raise DocumentError(
                "stopped the program that was reading it",
                hint="open it in the program that made it and save it again",
                reason="damaged",
            ) from None
        if "error" in reply:
            raise _error(reply["error"])
        return [
            Content(
                told["source"],
                _error(told["error"]) if "error" in told else _record().validate_python(told["extracted"]),
            )
            for told in reply["contents"]
        ]

    def _asked(self, message: bytes, seconds: float) -> bytes:
        """The reply's line; what there is of it when the process ended."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        alarm = threading.Timer(seconds, give_up)
        alarm.start()
        try:
            process.stdin.write(message)
            process.stdin.flush()
            line = process.stdout.readline(LONGEST_REPLY)
        except OSError:
            line = b""
        finally:
            alarm.cancel()
        if late.is_set():
            self.close()
            raise DocumentError(
                f"takes longer than {seconds:.0f} s to read",
                hint="divide it, or save its text in a plainer format",
                reason="bomb",
            )
        return line

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(self._worker, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
            assert self._process.stdin is not None
            self._process.stdin.write(f"{self._memory}\n".encode())
        return self._process

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _error(told: dict[str, str]) -> DocumentError:
    return DocumentError(told["message"], hint=told["hint"], reason=cast(Refusal, told["reason"]))


@cache
def _record() -> "TypeAdapter[Extracted]":
    """Makes the record of what the worker wrote down."""
    from pydantic import TypeAdapter

    return TypeAdapter(Extracted)
