"""Vectors by passage id, one byte a number: a FAISS index that looks at every row, in a quarter of the memory.

What it finds is scored anew by the exact vectors of the catalogue; `benchmarks/scale.py` says what that loses.
"""

import math
from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.records import Vectors

if TYPE_CHECKING:
    from collections.abc import Iterator


Ids = NDArray[np.int64]
Codes = NDArray[np.uint8]
_WIDEST = 15.0
"""Standard deviations of a unit row's numbers that a byte spans to each side; what is further out is put at its end."""


def codes(vectors: Vectors) -> Codes:
    """Unit rows, one byte a number, the same for the same row whatever stands beside it."""
    rows = np.asarray(vectors, np.float32)
    scale = 127 / min(1.0, _WIDEST / math.sqrt(max(rows.shape[-1], 1)))
    whole: Codes = (np.clip(np.rint(rows * scale), -127, 127) + 128).astype(np.uint8)
    return whole


class DenseCache:
    """Rows by passage id. Ids come in rising order, and none twice."""

    def __init__(self, dimensions: int) -> None:
        import faiss

        self._ids: Ids = np.zeros(0, np.int64)
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._index = faiss.IndexScalarQuantizer(dimensions, kind, faiss.METRIC_INNER_PRODUCT)

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> set[int]:
        """All that are in it."""
        return set(self._ids.tolist())

    def add(self, ids: Sequence[int] | Ids, rows: Codes) -> None:
        """Puts rows in under new ids, all larger than those before."""
        self._index.add_sa_codes(np.ascontiguousarray(rows))
        self._ids = np.concatenate([self._ids, np.asarray(ids, np.int64)])

    def remove(self, ids: Sequence[int] | Ids) -> None:
        """Takes rows out; unknown ids are passed over."""
        import faiss

        gone = self._places(ids)
        if len(gone):
            self._index.remove_ids(faiss.IDSelectorBatch(gone))
            self._ids = np.delete(self._ids, gone)

    def search(self, vectors: Vectors, k: int, only: Sequence[int] | None = None) -> list[list[int]]:
        """For each row the ids of at most `k` entries, of those with the ids `only`, about largest product first."""
        import faiss

        places = None if only is None else self._places(only)
        k = min(k, len(self) if places is None else len(places))
        if not k:
            return [[] for _ in vectors]
        selector = None if places is None else faiss.IDSelectorBatch(places)  # held here: its parameters do not
        parameters = faiss.SearchParameters()
        parameters.sel = selector
        with _one_thread():
            _, found = self._index.search(_whole_numbers(vectors), k, params=parameters)
        return [self._ids[row[row >= 0]].tolist() for row in found]

    def _places(self, ids: Sequence[int] | Ids) -> Ids:
        """Where the ids stand that are there."""
        wanted = np.asarray(ids, np.int64)
        places = np.searchsorted(self._ids, wanted)
        known = places < len(self._ids)
        known[known] = self._ids[places[known]] == wanted[known]
        found: Ids = places[known]
        return found


def _whole_numbers(queries: Vectors) -> Vectors:
    """The queries at another length each, for FAISS multiplies bytes by bytes."""
    most = np.maximum(np.abs(queries).max(axis=1, keepdims=True), 1e-9)
    return np.ascontiguousarray(np.rint(queries * (127 / most)), np.float32)


@contextmanager
def _one_thread() -> "Iterator[None]":
    """FAISS takes one thread inside: waking others costs more than it saves, and others ask as well.

    The number belongs to the calling thread; afterwards it is as before.
    """
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
