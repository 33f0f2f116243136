"""Processes that answer the page's questions: as one bot does, whatever becomes of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from qa.asking import Turn
from qa.bot import Bot
from qa.errors import QuestionError
from qa.index import build_index
from qa.records import Answer, Filter
from qa.settings import Settings
from qa.web.workers import Workers
from tests.web.pages import running_page

BRIDGE = "The old bridge was opened in 1786. It was closed to cars in 1974."
ALONE = """
import sys, time
from multiprocessing import active_children
from qa.settings import load_settings
from qa.web.workers import Workers

if __name__ == "__main__":
    workers = Workers(load_settings(), 1)
    workers.ask("When was the old bridge opened?")
    print(active_children()[0].pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def workers(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Workers]:
    write("bridge.txt", BRIDGE)
    build_index(settings)
    with closing(Workers(settings, 2)) as started:
        yield started


def told(answer: Answer) -> tuple[object, ...]:
    return answer.verdict, answer.follows, [(quote.start, quote.text, quote.score) for quote in answer.quotes]


def test_they_answer_as_the_bot_does_also_what_goes_on_and_what_is_narrowed(
    workers: Workers, settings: Settings
) -> None:
    with Bot.open(settings) as bot:
        first = bot.ask("When was the old bridge opened?")
        after = Turn.of(first)
        asked = ["When was the old bridge opened?"] * 8
        with ThreadPoolExecutor(8) as threads:
            assert {str(told(one)) for one in threads.map(workers.ask, asked)} == {str(told(first))}
        question = "When was it closed to cars?"
        assert told(workers.ask(question, after)) == told(bot.ask(question, after))
    with pytest.raises(QuestionError, match="no indexed document is 'mills'") as refused:
        workers.ask("Where?", only=Filter(within=("mills",)))
    assert "qa status" in refused.value.hint


def test_what_is_indexed_meanwhile_is_found(
    workers: Workers, settings: Settings, write: Callable[[str, str], Path]
) -> None:
    write("ferry.txt", "The ferry Morgenrot was bought by Norway.")
    build_index(settings)
    assert [workers.ask("Who bought the ferry Morgenrot?").quotes[0].source for _ in range(4)] == ["ferry.txt"] * 4


def test_a_question_is_asked_anew_where_the_processes_are_killed(workers: Workers) -> None:
    before = told(workers.ask("When was the old bridge opened?"))
    for process in active_children():
        process.kill()
        process.join()
    assert told(workers.ask("When was the old bridge opened?")) == before


def test_none_is_left_when_the_page_is_killed(settings: Settings, write: Callable[[str, str], Path]) -> None:
    write("bridge.txt", BRIDGE)
    build_index(settings)
    places = {"QA_DOCUMENTS": str(settings.documents), "QA_INDEX": str(settings.index)}
    page = subprocess.Popen(
        [sys.executable, "-c", ALONE], stdout=subprocess.PIPE, text=True, env={**os.environ, **places}
    )
    assert page.stdout
    worker = int(page.stdout.readline())
    page.kill()
    page.wait()
    page.stdout.close()
    for _ in range(300):
        if not is_running(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the process goes on without the page")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] != "Z"


def test_a_page_that_has_them_answers_and_ends_in_order(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    with running_page(tmp_path, QA_WEB__WORKERS="2") as url:
        body = b'{"question": "When was the old bridge opened?"}'
        asked = Request(f"{url}api/ask", body, {"Content-Type": "application/json"})
        with urlopen(asked, timeout=120) as reply:
            assert b"opened in 1786" in reply.read()
