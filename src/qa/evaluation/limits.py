"""Figures that must be reached: `recall@5=0.9` as a least or a most."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from qa.errors import SettingsError
from qa.evaluation.figures import Figure
from qa.evaluation.measures import MEASURES


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure must reach, or with `is_most` must not exceed."""

    name: str
    bound: float
    is_most: bool


def limits(least: Iterable[str], most: Iterable[str]) -> list[Limit]:
    """The limits written as `NAME=NUMBER`; SettingsError for a figure that there is not, or no number."""
    return [_limit(text, is_most=False) for text in least] + [_limit(text, is_most=True) for text in most]


def _limit(text: str, *, is_most: bool) -> Limit:
    name, _, number = text.partition("=")
    if name not in MEASURES:
        near = get_close_matches(name, MEASURES, n=1)
        guess = f"did you mean {near[0]}? " if near else ""
        raise SettingsError(f"there is no figure {name!r}", hint=f"{guess}the figures are {', '.join(MEASURES)}")
    try:
        bound = float(number)
    except ValueError:
        bound = math.nan
    if math.isnan(bound):
        raise SettingsError(f"{text!r} sets no bound", hint=f"write it like {name}=0.9")
    return Limit(name, bound, is_most)


def missed(figures: Mapping[str, Figure], limits: Iterable[Limit]) -> Iterator[str]:
    """A sentence for every limit that is not kept; one on a figure that was not measured counts as not kept."""
    for limit in limits:
        figure = figures.get(limit.name)
        if figure is None:
            yield f"{limit.name} was not measured: no question of the test set speaks to it"
        elif limit.is_most and figure.value > limit.bound:
            yield f"{limit.name} is {figure.value:.4f}, more than {limit.bound:g}"
        elif not limit.is_most and figure.value < limit.bound:
            yield f"{limit.name} is {figure.value:.4f}, less than {limit.bound:g}"
