"""The thorough reader's network in torch: a transformer reads question and passage together and points at answers.

A stretch of tokens scores what its begin and its end add up
to, what its length speaks for, and what the whole passage says ("is it here at all?"), on one scale for all passages
(the shared normalisation of Clark and Gardner, ACL 2018), where 0 stands for "no answer here". Trained by
`training/reader`.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.asking.reading import FAINT, LONGEST
from qa.transformer import Shape, Transformer, padded


def laid_out(inputs: Sequence[tuple[Sequence[int], int]]) -> tuple[Tensor, Tensor, Tensor]:
    """The arguments of `SpanNetwork.answers` for inputs of token ids and where the passage begins in them."""
    ids, real = padded([ids for ids, _ in inputs])
    passage = real.clone()
    for row, (own, first) in zip(passage, inputs, strict=True):
        row[:first], row[len(own) - 1] = False, False
    return ids, real, passage


class SpanNetwork(Transformer):
    """Token ids of `<s> question </s> </s> title, passage </s>` → logits of answers."""

    def __init__(self, shape: Shape, words: nn.Module | None = None) -> None:
        """`words` in place of a plain embedding."""
        super().__init__(shape, words)
        self.ends = nn.Linear(shape.size, 2)
        self.here = nn.Linear(shape.size, 1)
        self.lengths = nn.Parameter(torch.zeros(LONGEST))

    def answers(self, ids: Tensor, real: Tensor, passage: Tensor) -> Tensor:
        """Logits (texts, tokens, LONGEST): of the answer from token i on with n + 1 tokens, FAINT where there is none.

        All are (texts, tokens): `real` is true for a token and false for padding, `passage` where an answer may stand.
        """
        return self.point(self(ids, real), passage)

    def point(self, hidden: Tensor, passage: Tensor) -> Tensor:
        """The same from what the last layer gives, (texts, tokens, size)."""
        begin, end = self.ends(hidden).float().unbind(dim=2)
        here = self.here(hidden[:, 0]).float()
        end = end.masked_fill(~passage, -torch.inf)
        reach = functional.pad(end, (0, LONGEST - 1), value=-torch.inf).unfold(1, LONGEST, 1)
        answers = begin[:, :, None] + reach + self.lengths + here[:, :, None]
        found: Tensor = answers.masked_fill(~passage[:, :, None], FAINT).clamp(min=FAINT)
        return found
