"""The lexical cache: BM25 over terms, in memory and on disk, seen by others when committed."""

from pathlib import Path

import pytest

from qa.store.lexical import LexicalCache, discard
from qa.store.told import Moment
from qa.text.terms import terms

FIRST, SECOND = Moment("identity", 1, "x"), Moment("identity", 2, "y")
PASSAGES = [
    (2**33 + 1, "渡轮", "渡轮在港口停靠"),
    (2**33 + 2, "Tea", "tea tea on the hill"),
    (2**33 + 3, "Hill", "a hill"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lexical"


def found(cache: LexicalCache, question: str) -> list[int]:
    return [id_ - 2**33 for id_, _ in cache.search([terms(question)], 9)[0]]


@pytest.mark.parametrize("in_memory", [True, False])
def test_the_passage_with_the_rarer_words_comes_first(folder: Path, in_memory: bool) -> None:
    cache = LexicalCache(None if in_memory else folder)
    cache.add(PASSAGES, FIRST)
    assert (len(cache), cache.in_memory, cache.moment) == (3, in_memory, FIRST)
    assert found(cache, "tea on a hill") == [2, 3]
    assert found(cache, "渡輪停靠") == [1]
    assert found(cache, "nothing") == found(cache, "") == []
    assert cache.frequency("hill") == 2


def test_what_is_committed_is_seen_by_another_reader_and_the_rest_is_not(folder: Path) -> None:
    writer = LexicalCache(folder)
    writer.add(PASSAGES[:1], FIRST)
    reader = LexicalCache.load(folder)
    assert reader is not None
    writer.remove([PASSAGES[0][0]])
    reader.refresh()
    assert found(reader, "渡轮") == [1]
    writer.add(PASSAGES[1:], SECOND)
    reader.refresh()
    assert (found(reader, "渡轮"), found(reader, "tea")) == ([], [2])
    writer.close()
    again = LexicalCache.load(folder)
    assert again is not None
    assert (len(again), again.moment, again.before) == (2, SECOND, FIRST)


def test_of_very_many_words_only_the_rarest_are_looked_up() -> None:
    cache = LexicalCache(None)
    common = [f"word{number}" for number in range(300)]
    cache.add([(1, "", " ".join(common)), (2, "", " ".join(common)), (3, "", "unique")], FIRST)
    looked_up = cache._rarest([*common, "unknown", "unique"])
    assert (len(looked_up), looked_up[0]) == (128, "unique")


def test_old_caches_are_discarded_but_the_one_in_use(tmp_path: Path) -> None:
    for name in ("lexical-a", "lexical-b", "other"):
        (tmp_path / name).mkdir()
    discard(tmp_path, keep="lexical-b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lexical-b", "other"]
