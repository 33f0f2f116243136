"""A small reader: where in a passage does the answer to the question begin and end?

A convolutional network over the token vectors of the bundled model, which lie near each other for words of one meaning
in any language. To every token it is told how near the question's tokens are to it and to its neighbourhood (the
word-in-question features of FastQA, Weissenborn et al., CoNLL 2017), which of them it lies nearest to (the aligned
question of DrQA, Chen et al., ACL 2017), and what marks stand around it. Having seen its neighbours, it looks at the
question once more (the attention of BiDAF, Seo et al., ICLR 2017), and then at its neighbours again; it gives the
logits of an answer's beginning, inside and end there. A stretch of tokens scores what they add up to, and what its
length speaks for, on one scale for all passages (the shared normalisation of Clark and Gardner, ACL 2018), where 0
stands for "no answer here". Trained by `training/evidence/read.py`; about 0.4 GFLOP
a question, in NumPy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.asking.network import FAINT, LONGEST, Floats, forward
from qa.asking.reader_input import padded, reader_inputs
from qa.embed import StaticEncoder
from qa.records import TokenVectors

WEIGHTS = Path(__file__).with_name("weights") / "reader.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a passage's tokens say, and where they stand in it: character places, shape (tokens, 2).

    `answers[i, n]` is the logit of the answer that begins with token i and has n + 1 tokens, FAINT where there is none;
    `met` and `weakest` as of `ReaderInput`.
    """

    answers: Floats
    offsets: NDArray[np.int64]
    met: float
    weakest: float


class Reader:
    """The trained network; `weights` by name as `training/evidence/read.py` writes them."""

    def __init__(self, encoder: StaticEncoder, weights: Mapping[str, Floats]) -> None:
        self._encoder, self._weights = encoder, weights

    @classmethod
    def open(cls, encoder: StaticEncoder) -> "Reader":
        """The reader that ships with the package."""
        from safetensors.numpy import load_file

        return cls(encoder, {name: array.astype(np.float32) for name, array in load_file(WEIGHTS).items()})

    def read(self, asked: TokenVectors, titles: Sequence[str], texts: Sequence[str]) -> list[Reading]:
        """One reading a text; all logits are FAINT where the question or the text has no token."""
        inputs = reader_inputs(self._encoder, asked, titles, texts)
        if not len(asked.rows) or not inputs:
            answers = [np.full((len(one.offsets), LONGEST), FAINT, np.float32) for one in inputs]
        else:
            answers = list(forward(self._weights, asked.rows, *padded(inputs)))
        return [
            Reading(found[: len(one.offsets)], one.offsets, one.met, one.weakest)
            for found, one in zip(answers, inputs, strict=True)
        ]
