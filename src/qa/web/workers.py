"""Processes that answer the page's questions, each with a bot of its own on the same index.

One process uses about one core, however many ask, since most of an answer is Python's own work. `web.workers` says how
many processes answer where there are more cores; the vectors are mapped into memory, which they share.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context, parent_process
from threading import Lock, Thread

from qa.asking import Turn
from qa.bot import Bot
from qa.errors import StoreError
from qa.evaluation import one_thread_each
from qa.records import EVERYTHING, Answer, Filter
from qa.settings import Settings

_TRIES = 2
_told: list[Settings] = []
"""In a process that answers: what it was begun with."""


class Workers:
    """So many processes that answer as `Bot.ask` does; safe to share between threads."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._settings, self._count, self._renewing = settings, count, Lock()
        self._pool = self._started()

    def ask(self, question: str, after: Turn | None = None, *, only: Filter = EVERYTHING) -> Answer:
        """As of `Bot.ask`; asked anew where a process was killed, StoreError where that happens again."""
        for _ in range(_TRIES):
            pool = self._pool
            try:
                return pool.submit(_ask, question, after, only).result()
            except BrokenProcessPool:
                self._renew(pool)
        hint = "ask again; where memory is short, set fewer web.workers"
        raise StoreError("the processes that answer were ended", hint=hint)

    def close(self) -> None:
        """Ends the processes, each after the question that it answers."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        """All of the processes, on their way to be ready."""
        pool = ProcessPoolExecutor(self._count, get_context("spawn"), initializer=_begin, initargs=(self._settings,))
        with one_thread_each():
            for _ in range(self._count):
                pool.submit(_be_ready)
        return pool

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        with self._renewing:
            if self._pool is broken:
                self._pool = self._started()


def _begin(settings: Settings) -> None:
    """Begins a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the page, which closes
    Thread(target=_end_with_the_page, daemon=True).start()
    _told.append(settings)


def _end_with_the_page() -> None:
    page = parent_process()
    if page:
        page.join()
        os._exit(1)


def _be_ready() -> None:
    _bot()


@cache
def _bot() -> Bot:
    return Bot.open(_told[0])


def _ask(question: str, after: Turn | None, only: Filter) -> Answer:
    return _bot().ask(question, after, only=only)
