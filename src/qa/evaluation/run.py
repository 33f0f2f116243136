"""Asks every question of a test set, on all processors, and goes on where an interrupted run stopped."""

import hashlib
import json
import os
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.asking import load_calibration
from qa.bot import Bot
from qa.evaluation.checkpoint import Checkpoint
from qa.evaluation.rows import Row, ask_case
from qa.evaluation.workers import asked_by_workers
from qa.index import build_index
from qa.records import Problem, Progress
from qa.settings import Settings
from qa.testsets import Case, lines

_PACKAGE = Path(__file__).parent.parent
_ENOUGH = 150  # questions that are worth starting a process for


@dataclass(frozen=True, slots=True)
class Run:
    """A row for each question of a test set, in order; `recipe` and `settings` say how the answers were made.

    `command` is what one types to make them.
    """

    testset: str
    rows: Sequence[Row]
    recipe: Mapping[str, object]
    settings: Mapping[str, object]
    command: str = ""


def evaluate(
    settings: Settings,
    cases: Sequence[Case],
    *,
    name: str = "",
    checkpoint: Path | None = None,
    workers: int | None = None,
    apart: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Every question of the test set `name` asked of the index that `settings` name.

    Answers are kept in the file `checkpoint`; a run with the same questions, documents and settings goes on from it.
    Who has written them elsewhere takes it away. By default there are as many `workers` as processors, or one for a
    small set. One of them asks in this process, unless it is to ask `apart` in one of its own.
    """
    with Bot.open(settings) as bot, Checkpoint(checkpoint, stamp(settings, bot, cases)) as rows:
        for row in _asked(settings, bot, cases[len(rows) :], workers, apart):
            if progress:
                progress(len(rows), len(cases), "asking")
            rows.add(row)
    if progress:
        progress(len(cases), len(cases), "asking")
    return Run(name, list(rows), bot.recipe.as_json(), chosen(settings))


def _asked(settings: Settings, bot: Bot, cases: Sequence[Case], workers: int | None, apart: bool) -> Iterator[Row]:
    count = workers or min(_processors(), 1 + len(cases) // _ENOUGH)
    here = count == 1 and not apart
    return (ask_case(bot, case) for case in cases) if here else asked_by_workers(settings, cases, count)


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stamp(settings: Settings, bot: Bot, cases: Sequence[Case]) -> str:
    """A name for all that the rows depend on: questions, documents, recipe, settings, calibration, the program."""
    calibration, _ = load_calibration(settings.index, bot.recipe.model, settings.answering.reader)
    made = [chosen(settings), asdict(bot.recipe), asdict(calibration), digests(_PACKAGE)]
    parts = [*made, sorted(bot.store.digests().items()), list(lines(cases))]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def chosen(settings: Settings) -> Mapping[str, object]:
    """The settings that answers depend on beside the recipe."""
    return settings.model_dump(mode="json", include={"retrieval", "answering"})


def digests(package: Path) -> list[str]:
    """The content of a package's files: modules, weights and model."""
    files = (file for file in sorted(package.rglob("*")) if file.is_file() and file.suffix != ".pyc")
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


@contextmanager
def indexed_aside(
    settings: Settings, *, without: Collection[str] = (), progress: Progress | None = None
) -> Iterator[tuple[Settings, Sequence[Problem]]]:
    """The settings with a throw-away index of the documents, and what was left out of it; removed afterwards."""
    with TemporaryDirectory(prefix="qa-eval-") as folder:
        aside = settings.model_copy(update={"index": Path(folder)})
        yield aside, build_index(aside, without=without, progress=progress).problems


def sampled(cases: Sequence[Case], most: int, *, seed: int = 0) -> list[Case]:
    """At most so many of the cases, drawn at random, in their order."""
    drawn = random.Random(seed).sample(range(len(cases)), min(most, len(cases)))
    return [cases[at] for at in sorted(drawn)]


def withheld(cases: Sequence[Case], share: float, *, seed: int = 0) -> tuple[list[Case], frozenset[str]]:
    """The cases as they are when documents are missing, and the sources to leave out.

    Questions are drawn at random, and the documents of each withheld, until at least `share` of the answerable
    questions have lost theirs; these count as unanswerable. One that keeps some of its documents stays answerable.
    """
    answerable = [case for case in cases if case.answerable and case.sources]
    asking = defaultdict(list)
    for case in answerable:
        for source in case.sources:
            asking[source].append(case)
    missing, lost = set[str](), set[int]()
    for case in random.Random(seed).sample(answerable, len(answerable)):
        if len(lost) >= share * len(answerable):
            break
        missing.update(case.sources)
        touched = (one for source in case.sources for one in asking[source])
        lost.update(id(one) for one in touched if missing.issuperset(one.sources))
    return [_without(case, missing) for case in cases], frozenset(missing)


def _without(case: Case, missing: Collection[str]) -> Case:
    left = tuple(source for source in case.sources if source not in missing)
    if left == case.sources:
        return case
    if not left:
        return case.model_copy(update={"answerable": False, "sources": (), "withheld": True})
    unplaced = {"start": None, "evidence_start": None} if left[0] != case.sources[0] else {}
    return case.model_copy(update={"sources": left, **unplaced})
