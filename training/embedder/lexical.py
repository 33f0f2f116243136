"""BM25 over the model's own tokens, and its fusion with the model: what the vectors are compared and combined with."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped,unused-ignore]
from tokenizers import Tokenizer

from training.embedder.tokens import encode

SATURATION, LENGTH = 1.2, 0.75  # BM25's k1 and b
RANK_OFFSET = 60  # reciprocal rank fusion (Cormack et al. 2009)

Scores = npt.NDArray[np.float32]


def bm25(tokenizer: Tokenizer, questions: list[str], texts: list[str]) -> Scores:
    """The score of every text for every question (Robertson and Zaragoza 2009), shape (questions, texts)."""
    asked, held = _counts(tokenizer, questions), _counts(tokenizer, texts)
    lengths = np.asarray(held.sum(axis=1)).ravel()
    found = np.asarray((held > 0).sum(axis=0)).ravel()
    weights = np.log1p((len(texts) - found + 0.5) / (found + 0.5))
    rows = held.tocoo()
    limits = SATURATION * (1 - LENGTH + LENGTH * lengths[rows.row] / lengths.mean())
    gains = weights[rows.col] * rows.data * (SATURATION + 1) / (rows.data + limits)
    scores = (asked > 0).astype(np.float64) @ csr_matrix((gains, (rows.row, rows.col)), held.shape).T
    return np.asarray(scores.toarray(), dtype=np.float32)


def fuse(first: Scores, second: Scores) -> Scores:
    """The sum of the reciprocal ranks in both; texts with equal scores share the better rank."""
    fused = 1 / (RANK_OFFSET + _ranks(first)) + 1 / (RANK_OFFSET + _ranks(second))
    return fused.astype(np.float32)


def _ranks(scores: Scores) -> Scores:
    ordered = np.sort(-scores, axis=1)
    places = [np.searchsorted(row, -own) for row, own in zip(ordered, scores, strict=True)]
    return np.stack(places).astype(np.float32) + 1


def _counts(tokenizer: Tokenizer, texts: list[str]) -> csr_matrix:
    rows = encode(tokenizer, texts)
    shape = (len(texts), tokenizer.get_vocab_size())
    counts = csr_matrix((np.ones(len(rows.ids)), rows.ids.astype(np.int64), rows.offsets), shape)
    counts.sum_duplicates()
    return counts
