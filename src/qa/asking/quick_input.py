"""What the quick reader sees of a passage: its token vectors, how near the question is, what marks stand around."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import regex
from numpy.typing import NDArray

from qa.asking.reading import Floats
from qa.embed import StaticEncoder, Tokens
from qa.records import TokenVectors

REACHES = (3, 4, 5)
"""Neighbourhoods in which the question's tokens are looked for: 2^reach tokens to each side."""

Marks = tuple[int, ...]

_GAPS = tuple(
    regex.compile(pattern)
    for pattern in (
        r".",
        r"[。！？!?.．…؟।\n]",
        r"[,，、;；:：،]",
        r"[\p{Ps}\p{Pi}「『《〈“‘\"]",
        r"[\p{Pe}\p{Pf}」』》〉”’\"]",
        r"[-–—~～/·]",
    )
)
_SHAPES = tuple(
    regex.compile(pattern)
    for pattern in (
        r"\p{Nd}",
        r"\p{Lu}",
        r"[\p{Latin}\p{Cyrillic}\p{Greek}]",
        r"\p{Han}",
        r"[\p{Hiragana}\p{Katakana}]",
    )
)
MARKS = 2 * len(_GAPS) + len(_SHAPES)
FEATURE_COUNT = MARKS + 6 + 2 * len(REACHES) + 2


@dataclass(frozen=True, slots=True, eq=False)
class PassageInput:
    """One passage as the network sees it: unit token vectors (tokens, dimensions), features, and character places.

    `met`: the share of the question's weight that the passage and its title hold, in meaning; `weakest`: the same of
    the question's token of which most is missing, 1 less what a token of the question's largest weight would miss.
    """

    vectors: Floats
    features: Floats
    offsets: NDArray[np.int64]
    met: float
    weakest: float


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The question's unit token vectors, each one's share of its weight, the same over the largest, and the whole."""

    rows: Floats
    share: Floats
    peak: Floats
    whole: Floats

    @classmethod
    def of(cls, tokens: TokenVectors) -> "_Asked":
        rows, lengths = tokens.rows, tokens.lengths
        if not len(rows):  # as one token that nothing is near to
            rows, lengths = np.zeros((1, rows.shape[1]), np.float32), np.ones(1, np.float32)
        share = lengths / max(float(lengths.sum()), 1e-9)
        return cls(rows, share, share / max(float(share.max()), 1e-9), tokens.mean)


def passage_inputs(
    encoder: StaticEncoder, query: TokenVectors, titles: Sequence[str], texts: Sequence[str]
) -> list[PassageInput]:
    """One for every text, which stands under the title at the same place."""
    asked = _Asked.of(query)
    tokens = encoder.tokens([*titles, *texts])
    headings = [encoder.token_vectors(heading.ids).rows for heading in tokens[: len(titles)]]
    return [
        _input(asked, text, heading, passage, encoder.token_vectors(passage.ids))
        for text, heading, passage in zip(texts, headings, tokens[len(titles) :], strict=True)
    ]


def _input(asked: _Asked, text: str, heading: Floats, tokens: Tokens, told: TokenVectors) -> PassageInput:
    near = np.maximum(told.rows @ asked.rows.T, 0)
    title = (heading @ asked.rows.T).max(axis=0, initial=0)
    met = np.maximum(near.max(axis=0, initial=0), title)
    features = np.concatenate((_marks(text, tokens), _nearness(asked, told, near, title)), axis=1)
    weakest = 1 - float(((1 - met) * asked.peak).max())
    return PassageInput(told.rows, features, tokens.offsets, float(met @ asked.share), weakest)


def _nearness(asked: _Asked, told: TokenVectors, near: Floats, title: Floats) -> Floats:
    """Nearness to the question, and how much of it the neighbourhood holds, shape (tokens, FEATURE_COUNT - MARKS).

    `near`: the cosine of each token and each of the question's, (tokens, question tokens); `title`: that of the
    nearest token of the title.
    """
    share, peak = asked.share, asked.peak
    columns = [
        near.max(axis=1),
        (near > 0.999).max(axis=1).astype(np.float32),
        (near * peak).max(axis=1),
        ((near > 0.999) * peak).max(axis=1),
        told.rows @ asked.whole,
        np.log(told.lengths + 1e-6) / 4,
    ]
    held, reached = near, 0
    for reach in REACHES:
        while reached < reach:
            held, reached = _widened(held, 1 << reached), reached + 1
        columns += [held @ share, np.maximum(held, title) @ share]
    whole_passage = near.max(axis=0, initial=0)
    columns += [
        np.full(len(near), whole_passage @ share),
        np.full(len(near), np.maximum(whole_passage, title) @ share),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _widened(held: Floats, step: int) -> Floats:
    """The larger of each row and those `step` before and behind it: twice as wide a neighbourhood."""
    wide = held.copy()
    np.maximum(wide[step:], held[:-step], out=wide[step:])
    np.maximum(wide[:-step], held[step:], out=wide[:-step])
    return wide


def _marks(text: str, tokens: Tokens) -> Floats:
    """What stands before and behind each token, and what it looks like, shape (tokens, MARKS)."""
    places = tokens.offsets.tolist()
    edges = [0, *(end for _, end in places)]
    gaps = [_gap(text[end:start]) for end, (start, _) in zip(edges, places, strict=False)]
    gaps.append(_gap(text[edges[-1] :] + "\n"))
    rows = [
        (*before, *behind, *_shape(text[start:end]))
        for before, behind, (start, end) in zip(gaps, gaps[1:], places, strict=False)
    ]
    return np.array(rows, np.float32).reshape(-1, MARKS)


@lru_cache(maxsize=1 << 14)
def _gap(text: str) -> Marks:
    return tuple(bool(pattern.search(text)) for pattern in _GAPS)


@lru_cache(maxsize=1 << 16)
def _shape(text: str) -> Marks:
    return tuple(bool(pattern.search(text)) for pattern in _SHAPES)


def padded(inputs: Sequence[PassageInput]) -> tuple[Floats, Floats, Floats]:
    """Vectors (inputs, longest, dimensions), features, and 1 where there is a token, (inputs, longest, 1)."""
    longest = max(1, *(len(one.offsets) for one in inputs))
    size = len(inputs), longest
    vectors = np.zeros((*size, inputs[0].vectors.shape[1]), np.float32)
    features, real = np.zeros((*size, FEATURE_COUNT), np.float32), np.zeros((*size, 1), np.float32)
    for at, one in enumerate(inputs):
        count = len(one.offsets)
        vectors[at, :count], features[at, :count], real[at, :count] = one.vectors, one.features, 1
    return vectors, features, real
