"""An exact in-memory store, to compare the real ones with: every search looks at every passage."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from qa.records import EVERYTHING, Chunk, Filter, Hit, IndexedDocument, Vectors
from qa.text.terms import terms


class Oracle:
    """Documents by source; BM25 with k1 = 1.2, b = 0.75 and Lucene's idf, log(1 + (n - df + .5) / (df + .5))."""

    def __init__(self) -> None:
        self.held: dict[str, IndexedDocument] = {}

    def replace(self, removed: Collection[str], documents: Sequence[IndexedDocument]) -> None:
        for source in removed:
            self.held.pop(source, None)
        self.held.update({indexed.document.source: indexed for indexed in documents})

    def _chunks(self) -> list[Chunk]:
        return [chunk for indexed in self.held.values() for chunk in indexed.chunks]

    def dense(self, vectors: Vectors, k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        rows = [
            (chunk, row)
            for indexed in self.held.values()
            for chunk, row in zip(indexed.chunks, indexed.vectors, strict=True)
            if allows(only, chunk)
        ]
        return [_best([Hit(chunk, float(row @ vector)) for chunk, row in rows], k) for vector in vectors]

    def lexical(self, queries: Sequence[Sequence[str]], k: int, only: Filter = EVERYTHING) -> list[list[Hit]]:
        counted = [(chunk, Counter(terms(f"{chunk.title}\n{chunk.text}"))) for chunk in self._chunks()]
        mean = sum(count.total() for _, count in counted) / max(len(counted), 1)
        found = []
        for query in queries:
            words = set(query)
            frequency = {word: sum(word in count for _, count in counted) for word in words}
            hits = [Hit(chunk, _bm25(words, count, frequency, len(counted), mean)) for chunk, count in counted]
            found.append(_best([hit for hit in hits if hit.score > 0 and allows(only, hit.chunk)], k))
        return found

    def undated(self, only: Filter) -> int:
        held = [chunks for name, chunks in self.held.items() if within(only, name)]
        return sum(not any(chunk.date for chunk in indexed.chunks) for indexed in held)

    def __len__(self) -> int:
        return len(self._chunks())


def within(only: Filter, source: str) -> bool:
    """The document is, or lies in, one of the places."""
    return not only.within or any(Path(source).is_relative_to(place) for place in only.within)


def allows(only: Filter, chunk: Chunk) -> bool:
    """By the first and the last day that the date may mean."""
    first, last = chunk.date + "0000-01-01"[len(chunk.date) :], chunk.date + "9999-12-31"[len(chunk.date) :]
    since, until = only.since + "0000-01-01"[len(only.since) :], only.until + "9999-12-31"[len(only.until) :]
    dated = bool(chunk.date) and last >= since and first <= until
    return within(only, chunk.source) and (dated or not only.is_dated)


def _bm25(words: set[str], count: Counter[str], frequency: dict[str, int], passages: int, mean: float) -> float:
    score = 0.0
    for word in words & set(count):
        idf = math.log(1 + (passages - frequency[word] + 0.5) / (frequency[word] + 0.5))
        norm = 1.2 * (1 - 0.75 + 0.75 * count.total() / mean)
        score += idf * count[word] * 2.2 / (count[word] + norm)
    return score


def _best(hits: list[Hit], k: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.source, hit.chunk.start))[:k]
