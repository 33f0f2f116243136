"""The quick reader: a small network over what the bundled model says of each token.

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
from pathlib import Path

import numpy as np

from qa.asking.quick_input import padded, passage_inputs
from qa.asking.quick_network import forward
from qa.asking.reading import FAINT, LONGEST, Floats, Reading
from qa.embed import StaticEncoder
from qa.records import Query


class QuickReader:
    """The trained network; `weights` by name as `training/evidence/read.py` writes them."""

    def __init__(self, encoder: StaticEncoder, weights: Mapping[str, Floats]) -> None:
        self._encoder, self._weights = encoder, weights

    @classmethod
    def open(cls, encoder: StaticEncoder, folder: Path) -> "QuickReader":
        """The reader whose weights are in the folder."""
        from safetensors.numpy import load_file

        return cls(
            encoder,
            {name: array.astype(np.float32) for name, array in load_file(folder / "reader.safetensors").items()},
        )

    def read(self, query: Query, titles: Sequence[str], texts: Sequence[str]) -> list[Reading]:
        """As of `Reader`."""
        asked, inputs = query.tokens, passage_inputs(self._encoder, query.tokens, titles, texts)
        if not len(asked.rows) or not inputs:
            answers = [np.full((len(one.offsets), LONGEST), FAINT, np.float32) for one in inputs]
        else:
            answers = list(forward(self._weights, asked.rows, *padded(inputs)))
        return [
            Reading(found[: len(one.offsets)], one.offsets, one.met, one.weakest)
            for found, one in zip(answers, inputs, strict=True)
        ]
