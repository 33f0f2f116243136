"""The index follows its folder: changes come in by themselves, each file once it is quiet."""

from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from qa.bot import Bot
from qa.errors import QAError
from qa.index import watch
from qa.index.watching import QUIET, Waiting
from qa.records import IndexReport
from qa.settings import Settings
from qa.store.lock import lock

Write = Callable[[str, str], Path]
PATIENCE = 60


def test_what_changes_comes_in_by_itself(settings: Settings, write: Write) -> None:
    """A new file, a folder that is moved in, and a file that goes; while another process writes they wait."""
    write("a.txt", "Tea grows on hills.")
    told: Queue[IndexReport | QAError] = Queue()
    stopped = Event()
    thread = Thread(target=watch, args=(settings, told.put), kwargs={"stopped": stopped})
    thread.start()

    def next_change() -> tuple[int, int, int]:
        while True:
            report = told.get(timeout=PATIENCE)
            assert isinstance(report, IndexReport), report
            if report.changes:
                return report.added, report.changed, report.removed

    try:
        assert next_change() == (1, 0, 0)
        with Bot.open(settings) as bot:
            outside = settings.documents.with_name("outside") / "in"
            outside.mkdir(parents=True)
            (outside / "b.txt").write_text("The ferry was sold in 1998.", encoding="utf-8")
            with lock(settings.index_folder):
                outside.parent.rename(settings.documents / "new")
                stopped.wait(2 * QUIET)
            assert next_change() == (1, 0, 0)
            assert bot.ask("When was the ferry sold?").quotes[0].source == "new/in/b.txt"
            (settings.documents / "new/in/b.txt").unlink()
            assert next_change() == (0, 0, 1)
            assert bot.ask("When was the ferry sold?").quotes == ()
    finally:
        stopped.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def waiting(settings: Settings) -> Waiting:
    return Waiting(settings)


def test_a_file_that_is_still_written_waits_until_it_is_quiet(waiting: Waiting, write: Write) -> None:
    path = write("a.txt", "Half of")
    waiting.note([str(path)], 0.0)
    assert waiting.ready(QUIET / 2) is None
    write("a.txt", "Half of it was there.")
    assert waiting.ready(QUIET) is None
    assert waiting.ready(1.9 * QUIET) is None
    assert (waiting.ready(2 * QUIET), waiting.ready(9.0)) == (["a.txt"], None)


def test_what_is_no_document_is_not_looked_at(waiting: Waiting, settings: Settings, write: Write) -> None:
    inside = settings.model_copy(update={"index": settings.documents / "index"})
    waiting.note([str(write(".git/a.txt", "x")), str(write("a.txt~", "x"))], 0.0)
    assert waiting.ready(9.0) is None
    own = Waiting(inside)
    own.note([str(write("index/lexical-1/meta.json", "{}"))], 0.0)
    assert own.ready(9.0) is None


def test_a_folder_is_walked_through_and_nothing_is_read_meanwhile(waiting: Waiting, write: Write) -> None:
    """What lies in it is not told one by one; a file beside it that is still written is waited for."""
    path = write("in/a.txt", "Tea.")
    waiting.note([str(path.parent), str(path)], 1.0)
    assert waiting.ready(1.1) is None
    assert (waiting.ready(1.0 + QUIET), waiting.ready(9.0)) == ([], None)


def test_what_could_not_be_brought_in_is_tried_again(waiting: Waiting, write: Write) -> None:
    waiting.note([str(write("a.txt", "Tea."))], 0.0)
    ready = waiting.ready(9.0)
    assert ready == ["a.txt"]
    waiting.again(ready)
    assert waiting.ready(9.1) == ["a.txt"]
    waiting.again([])
    assert waiting.ready(9.2) == []
