"""Questions asked of an index: the passages and the evidence found, some of them without the document that answers."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from qa.asking.evidence import Evidence
from qa.asking.features import values_of
from qa.bot import Bot
from qa.index import build_index
from qa.records import Hit
from qa.settings import ReaderName, Settings, load_settings
from training.evidence.questions import Question, QuestionSet

READING_SHARE = 0.75  # of the documents: the questions on them train the reader, those on the others the weights
FOLDERS, FEW_DOCUMENTS, FEW_QUESTIONS = 12, 3, 8  # mixed folders; documents of each set in one, questions in and out
OWN = 0.6  # share of the questions asked of few passages that get some of those found for them

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """A question with the passages that were found for it, best first."""

    question: Question
    hits: Sequence[Hit]


def reader_in_force() -> ReaderName:
    """The one that `QA_ANSWERING__READER` names; it reads for every index that is asked here."""
    return load_settings().answering.reader


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


@dataclass(frozen=True)
class Asked:
    """One question: its candidate sentences, which of them are evidence, and the text of their documents."""

    question: Question
    evidence: Sequence[Evidence]
    right: Flags
    texts: dict[str, str]

    @property
    def features(self) -> Floats:
        """Shape (sentences, features)."""
        return np.array([values_of(one.features) for one in self.evidence])


def ask(questions: QuestionSet, asked: Sequence[Question], most: int, *, withhold: bool = True) -> list[Asked]:
    """At most `most` of the questions, asked without half of the documents; those that find nothing are left out."""
    asked = random.Random(1).sample(asked, min(most, len(asked)))
    with bot_without(questions, withheld_half(asked) if withhold else set()) as bot:
        every = [_weighed(bot, questions, question, bot.retrieve(question.text)) for question in asked]
    return [one for one in every if one.evidence]


def ask_few(questions: QuestionSet, asked: Sequence[Question], most: int) -> list[Asked]:
    """The same as if there were only one to three passages: of those found for the question, or for another one."""
    chance = random.Random(2)
    asked = chance.sample(asked, min(most, len(asked)))
    with bot_without(questions, set()) as bot:
        found = [bot.retrieve(question.text) for question in asked]
        pools = [hits if chance.random() < OWN else chance.choice(found) for hits in found]
        few = [chance.sample(hits, min(len(hits), chance.randint(1, 3))) for hits in pools]
        every = [_weighed(bot, questions, question, hits) for question, hits in zip(asked, few, strict=True)]
    return [one for one in every if one.evidence]


def ask_mixed(sets: Sequence[QuestionSet]) -> list[Asked]:
    """Questions of all sets asked of small folders with a few documents of each, and as many on documents elsewhere:
    where a language has few documents, one of them stands out for every question in it."""
    chance = random.Random(3)
    found: list[Asked] = []
    for _ in range(FOLDERS):
        documents: dict[str, str] = {}
        questions: list[Question] = []
        for at, one in enumerate(sets):
            kept = set(chance.sample(sorted(one.documents), FEW_DOCUMENTS))
            documents |= {f"{at:02}@{source}": one.documents[source] for source in kept}
            here = [question for question in one.questions if question.source in kept]
            elsewhere = [question for question in one.questions if question.source not in kept]
            for some in (here, elsewhere):
                drawn = chance.sample(some, min(len(some), FEW_QUESTIONS))
                questions += [replace(question, source=f"{at:02}@{question.source}") for question in drawn]
        mixed = QuestionSet("mixed", questions, documents)
        with bot_without(mixed, set()) as bot:
            found += [_weighed(bot, mixed, question, bot.retrieve(question.text)) for question in questions]
    return [one for one in found if one.evidence]


def _weighed(bot: Bot, questions: QuestionSet, question: Question, hits: Sequence[Hit]) -> Asked:
    evidence = bot.finder.find(bot.query(question.text), hits)
    right = [question.answered_by(one.chunk.source, one.start, one.end) for one in evidence]
    texts = {one.chunk.source: questions.documents[one.chunk.source] for one in evidence}
    return Asked(question, evidence, np.array(right, bool), texts)
