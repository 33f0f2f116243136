"""The evidence for a question: every sentence of the passages found, with what speaks for it.

Words: how much of the question's weight in rare terms the sentence, its neighbours and its passage hold. Meaning: how
close they are as vectors. The reader: the best answer that it sees inside the sentence. Place: how the passage was
ranked, where in it the sentence stands. `training/evidence/fit.py` weighs the features, and says which carry it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa.asking.carried import Carried, asks_for_questions, carried
from qa.asking.features import Features, compared
from qa.asking.naming import dates_named
from qa.asking.reading import FAINT, LONGEST, Floats, Reader, Reading
from qa.asking.repeats import grouped
from qa.embed import StaticEncoder
from qa.records import Chunk, Hit, Query, Slice, Span, Vectors, joined
from qa.store import Store
from qa.text import cells, heads, is_heading, laid_flat, sentences, terms, without_colours

_EDGES = re.compile(r"^[\W_]+|[^\w.!?。！？]+$")  # an ended sentence is no heading
_RULE = re.compile(r"\s*\n\s*\|?\s*:?-{3,}")  # below the head of a table
_NEXT_LINE = re.compile(r"[ \t]*\n")
_BYLINE = 40  # characters under a headline that are no sentence of the article
LONG = 200  # characters; a sentence of that length or more has length 1


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A sentence of a passage, its place in the document, what speaks for it, the place of the likeliest answer inside
    it, None where it has no token, and in a dialogue its `speaker`. The `same` words and other `versions` of them are
    evidence no more."""

    chunk: Chunk
    start: int
    end: int
    features: Features
    answer: Span | None
    rest: Slice | None = None
    speaker: str = ""
    same: tuple["Evidence", ...] = ()
    versions: tuple["Evidence", ...] = ()

    @property
    def text(self) -> str:
        """The sentence, with its rest where a column has torn it."""
        text, start = self.chunk.text, self.chunk.start
        if self.chunk.rest and not start <= self.start < self.chunk.end:
            text, start = self.chunk.rest.text, self.chunk.rest.start
        return joined(text[self.start - start : self.end - start], self.rest)


@dataclass(frozen=True, slots=True, eq=False)
class _Passage:
    """A passage with its rank from 0, its sentences (places in the chunk), the cosines of both with the question, and
    its reading."""

    hit: Hit
    rank: int
    spans: Sequence[Span]
    similarity: float
    similarities: Sequence[float]
    reading: Reading


@dataclass(frozen=True, slots=True)
class BestAnswer:
    """The best answer in a sentence: its logit, the log of the sum over all answers, and its place in the chunk."""

    logit: float
    mass: float
    place: Span | None


class EvidenceFinder:
    """Finds the evidence for a question in passages; safe to share between threads when the store is."""

    def __init__(self, store: Store, encoder: StaticEncoder, reader: Reader, *, stored: bool) -> None:
        """`encoder` is the bundled one, whatever the index's is, so that what is near means the same for every index;
        `stored`: the passages' vectors in the store are by it."""
        self._store, self._encoder, self._reader, self._stored = store, encoder, reader, stored

    def find(self, query: Query, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the passages that is no heading and does not ask, each place once, in their order.

        Those that ask as well where nothing else is there, or where the question is what was asked.
        """
        passages = list(self._passages(query, hits))
        if asks_for_questions(query.text):
            return self._found(query, passages, with_questions=True)
        return self._found(query, passages) or self._found(query, passages, with_questions=True)

    def _found(self, query: Query, passages: Sequence[_Passage], *, with_questions: bool = False) -> list[Evidence]:
        found: dict[tuple[str, int, int], Evidence] = {}
        for passage in passages:
            for one in _evidence(passage, query.rarity, with_questions=with_questions):
                found.setdefault((one.chunk.source, one.start, one.end), one)
        once = _once(list(found.values()), query)
        features = compared([one.features for one in once])
        return [replace(one, features=own) for one, own in zip(once, features, strict=True)]

    def _passages(self, query: Query, hits: Sequence[Hit]) -> Iterator[_Passage]:
        """The passages read, with how near they and their sentences are to the question."""
        chunks = [hit.chunk for hit in hits]
        spans = [sentences(chunk.whole) for chunk in chunks]
        wholes = [without_colours(chunk.whole) for chunk in chunks]
        texts = [text[start:end] for text, places in zip(wholes, spans, strict=True) for start, end in places]
        similarities = (self._encoder.encode_documents(texts) @ query.tokens.mean).tolist()
        near = self._vectors(chunks) @ query.tokens.mean
        readings = self._reader.read(query, [one.called for one in chunks], [laid_flat(one.whole) for one in chunks])
        for rank, (hit, places, reading) in enumerate(zip(hits, spans, readings, strict=True)):
            own, similarities = similarities[: len(places)], similarities[len(places) :]
            yield _Passage(hit, rank, places, float(near[rank]), own, reading)

    def _vectors(self, chunks: Sequence[Chunk]) -> Vectors:
        """The passages' rows, as they lie in the store; one that does not, or was replaced meanwhile, is embedded."""
        stored = self._store.vectors([chunk.digest for chunk in chunks]) if self._stored else {}
        missing = {chunk.digest: without_colours(chunk.headed) for chunk in chunks if chunk.digest not in stored}
        stored |= zip(missing, self._encoder.encode_documents(list(missing.values())), strict=True)
        return np.array([stored[chunk.digest] for chunk in chunks], np.float32).reshape(-1, self._encoder.dimensions)


def _once(found: Sequence[Evidence], query: Query) -> list[Evidence]:
    """What several documents say, once; of the versions of a document the newest, or that of the date asked for."""
    groups = grouped([(one.chunk, one.start, one.end) for one in found], query.terms, dates_named(query.text))
    return [
        replace(
            found[group.leader],
            same=tuple(found[at] for at in group.same),
            versions=tuple(found[at] for at in group.versions),
        )
        for group in groups
    ]


def best_answers(reading: Reading, spans: Sequence[Span]) -> list[BestAnswer]:
    """For every sentence the likeliest of the answers whose tokens all lie in it."""
    places = reading.offsets
    firsts = np.searchsorted(places[:, 0], [start for start, _ in spans]).tolist()
    lasts = np.searchsorted(places[:, 1], [end for _, end in spans], side="right").tolist()
    return [
        _best(reading.answers[first:last], places[first:last]) if first < last else BestAnswer(FAINT, FAINT, None)
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _best(answers: Floats, places: NDArray[np.int64]) -> BestAnswer:
    count = len(answers)
    inside = np.where(np.arange(count)[:, None] + np.arange(LONGEST) < count, answers, FAINT)
    first, more = divmod(int(inside.argmax()), LONGEST)
    logit = float(inside[first, more])
    mass = logit + float(np.log(np.exp(inside - logit).sum()))
    return BestAnswer(logit, mass, (int(places[first, 0]), int(places[first + more, 1])))


def _evidence(passage: _Passage, rarity: Mapping[str, float], *, with_questions: bool) -> Iterator[Evidence]:
    """Every sentence of the passage that is no heading, with the features that it has by itself."""
    chunk = passage.hit.chunk
    answers = best_answers(passage.reading, passage.spans)
    words = _Words.of(passage, rarity)
    for at, (start, end) in enumerate(passage.spans):
        if words.carried[at].asks and not with_questions:
            continue
        if not _is_heading(chunk.whole, start, end, chunk.title):
            place = answers[at].place
            told = chunk.spans(*place) if place else []
            answer = told[0] if len(told) == 1 else None  # what is torn itself is no answer to mark
            (first, last), *more = chunk.spans(start, end)
            rest = Slice(*more[0], chunk.whole[end - (more[0][1] - more[0][0]) : end]) if more else None
            features, speaker = _features(passage, at, words, answers[at]), words.carried[at].speaker
            yield Evidence(chunk, first, last, features, answer, rest, speaker)


def _features(passage: _Passage, at: int, words: "_Words", answer: BestAnswer) -> Features:
    """What sentence number `at` has by itself; `compared` adds what it has beside the others."""
    start, end = passage.spans[at]
    question = words.carried[at].answers
    return Features(
        coverage=words.share(words.held[at]),
        beyond_title=words.share(words.held[at], without=words.title),
        nearby=words.share(set().union(*words.held[max(at - 1, 0) : at + 2])),
        context=words.share(words.title.union(*words.held)),
        beyond_context=words.alone(at),
        similarity=max(passage.similarities[at], -1.0 if question is None else passage.similarities[question]),
        passage_similarity=passage.similarity,
        similarity_gap=0.0,
        met=passage.reading.met,
        weakest=passage.reading.weakest,
        passage=passage.hit.score,
        passage_gap=0.0,
        passage_rank=1 / (1 + passage.rank),
        answer=answer.logit / 10,
        answer_gap=0.0,
        answer_mass=answer.mass / 10,
        answers=0.0,
        length=min((end - start) / LONG, 1.0),
        opening=float(passage.hit.chunk.start + start == 0 or (at == 0 and passage.rank == 0)),
        novelty=words.novelty(at),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The question's terms by weight, and which terms a passage's sentences (`told`) and of these its title and its
    sentences hold, with what they carry."""

    rarity: Mapping[str, float]
    told: Sequence[set[str]]
    title: set[str]
    held: Sequence[set[str]]
    carried: Sequence[Carried]

    @classmethod
    def of(cls, passage: _Passage, rarity: Mapping[str, float]) -> "_Words":
        chunk = passage.hit.chunk
        told = [set(terms(chunk.whole[start:end])) for start, end in passage.spans]
        carry = carried(chunk, passage.spans)
        held = [rarity.keys() & (words | set(terms(one.speaker))) for words, one in zip(told, carry, strict=True)]
        for at, one in enumerate(carry):
            if one.answers is not None:
                held[at] |= rarity.keys() & told[one.answers]
        return cls(rarity, told, rarity.keys() & set(terms(chunk.called)), held, carry)

    def share(self, held: Set[str], *, without: Set[str] = frozenset()) -> float:
        """The share of the weight of the question's terms, but for those `without`, that is held; 0 of nothing."""
        asked = {word: weight for word, weight in self.rarity.items() if word not in without}
        total = sum(asked.values())
        return sum(weight for word, weight in asked.items() if word in held) / total if total else 0.0

    def alone(self, at: int) -> float:
        """The share that sentence number `at` holds and neither the title nor another sentence does."""
        others = self.title.union(
            *(words for n, words in enumerate(self.held) if n not in (at, self.carried[at].answers))
        )
        return self.share(self.held[at] - others)

    def novelty(self, at: int) -> float:
        """The share of the sentence's terms that are not the question's."""
        return len(self.told[at] - self.rarity.keys()) / max(len(self.told[at]), 1)


def _is_heading(text: str, start: int, end: int, title: str) -> bool:
    """A heading, the title or a part of it said again, also with a byline, or the head of a table."""
    said = _EDGES.sub("", text[start:end])
    said_again = said in title or (said.startswith(f"{title}\n") and len(said) <= len(title) + _BYLINE)
    return is_heading(text, start) or said_again or bool(_RULE.match(text, end)) or _heads_rows(text, start, end)


def _heads_rows(text: str, start: int, end: int) -> bool:
    """Whether the row below says the first head again before its cell, as it does every one, or stands under them."""
    first, *others = [text[slice(*cell.value)] for cell in cells(text, start, end)] or [""]
    below = _NEXT_LINE.match(text, end) if others else None
    if below is None:
        return False
    stop = text.find("\n", below.end())
    row = cells(text, below.end(), stop if stop >= 0 else len(text))
    return text.startswith(f"{first}: ", below.end()) or heads(text, row) == [first, *others]
