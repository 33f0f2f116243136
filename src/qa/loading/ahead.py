"""Files are read ahead of their turn, several at a time, and come in their order whatever each of them takes."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Condition, Thread

from qa.loading.formats import APART
from qa.loading.sandbox import Sandbox
from qa.records import Document, Problem

MOST_WAITING = 1_000
"""Files that were read before their turn."""
LARGEST_WAITING = 50_000_000
"""Characters in them, after which no other is begun."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The documents in a file, and what is in doubt in it; no documents where it is `unchanged`, or `elsewhere`: where
    another worker has it.

    `stamp` is of the moment before it was read, `digest` of its bytes.
    """

    documents: Sequence[Document] = ()
    problems: Sequence[Problem] = ()
    unchanged: bool = False
    stamp: str = ""
    digest: str = ""
    elsewhere: bool = False

    @property
    def size(self) -> int:
        """In characters."""
        return sum(len(document.text) for document in self.documents)


Load = Callable[[str, Sandbox], Loaded]
Take = Callable[[str], Loaded]


def cores() -> int:
    """How many processor cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def reading_ahead(load: Load, sources: Sequence[str], workers: int) -> Iterator[Take]:
    """A function that gives what `load` gives for a source, or raises what that raises, to be called in their order.

    What is read in a process of its own is loaded before it is asked for, by so many threads with such a process
    each; anything else only then, for it takes less time than the way to another process and back. No thread and no
    process is left in the end, whatever they are doing.
    """
    apart = [source for source in sources if PurePosixPath(source).suffix.lower() in APART]
    with Sandbox(workers) as sandbox:
        ahead = _Ahead(apart, lambda source: load(source, sandbox))
        threads = [Thread(target=ahead.work, daemon=True) for _ in range(min(workers, len(apart)))]
        for thread in threads:
            thread.start()
        try:
            yield ahead.take
        finally:
            ahead.stop()
            sandbox.close()
            for thread in threads:
                thread.join()


class _Ahead:
    """What the threads share: which source is to be loaded next, and what waits to be taken."""

    def __init__(self, sources: Sequence[str], load: Take) -> None:
        self._sources, self._load = sources, load
        self._waiting: dict[str, Future[Loaded]] = {source: Future() for source in sources}
        self._begun = self._taken = self._size = 0
        self._stopped = False
        self._moved = Condition()

    def work(self) -> None:
        """Loads one source after the other, each when there is room for it."""
        while (source := self._next()) is not None:
            try:
                loaded = self._load(source)
            except BaseException as error:  # noqa: BLE001 - raised where the source is taken
                self._waiting[source].set_exception(error)
                continue
            with self._moved:
                self._size += loaded.size
            self._waiting[source].set_result(loaded)

    def _next(self) -> str | None:
        with self._moved:
            self._moved.wait_for(self._may_begin)
            if self._stopped or self._begun == len(self._sources):
                return None
            self._begun += 1
            return self._sources[self._begun - 1]

    def _may_begin(self) -> bool:
        """There is room for one more, and always for the one that is taken next."""
        has_room = self._size < LARGEST_WAITING and self._begun - self._taken < MOST_WAITING
        return has_room or self._begun == self._taken or self._stopped

    def take(self, source: str) -> Loaded:
        """What was loaded from the source, as soon as it is; loads it now where nobody else does."""
        if source not in self._waiting:
            return self._load(source)
        size = 0
        try:
            loaded = self._waiting[source].result()
            size = loaded.size
            return loaded
        finally:
            del self._waiting[source]
            with self._moved:
                self._taken += 1
                self._size -= size
                self._moved.notify_all()

    def stop(self) -> None:
        """Lets no thread begin another one."""
        with self._moved:
            self._stopped = True
            self._moved.notify_all()
