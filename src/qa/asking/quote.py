"""Hits → quotes: the sentences that answer the question, whole and verbatim, the right one first.

`evidence.py` says what speaks for each sentence; weights order them, and boosted trees estimate the probability that
the first quote holds the answer. Neighbours that both come out on top are quoted as one; a list item or a table row is
quoted whole; half a pair of quotation marks or brackets is not.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from qa.asking.evidence import FEATURES, Evidence, Floats, Weigher
from qa.asking.trees import Trees
from qa.records import Document, Hit, Quote, Span
from qa.store import Store
from qa.text import row_around, terms, whole_pairs, whole_words, width

WEIGHTS = Path(__file__).with_name("weights") / "evidence.json"
OF_SENTENCES = "similarity", "answer"
COMPARED = "passage", "passage_similarity", "context", "met", *OF_SENTENCES
JUDGED = (*FEATURES, "lead", "few", "passage_margin", *(f"{name}_over" for name in COMPARED))
"""What the confidence is made of: the features of the first sentence; its quote's share of all that was found; how few
passages there were (1 / their number), since the best of few is not yet good; by how much the best passage's score is
above the next one's; and by how much some features are above their mean, of the passages or of all sentences: what is
usual in a folder differs from folder to folder (query performance prediction, Shtok et al., TOIS 2012)."""
STRANGE_WORDS, STRANGE_MEANING, STRANGERS = 0.1, 0.15, 0.05
WIDEST_JOINED = 240  # columns, a full-width character counts two; two sentences that are wider are quoted apart
_REACH, _ANSWER_REACH = 200, 20  # characters that a quote, and an answer, may grow to close a pair of marks
LEAST_MARKED = 0.25  # of the first quote's chance, or no answer is marked in a further one
LEAST_JOINED = 0.25  # of its neighbour's chance, or a sentence is not quoted with it


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """Found by `training/evidence/fit.py`: one weight a feature to order by, and boosted trees over JUDGED."""

    ranking: Floats
    confidence: Trees

    @classmethod
    def open(cls, path: Path = WEIGHTS) -> "Scorer":
        """The weights that ship with the package."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array([stored["ranking"][name] for name in FEATURES]), Trees.of(stored["confidence"]))

    def chances(self, evidence: Sequence[Evidence]) -> list[float]:
        """For each sentence the chance that it, of all these, is the one with the answer; they add up to one."""
        ranks = np.array([one.features for one in evidence]) @ self.ranking
        chances = np.exp(ranks - ranks.max())
        return [float(chance) for chance in chances / chances.sum()]

    def probability(self, judged: Mapping[str, float]) -> float:
        """The probability that a quote with these values of JUDGED, coming first, holds the answer.

        At most STRANGERS where the question and the passage share neither words nor meaning: of 1,859 such first
        quotes in the fit three held the answer, and the trees alone give some of them up to .48.
        """
        chance = 1 / (1 + math.exp(-self.confidence.logit(judged)))
        strange = judged["context"] <= STRANGE_WORDS and judged["passage_similarity"] < STRANGE_MEANING
        return min(chance, STRANGERS) if strange else chance


@dataclass(frozen=True, slots=True)
class Usual:
    """Of all that was found: 1 / the number of passages, the lead of the best one, and the means of COMPARED."""

    few: float
    margin: float
    means: tuple[float, ...]

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> "Usual":
        """Those of at least one sentence; what belongs to a passage is its mean over the passages."""
        passages = np.array([one.features for one in {one.chunk.id: one for one in evidence}.values()])
        means = passages.mean(axis=0), np.array([one.features for one in evidence]).mean(axis=0)
        scores = np.sort(passages[:, FEATURES.index("passage")])
        margin = float(scores[-1] - scores[-2]) if len(scores) > 1 else 0.0
        compared = (means[name in OF_SENTENCES][FEATURES.index(name)] for name in COMPARED)
        return cls(1 / len(passages), margin, tuple(map(float, compared)))


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """One or two neighbouring sentences to quote, best first, their chance, and what is usual among all."""

    sentences: tuple[Evidence, ...]
    chance: float
    usual: Usual

    @property
    def best(self) -> Evidence:
        """The sentence that speaks for the pick."""
        return self.sentences[0]

    @property
    def place(self) -> Span:
        """From the first sentence's start to the last one's end."""
        return min(one.start for one in self.sentences), max(one.end for one in self.sentences)

    @property
    def judged(self) -> dict[str, float]:
        """The values of JUDGED."""
        own = dict(zip(FEATURES, self.best.features, strict=True))
        over = {f"{name}_over": own[name] - mean for name, mean in zip(COMPARED, self.usual.means, strict=True)}
        margin = self.usual.margin
        return {**own, "lead": self.chance, "few": self.usual.few, "passage_margin": margin, **over}


class Quoter:
    """Quotes from retrieved passages; safe to share between threads when the store is."""

    def __init__(self, store: Store, weigher: Weigher, scorer: Scorer, *, most: int) -> None:
        self._store, self._weigher, self._scorer, self._most = store, weigher, scorer, most

    def quote(self, question: str, hits: Sequence[Hit]) -> list[Quote]:
        """At most `most` quotes, best first, each an exact slice of its document; no hits give no quotes.

        `score` is the probability that the quote holds the answer, never more than that of a quote before it.
        """
        picks = self.pick(question, hits)
        scores = accumulate((self._scorer.probability(pick.judged) for pick in picks), min)
        likely = [pick.chance >= LEAST_MARKED * picks[0].chance for pick in picks]
        return distinct(map(self._cut, picks, scores, likely))

    def weigh(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the passages with what speaks for it."""
        return self._weigher.weigh(question, hits)

    def pick(self, question: str, hits: Sequence[Hit]) -> list[Pick]:
        """What is quoted, best first."""
        evidence = self.weigh(question, hits)
        return chosen(evidence, self._scorer.chances(evidence), self._most) if evidence else []

    def _cut(self, pick: Pick, score: float, marked: bool) -> Quote:
        chunk = pick.best.chunk
        document = self._store.document(chunk.source)
        if document.id != chunk.document_id:
            raise Stale(document.source)
        start, end = reading_well(document.text, *pick.place)
        answer = _answer(document, pick, start, end) if marked else None
        return Quote.cut(document, start, end, score=score, answer=answer)


class Stale(Exception):
    """The document was replaced between finding the passage and quoting it: retrieve again."""


def chosen(evidence: Sequence[Evidence], chances: Sequence[float], most: int) -> list[Pick]:
    """The `most` best picks: neighbours joined, nothing twice, neither its place nor its words."""
    order = sorted(range(len(evidence)), key=lambda at: (-chances[at], evidence[at].chunk.source, evidence[at].start))
    usual = Usual.of(evidence)
    picks: list[Pick] = []
    said: set[tuple[str, ...]] = set()
    for at in order:
        words = tuple(terms(evidence[at].text))
        if not words or words in said:
            continue
        joined = next((n for n, pick in enumerate(picks) if _joins(pick, evidence[at], chances[at])), None)
        if joined is not None:
            pick = picks[joined]
            picks[joined] = Pick((*pick.sentences, evidence[at]), pick.chance + chances[at], usual)
        elif len(picks) < most:
            picks.append(Pick((evidence[at],), chances[at], usual))
        else:
            break
        said.add(words)
    return picks


def _joins(pick: Pick, other: Evidence, chance: float) -> bool:
    """The sentence stands right before or behind the pick's only one, in the same paragraph, and is short enough."""
    best = pick.best
    if len(pick.sentences) > 1 or other.chunk.source != best.chunk.source or chance < LEAST_JOINED * pick.chance:
        return False
    first, second = (best, other) if best.start < other.start else (other, best)
    if not 0 <= second.start - first.end <= 1 or width(first.text) + width(second.text) > WIDEST_JOINED:
        return False
    return not (second.start > first.end and "\n" in _between(first, second))


def _between(first: Evidence, second: Evidence) -> str:
    """The text between two neighbours, as far as either one's passage holds it."""
    for chunk in (first.chunk, second.chunk):
        if chunk.start <= first.end and second.start <= chunk.end:
            return chunk.text[first.end - chunk.start : second.start - chunk.start]
    return "\n"


def reading_well(text: str, start: int, end: int) -> Span:
    """`start:end`, as the whole list item or table row that holds it, or without half a pair of marks."""
    if row := row_around(text, start, end):
        return row
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return whole_pairs(text, start, end, first, len(text) if last < 0 else last, _REACH, cut=False)


def _answer(document: Document, pick: Pick, start: int, end: int) -> Span | None:
    """The likeliest answer in the pick's sentences, with both halves of its marks, inside the quote."""
    answers = [one for one in pick.sentences if one.answer]
    if not answers:
        return None
    best = max(answers, key=lambda one: one.features[FEATURES.index("answer")]).answer
    if best is None or not start <= best[0] < best[1] <= end:
        return None
    return whole_pairs(document.text, *whole_words(document.text, *best, start, end), start, end, _ANSWER_REACH)


def distinct(quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes without those that lie inside one before them."""
    kept: list[Quote] = []
    for quote in quotes:
        if not any(one.source == quote.source and one.start <= quote.start and quote.end <= one.end for one in kept):
            kept.append(quote)
    return kept
