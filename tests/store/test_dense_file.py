"""The dense cache on disk: it grows by what changed, and proves itself whole."""

import json
from pathlib import Path

import numpy as np
import pytest

from qa.store import dense_file
from qa.store.dense_file import STAMP, Stamp
from qa.store.told import Moment
from tests.conftest import DIMENSIONS, vectors_of

ROWS = vectors_of("a", "b", "c", "d")
THEN, NOW = Moment("identity", 3, "x"), Moment("identity", 4, "y")


def ids(folder: Path) -> list[int] | None:
    """What is read back, in order of nearness to the first row; None where it is not whole."""
    stamp = Stamp.read(folder)
    cache = dense_file.load(folder, stamp, DIMENSIONS) if stamp else None
    return cache.search(ROWS[:1], 9)[0] if cache else None


def nearest(*numbers: int) -> list[int]:
    return sorted(numbers, key=lambda number: -float(ROWS[number - 11] @ ROWS[0]))


@pytest.fixture
def stamp(tmp_path: Path) -> Stamp:
    return dense_file.write(tmp_path, THEN, [([11, 12], ROWS[:2])])


def test_what_is_written_comes_back(tmp_path: Path, stamp: Stamp) -> None:
    assert Stamp.read(tmp_path) == stamp
    assert (stamp.moment, stamp.rows, stamp.last, ids(tmp_path)) == (THEN, 2, 12, nearest(11, 12))


def test_a_change_appends_itself_and_leaves_the_bytes_before(tmp_path: Path, stamp: Stamp) -> None:
    """Of the ids removed, 99 never was in the file."""
    before = (tmp_path / stamp.file).read_bytes()
    grown = dense_file.append(tmp_path, stamp, NOW, [([13, 14], ROWS[2:])], [12, 99])
    assert (tmp_path / stamp.file).read_bytes().startswith(before)
    assert (grown.moment, grown.rows, grown.dead, ids(tmp_path)) == (NOW, 3, 1, nearest(11, 13, 14))


def test_what_a_crash_left_behind_the_end_is_written_over(tmp_path: Path, stamp: Stamp) -> None:
    with (tmp_path / stamp.file).open("ab") as file:
        file.write(b"{half a block")
    assert ids(tmp_path) == nearest(11, 12)
    dense_file.append(tmp_path, stamp, NOW, [([13], ROWS[2:3])], [])
    assert ids(tmp_path) == nearest(11, 12, 13)


def test_writing_anew_leaves_no_file_before_it(tmp_path: Path, stamp: Stamp) -> None:
    anew = dense_file.write(tmp_path, NOW, [([13], ROWS[2:3])])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([STAMP, anew.file])
    assert ids(tmp_path) == [13]


def test_a_write_that_fails_leaves_the_file_before_it(tmp_path: Path, stamp: Stamp) -> None:
    with pytest.raises(ValueError, match="could not"):
        dense_file.write(tmp_path, NOW, [([13], np.array([["no number"]]))])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([STAMP, stamp.file])
    assert ids(tmp_path) == nearest(11, 12)


@pytest.mark.parametrize("at", range(0, 90, 7))
def test_a_flipped_byte_anywhere_is_noticed(tmp_path: Path, stamp: Stamp, at: int) -> None:
    path = tmp_path / stamp.file
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 4
    path.write_bytes(content)
    assert ids(tmp_path) is None


@pytest.mark.parametrize(
    "change", ["", "[]", "5", "[" * 100_000, {"length": -1}, {"rows": "2"}, {"file": "../x"}, {"moment": 5}]
)
def test_a_stamp_that_says_nothing_is_none(tmp_path: Path, stamp: Stamp, change: str | dict[str, object]) -> None:
    told = json.loads((tmp_path / STAMP).read_text(encoding="utf-8"))
    text = change if isinstance(change, str) else json.dumps({**told, **change})
    (tmp_path / STAMP).write_text(text, encoding="utf-8")
    assert Stamp.read(tmp_path) is None


def test_a_file_that_is_cut_off_or_gone_has_no_stamp(tmp_path: Path, stamp: Stamp) -> None:
    path = tmp_path / stamp.file
    path.write_bytes(path.read_bytes()[:-1])
    assert Stamp.read(tmp_path) is None
    path.unlink()
    assert Stamp.read(tmp_path) is None


def test_a_file_of_many_changes_or_much_that_is_dead_is_worn(stamp: Stamp) -> None:
    from dataclasses import replace

    assert not stamp.is_worn
    assert replace(stamp, blocks=2001).is_worn
    assert not replace(stamp, rows=4000, dead=2000).is_worn
    assert replace(stamp, rows=4000, dead=2001).is_worn
