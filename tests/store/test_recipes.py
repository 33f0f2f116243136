"""A model that gives other vectors under the same name is found out by its probe."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import RecipeMismatch
from qa.records import Recipe
from qa.store.recipes import check, stored

WANTED = Recipe("any", 2, 400, 80, probe=(0.6, 0.8))


@pytest.mark.parametrize("probe", [(0.6, 0.8), (0.6, 0.819), (0.6119, 0.8159)])
def test_a_probe_may_move_by_what_arithmetic_does(probe: tuple[float, ...]) -> None:
    """By 0, by .019, and by the root of .0119² + .0159², a little under .02."""
    check(Path("index"), json.loads(stored(replace(WANTED, probe=probe))), WANTED)


@pytest.mark.parametrize(
    "probe", [(0.6, 0.821), (0.8, 0.6), (0.6, 0.8, 0.0), (), "none", [[0.6], 0.8], (0.6, float("nan"))]
)
def test_a_probe_that_moved_further_or_cannot_be_compared_is_refused(probe: object) -> None:
    found = {**json.loads(stored(WANTED)), "probe": probe}
    with pytest.raises(RecipeMismatch, match="any gave other vectors when the index in index was made") as caught:
        check(Path("index"), found, WANTED)
    assert "qa index --rebuild" in caught.value.hint
