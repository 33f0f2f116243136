"""What is measured of one program, inside a process of its own environment.

`python -m benchmarks.peers.work JOB` reads a job as JSON, and writes what it found beside it, as JSON too; a program
may print what it likes.
"""

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.peers.peer import Peer, Task

T = TypeVar("T")

COUNT = 5
LONGEST = 60
"""The seconds after which a removed document is taken to stay."""


@dataclass(frozen=True)
class Job:
    """One thing to be done by one program: `build`, `ask`, `change`, or tell the `versions` of its packages.

    Its process was `started` then, in seconds since the epoch.
    """

    program: str
    step: str
    task: Task
    started: float = 0
    questions: Sequence[str] = ()
    aside: str = ""
    packages: Sequence[str] = ()

    def write(self, path: Path) -> None:
        """As JSON."""
        task = {**vars(self.task), "documents": str(self.task.documents)}
        task |= {"index": str(self.task.index), "model": str(self.task.model)}
        path.write_text(json.dumps({**vars(self), "task": task}), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Job":
        """What `write` wrote."""
        job = json.loads(path.read_text(encoding="utf-8"))
        task = job["task"]
        places = {name: Path(task[name]) for name in ("documents", "index", "model")}
        return cls(**{**job, "task": Task(**places, equal=task["equal"])})


def opened(program: str, task: Task) -> Peer:
    """The program, its model loaded: a module of this package by its name, any other by its whole name."""
    module = import_module(f"benchmarks.peers.{program}" if program.isidentifier() else program)
    peer: Peer = module.opened(task)
    return peer


def done(job: Job) -> dict[str, Any]:
    """What came of it."""
    steps = {"build": build, "ask": ask, "change": change}
    if job.step == "versions":
        return {"versions": {name: version(name) for name in job.packages}}
    return steps[job.step](opened(job.program, job.task), job)


class Spans:
    """Seconds of one kind of work, each by the clock and of the processor, with that of processes that have ended."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.processor: list[float] = []

    def of(self, work: Callable[[], T]) -> T:
        """Does the work, which is timed."""
        begun, used = time.perf_counter(), used_so_far()
        result = work()
        self.seconds.append(time.perf_counter() - begun)
        self.processor.append(used_so_far() - used)
        return result


def used_so_far() -> float:
    """Seconds of the processor, of this process and those of its own that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def build(peer: Peer, _: Job) -> dict[str, Any]:
    """How long indexing takes with a loaded model, and the passages."""
    spans = Spans()
    return {"passages": spans.of(peer.build), "build": vars(spans)}


def ask(peer: Peer, job: Job) -> dict[str, Any]:
    """The sources found for each question, and how long that took; and from the process's start to the first answer."""
    peer.load()
    peer.retrieve(job.questions[0], COUNT)
    first = {"seconds": [time.time() - job.started], "processor": [used_so_far()]}
    spans = Spans()
    found = [list(spans.of(partial(peer.retrieve, question, COUNT))) for question in job.questions]
    return {"found": found, "ask": vars(spans), "cold": first}


def change(peer: Peer, job: Job) -> dict[str, Any]:
    """How long it takes until each document set aside is in the index, and then until it is found no more.

    Each is asked for by its own beginning, and must be found between. In the end the first of them is added again.
    """
    peer.load()
    added, gone = Spans(), Spans()
    aside = sorted(path.relative_to(job.aside).as_posix() for path in Path(job.aside).rglob("*.txt"))
    for source in [*aside, aside[0]]:
        whole = job.task.documents / source
        whole.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(job.aside) / source, whole)
        added.of(partial(peer.add, source))
        if source not in peer.retrieve(beginning(job.task.text(source)), COUNT):
            raise AssertionError(f"{source} was added, and is not found")
        if len(gone.seconds) < len(aside):
            question = beginning(job.task.text(source))
            whole.unlink()
            gone.of(partial(until_gone, peer, source, question))
    return {"added": vars(added), "gone": vars(gone)}


def until_gone(peer: Peer, source: str, question: str) -> None:
    """Removes a document, and asks until it is found no more; AssertionError where it stays."""
    ended = time.monotonic() + LONGEST
    peer.remove(source)
    while source in peer.retrieve(question, COUNT):
        if time.monotonic() > ended:
            raise AssertionError(f"{source} was removed, and is still found")


def beginning(text: str) -> str:
    """A question that a document answers before all others: what it begins with."""
    return " ".join(text.split())[:200]


def main() -> None:
    """Does the job."""
    path = Path(sys.argv[1])
    path.with_suffix(".done").write_text(json.dumps(done(Job.read(path))), encoding="utf-8")


if __name__ == "__main__":
    main()
