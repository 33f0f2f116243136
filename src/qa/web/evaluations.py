"""Test sets asked from the page: one run at a time, in a process of its own, and every report kept as a file."""

import re
import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread

from qa.bot import Bot
from qa.errors import PageBusy, QAError, TestSetError
from qa.evaluation import MEASURES, compare, evaluate
from qa.report import Report, as_text, page, questions, read_run, report, write_text
from qa.settings import Settings
from qa.testsets import Case
from qa.web.messages import Json, error_shown
from qa.web.testsets import TestSets

RUNS = 50
"""So many reports are kept; the oldest ones go."""
PART = 20
"""Questions that are sent at once."""
_OPENED = 4
_WHYS = ("stale", "not_indexed", "unasked", "not_found", "refused", "other_quoted", "answered")


class Stopped(Exception):
    """The run was stopped, by somebody or with the page."""


@dataclass(slots=True)
class Job:
    """A run in progress, or the last one: `done` of `total` questions, of which `first` were asked before it began."""

    testset: str
    total: int
    done: int = 0
    first: int = -1
    begun: float = 0.0
    running: bool = True
    stopped: bool = False
    run: str = ""
    error: Json | None = None

    def step(self, done: int) -> None:
        """`done` questions have been asked."""
        if self.first < 0:
            self.first, self.begun = done, time.monotonic()
        self.done = done

    def shown(self) -> Json:
        """As the page shows it, with the seconds that are `left` as far as can be told."""
        asked = self.done - self.first if self.first >= 0 else 0
        left = (time.monotonic() - self.begun) / asked * (self.total - self.done) if asked > 0 else None
        return {**asdict(self), "left": left}


class Evaluations:
    """The test sets, the run in progress, and the reports of those before."""

    def __init__(self, settings: Settings, bot: Bot, closed: Event) -> None:
        self.testsets = TestSets(settings, bot)
        self._settings, self._closed = settings, closed
        self._folder = self.testsets.folder / "runs"
        self._job: Job | None = None
        self._halted, self._beginning, self._reading = Event(), Lock(), Lock()
        self._opened: dict[tuple[str, str], Report] = {}

    def evaluations(self, request: Json) -> Json:
        """What can be asked, what is being asked, and the `runs` there are, the latest first."""
        runs = [{"id": name, "testset": name[17:], "at": _moment(name)} for name in self._runs()]
        return {
            "testsets": self.testsets.listed(),
            "runs": runs,
            "job": self._job.shown() if self._job else None,
            "folder": self.testsets.folder.as_posix(),
        }

    def testset(self, request: Json) -> Json:
        """The test set `{"name"}` compared with the documents."""
        return self.testsets.checked(request.get("name"))

    def mend(self, request: Json) -> Json:
        """A copy of the test set `{"name"}` with what is clear put right."""
        return self.testsets.mend(request.get("name"))

    def evaluate(self, request: Json) -> Json:
        """Begins to ask the test set `{"name"}`; PageBusy while another one is asked."""
        with self._beginning:
            if self._job and self._job.running:
                message = f"an evaluation is running: {self._job.testset}"
                raise PageBusy(message, hint="wait until it is done, or stop it")
            name = str(request.get("name"))
            cases = self._asked(name)
            self._make_folder()
            self._halted.clear()
            self._job = Job(name, len(cases))
            Thread(target=self._run, args=(self._job, cases), daemon=True).start()
            return self._job.shown()

    def halt(self, request: Json) -> Json:
        """Stops the run after the question that is being asked; what was asked is kept, and the next one goes on."""
        self._halted.set()
        return {}

    def evaluated(self, request: Json) -> Json:
        """The run `{"run"}`, compared with that `{"before"}` if there is one: figures, and a part of its questions.

        They are those that `{"show"}` names, a reason why one is wrong or a change, from `{"offset"}` on.
        """
        found = self._report(request)
        told = questions(found)
        kinds = _kinds(told)
        matching = kinds.get(str(request.get("show")), kinds["wrong"])
        offset = request.get("offset")
        first = max(offset, 0) if isinstance(offset, int) else 0
        return {
            "testset": found.run.testset,
            "command": found.run.command,
            "total": len(told),
            "figures": [_figure(name, found) for name in found.figures if MEASURES[name].headline],
            "paired": found.comparison.paired if found.comparison else 0,
            "counts": {name: len(some) for name, some in kinds.items() if some},
            "questions": matching[first : first + PART],
            "matching": len(matching),
        }

    def reported(self, request: Json) -> Json:
        """The report of the run `{"run"}` as `qa eval` writes it: the page of `--html`, or the `{"form"}` "json"."""
        found = self._report(request)
        return {"text": as_text(found) if request.get("form") == "json" else page(found)}

    def discard(self, request: Json) -> Json:
        """Deletes the run `{"run"}` with all that is kept of it; what was compared with it is shown by itself."""
        name = self._kept(request)
        try:
            (self._folder / f"{name}.json").unlink(missing_ok=True)
        except OSError as error:
            message = f"the run cannot be deleted in {self._folder}: {error.strerror or error}"
            raise TestSetError(message, hint="allow writing in the folder of the test sets") from error
        with self._reading:
            self._opened = {named: found for named, found in self._opened.items() if name not in named}
        return {}

    def upload(self, files: Sequence[str]) -> Json:
        """Takes in uploaded test sets; each is reported by itself."""
        return {"saved": [self._saved(Path(file)) for file in files]}

    def _saved(self, file: Path) -> Json:
        try:
            return asdict(self.testsets.save(file))
        except QAError as error:
            return {"wanted": file.name, "error": error_shown(error)}

    def _asked(self, name: str) -> list[Case]:
        """The questions, the stale ones with the tag `stale`."""
        cases, findings, _ = self.testsets.cases(name)
        kinds = {id(finding.case): finding.kind for finding in findings}
        return [case.model_copy(update={"stale": kinds[id(case)]}) if id(case) in kinds else case for case in cases]

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"reports cannot be kept in {self._folder}: {error.strerror or error}"
            raise TestSetError(message, hint="allow writing in the folder of the test sets") from error

    def _run(self, job: Job, cases: Sequence[Case]) -> None:
        def step(done: int, total: int, what: str) -> None:
            job.step(done)
            if self._halted.is_set() or self._closed.is_set():
                raise Stopped

        kept = self._folder / f".{job.testset}.checkpoint"
        try:
            run = evaluate(
                self._settings, cases, name=job.testset, checkpoint=kept, workers=1, apart=True, progress=step
            )
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{job.testset}"
            write_text(self._folder / f"{name}.json", as_text(report(replace(run, command=self._command(job.testset)))))
            kept.unlink(missing_ok=True)
            self._forget()
            job.run = name
        except Stopped:
            job.stopped = True
        except Exception as error:  # noqa: BLE001 - the edge of the thread: the page shows it
            job.error = error_shown(error)
        finally:
            job.running = False

    def _command(self, name: str) -> str:
        """What asks the same of the same index, by the same reader."""
        index, reader = str(self._settings.index), self._settings.answering.reader
        path = self.testsets.path(name).as_posix()
        return shlex.join(["qa", "eval", path, "--index", index, "--reader", reader])

    def _runs(self) -> list[str]:
        names = (file.stem for file in self._folder.glob("*.json"))
        return sorted(filter(re.compile(r"2\d{7}T\d{6}Z-.+").fullmatch, names), reverse=True)

    def _kept(self, request: Mapping[str, object]) -> str:
        """The run that a request names; TestSetError for one that is not there."""
        name = str(request.get("run"))
        if name not in self._runs():
            raise TestSetError("this run is not kept any more", hint="choose another one")
        return name

    def _forget(self) -> None:
        for name in self._runs()[RUNS:]:
            (self._folder / f"{name}.json").unlink(missing_ok=True)

    def _report(self, request: Mapping[str, object]) -> Report:
        """The report that a request names, by itself where the run before is not kept; a few are kept in memory."""
        name, before = self._kept(request), str(request.get("before"))
        before = before if before in self._runs() else ""
        with self._reading:
            if (name, before) not in self._opened:
                run = read_run(self._folder / f"{name}.json")
                earlier = read_run(self._folder / f"{before}.json") if before else None
                while len(self._opened) >= _OPENED:
                    self._opened.pop(next(iter(self._opened)))
                self._opened[name, before] = report(run, compare(earlier.rows, run.rows) if earlier else None)
            return self._opened[name, before]


def _kinds(told: Sequence[Mapping[str, object]]) -> dict[str, list[Mapping[str, object]]]:
    """The questions by what may be shown of them."""
    changes = {name: [one for one in told if one.get("transition") == name] for name in ("lost", "won")}
    whys = {why: [one for one in told if one["why"] == why] for why in _WHYS}
    return {"wrong": [one for one in told if not one["right"]], **changes, **whys, "all": list(told)}


def _moment(name: str) -> str:
    """When the run of that name was done, as browsers read it."""
    return datetime.strptime(name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()


def _figure(name: str, found: Report) -> Json:
    """A figure as the page shows it, and how it changed."""
    measure, change = MEASURES[name], found.comparison.figures.get(name) if found.comparison else None
    told = {"name": name, "unit": measure.unit, "more_is_better": measure.more_is_better, **asdict(found.figures[name])}
    return {**told, "change": asdict(change.difference) if change else None}
