"""A small reader: where in a passage does the answer to the question begin and end?

A convolutional network over the token vectors of the bundled model, which lie near each other for words of one meaning
in any language. To every token it is told how near the question's tokens are to it and to its neighbourhood (the
word-in-question features of FastQA, Weissenborn et al., CoNLL 2017), which of them it lies nearest to (the aligned
question of DrQA, Chen et al., ACL 2017), and what marks stand around it. Having seen its neighbours, it looks at the
question once more (the attention of BiDAF, Seo et al., ICLR 2017), and then at its neighbours again; it gives the
logits of an answer's beginning, inside and end there. A stretch of tokens scores what they add up to, and what its
length speaks for, on one scale for all passages (the shared normalisation of Clark and Gardner, ACL 2018), where 0
stands for "no answer here". Trained by `training/evidence/read.py`; about 0.4 GFLOP
a question, in NumPy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import regex
from numpy.typing import NDArray

from qa.embed import StaticEncoder, Tokens

READER = Path(__file__).with_name("weights") / "reader.safetensors"
REACHES = (3, 4, 5)
"""Neighbourhoods in which the question's tokens are looked for: 2^reach tokens to each side."""
DILATIONS = (1, 2, 4)
LONGEST = 32  # tokens of an answer
FAINT = -60.0
"""The logit of what is no answer."""

Floats = NDArray[np.float32]
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
FEATURES = MARKS + 6 + 2 * len(REACHES) + 2


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
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
class Reading:
    """What a passage's tokens say, and where they stand in it: character places, shape (tokens, 2).

    `answers[i, n]` is the logit of the answer that begins with token i and has n + 1 tokens, FAINT where there is none;
    `met` and `weakest` as of `Sheet`.
    """

    answers: Floats
    offsets: NDArray[np.int64]
    met: float
    weakest: float


class Reader:
    """The trained network; `weights` by name as `training/evidence/read.py` writes them."""

    def __init__(self, encoder: StaticEncoder, weights: Mapping[str, Floats]) -> None:
        self._encoder, self._weights = encoder, weights

    @classmethod
    def open(cls, encoder: StaticEncoder) -> "Reader":
        """The reader that ships with the package."""
        from safetensors.numpy import load_file

        return cls(encoder, {name: array.astype(np.float32) for name, array in load_file(READER).items()})

    def read(self, question: str, titles: Sequence[str], texts: Sequence[str]) -> list[Reading]:
        """One reading a text; all logits are FAINT where the question or the text has no token."""
        asked, sheets = sheets_of(self._encoder, question, titles, texts)
        if not len(asked) or not sheets:
            answers = [np.full((len(one.offsets), LONGEST), FAINT, np.float32) for one in sheets]
        else:
            answers = list(forward(self._weights, asked, *padded(sheets)))
        return [
            Reading(found[: len(sheet.offsets)], sheet.offsets, sheet.met, sheet.weakest)
            for found, sheet in zip(answers, sheets, strict=True)
        ]


def sheets_of(
    encoder: StaticEncoder, question: str, titles: Sequence[str], texts: Sequence[str]
) -> tuple[Floats, list[Sheet]]:
    """The question's unit token vectors, and a sheet for every text."""
    first, *rest = encoder.tokens([question, *titles, *texts])
    headings, passages = rest[: len(titles)], rest[len(titles) :]
    asked, lengths = encoder.token_vectors(first.ids)
    whole = encoder.encode_queries([question])[0]
    words = asked
    if not len(asked):  # as one token that nothing is near to
        words, lengths = np.zeros((1, len(whole)), np.float32), np.ones(1, np.float32)
    share = lengths / max(float(lengths.sum()), 1e-9)
    peak = share / max(float(share.max()), 1e-9)
    sheets = []
    for heading, passage, text in zip(headings, passages, texts, strict=True):
        vectors, norms = encoder.token_vectors(passage.ids)
        near = np.maximum(vectors @ words.T, 0)
        title = (encoder.token_vectors(heading.ids)[0] @ words.T).max(axis=0, initial=0)
        met = np.maximum(near.max(axis=0, initial=0), title)
        features = _features(near, title, share, peak, vectors @ whole, norms)
        features = np.concatenate((_marks(text, passage), features), axis=1)
        weakest = 1 - float(((1 - met) * peak).max())
        sheets.append(Sheet(vectors, features, passage.offsets, float(met @ share), weakest))
    return asked, sheets


def _features(near: Floats, title: Floats, share: Floats, peak: Floats, alike: Floats, norms: Floats) -> Floats:
    """Nearness to the question, and how much of it the neighbourhood holds, shape (tokens, FEATURES - MARKS).

    `near`: the cosine of each token and each of the question's, (tokens, question tokens); `title`: that of the
    nearest token of the title; `share`: of the question's weight; `peak`: the same over the largest share; `alike`:
    the cosine with the whole question.
    """
    columns = [
        near.max(axis=1),
        (near > 0.999).max(axis=1).astype(np.float32),
        (near * peak).max(axis=1),
        ((near > 0.999) * peak).max(axis=1),
        alike,
        np.log(norms + 1e-6) / 4,
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


def padded(sheets: Sequence[Sheet]) -> tuple[Floats, Floats, Floats]:
    """Vectors (sheets, longest, dimensions), features, and 1 where there is a token, (sheets, longest, 1)."""
    longest = max(1, *(len(sheet.offsets) for sheet in sheets))
    size = len(sheets), longest
    vectors = np.zeros((*size, sheets[0].vectors.shape[1]), np.float32)
    features, real = np.zeros((*size, FEATURES), np.float32), np.zeros((*size, 1), np.float32)
    for at, sheet in enumerate(sheets):
        count = len(sheet.offsets)
        vectors[at, :count], features[at, :count], real[at, :count] = sheet.vectors, sheet.features, 1
    return vectors, features, real


def forward(weights: Mapping[str, Floats], asked: Floats, vectors: Floats, features: Floats, real: Floats) -> Floats:
    """The network: logits of answers, shape (sheets, longest, LONGEST); `training/evidence/read.py` has it in torch."""
    words, question = _asked(weights, asked)
    aligned = _softmax(vectors @ asked.T * weights["sharp"]) @ words
    hidden = np.concatenate((vectors @ weights["project"], features, aligned), axis=2) @ weights["enter"]
    hidden = np.maximum(hidden + question @ weights["enter_asked"] + weights["enter_bias"], 0)
    hidden *= _sigmoid(question @ weights["gate"]) * real
    for number, step in enumerate(DILATIONS):
        hidden = (hidden + np.maximum(_convolved(hidden, weights, f"near{number}", step), 0)) * real
    meeting: Floats = hidden @ weights["meet"] @ words.T / np.sqrt(np.float32(len(question)))
    met = _softmax(meeting) @ words
    fused = np.concatenate((hidden, met, hidden * met), axis=2) @ weights["fuse"] + weights["fuse_bias"]
    hidden = (hidden + np.maximum(fused, 0)) * real
    for number, step in enumerate(DILATIONS):
        hidden = (hidden + np.maximum(_convolved(hidden, weights, f"far{number}", step), 0)) * real
    logits = hidden @ (weights["leave"] + (question @ weights["leave_asked"]).reshape(weights["leave"].shape))
    return stretches(logits + weights["leave_bias"], real[..., 0], weights["lengths"])


def stretches(logits: Floats, real: Floats, lengths: Floats) -> Floats:
    """From logits of begin, end and inside, (sheets, tokens, 3), those of whole answers, (sheets, tokens, LONGEST)."""
    sheets, tokens, _ = logits.shape
    answers = np.full((sheets, tokens, LONGEST), FAINT, np.float32)
    inside = np.zeros((sheets, tokens), np.float32)
    for more in range(min(LONGEST, tokens)):
        count = tokens - more
        inside = inside[:, :count] + logits[:, more:, 2]
        found = logits[:, :count, 0] + logits[:, more:, 1] + inside + lengths[more]
        answers[:, :count, more] = np.where(real[:, more:] > 0, found, FAINT)
    return answers


def _asked(weights: Mapping[str, Floats], asked: Floats) -> tuple[Floats, Floats]:
    """The question's tokens, each with its neighbours, (tokens, channels), and their mean weighed by attention."""
    tokens = (asked @ weights["project_asked"])[None]
    words = np.maximum(_convolved(tokens, weights, "asked", 1)[0], 0)
    attention = np.exp(words @ weights["attend"])
    return words, attention @ words / attention.sum()


def _convolved(rows: Floats, weights: Mapping[str, Floats], name: str, step: int) -> Floats:
    """A convolution of width 3 along the tokens; zeros beyond both ends. `rows`: (sheets, tokens, channels)."""
    kernel = weights[name]
    result: Floats = rows @ kernel[1] + weights[f"{name}_bias"]
    if rows.shape[1] > step:
        result[:, step:] += rows[:, :-step] @ kernel[0]
        result[:, :-step] += rows[:, step:] @ kernel[2]
    return result


def _softmax(values: Floats) -> Floats:
    """Over the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _sigmoid(values: Floats) -> Floats:
    result: Floats = np.exp(-np.logaddexp(np.float32(0), -values))
    return result
