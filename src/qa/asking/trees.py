"""Boosted decision trees (Friedman, Annals of Statistics 2001): what a fit in `training/` found, applied to one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Tree = float | tuple[str, float, "Tree", "Tree"]
"""A leaf's value; or the name of a value, a threshold, and the trees for values up to it and beyond it."""


@dataclass(frozen=True, slots=True)
class Trees:
    """`start` plus what each tree adds is the logit of a probability."""

    start: float
    trees: tuple[Tree, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Trees":
        """From what `stored` gave, as read from JSON."""
        return cls(stored["start"], tuple(map(_tree, stored["trees"])))

    def stored(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"start": self.start, "trees": self.trees}

    def logit(self, row: Mapping[str, float]) -> float:
        """For one row of values by name.

        >>> Trees(0.5, (("length", 3.0, -1.0, 2.0), ("age", 9.0, 0.25, 0.0))).logit({"length": 4.0, "age": 9.0})
        2.75
        """
        return self.start + sum(_leaf(tree, row) for tree in self.trees)


def _leaf(tree: Tree, row: Mapping[str, float]) -> float:
    while isinstance(tree, tuple):
        name, threshold, low, high = tree
        tree = low if row[name] <= threshold else high
    return tree


def _tree(stored: Any) -> Tree:
    if not isinstance(stored, list):
        return float(stored)
    name, threshold, low, high = stored
    return name, threshold, _tree(low), _tree(high)
