"""How near pieces of a page are to each other: by the bundled model's meaning, and by their terms."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from qa.records import Vectors
from qa.text import terms

Encode = Callable[[Sequence[str]], Vectors]
"""Texts → unit rows."""
TERMS = 0.6
"""How much the terms count beside the meaning, which counts 1."""

_MOST_TERMS = 4096


def vectors(texts: Sequence[str], encode: Encode) -> Vectors:
    """A row a text, of length one: what it has beyond the mean of all, in meaning and in terms that not all have."""
    meaning = encode(texts)
    return _unit(np.concatenate((_unit(meaning - meaning.mean(axis=0)), TERMS * _unit(_weighed(texts))), axis=1))


def _weighed(texts: Sequence[str]) -> Vectors:
    """The texts' terms by tf-idf, shape (texts, terms)."""
    counts = [Counter(terms(text)) for text in texts]
    held = Counter(term for count in counts for term in count)
    shared = [term for term, n in held.most_common() if 1 < n < len(texts)][:_MOST_TERMS]
    columns = {term: at for at, term in enumerate(shared)}
    rows = np.zeros((len(texts), max(1, len(columns))), np.float32)
    for row, count in zip(rows, counts, strict=True):
        for term, n in count.items():
            if term in columns:
                row[columns[term]] = (1 + np.log(n)) * np.log(len(texts) / held[term])
    return rows


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True).astype(np.float32)
    unit: Vectors = rows / np.maximum(lengths, np.float32(1e-9))
    return unit
