"""A small transformer in torch: the encoder of BERT (Devlin et al., 2019).

It is written out here because importing it takes three times as long as using it; a test holds it to what
`transformers` computes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from qa.transformer.compact import Table, grown

BEGIN, PADDING, END = 0, 1, 2  # ids of <s>, <pad>, </s>
WORDS = "entry.words"
MODEL = Path(__file__).with_name("weights")
_WEIGHTS, _TOKENIZER = "model.safetensors", "tokenizer.json"


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


class Transformer(nn.Module):
    """Token ids → what the layers make of them."""

    def __init__(self, shape: Shape, words: nn.Module | None = None) -> None:
        """`words` in place of a plain embedding."""
        super().__init__()
        self.entry = Entry(shape, words)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))

    def forward(self, ids: Tensor, real: Tensor) -> Tensor:
        """(texts, tokens), of which some are `real` and the others padding → (texts, tokens, size)."""
        hidden: Tensor = self.entry(ids)
        for layer in self.layers:
            hidden = layer(hidden, real[:, None, None])
        return hidden


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows of token ids as one tensor, and which of them are real."""
    size = len(rows), max(len(ids) for ids in rows)
    ids, real = torch.full(size, PADDING), torch.zeros(size, dtype=torch.bool)
    for at, row in enumerate(rows):
        ids[at, : len(row)], real[at, : len(row)] = torch.tensor(row), True
    return ids, real


def read_weights(trained: Path | None = None) -> tuple[Table, dict[str, Tensor]]:
    """The table of words, and the state of a network that has it; what was `trained` replaces what is in MODEL."""
    found: dict[str, Tensor] = {}
    for folder in (MODEL, trained):
        stored = load_file(folder / _WEIGHTS) if folder else {}
        words = {name: stored.pop(name) for name in list(stored) if name.startswith(f"{WORDS}.")}
        found |= words | grown(stored)
    return Table(found[f"{WORDS}.codes"], found[f"{WORDS}.scales"]), found


def open_tokenizer() -> Tokenizer:
    """The tokenizer of MODEL."""
    return Tokenizer.from_file(str(MODEL / _TOKENIZER))
