"""Questions asked of an index: which passages are found, some of them without the document that answers."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.bot import Bot
from qa.index import build_index
from qa.records import Hit
from qa.settings import Settings
from training.evidence.questions import Question, QuestionSet

READING_SHARE = 0.75  # of the documents: the questions on them train the reader, those on the others the weights


@dataclass(frozen=True)
class Found:
    """A question with the passages that were found for it, best first."""

    question: Question
    hits: Sequence[Hit]


def halves(questions: QuestionSet, seed: int = 0) -> tuple[list[Question], list[Question]]:
    """The questions on READING_SHARE of the documents, and those on the others."""
    sources = sorted(questions.documents)
    random.Random(seed).shuffle(sources)
    reading = set(sources[: int(READING_SHARE * len(sources))])
    asked = questions.questions
    return [one for one in asked if one.source in reading], [one for one in asked if one.source not in reading]


@contextmanager
def bot_without(questions: QuestionSet, withheld: set[str]) -> Iterator[Bot]:
    """A bot over the set's documents but the withheld ones."""
    with TemporaryDirectory() as folder:
        settings = Settings(documents=Path(folder, "documents"), index=Path(folder, "index"))
        settings.documents.mkdir()
        for source in questions.documents.keys() - withheld:
            (settings.documents / source).write_text(questions.documents[source], encoding="utf-8")
        build_index(settings)
        with Bot.open(settings) as bot:
            yield bot


def withheld_half(asked: Sequence[Question], seed: int = 0) -> set[str]:
    """A random half of the documents that are asked about."""
    about = sorted({question.source for question in asked})
    return set(random.Random(seed).sample(about, len(about) // 2))
