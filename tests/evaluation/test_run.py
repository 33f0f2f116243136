"""A whole set asked: in order, by several processes, with documents withheld, and on after an interrupt."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from qa.asking.calibration import Calibration, save_calibration
from qa.bot import Bot
from qa.evaluation.checkpoint import Checkpoint
from qa.evaluation.rows import Row
from qa.evaluation.run import digests, evaluate, indexed_aside, sampled, stamp, withheld
from qa.evaluation.workers import one_thread_each
from qa.index import build_index
from qa.settings import Settings
from qa.testsets.cases import Case, lines

Write = Callable[[str, str], Path]


@pytest.fixture
def harbours(settings: Settings, write: Write) -> Settings:
    """Twelve indexed articles, each about one harbour."""
    for number in range(12):
        write(f"{number:02}.txt", f"Harbour {number}\n\nThe pier of Quay{number} is {number + 100} metres long.")
    build_index(settings)
    return settings


def cases_on(count: int) -> list[Case]:
    return [
        Case(
            id=str(number),
            question=f"How long is the pier of Quay{number % 12}? ({number})",
            answers=(str(number % 12 + 100),),
            sources=(f"{number % 12:02}.txt",),
        )
        for number in range(count)
    ]


def timeless(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows without the one thing that differs from run to run."""
    return [row.model_dump(exclude={"reply": {"milliseconds"}}) for row in rows]


def test_a_set_is_asked_in_order(harbours: Settings) -> None:
    run = evaluate(harbours, cases_on(12))
    assert [row.case.id for row in run.rows] == [str(number) for number in range(12)]
    assert all(row.outcome.first_quote for row in run.rows)
    assert run.recipe["chunk_size"] == harbours.splitting.chunk_size
    assert list(run.settings) == ["retrieval", "answering"]


def test_several_processes_give_what_one_gives(harbours: Settings) -> None:
    cases = cases_on(11)
    assert timeless(evaluate(harbours, cases, workers=3).rows) == timeless(evaluate(harbours, cases).rows)


def test_one_question_looks_up_its_passages_once(harbours: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from qa.asking.retrieve import Retriever
    from qa.records import Query

    looked_up: list[str] = []
    real = Retriever.retrieve

    def counting(self: Retriever, query: Query, *, passages: int) -> object:
        looked_up.append(query.text)
        return real(self, query, passages=passages)

    monkeypatch.setattr(Retriever, "retrieve", counting)
    evaluate(harbours, cases_on(5))
    assert looked_up == [case.question for case in cases_on(5)]


# --------------------------------------------------------------------------------------------- withholding


def test_a_sample_keeps_the_order_and_is_the_same_each_time() -> None:
    cases = cases_on(24)
    some = sampled(cases, 5)
    assert len(some) == 5
    assert some == [case for case in cases if case in some] == sampled(cases, 5)
    assert sampled(cases, 100) == cases


def test_questions_whose_documents_are_withheld_count_as_unanswerable(harbours: Settings) -> None:
    """Half of 24 questions, two a document: six documents go, and no answer is quoted from them."""
    cases, missing = withheld(cases_on(24), 0.5)
    assert len(missing) == 6
    assert [case.answerable for case in cases] == [f"{number % 12:02}.txt" not in missing for number in range(24)]
    with indexed_aside(harbours, without=missing) as (aside, problems):
        rows = evaluate(aside, cases).rows
    assert problems == ()
    assert {quote.source for row in rows if row.reply for quote in row.reply.all_quotes}.isdisjoint(missing)
    assert {row.outcome.first_quote for row in rows if not row.case.answerable} == {False}
    assert withheld(cases_on(24), 0.5) == (cases, missing)
    unanswerable = [Case(question="Who?", answerable=False)] * 50
    assert withheld([*cases_on(24), *unanswerable], 0.5) == ([*cases, *unanswerable], missing)
    assert withheld(cases_on(24), 0) == (cases_on(24), frozenset())


def test_a_question_that_keeps_a_document_stays_answerable() -> None:
    case = Case(question="q", sources=("a.txt", "b.txt"), answers=("x",), start=3)
    others = [Case(question=str(number), sources=("a.txt",)) for number in range(50)]
    cases, missing = withheld([case, *others], 0.9)
    assert missing == {"a.txt"}
    assert (cases[0].answerable, cases[0].sources, cases[0].start) == (True, ("b.txt",), None)


# --------------------------------------------------------------------------------------------- going on


@pytest.mark.usefixtures("harbours")
def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """An answer of the killed run that was changed by hand is in the report: it was not asked for again."""
    (tmp_path / "set.jsonl").write_text("".join(lines(cases_on(320))), encoding="utf-8")
    command = [sys.executable, "-m", "qa", "eval", "set.jsonl", "--out", "report.json"]
    kept, out = tmp_path / "report.json.checkpoint", tmp_path / "report.json"
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(3000):
        if kept.exists() and kept.read_bytes().count(b"\n") > 20:
            break
        time.sleep(0.01)
    started.send_signal(signal.SIGKILL)
    started.wait()
    assert not out.exists()
    kept.write_bytes(re.sub(rb'"answer":"[^"]*"', b'"answer":"by hand"', kept.read_bytes(), count=1))
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    questions = json.loads(out.read_text(encoding="utf-8"))["questions"]
    assert [row["id"] for row in questions] == [case.id for case in cases_on(320)]
    assert [row["reply"]["answer"] for row in questions].count("by hand") == 1
    assert not kept.exists()


def interrupted(path: Path, stamp: str, rows: Sequence[Row]) -> list[Row]:
    """What a run found when it began; it then took in `rows` and was interrupted."""
    found: list[Row] = []
    with suppress(KeyboardInterrupt), Checkpoint(path, stamp) as kept:
        found = list(kept)
        for row in rows:
            kept.add(row)
        raise KeyboardInterrupt
    return found


def test_a_torn_line_is_asked_again_and_another_run_is_not_gone_on_from(harbours: Settings, tmp_path: Path) -> None:
    path, rows = tmp_path / "checkpoint", list(evaluate(harbours, cases_on(3)).rows)
    assert interrupted(path, "one", rows) == []
    path.write_bytes(path.read_bytes()[:-10])
    assert interrupted(path, "one", rows[2:]) == rows[:2]
    assert interrupted(path, "one", []) == rows
    assert interrupted(path, "another", []) == []


def test_another_setting_question_document_or_program_is_another_run(
    harbours: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(settings: Settings, cases: list[Case]) -> str:
        with Bot.open(settings) as bot:
            return stamp(settings, bot, cases)

    first = named(harbours, cases_on(3))
    assert named(harbours, cases_on(3)) == first
    dense = harbours.model_copy(update={"retrieval": harbours.retrieval.model_copy(update={"fusion": "dense"})})
    write("new.txt", "A new article.")
    others = {named(harbours, cases_on(2)), named(dense, cases_on(3))}
    build_index(harbours)
    others.add(named(harbours, cases_on(3)))
    with Bot.open(harbours) as bot:
        save_calibration(harbours.index, "quick", Calibration(slope=2.0, model=bot.recipe.model))
    others.add(named(harbours, cases_on(3)))
    monkeypatch.setattr("qa.evaluation.run.digests", lambda _: ["another program"])
    others.add(named(harbours, cases_on(3)))
    assert len(others | {first}) == 6


@pytest.mark.parametrize("name", ["bot.py", "asking/weights/reader.safetensors"])
def test_a_program_is_another_when_a_module_or_its_weights_are(tmp_path: Path, name: str) -> None:
    (tmp_path / "asking" / "weights").mkdir(parents=True)
    for file in ("bot.py", "asking/weights/reader.safetensors", "bot.cpython-311.pyc"):
        (tmp_path / file).write_bytes(b"before")
    before = digests(tmp_path)
    (tmp_path / "bot.cpython-311.pyc").write_bytes(b"now")
    assert digests(tmp_path) == before
    (tmp_path / name).write_bytes(b"now")
    assert digests(tmp_path) != before


def test_workers_begin_with_one_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes of two BLAS threads each on two processors wait for one another most of the time."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "true")
    names = ("OMP_NUM_THREADS", "TOKENIZERS_PARALLELISM")
    with one_thread_each():
        assert [os.environ.get(name) for name in names] == ["1", "false"]
    assert [os.environ.get(name) for name in names] == [None, "true"]
