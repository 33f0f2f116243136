"""Pk and WindowDiff give what NLTK's implementation gives for its own examples, and what a hand counts."""

import pytest

from benchmarks.pages.segmentation import half_a_part, pk, windowdiff


def boundaries(written: str) -> list[bool]:
    return [sign == "1" for sign in written]


@pytest.mark.parametrize(
    ("right", "given", "difference"),
    [
        ("000100000010", "000100000010", 0.0),
        ("000100000010", "000010000100", 0.3),
        ("000010000100", "100000010000", 0.8),
    ],
)
def test_windowdiff_agrees_with_nltk(right: str, given: str, difference: float) -> None:
    """The examples in the documentation of nltk.metrics.segmentation.windowdiff, with windows of 3."""
    assert windowdiff(boundaries(right), boundaries(given), 3) == pytest.approx(difference)


@pytest.mark.parametrize(("given", "difference"), [("1" * 400, 0.5), ("0" * 400, 0.5), ("0100" * 100, 0.0)])
def test_pk_agrees_with_nltk(given: str, difference: float) -> None:
    """The examples of nltk.metrics.segmentation.pk, which gives two digits."""
    assert pk(boundaries("0100" * 100), boundaries(given), 2) == pytest.approx(difference, abs=0.005)


def test_a_boundary_that_is_near_costs_less_than_one_that_is_far() -> None:
    """Of the windows 00, 01, 10, 00 two differ from 00, 00, 01, 10 for both, as one of two boundaries does for Pk."""
    right, near, far = map(boundaries, ("00100", "00010", "10000"))
    assert pk(right, near, 2) == windowdiff(right, near, 2) == 2 / 4
    assert pk(right, far, 2) == windowdiff(right, far, 2) == 3 / 4


def test_the_window_is_half_a_part_long() -> None:
    """Eleven lines in two parts: 11 / 2 / 2, rounded; short parts still have a window of two."""
    assert half_a_part(boundaries("0000100000")) == 3
    assert half_a_part(boundaries("111")) == 2
