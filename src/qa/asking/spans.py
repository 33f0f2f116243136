"""The thorough reader's network in torch: a transformer reads question and passage together and points at answers.

The encoder is that of BERT (Devlin et al., 2019), written out here because importing it takes three times as long as
using it; a test holds it to what `transformers` computes. A stretch of tokens scores what its begin and its end add up
to, what its length speaks for, and what the whole passage says ("is it here at all?"), on one scale for all passages
(the shared normalisation of Clark and Gardner, ACL 2018), where 0 stands for "no answer here". Trained by
`training/reader`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.asking.reading import FAINT, LONGEST

BEGIN, PADDING, END = 0, 1, 2  # ids of <s>, <pad>, </s>


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of an encoder; the defaults are those of multilingual-e5-small but for its vocabulary."""

    tokens: int
    size: int = 384
    inner: int = 1536
    layers: int = 12
    heads: int = 12
    places: int = 512
    nearly_zero: float = 1e-12


def laid_out(inputs: Sequence[tuple[Sequence[int], int]]) -> tuple[Tensor, Tensor, Tensor]:
    """The arguments of `SpanNetwork.forward` for inputs of token ids and where the passage begins in them."""
    size = len(inputs), max(len(ids) for ids, _ in inputs)
    padded = torch.full(size, PADDING)
    real, passage = torch.zeros(size, dtype=torch.bool), torch.zeros(size, dtype=torch.bool)
    for at, (ids, first) in enumerate(inputs):
        padded[at, : len(ids)], real[at, : len(ids)] = torch.tensor(ids), True
        passage[at, first : len(ids) - 1] = True
    return padded, real, passage


class Layer(nn.Module):
    """Self-attention and two dense layers, each added to what came in, and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attending = nn.Linear(shape.size, 3 * shape.size)
        self.attended = nn.Linear(shape.size, shape.size)
        self.attended_norm = nn.LayerNorm(shape.size, shape.nearly_zero)
        self.inner = nn.Linear(shape.size, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.size)
        self.outer_norm = nn.LayerNorm(shape.size, shape.nearly_zero)

    def forward(self, hidden: Tensor, real: Tensor) -> Tensor:
        """(texts, tokens, size) → the same; `real` (texts, 1, 1, tokens) is true for tokens, false for padding."""
        texts, tokens, size = hidden.shape
        parts = self.attending(hidden).view(texts, tokens, 3, self.heads, size // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=real)
        hidden = self.attended_norm(hidden + self.attended(mixed.transpose(1, 2).reshape(hidden.shape)))
        found: Tensor = self.outer_norm(hidden + self.outer(functional.gelu(self.inner(hidden))))
        return found


class Entry(nn.Module):
    """Token ids → what the first layer sees: the token's row and its place's, together normalised."""

    def __init__(self, shape: Shape, words: nn.Module | None = None) -> None:
        super().__init__()
        self.words = words or nn.Embedding(shape.tokens, shape.size)
        self.places = nn.Embedding(shape.places, shape.size)
        self.norm = nn.LayerNorm(shape.size, shape.nearly_zero)

    def forward(self, ids: Tensor) -> Tensor:
        """(texts, tokens) → (texts, tokens, size)."""
        found: Tensor = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        return found


class SpanNetwork(nn.Module):
    """Token ids of `<s> question </s> </s> title, passage </s>` → logits of answers."""

    def __init__(self, shape: Shape, words: nn.Module | None = None) -> None:
        """`words` in place of a plain embedding."""
        super().__init__()
        self.entry = Entry(shape, words)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.ends = nn.Linear(shape.size, 2)
        self.here = nn.Linear(shape.size, 1)
        self.lengths = nn.Parameter(torch.zeros(LONGEST))

    def forward(self, ids: Tensor, real: Tensor, passage: Tensor) -> Tensor:
        """Logits (texts, tokens, LONGEST): of the answer from token i on with n + 1 tokens, FAINT where there is none.

        All are (texts, tokens): `real` is true for a token and false for padding, `passage` where an answer may stand.
        """
        hidden = self.entry(ids)
        for layer in self.layers:
            hidden = layer(hidden, real[:, None, None])
        return self.point(hidden, passage)

    def point(self, hidden: Tensor, passage: Tensor) -> Tensor:
        """The same from what the last layer gives, (texts, tokens, size)."""
        begin, end = self.ends(hidden).float().unbind(dim=2)
        here = self.here(hidden[:, 0]).float()
        end = end.masked_fill(~passage, -torch.inf)
        reach = functional.pad(end, (0, LONGEST - 1), value=-torch.inf).unfold(1, LONGEST, 1)
        answers = begin[:, :, None] + reach + self.lengths + here[:, :, None]
        found: Tensor = answers.masked_fill(~passage[:, :, None], FAINT).clamp(min=FAINT)
        return found
