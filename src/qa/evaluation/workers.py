"""Questions asked by several processes at a time; every one of them opens the same index for itself."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from qa.bot import Bot
from qa.errors import QAError, StoreError
from qa.evaluation.rows import Row, ask_case
from qa.settings import Settings
from qa.testsets import Case

_ONE_THREAD = {"TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}


def asked_by_workers(settings: Settings, cases: Sequence[Case], workers: int) -> Iterator[Row]:
    """The rows in the order of the cases: the first worker asks the first, the second the second, and so on."""
    spawning = get_context("spawn")
    with ExitStack() as stack, one_thread_each():
        ends: list[Connection] = []
        for number in range(workers):
            here, there = spawning.Pipe(duplex=False)
            process = spawning.Process(target=_work, args=(settings, cases[number::workers], there), daemon=True)
            process.start()
            stack.callback(process.join)
            stack.callback(process.terminate)
            there.close()
            ends.append(stack.enter_context(here))
        for number in range(len(cases)):
            yield _received(ends[number % workers])


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Processes started meanwhile use one thread each: NumPy reads this when it is loaded, and would take them all."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _received(end: Connection) -> Row:
    try:
        row = end.recv()
    except EOFError:
        raise StoreError(
            "a process that was asking questions has stopped",
            hint="run the command again, with fewer --workers where memory is short",
        ) from None
    if isinstance(row, QAError):
        raise row
    return Row.model_validate_json(row)


def _work(settings: Settings, cases: Sequence[Case], end: Connection) -> None:
    """Sends a row for each case, or the error that stopped it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that started this one
    with suppress(BrokenPipeError), end:  # nobody is listening any more
        try:
            with Bot.open(settings) as bot:
                for case in cases:
                    end.send(ask_case(bot, case).model_dump_json())
        except QAError as error:
            end.send(error)
