"""How far two ways of dividing the same lines differ: Pk, WindowDiff, and the F1 of boundaries.

A division is a sequence with, for each place between two lines, whether there is a boundary.
"""

from collections.abc import Callable, Sequence

Boundaries = Sequence[bool]
_Differ = Callable[[int, int], bool]


def pk(right: Boundaries, given: Boundaries, window: int) -> float:
    """How often the ends of a window are held to be in one part by the one and not by the other.

    Beeferman, Berger, Lafferty, Statistical Models for Text Segmentation, Machine Learning 34 (1999). 0 is best.
    """
    return _share_of_windows(right, given, window, lambda one, other: (one > 0) != (other > 0))


def windowdiff(right: Boundaries, given: Boundaries, window: int) -> float:
    """How often the number of boundaries in a window differs.

    Pevzner, Hearst, A Critique and Improvement of an Evaluation Metric for Text Segmentation, Computational
    Linguistics 28 (2002). 0 is best.
    """
    return _share_of_windows(right, given, window, lambda one, other: one != other)


def half_a_part(right: Boundaries) -> int:
    """The window that both papers take: half the mean length of the parts, at least 2."""
    return max(2, round((len(right) + 1) / (2 * (sum(right) + 1))))


def _share_of_windows(right: Boundaries, given: Boundaries, window: int, differ: _Differ) -> float:
    window = min(window, len(right))
    places = range(len(right) - window + 1)
    wrong = sum(differ(sum(right[at : at + window]), sum(given[at : at + window])) for at in places)
    return wrong / len(places)
