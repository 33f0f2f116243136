"""Groups of texts as flat arrays of token ids: tokenized once, sampled many times."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from training.embedder.data import Group

Ids = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ragged:
    """Rows of different length, end to end: row i is `ids[offsets[i]:offsets[i + 1]]`."""

    ids: Ids
    offsets: Places

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> Places:
        return np.diff(self.offsets)

    def spans(self, first: Places, count: Places | int = 1) -> "Ragged":
        """New rows: row i is the rows `first[i]`, …, `first[i] + count[i] - 1` of this one, joined."""
        starts = self.offsets[first]
        lengths = self.offsets[first + count] - starts
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        places = np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])
        return Ragged(self.ids[places], offsets)

    def kept(self, keep: npt.NDArray[np.bool_]) -> "Ragged":
        """The same rows without the ids where `keep` is false."""
        counts = np.concatenate(([0], np.cumsum(keep)))
        return Ragged(self.ids[keep], counts[self.offsets])


@dataclass(frozen=True)
class TokenGroup:
    """A group of pairs as token ids; row i of `left` goes with row i of `right`."""

    source: str
    kind: str
    languages: tuple[str, str]
    left: Ragged
    right: Ragged

    def __len__(self) -> int:
        return len(self.left)


def encode(tokenizer: Tokenizer, texts: list[str], batch: int = 10_000) -> Ragged:
    """The token ids of every text."""
    rows: list[Ids] = []
    for start in range(0, len(texts), batch):
        found = tokenizer.encode_batch_fast(texts[start : start + batch], add_special_tokens=False)
        rows.extend(np.array(row.ids, dtype=np.uint32) for row in found)
    offsets = np.concatenate(([0], np.cumsum([len(row) for row in rows], dtype=np.int64)))
    return Ragged(np.concatenate(rows) if rows else np.empty(0, np.uint32), offsets)


def encode_groups(tokenizer: Tokenizer, groups: Iterable[Group]) -> list[TokenGroup]:
    """Every group as token ids, without the pairs that have no token on one side."""
    encoded = []
    for source, family in groupby(groups, key=lambda group: group.source):
        members = list(family)
        places = {text: 0 for group in members for side in (group.left, group.right) for text in side}
        places = {text: place for place, text in enumerate(places)}  # one English text stands in many groups
        rows = encode(tokenizer, list(places))
        for group in members:
            left, right = (np.array([places[text] for text in side]) for side in (group.left, group.right))
            kept = (rows.lengths[left] > 0) & (rows.lengths[right] > 0)
            if kept.sum() > 1:
                sides = rows.spans(left[kept]), rows.spans(right[kept])
                encoded.append(TokenGroup(source.name, source.kind, group.languages, *sides))
    return encoded


def save_groups(path: Path, groups: list[TokenGroup], more: dict[str, npt.NDArray[Any]] | None = None) -> None:
    """Write the groups, and `more` arrays by name, as one NumPy archive."""
    sides = [side for group in groups for side in (group.left, group.right)]
    names = [f"{group.source}\t{group.kind}\t{group.languages[0]}\t{group.languages[1]}" for group in groups]
    arrays = {
        "names": np.array(names),
        "rows": np.array([len(group) for group in groups]),
        "ids": np.concatenate([side.ids for side in sides]),
        "lengths": np.concatenate([side.lengths for side in sides]).astype(np.int32),
    }
    np.savez(path, allow_pickle=False, **arrays, **(more or {}))


def load_groups(path: Path) -> list[TokenGroup]:
    """The groups that `save_groups` wrote."""
    with np.load(path) as archive:
        names, rows, ids, lengths = (archive[key] for key in ("names", "rows", "ids", "lengths"))
    groups, row, place = [], 0, 0
    for name, count in zip(names, rows, strict=True):
        sides = []
        for _ in range(2):
            offsets = np.concatenate(([0], np.cumsum(lengths[row : row + count], dtype=np.int64)))
            sides.append(Ragged(ids[place : place + offsets[-1]], offsets))
            row, place = row + count, place + offsets[-1]
        source, kind, first, second = str(name).split("\t")
        groups.append(TokenGroup(source, kind, (first, second), *sides))
    return groups
