"""A FAISS index over the catalogue's vectors: exact inner product, kept in one file that proves itself whole."""

import json
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.files import write_whole
from qa.records import Vectors

if TYPE_CHECKING:
    import faiss

_WORTH_THREADS = 300_000  # products; below, waking threads costs more than it saves


class DenseCache:
    """Vectors by passage id. `generation` says up to which generation of the catalogue `identity` it is complete."""

    def __init__(self, identity: str, dimensions: int) -> None:
        import faiss

        self.identity, self.generation = identity, 0
        self._index: faiss.Index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))

    @classmethod
    def load(cls, path: Path, identity: str, dimensions: int) -> "DenseCache":
        """The saved cache; an empty one where the file is absent, torn, or of another catalogue."""
        import faiss

        cache = cls(identity, dimensions)
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            stamp = json.loads(head)
            if stamp["identity"] == identity and stamp["crc32"] == zlib.crc32(body):
                cache._index = faiss.deserialize_index(np.frombuffer(body, np.uint8))
                cache.generation = stamp["generation"]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return cache

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all."""
        import faiss

        body = faiss.serialize_index(self._index).tobytes()
        stamp = {"identity": self.identity, "generation": self.generation, "crc32": zlib.crc32(body)}
        write_whole(path, json.dumps(stamp).encode() + b"\n" + body)

    @property
    def moment(self) -> tuple[str, int]:
        """Of which catalogue it is, and up to which generation."""
        return self.identity, self.generation

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: list[int], vectors: Vectors) -> None:
        """Puts rows in under new ids."""
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, np.int64))

    def remove(self, ids: list[int]) -> None:
        """Takes rows out; unknown ids are passed over."""
        import faiss

        if ids:
            self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(ids, np.int64)))

    def search(self, vectors: Vectors, k: int, only: Sequence[int] | None = None) -> list[list[tuple[int, float]]]:
        """For each row the (id, inner product) of at most `k` entries, of those with the ids `only`, largest first."""
        k = min(k, len(self) if only is None else len(only))
        if not k:
            return [[] for _ in vectors]
        selector = _selector(only)  # held here: its parameters do not
        with _threads(1 if len(vectors) * len(self) < _WORTH_THREADS else os.cpu_count() or 1):
            scores, ids = self._index.search(np.ascontiguousarray(vectors), k, params=_parameters(selector))
        return [
            [(int(id_), float(score)) for id_, score in zip(id_row, row, strict=True) if id_ >= 0]
            for id_row, row in zip(ids, scores, strict=True)
        ]


def _selector(only: Sequence[int] | None) -> "faiss.IDSelector | None":
    import faiss

    return None if only is None else faiss.IDSelectorBatch(np.asarray(only, np.int64))


def _parameters(selector: "faiss.IDSelector | None") -> "faiss.SearchParameters":
    import faiss

    parameters = faiss.SearchParameters()
    parameters.sel = selector
    return parameters


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """FAISS takes so many threads inside; afterwards as many as before. The number belongs to the calling thread."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
