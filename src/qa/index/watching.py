"""The index follows its folder: what comes, changes or goes is brought in as soon as it is quiet.

A file that is still being written waits until its size and time stay as they are; after a folder has moved all are
walked through.
Whatever process writes, each that answers sees the new generation with its next question.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePosixPath
from threading import Event

from qa.database import folder_of
from qa.embed import open_encoder
from qa.errors import IndexBusy, QAError, StoreError
from qa.index.building import build_index, update_index
from qa.loading import SUFFIXES, is_leftover
from qa.records import IndexReport
from qa.settings import Settings

QUIET = 0.5
"""Seconds for which a file stays as it is before it is read."""
_STEP, _TICK = 50, 250  # milliseconds

Told = Callable[[IndexReport | QAError], None]


def watch(
    settings: Settings, told: Told, *, stopped: Event, writing: AbstractContextManager[object] | None = None
) -> None:
    """Brings the index up to date, and again with each change, until `stopped`; every report and error is `told`.

    While another process writes the index a change waits. `writing` is entered for each write, so that other writers
    of this process wait for it. ModelError, and StoreError where the system lets nobody watch the folder.
    """
    encoder, waiting = open_encoder(settings.model), Waiting(settings)
    for changed in _changes(settings.documents, stopped):
        waiting.note(changed, time.monotonic())
        ready = waiting.ready(time.monotonic())
        if ready is None:
            continue
        try:
            with writing or nullcontext():
                report = update_index(settings, ready, encoder=encoder) if ready else build_index(settings)
        except IndexBusy:
            waiting.again(ready)
        except QAError as error:
            told(error)
        else:
            told(report)


def _changes(folder: Path, stopped: Event) -> Iterable[Iterable[str]]:
    """The paths that changed, several times a second, also where there are none; first all that is there."""
    from watchfiles import watch as changes

    while not stopped.is_set():
        if not folder.is_dir():
            stopped.wait(1)
            continue
        yield [str(folder.resolve())]
        try:
            for found in changes(
                folder.resolve(),
                watch_filter=None,
                debounce=_TICK,
                step=_STEP,
                rust_timeout=_TICK,
                yield_on_timeout=True,
                stop_event=stopped,
            ):
                if not folder.is_dir():
                    break
                yield [path for _, path in found]
        except (OSError, RuntimeError) as error:  # the latter is watchfiles' own
            raise StoreError(
                f"changes in {folder} cannot be watched: {error}",
                hint="run `qa index` after a change; or set WATCHFILES_FORCE_POLLING=true, which looks again and again",
            ) from error


class Waiting:
    """What has changed and is not in the index yet: files with when they last did, or more than can be named."""

    def __init__(self, settings: Settings) -> None:
        self._folder, index = settings.documents.resolve(), folder_of(settings.index)
        self._index = index.resolve() if index else None
        self._files: dict[str, tuple[tuple[int, int], float]] = {}
        self._walk = False

    def note(self, paths: Iterable[str], now: float) -> None:
        """Takes in what changed at that moment."""
        for path in paths:
            if not (self._index and Path(path).is_relative_to(self._index)):
                self._take(Path(path).relative_to(self._folder).as_posix(), now)

    def _take(self, source: str, now: float) -> None:
        parts = source.split("/")
        if source == ".":
            self._walk = True
        elif not any(map(is_leftover, parts)):
            if PurePosixPath(source).suffix.lower() in SUFFIXES and not (self._folder / source).is_dir():
                self._files[source] = self._state(source), now
            else:
                self._walk = True  # a folder came or went, with all that is in it; or a file that is only named

    def ready(self, now: float) -> list[str] | None:
        """The files to be brought in, an empty list for all there are, None while there is none or one is written."""
        for source, (state, _) in self._files.items():
            if (found := self._state(source)) != state:
                self._files[source] = found, now
        quiet = [source for source, (_, since) in self._files.items() if now - since >= QUIET]
        if self._walk and len(quiet) == len(self._files):
            self._walk, self._files = False, {}
            return []
        if not quiet or self._walk:
            return None
        for source in quiet:
            del self._files[source]
        return quiet

    def again(self, ready: Iterable[str]) -> None:
        """Could not be brought in."""
        files = {source: (self._state(source), 0.0) for source in ready}
        self._files.update(files)
        self._walk = self._walk or not files

    def _state(self, source: str) -> tuple[int, int]:
        try:
            status = os.stat(self._folder / source)  # noqa: PTH116
        except OSError:
            return -1, -1
        return status.st_size, status.st_mtime_ns
