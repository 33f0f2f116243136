"""Hits → quotes: the sentences of the best passages, scored as evidence for the question.

A sentence scores by three things, each between 0 and 1: how much of the question's weight in rare terms it and its
surroundings hold, how close its meaning is to the question's, and how well its passage was ranked. The weights are
fitted by `training/evidence/fit.py`; a trained scorer with more features can take their place.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.embed import Encoder
from qa.records import Chunk, Hit, Quote
from qa.split import sentences
from qa.store import Store
from qa.terms import terms


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage, what speaks for it, and its place in the document.

    `coverage`: share of the question's term weight in the sentence; `context`: the same for the passage with its
    title; `similarity`: cosine of sentence and question; `passage`: fused score of the passage, the best being 1.
    """

    chunk: Chunk
    start: int
    end: int
    coverage: float
    context: float
    similarity: float
    passage: float

    @property
    def logit(self) -> float:
        """Log odds that the sentence holds the answer (weights from `training/evidence/fit.py`)."""
        return (
            BIAS
            + COVERAGE * self.coverage
            + CONTEXT * self.context
            + SIMILARITY * self.similarity
            + PASSAGE * self.passage
        )


BIAS, COVERAGE, CONTEXT, SIMILARITY, PASSAGE = -6.0, 3.0, 2.0, 3.0, 2.0


class Quoter:
    """Scores sentences of retrieved passages; safe to share between threads when the store is."""

    def __init__(self, store: Store, encoder: Encoder, *, most: int) -> None:
        self._store, self._encoder, self._most = store, encoder, most

    def quote(self, question: str, hits: Sequence[Hit]) -> list[Quote]:
        """At most `most` quotes, best first, each an exact slice of its document; `score` is the probability
        that the quote holds the answer. No hits give no quotes."""
        return [self._cut(evidence) for evidence in _distinct(self.weigh(question, hits), self._most)]

    def weigh(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the passages, best first; ties by source and place."""
        weights = self._weights(question)
        query = self._encoder.encode_queries([question])[0]
        spans = [(hit, start, end) for hit in hits for start, end in sentences(hit.chunk.text)]
        rows = self._encoder.encode_documents([hit.chunk.text[start:end] for hit, start, end in spans])
        similarities = rows @ query
        context = {hit.chunk.id: _share(weights, f"{hit.chunk.title}\n{hit.chunk.text}") for hit in hits}
        best = max((hit.score for hit in hits), default=1.0) or 1.0
        weighed = [
            Evidence(
                chunk=hit.chunk,
                start=hit.chunk.start + start,
                end=hit.chunk.start + end,
                coverage=_share(weights, hit.chunk.text[start:end]),
                context=context[hit.chunk.id],
                similarity=float(similarity),
                passage=hit.score / best,
            )
            for (hit, start, end), similarity in zip(spans, similarities, strict=True)
        ]
        return sorted(weighed, key=lambda evidence: (-evidence.logit, evidence.chunk.source, evidence.start))

    def _weights(self, question: str) -> dict[str, float]:
        """The question's terms, each weighted by its rarity, log(1 + passages / passages that hold it)."""
        words = list(dict.fromkeys(terms(question)))
        total = len(self._store) + 1
        counts = self._store.frequencies(words)
        return {word: math.log(1 + total / (count + 1)) for word, count in zip(words, counts, strict=True)}

    def _cut(self, evidence: Evidence) -> Quote:
        document = self._store.document(evidence.chunk.source)
        if document.id != evidence.chunk.document_id:
            raise Stale(document.source)
        return Quote.cut(document, evidence.start, evidence.end, score=_probability(evidence.logit))


class Stale(Exception):
    """The document was replaced between finding the passage and quoting it: retrieve again."""


def _share(weights: dict[str, float], text: str) -> float:
    """The share of the question's term weight that `text` holds, 0 to 1."""
    held = set(terms(text))
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 0.0


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def _distinct(ranked: Sequence[Evidence], most: int) -> list[Evidence]:
    """The first `most` that do not repeat a better one: neither its place nor its words."""
    chosen: list[Evidence] = []
    said: set[tuple[str, ...]] = set()
    for evidence in ranked:
        words = tuple(terms(_text(evidence)))
        if len(chosen) < most and words and words not in said:
            said.add(words)
            chosen.append(evidence)
    return chosen


def _text(evidence: Evidence) -> str:
    offset = evidence.chunk.start
    return evidence.chunk.text[evidence.start - offset : evidence.end - offset]
