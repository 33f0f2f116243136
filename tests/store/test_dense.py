"""The dense cache: the nearest rows by half precision, each under its id."""

import numpy as np
import pytest

from qa.store.dense import DenseCache
from tests.conftest import DIMENSIONS, vectors_of

ROWS = vectors_of("a", "b", "c", "d")


def filled() -> DenseCache:
    cache = DenseCache(DIMENSIONS)
    cache.add([11, 12], ROWS[:2])
    cache.add([13, 14], ROWS[2:])
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
    cache.add([20], ROWS[1:2])
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
