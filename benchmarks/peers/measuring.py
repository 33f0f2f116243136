"""Every program on the same corpus, one process at a time; what each took and found, as JSON has it."""

import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.corpus import Corpus
from benchmarks.peers.environments import python_of
from benchmarks.peers.peer import Task
from benchmarks.peers.processes import ROOT, Spent, run
from benchmarks.peers.programs import Program
from benchmarks.peers.work import Job, beginning
from qa.evaluation.bootstrap import draws, interval, value
from qa.evaluation.statistics import Statistic, mean, quantile

PROCESSOR = ", processor"
"""Ends the name of a figure whose seconds are the processor's."""
MODEL = ROOT / "src" / "qa" / "embed" / "model"


@dataclass(frozen=True)
class Figure:
    """A figure with where it lies by chance: the least and most of several runs, or a 95 % interval over questions."""

    value: float
    low: float
    high: float


@dataclass
class Measured:
    """What was found of a program with its own or with equal passages; what it could not do says why."""

    program: str
    equal: bool
    passages: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass
class Runs:
    """What the processes of one program gave, run by run."""

    built: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    spent: dict[str, list[Spent]] = field(default_factory=dict)
    size: float = 0


class Trial:
    """One program with one length of passages, in a folder of its own."""

    def __init__(self, program: Program, corpus: Corpus, folder: Path, *, equal: bool) -> None:
        self.program, self.corpus, self.folder = program, corpus, folder / f"{program.name}-{equal:d}"
        self.task = Task(corpus.documents, self.folder / "index", MODEL, equal)
        self.runs, self.measured = Runs(), Measured(program.name, equal)

    def round(self) -> None:
        """Indexes from nothing; adds and removes the documents set aside; asks all questions: each in a new process."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        with self._noted("build"):
            self.runs.built.append(self._do("build"))
            files = [path for path in self.task.index.rglob("*") if path.is_file()]
            self.runs.size = sum(path.stat().st_size for path in files) / 1e6
        aside = sorted(path.relative_to(self.corpus.aside).as_posix() for path in self.corpus.aside.rglob("*.txt"))
        with self._noted("change"):
            self.runs.changed.append(self._do("change", aside=str(self.corpus.aside)))
        with self._noted("ask"):
            questions = [asked.question for asked in self.corpus.questions]
            begun = [beginning((self.corpus.aside / source).read_text(encoding="utf-8")) for source in aside]
            self.runs.asked.append(self._do("ask", questions=[*questions, *begun]))
            self._must_be_left(aside, self.runs.asked[-1]["found"][len(questions) :])
        for source in aside:
            (self.corpus.documents / source).unlink(missing_ok=True)

    def _must_be_left(self, aside: Sequence[str], found: Sequence[Sequence[str]]) -> None:
        """Notes a failure where the new process did not find just the one of them that was left in the index."""
        there = [source for source, sources in zip(aside, found, strict=True) if source in sources]
        if self.runs.changed and there != list(aside[:1]):
            self.runs.changed.clear()
            self.measured.failed["change"] = f"{aside[0]} alone was left in the index, and a new process finds {there}"

    @contextmanager
    def _noted(self, step: str) -> Iterator[None]:
        """A failure is kept, and the other steps go on."""
        try:
            yield
        except (subprocess.CalledProcessError, AssertionError) as error:
            said = getattr(error, "output", "") or str(error)
            self.measured.failed[step] = said.strip().splitlines()[-1]
            print(said, flush=True)

    def _do(self, step: str, **more: Any) -> dict[str, Any]:
        """Runs one step in a process; what it wrote."""
        path = self.folder / "job.json"
        python = python_of(self.program.name)
        Job(self.program.name, step, self.task, time.time(), **more).write(path)
        self.runs.spent.setdefault(step, []).append(run([python, "-m", "benchmarks.peers.work", str(path)]))
        done: dict[str, Any] = json.loads(path.with_suffix(".done").read_text(encoding="utf-8"))
        return done

    def finished(self) -> Measured:
        """The figures of all rounds so far."""
        runs = self.runs
        if runs.built:
            self.measured.passages = runs.built[-1]["passages"]
            self._put("rate", runs.built, "build", lambda seconds: self.corpus.count / seconds)
            self.measured.figures["size"] = Figure(runs.size, runs.size, runs.size)
        if runs.changed:
            self._put("added", runs.changed, "added")
            self._put("gone", runs.changed, "gone")
        if spent := runs.spent.get("build"):
            self.measured.figures["index"] = _of_runs([one.wall for one in spent])
            self.measured.figures[f"index{PROCESSOR}"] = _of_runs([one.processor for one in spent])
        for name, step in (("index, memory", "build"), ("ask, memory", "ask")):
            if spent := runs.spent.get(step):
                self.measured.figures[name] = _of_runs([one.memory for one in spent])
        if runs.asked:
            self._put("cold", runs.asked, "cold")
            self._asked()
        return self.measured

    def _put(
        self, name: str, runs: Sequence[dict[str, Any]], kind: str, made: Callable[[float], float] = float
    ) -> None:
        """The figure of all spans of a kind, by the clock and of the processor."""
        for clock, ending in (("seconds", ""), ("processor", PROCESSOR)):
            self.measured.figures[f"{name}{ending}"] = _of_runs([made(one) for run in runs for one in run[kind][clock]])

    def _asked(self) -> None:
        """Of each question the median of its times, and whether its document was found."""
        asked = self.corpus.questions
        found, kinds = self.runs.asked[-1]["found"][: len(asked)], dict[str, tuple[Sequence[float], Statistic]]()
        for clock, ending in (("seconds", ""), ("processor", PROCESSOR)):
            rounds = zip(*(one["ask"][clock][: len(asked)] for one in self.runs.asked), strict=True)
            times = [statistics.median(each) * 1000 for each in rounds]
            kinds |= {f"p50{ending}": (times, quantile(0.5)), f"p95{ending}": (times, quantile(0.95))}
        kinds[f"mean{PROCESSOR}"] = times, mean
        for count in (1, 5):
            each = zip(asked, found, strict=True)
            right = [float(bool(one.sources & set(sources[:count]))) for one, sources in each]
            kinds[f"recall@{count}"] = right, mean
        drawn = draws(len(found))
        for name, (values, statistic) in kinds.items():
            column = np.array(values)[:, None]
            self.measured.figures[name] = Figure(value(statistic, column), *interval(statistic, column, drawn))

    def versions(self) -> dict[str, str]:
        """Of the packages that matter."""
        self.folder.mkdir(parents=True, exist_ok=True)
        found: dict[str, str] = self._do("versions", packages=self.program.packages)["versions"]
        return found


def _of_runs(values: Sequence[float]) -> Figure:
    return Figure(statistics.median(values), min(values), max(values))
