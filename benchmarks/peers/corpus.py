"""The documents and questions that every program is given: a mix of test sets, each in equal parts of the questions."""

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.testsets.cases import read_testset

ASIDE = 5


@dataclass(frozen=True)
class Asked:
    """A question, and the documents that hold its answer."""

    question: str
    sources: frozenset[str]


@dataclass(frozen=True)
class Corpus:
    """A folder of documents, one of a few more that are added later, the questions, and what it is made of."""

    documents: Path
    aside: Path
    count: int
    questions: tuple[Asked, ...]
    sets: tuple[str, ...]


def make_corpus(folders: Sequence[Path], documents: int, questions: int, into: Path) -> Corpus:
    """So many documents and questions of the test sets, or as many as there are, chosen by chance with a fixed seed.

    Each folder holds `documents/` and `testset.jsonl`. In the corpus a document lies in a folder named for its set.
    """
    draw = random.Random(0)
    whole = [folder.resolve() for folder in folders]
    shared = Path(os.path.commonpath([path.parent for path in whole]))
    names = {"-".join(path.relative_to(shared).parts): path for path in whole}
    every = [(name, path) for name, folder in names.items() for path in sorted((folder / "documents").rglob("*.txt"))]
    draw.shuffle(every)
    taken = min(documents, len(every) - ASIDE)
    shutil.rmtree(into, ignore_errors=True)
    held = set()
    for number, (name, path) in enumerate(every[: taken + ASIDE]):
        source = Path(name) / path.relative_to(names[name] / "documents")
        copied = into / ("documents" if number < taken else "aside") / source
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copied)
        if number < taken:
            held.add(source.as_posix())
    asked = []
    for name, folder in names.items():
        cases = [case for case in read_testset(folder / "testset.jsonl") if case.answerable and case.sources]
        ready = [Asked(case.question, frozenset(f"{name}/{source}" for source in case.sources)) for case in cases]
        here = [one for one in ready if one.sources <= held]
        asked += draw.sample(here, min(len(here), questions // len(names)))
    return Corpus(into / "documents", into / "aside", taken, tuple(asked), tuple(names))
