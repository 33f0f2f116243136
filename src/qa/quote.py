"""Hits → quotes: the sentences of the best passages, scored as evidence for the question.

What speaks for a sentence is how much of the question's weight in rare terms it and its passage hold, how close their
meaning is to the question's, and how well the passage was ranked. The weights are fitted by `training/evidence/fit.py`;
a scorer with more features can take their place.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from qa.embed import Encoder
from qa.records import Chunk, Hit, Quote
from qa.split import Span, sentences
from qa.store import Store, rarity
from qa.terms import terms

FEATURES = ("coverage", "beyond_title", "nearby", "context", "similarity", "passage_similarity", "passage", "length")
RANKING = (-0.45, 3.41, 1.78, 4.36, 6.87, 1.58, 4.72, -0.44)
CONFIDENCE = (1.36, -0.04, 0.93, 3.99, 5.16, 3.81, -3.34, -0.32)
CONFIDENCE_BIAS = -4.03
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
    def rank(self) -> float:
        """Larger for better evidence; says nothing from one question to the next."""
        return sum(weight * value for weight, value in zip(RANKING, self.features, strict=True))

    @property
    def confidence(self) -> float:
        """The probability that the sentence, when it ranks first, holds the answer."""
        logit = CONFIDENCE_BIAS + sum(weight * value for weight, value in zip(CONFIDENCE, self.features, strict=True))
        return 1 / (1 + math.exp(-logit))

    @property
    def text(self) -> str:
        """The sentence."""
        return self.chunk.text[self.start - self.chunk.start : self.end - self.chunk.start]


class Quoter:
    """Scores sentences of retrieved passages; safe to share between threads when the store is."""

    def __init__(self, store: Store, encoder: Encoder, *, most: int) -> None:
        self._store, self._encoder, self._most = store, encoder, most

    def quote(self, question: str, hits: Sequence[Hit]) -> list[Quote]:
        """At most `most` quotes, best first, each an exact slice of its document; no hits give no quotes.

        `score` is the probability that the quote holds the answer, never more than that of a quote before it.
        """
        chosen = _distinct(self.weigh(question, hits), self._most)
        scores = accumulate((evidence.confidence for evidence in chosen), min)
        return [self._cut(evidence, score) for evidence, score in zip(chosen, scores, strict=True)]

    def weigh(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the passages that is no heading, best first; ties by source and place."""
        weights = rarity(self._store, terms(question))
        spans = [sentences(hit.chunk.text) for hit in hits]
        similar = iter(self._similarities(question, hits, spans))
        weighed: list[Evidence] = []
        for hit, places in zip(hits, spans, strict=True):
            whole, *parts = islice(similar, 1 + len(places))
            weighed.extend(_weighed(hit, places, weights, whole, parts))
        return sorted(weighed, key=lambda evidence: (-evidence.rank, evidence.chunk.source, evidence.start))

    def _similarities(self, question: str, hits: Sequence[Hit], spans: Sequence[Sequence[Span]]) -> list[float]:
        """The cosine of the question with every passage, each followed by its sentences; encoded together."""
        texts: list[str] = []
        for hit, places in zip(hits, spans, strict=True):
            texts += [hit.chunk.headed, *(hit.chunk.text[start:end] for start, end in places)]
        cosines: list[float] = (
            self._encoder.encode_documents(texts) @ self._encoder.encode_queries([question])[0]
        ).tolist()
        return cosines

    def _cut(self, evidence: Evidence, score: float) -> Quote:
        document = self._store.document(evidence.chunk.source)
        if document.id != evidence.chunk.document_id:
            raise Stale(document.source)
        return Quote.cut(document, evidence.start, evidence.end, score=score)


def _weighed(
    hit: Hit, spans: Sequence[Span], weights: dict[str, float], whole: float, similar: Sequence[float]
) -> Iterator[Evidence]:
    """The sentences of one passage, whose cosine with the question is `whole`, with theirs in `similar`."""
    chunk = hit.chunk
    held = [_held(weights, chunk.text[start:end]) for start, end in spans]
    title = _held(weights, chunk.title)
    context = _share(weights, title.union(*held))
    beyond = {word: weight for word, weight in weights.items() if word not in title}
    for at, (start, end) in enumerate(spans):
        if not _is_heading(chunk.text[start:end], chunk.title):
            nearby = _share(weights, set().union(*held[max(at - 1, 0) : at + 2]))
            own, more = _share(weights, held[at]), _share(beyond, held[at])
            length = min((end - start) / _LONG, 1.0)
            features = (own, more, nearby, context, similar[at], whole, hit.score, length)
            yield Evidence(chunk, chunk.start + start, chunk.start + end, features)


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
    return text.startswith("#") or text in title


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
