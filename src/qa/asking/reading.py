"""What a reader says of a passage: where in it the answer to the question may begin and end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.records import Query

WEIGHTS = Path(__file__).with_name("weights")
LONGEST = 32  # tokens of an answer
FAINT = -60.0
"""The logit of what is no answer."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a passage's tokens say, and where they stand in it: character places, shape (tokens, 2).

    `answers[i, n]` is the logit of the answer that begins with token i and has n + 1 tokens, FAINT where there is none;
    0 stands for "no answer here". `met` and `weakest` as of `PassageInput`.
    """

    answers: Floats
    offsets: NDArray[np.int64]
    met: float
    weakest: float


class Reader(Protocol):
    """Reads passages for a question; safe to share between threads."""

    def read(self, query: Query, titles: Sequence[str], texts: Sequence[str]) -> list[Reading]:
        """One reading a text, which stands under the title at the same place; all logits are FAINT where the question
        or the text has no token."""
        ...
