"""Rows → figures, each with a 95 % bootstrap interval; of all questions, and by language and tag.

A figure that no question of the set speaks to is left out.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluation.bootstrap import draws, interval, value
from qa.evaluation.measures import MEASURES, Measure
from qa.evaluation.rows import Row
from qa.evaluation.statistics import Floats

_FEW = 20  # different values that a key of the test set may have to be broken down by


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic of `n` questions, with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


def figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """The figures by name, in the order they are shown; one that no question speaks to is left out."""
    drawn: dict[int, Floats] = {}
    found = {}
    for name, measure in MEASURES.items():
        columns = columns_of(measure, rows)
        n = len(columns)
        if n and not math.isnan(estimate := value(measure.statistic, columns)):
            if n not in drawn:
                drawn[n] = draws(n)
            found[name] = Figure(estimate, *interval(measure.statistic, columns, drawn[n]), n)
    return found


def columns_of(measure: Measure, rows: Sequence[Row]) -> Floats:
    """The numbers of the questions that the measure is about, shape (questions, numbers of each)."""
    return np.array([numbers for row in rows if (numbers := measure.numbers(row)) is not None], np.float64)


def breakdown(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, Figure]]]:
    """The figures by language of the question, language or script of the document, and tag; groups by size."""
    groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    keys = _keys(rows)
    for row in rows:
        for dimension, group in _groups(row, keys):
            groups[dimension][group].append(row)
    by_size = {name: sorted(parts.items(), key=lambda part: (-len(part[1]), part[0])) for name, parts in groups.items()}
    return {name: {group: figures(members) for group, members in parts} for name, parts in by_size.items()}


def tags_of(rows: Sequence[Row]) -> list[list[str]]:
    """The tags that each of the rows is grouped by."""
    keys = _keys(rows)
    return [[group for dimension, group in _groups(row, keys) if dimension == "tag"] for row in rows]


def _groups(row: Row, keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    if row.case.lang:
        yield "lang", row.case.lang
    if row.outcome.document_lang:
        yield "document_lang", row.outcome.document_lang
    given = row.case.tags_by_name()
    tags = given.get("tags")
    for tag in dict.fromkeys(tags) if isinstance(tags, list) else ():
        yield "tag", str(tag)
    for key in keys:
        if key in given:
            yield "tag", f"{key}={given[key]}"


def _keys(rows: Sequence[Row]) -> list[str]:
    """The further keys of the test set that hold one of a few words, or true or false."""
    values: Mapping[str, set[object]] = defaultdict(set)
    for row in rows:
        for key, given in row.case.tags_by_name().items():
            values[key].add(given if isinstance(given, str | bool) else None)
    return [key for key, given in values.items() if None not in given and len(given) <= _FEW]
