"""What speaks for a sentence as the answer to a question: features of every sentence of the passages found.

Words: how much of the question's weight in rare terms the sentence, its neighbours and its passage hold. Meaning: how
close they are as vectors. The reader: the best answer that it sees inside the sentence. Place: how the passage was
ranked, where in it the sentence stands. `training/evidence/fit.py` weighs the features, and says which carry it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from qa.asking.reader import FAINT, LONGEST, Reader, Reading
from qa.embed import Encoder
from qa.records import Chunk, Hit, Span
from qa.store import Store, rarity
from qa.text import is_heading, sentences, terms

FEATURES = (
    "coverage", "beyond_title", "nearby", "context", "beyond_context",
    "similarity", "passage_similarity", "similarity_gap", "met", "weakest",
    "passage", "passage_gap", "passage_rank",
    "answer", "answer_gap", "answer_mass", "answers",
    "length", "opening", "novelty",
)  # fmt: skip
"""Of a sentence: the share of the question's weight in rare terms that it holds; of the weight that the title does not
hold already; that it and its neighbours hold; its passage with the title; of the weight that no other sentence of the
passage holds. The cosine of question and sentence; of question and passage; the distance to the most similar sentence.
What the passage with its title holds of the question in meaning, as the reader sees it (`qa.asking.reader.Sheet`). The
passage's fused score; its distance to the best; 1 / its rank. A tenth of the logit of the best answer in it; the
distance to the best of all; the log of its share of all answers' mass; that mass. Its length, 1 from LONG on; whether
it opens the document or the best passage; the share of its terms that are not the question's.
"""
_OWN = (
    "coverage", "beyond_title", "nearby", "context", "beyond_context",
    "similarity", "passage_similarity", "met", "weakest",
    "passage", "passage_rank", "answer", "answer_mass", "length", "opening", "novelty",
)  # fmt: skip
_RULE = re.compile(r"\s*\n\s*\|?\s*:?-{3,}")  # below the head of a table
_LEAST = -2.0  # of a tenth of the reader's logits: below, all are equally unlikely
LONG = 200  # characters; a sentence of that length or more has length 1

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A sentence of a passage, its place in the document, what speaks for it (in the order of FEATURES), and the place
    of the likeliest answer inside it, None where it has no token."""

    chunk: Chunk
    start: int
    end: int
    features: tuple[float, ...]
    answer: Span | None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.chunk.text[self.start - self.chunk.start : self.end - self.chunk.start]


@dataclass(frozen=True, slots=True, eq=False)
class _Passage:
    """A passage with its sentences (places in the chunk), the cosines of both with the question, and its reading."""

    hit: Hit
    spans: Sequence[Span]
    similarity: float
    similarities: Sequence[float]
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Found:
    """The best answer in a sentence: its logit, the log of the sum over all answers, and its place in the chunk."""

    logit: float
    mass: float
    place: Span | None


class Weigher:
    """Finds the evidence for a question in passages; safe to share between threads when the store is."""

    def __init__(self, store: Store, encoder: Encoder, reader: Reader) -> None:
        self._store, self._encoder, self._reader = store, encoder, reader

    def weigh(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the passages that is no heading, each place once, in the order of the passages."""
        weights = rarity(self._store, terms(question))
        passages = self._passages(question, hits)
        places: set[tuple[str, int, int]] = set()
        found: list[Evidence] = []
        rows: list[list[float]] = []
        for rank, passage in enumerate(passages):
            chunk = passage.hit.chunk
            for (start, end), row, answer in _weighed(passage, rank, weights):
                place = chunk.source, chunk.start + start, chunk.start + end
                if place not in places:
                    places.add(place)
                    rows.append(row)
                    found.append(Evidence(chunk, place[1], place[2], (), _moved(answer, chunk.start)))
        return _completed(found, rows)

    def _passages(self, question: str, hits: Sequence[Hit]) -> list[_Passage]:
        """The passages read; question, passages and sentences are encoded together."""
        spans = [sentences(hit.chunk.text) for hit in hits]
        texts: list[str] = []
        for hit, places in zip(hits, spans, strict=True):
            texts += [hit.chunk.headed, *(hit.chunk.text[start:end] for start, end in places)]
        asked = self._encoder.encode_queries([question])[0]
        cosines: Iterator[float] = iter((self._encoder.encode_documents(texts) @ asked).tolist())
        readings = self._reader.read(question, [hit.chunk.title for hit in hits], [hit.chunk.text for hit in hits])
        passages = []
        for hit, places, reading in zip(hits, spans, readings, strict=True):
            whole, *parts = islice(cosines, 1 + len(places))
            passages.append(_Passage(hit, places, whole, parts, reading))
        return passages


def best_answers(reading: Reading, spans: Sequence[Span]) -> list[_Found]:
    """For every sentence the likeliest of the answers whose tokens all lie in it."""
    places = reading.offsets
    firsts = np.searchsorted(places[:, 0], [start for start, _ in spans]).tolist()
    lasts = np.searchsorted(places[:, 1], [end for _, end in spans], side="right").tolist()
    return [
        _best(reading.answers[first:last], places[first:last]) if first < last else _Found(FAINT, FAINT, None)
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _best(answers: Floats, places: NDArray[np.int64]) -> _Found:
    count = len(answers)
    inside = np.where(np.arange(count)[:, None] + np.arange(LONGEST) < count, answers, FAINT)
    first, more = divmod(int(inside.argmax()), LONGEST)
    logit = float(inside[first, more])
    mass = logit + float(np.log(np.exp(inside - logit).sum()))
    return _Found(logit, mass, (int(places[first, 0]), int(places[first + more, 1])))


def _moved(place: Span | None, by: int) -> Span | None:
    return None if place is None else (place[0] + by, place[1] + by)


def _weighed(
    passage: _Passage, rank: int, weights: Mapping[str, float]
) -> Iterator[tuple[Span, list[float], Span | None]]:
    """Place, features that the sentence has by itself, and answer of every sentence that is no heading."""
    chunk = passage.hit.chunk
    answers = best_answers(passage.reading, passage.spans)
    told = [set(terms(chunk.text[start:end])) for start, end in passage.spans]
    held = [weights.keys() & words for words in told]
    title = weights.keys() & set(terms(chunk.title))
    context = title.union(*held)
    beyond = {word: weight for word, weight in weights.items() if word not in title}
    for at, (start, end) in enumerate(passage.spans):
        if _is_heading(chunk.text, start, end, chunk.title):
            continue
        others = title.union(*held[:at], *held[at + 1 :])
        alone = {word: weight for word, weight in weights.items() if word not in others}
        yield (
            (start, end),
            [
                _share(weights, held[at]),
                _share(beyond, held[at]),
                _share(weights, set().union(*held[max(at - 1, 0) : at + 2])),
                _share(weights, context),
                sum(weight for word, weight in alone.items() if word in held[at]) / max(sum(weights.values()), 1e-9),
                passage.similarities[at],
                passage.similarity,
                passage.reading.met,
                passage.reading.weakest,
                passage.hit.score,
                1 / (1 + rank),
                answers[at].logit / 10,
                answers[at].mass / 10,
                min((end - start) / LONG, 1.0),
                float(chunk.start + start == 0 or (at == 0 and rank == 0)),
                len(told[at] - weights.keys()) / max(len(told[at]), 1),
            ],
            answers[at].place,
        )


def _completed(found: Sequence[Evidence], rows: Sequence[Sequence[float]]) -> list[Evidence]:
    """The evidence with its features, among them those that compare it with the others."""
    if not found:
        return []
    column = dict(zip(_OWN, np.array(rows).T, strict=True))
    every = np.logaddexp.reduce(10 * column["answer_mass"]) / 10
    for name in ("similarity", "passage", "answer"):
        column[f"{name}_gap"] = column[name] - column[name].max()
    column["answers"] = np.full(len(found), every)
    column["answer_mass"] = column["answer_mass"] - every
    for name in ("answer", "answer_gap", "answer_mass", "answers"):
        column[name] = np.maximum(column[name], _LEAST)
    features = np.stack([column[name] for name in FEATURES], axis=1).tolist()
    return [replace(one, features=tuple(row)) for one, row in zip(found, features, strict=True)]


def _share(weights: Mapping[str, float], held: set[str]) -> float:
    """The share of the term weight that is held, 0 to 1; 0 where there is none to hold."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 0.0


def _is_heading(text: str, start: int, end: int, title: str) -> bool:
    """A heading, the title said again, or the head of a table."""
    words = text[start:end]
    return is_heading(text, start) or words in title or bool(_RULE.match(text, end))
