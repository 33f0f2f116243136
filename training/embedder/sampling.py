"""Batches: which pairs meet in one step."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.embedder.recipe import LANGUAGE_SHARE, OTHER_SHARE, Recipe
from training.embedder.sources import GLOSSED, KINDS
from training.embedder.tokens import Places, Ragged, TokenGroup

LONGEST_RUN = 8  # rows of a simulated passage, at most
LONGEST_QUERY = 3  # rows of what is asked of it, at most
SMALLEST_BATCH = 64
LESSON = "lesson"
TINY = 1e-9


Run = tuple[Places, Places]  # first rows, numbers of rows


@dataclass(frozen=True)
class Batch:
    """All left texts, then all right texts; `same` are the places (i, j) where left i may well match right j."""

    texts: Ragged
    same: npt.NDArray[np.int64]


class Sampler:
    """Draws batches of one group each; groups by the square root of their size times their shares."""

    def __init__(self, groups: list[TokenGroup], recipe: Recipe) -> None:
        self.recipe = recipe
        self.groups = [group for group in groups if len(group) >= SMALLEST_BATCH]
        shares = np.array([len(group) ** 0.5 * _share(group, recipe) for group in self.groups])
        kinds = np.array([group.kind for group in self.groups])
        weights = {LESSON: recipe.taught, GLOSSED.kind: recipe.glossed}
        for kind, weight in weights.items():
            shares[kinds == kind] *= weight / max(shares[kinds == kind].sum(), TINY)
        rest = ~np.isin(kinds, list(weights))
        shares[rest] *= (1 - sum(weights.values())) / shares[rest].sum()
        self.shares = shares / shares.sum()
        self.random = np.random.default_rng(recipe.seed)

    def draw(self) -> Batch:
        """The next batch: at most the recipe's size, never the same row twice."""
        group = self.groups[self.random.choice(len(self.groups), p=self.shares)]
        passages = group.kind not in (LESSON, GLOSSED.kind) and (KINDS[group.kind].passages or self.recipe.heaps)
        left, right = (group.left, group.right) if self.random.random() < 0.5 else (group.right, group.left)
        size = min(self.recipe.batch, len(group))
        if passages and self.random.random() < self.recipe.passages:
            part, whole = self._runs(len(group), size)
            left, right = left.spans(*part), right.spans(*whole)
        else:
            rows = self.random.choice(len(group), size, replace=False)
            left, right = left.spans(rows), right.spans(rows)
        same = np.concatenate((_equal(left), _equal(right)), axis=1)
        texts = Ragged(
            np.concatenate((left.ids, right.ids)),
            np.concatenate((left.offsets, left.offsets[-1] + right.offsets[1:])),
        )
        return Batch(self._dropped(texts), same)

    def _dropped(self, texts: Ragged) -> Ragged:
        """The texts without some of their tokens; a text of one token stays."""
        alone = np.repeat(texts.lengths == 1, texts.lengths)
        return texts.kept(alone | (self.random.random(len(texts.ids)) >= self.recipe.dropped))

    def _runs(self, rows: int, size: int) -> tuple[Run, Run]:
        """One to three rows inside a run of rows, and the run; the runs do not overlap."""
        longest = min(LONGEST_RUN, rows // SMALLEST_BATCH + 1)
        slots = self.random.choice(rows // longest, min(size, rows // longest), replace=False)
        count = self.random.integers(1, longest + 1, len(slots))
        first = slots * longest
        asked = np.minimum(self.random.integers(1, LONGEST_QUERY + 1, len(slots)), count)
        return (first + self.random.integers(0, count - asked + 1), asked), (first, count)


def _share(group: TokenGroup, recipe: Recipe) -> float:
    share = 1.0 if group.kind == LESSON else KINDS[group.kind].share
    if recipe.boosted:
        for language in group.languages:
            share *= LANGUAGE_SHARE.get(language, OTHER_SHARE)
    return share


def _equal(texts: Ragged) -> npt.NDArray[np.int64]:
    """The places (i, j), i != j, of equal texts (questions on one passage, say), shape (2, found)."""
    rows: dict[bytes, list[int]] = {}
    for row, (start, end) in enumerate(zip(texts.offsets[:-1], texts.offsets[1:], strict=True)):
        rows.setdefault(texts.ids[start:end].tobytes(), []).append(row)
    pairs = [(i, j) for equal in rows.values() if len(equal) > 1 for i in equal for j in equal if i != j]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2).T
