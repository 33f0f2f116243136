"""Evidence → picks: the sentences in the order of their chance to hold the answer, neighbours joined, nothing twice."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.asking.evidence import Evidence
from qa.asking.features import FEATURES, values_of
from qa.asking.reading import WEIGHTS
from qa.records import Span
from qa.settings import ReaderName
from qa.text import terms, width

WIDEST_JOINED = 240  # columns, a full-width character counts two; two sentences that are wider are quoted apart
LEAST_JOINED = 0.25  # of its neighbour's chance, or a sentence is not quoted with it
BESIDE_SHARE, LEAST_BESIDE = 0.25, 0.05  # of its chance keeps what stands beside a page's main text
_ASKS = ("?", "？")


@dataclass(frozen=True, slots=True)
class Ranking:
    """One weight a feature, by name, as `training/evidence/fit.py` finds them."""

    weights: Mapping[str, float]

    @classmethod
    def open(cls, reader: ReaderName) -> "Ranking":
        """The weights that ship with the package, for what that reader says."""
        return cls(json.loads((WEIGHTS / reader / "ranking.json").read_text(encoding="utf-8")))

    def chances(self, evidence: Sequence[Evidence]) -> list[float]:
        """For each sentence the chance that it, of all these, is the one with the answer; they add up to one."""
        rows = np.array([values_of(one.features) for one in evidence])
        ranks = rows @ np.array([self.weights[name] for name in FEATURES])
        chances = np.exp(ranks - ranks.max())
        return [float(chance) for chance in chances / chances.sum()]


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """One or two neighbouring sentences to quote, best first, and their chance."""

    sentences: tuple[Evidence, ...]
    chance: float

    @property
    def best(self) -> Evidence:
        """The sentence that speaks for the pick."""
        return self.sentences[0]

    @property
    def place(self) -> Span:
        """From the first sentence's start to the last one's end."""
        return min(one.start for one in self.sentences), max(one.end for one in self.sentences)

    def with_neighbour(self, other: Evidence, chance: float) -> "Pick":
        """The pick with one more sentence."""
        return Pick((*self.sentences, other), self.chance + chance)


def chosen(evidence: Sequence[Evidence], chances: Sequence[float], most: int) -> list[Pick]:
    """The `most` best picks: neighbours joined, nothing twice, neither its place nor its words."""
    order = sorted(range(len(evidence)), key=lambda at: (-chances[at], evidence[at].chunk.source, evidence[at].start))
    picks: list[Pick] = []
    said: set[tuple[str, ...]] = set()
    for at in order:
        words = tuple(terms(evidence[at].text))
        if not words or words in said:
            continue
        joined = next((n for n, pick in enumerate(picks) if _joins(pick, evidence[at], chances[at])), None)
        if joined is not None:
            picks[joined] = picks[joined].with_neighbour(evidence[at], chances[at])
        elif len(picks) < most:
            picks.append(Pick((evidence[at],), chances[at]))
        else:
            break
        said.add(words)
    return picks


def demoted(evidence: Sequence[Evidence], chances: Sequence[float], beside: Sequence[bool]) -> list[float]:
    """The chances with less for what a page shows beside its main text, or hides.

    It may be the collapsed answer to a question, so it keeps a share; a smaller one where it is a question itself, as
    the headline of a related page, or where the main text holds as much of the question.
    """
    if not any(beside):
        return list(chances)
    held: dict[str, float] = {}
    for one, aside in zip(evidence, beside, strict=True):
        if not aside and not one.text.endswith(_ASKS):
            held[one.chunk.source] = max(held.get(one.chunk.source, 0.0), one.features.coverage)
    shares = [
        1.0 if not aside else LEAST_BESIDE
        if one.text.endswith(_ASKS) or one.features.coverage <= held.get(one.chunk.source, 0.0) else BESIDE_SHARE
        for one, aside in zip(evidence, beside, strict=True)
    ]  # fmt: skip
    left = sum(chance * share for chance, share in zip(chances, shares, strict=True))
    return [chance * share / left for chance, share in zip(chances, shares, strict=True)]


def _joins(pick: Pick, other: Evidence, chance: float) -> bool:
    """The sentence stands right before or behind the pick's only one, in the same paragraph, and is short enough."""
    best = pick.best
    if best.rest or other.rest:
        return False
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
