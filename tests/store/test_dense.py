"""The dense cache: the nearest rows, one byte a number, each under its id."""

import numpy as np
import pytest

from qa.store.dense import DenseCache, codes
from tests.conftest import DIMENSIONS, vectors_of

ROWS = vectors_of("a", "b", "c", "d")


def filled() -> DenseCache:
    cache = DenseCache(DIMENSIONS)
    cache.add([11, 12], codes(ROWS[:2]))
    cache.add([13, 14], codes(ROWS[2:]))
    return cache


def test_the_nearest_come_first() -> None:
    found = filled().search(ROWS[:2], 3)
    for query, ids in zip(ROWS, found, strict=False):
        assert ids == [11 + int(place) for place in np.argsort(-(ROWS @ query))[:3]]


def test_more_than_there_are_and_none_at_all() -> None:
    assert [len(row) for row in filled().search(ROWS[:2], 99)] == [4, 4]
    assert DenseCache(DIMENSIONS).search(ROWS[:2], 5) == [[], []]
    assert filled().search(ROWS[:1], 9, [99]) == filled().search(ROWS[:1], 9, []) == [[]]


def test_removed_rows_are_gone_and_unknown_ids_passed_over() -> None:
    cache = filled()
    cache.remove([12, 99])
    cache.remove([])
    assert sorted(cache.search(ROWS[:1], 9)[0]) == [11, 13, 14]
    cache.add([20], codes(ROWS[1:2]))
    assert (len(cache), cache.search(ROWS[1:2], 1)) == (4, [[20]])


def test_only_the_ids_that_are_allowed_are_found() -> None:
    cache = filled()
    cache.remove([11])
    assert cache.search(ROWS[:1], 9, [14, 11, 12, 5]) in ([[12, 14]], [[14, 12]])


@pytest.mark.parametrize("rows", [1, 10_000])
def test_a_search_leaves_the_number_of_threads_as_it_was(rows: int) -> None:
    """It was 1 after a small search, and all processors after a large one."""
    import faiss

    cache = filled()
    before = faiss.omp_get_max_threads()
    try:
        faiss.omp_set_num_threads(3)
        cache.search(np.repeat(ROWS[:1], rows, axis=0), 1)
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)


@pytest.mark.parametrize("outlier", [0.0, 0.6])
def test_bytes_find_among_a_few_more_what_is_nearest(outlier: float) -> None:
    """Also where a number stands out in all rows, as in some models."""
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(5000, 384)).astype(np.float32)
    rows[:, 7] += outlier * np.sqrt(384)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    asked = rows[:50] + chance.normal(size=(50, 384)).astype(np.float32) * 0.03
    cache = DenseCache(384)
    cache.add(range(len(rows)), codes(rows))
    for query, found in zip(asked, cache.search(asked, 25), strict=True):
        assert set(np.argsort(-(rows @ query))[:10].tolist()) <= set(found)
