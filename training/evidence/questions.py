"""Question sets as questions over documents: with the answer's place, in one language or across two."""

import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import regex
import zstandard

from benchmarks.across import across
from qa.embed.static import StaticEncoder
from qa.loading.reading import load_document
from qa.records import Span
from qa.testsets.cases import read_testset
from qa.text.script import SPACELESS
from qa.text.sentences import sentences
from training.embedder.data import read_groups
from training.embedder.gloss import LEXICONS, Lexicon, gloss, read_lexicons, render

SETS = ("cmrc2018", "arcd", "iapp_thai", "piaf", "idk_mrc", "poquad", "qed")
"""Sets under a licence to train on: encyclopedic prose in seven languages, answers verbatim, some almost answered.

`policyqa` and `covid_qa` were tried and left out: nearly all of their questions fit any document of theirs, and what
is learned from them about answers does not carry over to other English prose.
"""
LONGEST_QUESTION = 500
RARE = 0.005  # share of a set's questions, at most, with a word that another may replace
NEAREST = 0.6  # cosine, at most, of such a word and the other: what is nearer may mean the same
DRAWN = 40
_RUN = regex.compile(
    rf"\p{{Nd}}+|(?P<spaceless>[{SPACELESS}\p{{M}}]{{2,}})|[\p{{L}}\p{{M}}--{SPACELESS}]{{2,}}", regex.V1
)
LEAST_GLOSSED = 0.4
RENDERED_QUESTIONS = 0.6


@dataclass(frozen=True)
class Question:
    """A question, and where its answer stands in a document; -1 to -1 where the document almost answers it."""

    text: str
    source: str
    start: int
    end: int

    @property
    def answered(self) -> bool:
        """The document answers it."""
        return self.start >= 0

    def answered_by(self, source: str, start: int, end: int) -> bool:
        """The stretch of the source covers the whole answer."""
        return self.answered and source == self.source and start <= self.start and self.end <= end

    def touches(self, start: int, end: int) -> bool:
        """Any of the answer stands in the stretch of its document."""
        return start < self.end and self.start < end


@dataclass(frozen=True)
class QuestionSet:
    """Questions over documents (source → text); `name` is shown with figures."""

    name: str
    questions: Sequence[Question]
    documents: Mapping[str, str]


def read_set(data: Path, name: str) -> QuestionSet:
    """The questions of a set of DATA, and its passages as documents by source, under a heading."""
    sources: dict[str, str] = {}
    questions = []
    for row in _rows(data / "qa" / f"{name}.jsonl.zst"):
        source = sources.setdefault(row["passage"], f"{len(sources):05}.txt")
        text, start = row["question"][:LONGEST_QUESTION], row["answer_start"]
        if start == -1:
            questions.append(Question(text, source, -1, -1))
        elif isinstance(start, int) and row["answer"]:
            start += len(title_of(row["passage"])) + 2
            questions.append(Question(text, source, start, start + len(row["answer"])))
    documents = {source: f"{title_of(passage)}\n\n{passage}" for passage, source in sources.items()}
    return QuestionSet(name, questions, {source: text.replace("\r", "\n") for source, text in documents.items()})


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            yield json.loads(line)


def title_of(passage: str) -> str:
    """A heading such as an article would have, for passages that come without one: the words before the first stop."""
    return re.split(r"[（(，,。.:：;；]|是| is | est ", passage.strip().partition("\n")[0])[0][:40].strip()


def read_folder(name: str) -> QuestionSet:
    """A FOLDER with `documents/` and `testset.jsonl`, or A:B, the questions of folder A on the documents of B."""
    asked, _, held = name.partition(":")
    folder = Path(held or asked)
    cases = across(Path(asked), folder) if held else read_testset(folder / "testset.jsonl")
    questions = [Question(case.question, case.sources[0], *place) for case in cases if (place := case.answer_place())]
    paths = sorted((folder / "documents").iterdir())
    documents = {path.name: load_document(path.name, path.read_bytes())[0].text for path in paths}
    return QuestionSet(" → ".join(Path(part).name for part in name.split(":")), questions, documents)


def read_sets(data: Path, seed: int = 0) -> list[QuestionSet]:
    """The SETS of DATA, and the Chinese one twice more: its questions, and its documents, in other languages, which
    the seed draws."""
    sets = [read_set(data, name) for name in SETS]
    lexicons = read_lexicons(list(read_groups(data, LEXICONS)))
    return [*sets, glossed(sets[0], lexicons, seed), rendered(sets[0], lexicons, seed)]


def holed(questions: QuestionSet, seed: int = 0) -> QuestionSet:
    """The set with the sentences cut out that answer a random half of its questions, and what is then not answered
    any more as almost answered; questions whose answer still stands elsewhere in the document are left out."""
    chance = random.Random(seed)
    told = {source: sentences(text) for source, text in questions.documents.items()}
    cut: dict[str, list[Span]] = {source: [] for source in questions.documents}
    for question in questions.questions:
        if question.answered and chance.random() < 0.5:
            cut[question.source] += [span for span in told[question.source] if question.touches(*span)]
    documents = {source: _without(text, cut[source]) for source, text in questions.documents.items()}
    asked = []
    for question in questions.questions:
        answer = questions.documents[question.source][max(question.start, 0) : max(question.end, 0)]
        if not any(question.touches(*span) for span in cut[question.source]):
            before = sum(end - start for start, end in {*cut[question.source]} if end <= question.start)
            asked.append(replace(question, start=question.start - before, end=question.end - before))
        elif answer not in documents[question.source]:
            asked.append(replace(question, start=-1, end=-1))
    return QuestionSet(f"{questions.name}, holed", asked, documents)


def _without(text: str, cut: Sequence[Span]) -> str:
    for start, end in sorted({*cut}, reverse=True):
        text = text[:start] + text[end:]
    return text


def misled(questions: QuestionSet, encoder: StaticEncoder, share: float, seed: int = 0) -> QuestionSet:
    """The set with a random share of its questions changed so that their document only almost answers them: in place of
    a rare word that it holds, a name, a number or another, one of another question, alike, that it does not hold."""
    chance = random.Random(seed)
    told = {question.text: set(_words(question.text, encoder)) for question in questions.questions}
    counts = Counter(word for words in told.values() for word in words)
    most = max(RARE * len(told), 3)
    alike: dict[tuple[str, int], list[str]] = {}
    for word, count in sorted(counts.items()):
        if count <= most:
            alike.setdefault(_shape(word), []).append(word)
    asked = []
    for question in questions.questions:
        document = questions.documents[question.source].casefold()
        words = sorted(word for word in told[question.text] if counts[word] <= most and word.casefold() in document)
        if question.answered and words and chance.random() < share:
            word = chance.choice(words)
            others = chance.choices(alike[_shape(word)], k=DRAWN)
            vectors = encoder.encode_documents([word, *others])
            near = vectors[1:] @ vectors[0]
            other = others[int(np.where(near > NEAREST, -1, near).argmax())]
            if other.casefold() not in document and other not in question.text:
                question = Question(question.text.replace(word, other), question.source, -1, -1)
        asked.append(question)
    return QuestionSet(f"{questions.name}, misled", asked, questions.documents)


def _words(text: str, encoder: StaticEncoder) -> list[str]:
    """Numbers and words; of scripts without spaces, the model's tokens of two signs or more."""
    found = []
    for match in _RUN.finditer(text):
        run = match.group()
        if match["spaceless"]:
            (tokens,) = encoder.tokens([run])
            found += [run[start:end] for start, end in tokens.offsets if end - start > 1]
        else:
            found.append(run)
    return found


def _shape(word: str) -> tuple[str, int]:
    """What a word has in common with one that can stand for it: the kind of its first sign; of numbers, the length."""
    if word[0].isdecimal():
        return "number", len(word)
    spaceless = regex.match(f"[{SPACELESS}]", word)
    return "spaceless" if spaceless else "capital" if word[0].isupper() else "word", 0


def glossed(questions: QuestionSet, lexicons: Mapping[tuple[str, str], Lexicon], seed: int = 0) -> QuestionSet:
    """A Chinese set's questions, each glossed into a language drawn for it; those that hardly can be are left out."""
    others = sorted({other for known, other in lexicons if known == "zh"})
    chance = random.Random(seed)
    kept = []
    for question in questions.questions:
        text, share = gloss(question.text, "zh", lexicons["zh", chance.choice(others)], chance)
        if share >= LEAST_GLOSSED:
            kept.append(replace(question, text=text))
    return QuestionSet(f"{questions.name}, glossed", kept, questions.documents)


def rendered(questions: QuestionSet, lexicons: Mapping[tuple[str, str], Lexicon], seed: int = 0) -> QuestionSet:
    """A Chinese set with every document rendered in a language drawn for it, and most questions in that language."""
    chance = random.Random(seed)
    others = sorted({other for known, other in lexicons if known == "zh"})
    languages = {source: chance.choice([*others, "en", "en", "en"]) for source in questions.documents}
    documents, places = {}, {}
    for source, text in questions.documents.items():
        documents[source], places[source] = render(text, lexicons["zh", languages[source]])
    asked = []
    for question in questions.questions:
        covered = [place for place in places[question.source] if question.start <= place[0] < question.end]
        text = question.text
        if chance.random() < RENDERED_QUESTIONS:
            text = render(text, lexicons["zh", languages[question.source]])[0]
        if covered:
            asked.append(Question(text, question.source, covered[0][1], covered[-1][2]))
    return QuestionSet(f"{questions.name}, rendered", asked, documents)
