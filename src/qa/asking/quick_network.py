"""The quick reader's network in NumPy; `training/evidence/network.py` has it in torch."""

from collections.abc import Mapping

import numpy as np

from qa.asking.reading import FAINT, LONGEST, Floats

DILATIONS = (1, 2, 4)


def forward(weights: Mapping[str, Floats], asked: Floats, vectors: Floats, features: Floats, real: Floats) -> Floats:
    """Logits of answers, shape (passages, longest, LONGEST), for a question's token vectors and `padded` passages."""
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
    """Logits of whole answers, (passages, tokens, LONGEST), from those of begin, end, inside, (passages, tokens, 3)."""
    passages, tokens, _ = logits.shape
    answers = np.full((passages, tokens, LONGEST), FAINT, np.float32)
    inside = np.zeros((passages, tokens), np.float32)
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
    """A convolution of width 3 along the tokens; zeros beyond both ends. `rows`: (passages, tokens, channels)."""
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
