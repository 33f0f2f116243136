"""The dense cache: exact inner products, and a file that proves itself whole."""

from pathlib import Path

import numpy as np
import pytest

from qa.store.dense import DenseCache
from tests.conftest import DIMENSIONS, vectors_of

ROWS = vectors_of("a", "b", "c", "d")


def filled() -> DenseCache:
    cache = DenseCache("identity", DIMENSIONS)
    cache.add([11, 12, 13, 14], ROWS)
    cache.generation = 7
    return cache


def test_the_nearest_come_first_with_their_inner_products() -> None:
    found = filled().search(ROWS[:2], 3)
    for query, row in zip(ROWS, found, strict=False):
        products = ROWS @ query
        order = np.argsort(-products)[:3]
        assert [id_ for id_, _ in row] == [11 + int(place) for place in order]
        np.testing.assert_allclose([score for _, score in row], products[order], rtol=1e-5)


def test_more_than_there_are_and_none_at_all() -> None:
    assert [len(row) for row in filled().search(ROWS[:2], 99)] == [4, 4]
    assert DenseCache("identity", DIMENSIONS).search(ROWS[:2], 5) == [[], []]


def test_removed_rows_are_gone_and_unknown_ids_passed_over() -> None:
    cache = filled()
    cache.remove([12, 99])
    cache.remove([])
    assert sorted(id_ for id_, _ in cache.search(ROWS[:1], 9)[0]) == [11, 13, 14]


def test_a_saved_cache_comes_back_as_it_was(tmp_path: Path) -> None:
    filled().save(tmp_path / "dense.faiss")
    back = DenseCache.load(tmp_path / "dense.faiss", "identity", DIMENSIONS)
    assert (len(back), back.generation) == (4, 7)
    assert back.search(ROWS, 4) == filled().search(ROWS, 4)
    assert [path.name for path in tmp_path.iterdir()] == ["dense.faiss"]


@pytest.mark.parametrize("harm", ["other identity", "absent", "flipped", "cut", "empty"])
def test_a_file_that_is_not_whole_or_not_ours_gives_an_empty_cache(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "dense.faiss"
    filled().save(path)
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    changed = {"flipped": bytes(content), "cut": bytes(content[:-9]), "empty": b""}
    if harm in changed:
        path.write_bytes(changed[harm])
    elif harm == "absent":
        path.unlink()
    back = DenseCache.load(path, "other" if harm == "other identity" else "identity", DIMENSIONS)
    assert (len(back), back.generation) == (0, 0)


@pytest.mark.parametrize("rows", [1, 100_000])
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
