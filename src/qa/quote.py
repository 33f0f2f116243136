"""Hits → quotes: the sentences of the best passages, scored as evidence for the question.

What speaks for a sentence is how much of the question's weight in rare terms it and its passage hold, how close their
meaning is to the question's, and how well the passage was ranked. The weights are fitted by `training/evidence/fit.py`;
a scorer with more features can take their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.embed import Encoder, Vectors
from qa.records import Chunk, Hit, Quote
from qa.split import sentences
from qa.store import Store, rarity
from qa.terms import terms

FEATURES = ("coverage", "beyond_title", "nearby", "context", "similarity", "passage_similarity", "passage", "length")
BIAS, WEIGHTS = -4.9, (0.1, 2.0, 0.3, -0.8, 2.9, 2.3, 0.3, 0.2)
_LONG = 200  # characters; a sentence of that length or more has length 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage, what speaks for it, and its place in the document.

    `features` are in the order of FEATURES: the share of the question's term weight in the sentence; of the weight
    that the title does not hold already; in the sentence and its two neighbours; in the passage with its title; the
    cosine of question and sentence; of question and passage; the passage's fused score; the length.
    """

    chunk: Chunk
    start: int
    end: int
    features: tuple[float, ...]

    @property
    def logit(self) -> float:
        """Log odds that the sentence, when it is a question's best, holds the answer."""
        return BIAS + sum(weight * value for weight, value in zip(WEIGHTS, self.features, strict=True))

    @property
    def text(self) -> str:
        """The sentence."""
        return self.chunk.text[self.start - self.chunk.start : self.end - self.chunk.start]


class Quoter:
    """Scores sentences of retrieved passages; safe to share between threads when the store is."""

    def __init__(self, store: Store, encoder: Encoder, *, most: int) -> None:
        self._store, self._encoder, self._most = store, encoder, most

    def quote(self, question: str, hits: Sequence[Hit]) -> list[Quote]:
        """At most `most` quotes, best first, each an exact slice of its document; `score` is the probability
        that the quote holds the answer. No hits give no quotes."""
        return [self._cut(evidence) for evidence in _distinct(self.weigh(question, hits), self._most)]

    def weigh(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the passages that is no heading, best first; ties by source and place."""
        weights = rarity(self._store, terms(question))
        query = self._encoder.encode_queries([question])[0]
        weighed = [evidence for hit in hits for evidence in self._sentences(hit, weights, query)]
        return sorted(weighed, key=lambda evidence: (-evidence.logit, evidence.chunk.source, evidence.start))

    def _sentences(self, hit: Hit, weights: dict[str, float], query: Vectors) -> list[Evidence]:
        chunk, spans = hit.chunk, sentences(hit.chunk.text)
        texts = [chunk.text[start:end] for start, end in spans]
        rows = self._encoder.encode_documents([f"{chunk.title}\n{chunk.text}", *texts])
        whole, *similarities = (rows @ query).tolist()
        held = [_held(weights, text) for text in texts]
        title = _held(weights, chunk.title)
        context = _share(weights, title.union(*held))
        beyond = {word: weight for word, weight in weights.items() if word not in title}
        return [
            Evidence(
                chunk,
                chunk.start + start,
                chunk.start + end,
                (
                    _share(weights, held[at]),
                    _share(beyond, held[at]),
                    _share(weights, set().union(*held[max(at - 1, 0) : at + 2])),
                    context,
                    similarities[at],
                    whole,
                    hit.score,
                    min((end - start) / _LONG, 1.0),
                ),
            )
            for at, (start, end) in enumerate(spans)
            if not _is_heading(texts[at], chunk.title)
        ]

    def _cut(self, evidence: Evidence) -> Quote:
        document = self._store.document(evidence.chunk.source)
        if document.id != evidence.chunk.document_id:
            raise Stale(document.source)
        return Quote.cut(document, evidence.start, evidence.end, score=_probability(evidence.logit))


class Stale(Exception):
    """The document was replaced between finding the passage and quoting it: retrieve again."""


def _held(weights: dict[str, float], text: str) -> set[str]:
    """Which of the question's terms `text` holds."""
    return weights.keys() & set(terms(text))


def _share(weights: dict[str, float], held: set[str]) -> float:
    """The share of the term weight that is held, 0 to 1; 0 where there is none to hold."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 0.0


def _is_heading(text: str, title: str) -> bool:
    return text.startswith("#") or text == title


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def _distinct(ranked: Sequence[Evidence], most: int) -> list[Evidence]:
    """The first `most` that do not repeat a better one: neither its place nor its words."""
    chosen: list[Evidence] = []
    said: set[tuple[str, ...]] = set()
    for evidence in ranked:
        words = tuple(terms(evidence.text))
        if len(chosen) < most and words and words not in said:
            said.add(words)
            chosen.append(evidence)
    return chosen
