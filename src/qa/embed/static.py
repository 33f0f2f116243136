"""The bundled model without torch: token vectors, averaged, made unit length.

It is a folder in sentence-transformers' own format (StaticEmbedding, Normalize), and gives the same vectors there.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError
from qa.records import TokenVectors, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TokenRows = NDArray[np.float16] | NDArray[np.float32] | NDArray[np.int8]

BUNDLED_MODEL = Path(__file__).with_name("model")
_BATCH = 512
_LETTER = re.compile(r"[\u2e80-\U0003ffff]")  # of the scripts whose words are not apart


def open_bundled() -> "StaticEncoder":
    """The model that ships with the package."""
    return StaticEncoder(BUNDLED_MODEL, label="bundled")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text's token ids, and where each stands in it: (start, end) in characters, shape (tokens, 2)."""

    ids: list[int]
    offsets: NDArray[np.int64]


class StaticEncoder:
    """The model in a folder of the bundled model's kind."""

    def __init__(self, folder: Path, label: str) -> None:
        self._tokenizer, self._rows, self._weights, fingerprint = _read_static(folder)
        self._letters: dict[str, str] = {}
        self.name = f"{label}@{fingerprint}"
        self.dimensions = int(self._rows.shape[1])

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a text: the weighted mean of its tokens' vectors, made unit length."""
        batches = [self._encode(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(batches) if batches else np.zeros((0, self.dimensions), np.float32)

    encode_queries = encode_documents

    def _encode(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for row, encoding in zip(sums, encodings, strict=True):
            if encoding.ids:
                row[:] = self._weights[encoding.ids] @ self._rows[encoding.ids].astype(np.float32, copy=False)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = sums / np.maximum(lengths, np.float32(1e-12))
        return unit

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens the text has; what the model has never seen counts none."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def ids(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """The ids of every text's tokens, which is quicker than `tokens`."""
        return [
            np.array(one.ids, np.int64)
            for one in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ]

    @property
    def size(self) -> int:
        """How many different tokens there are."""
        return len(self._rows)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of every text; what the model has never seen gives none."""
        known = [_LETTER.sub(self._known, text) for text in texts]
        found = self._tokenizer.encode_batch(known, add_special_tokens=False)
        return [Tokens(one.ids, np.array(one.offsets, np.int64).reshape(-1, 2)) for one in found]

    def _known(self, letter: re.Match[str]) -> str:
        """The letter, or a space in place of one without a token, after which the tokenizer would count wrongly."""
        sign = letter.group()
        if sign not in self._letters:
            self._letters[sign] = sign if self._tokenizer.encode(sign, add_special_tokens=False).ids else " "
        return self._letters[sign]

    def token_vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> TokenVectors:
        """The tokens' unit rows, and the lengths that they had: how much each counts in a text."""
        rows: Vectors = self._rows[ids].astype(np.float32, copy=False) * self._weights[ids, None]
        lengths: Vectors = np.linalg.norm(rows, axis=1)
        rows /= np.maximum(lengths, np.float32(1e-12))[:, None]
        return TokenVectors(rows, lengths)


def _read_static(folder: Path) -> tuple["Tokenizer", TokenRows, Vectors, str]:
    """Tokenizer, rows (tokens, dimensions), one weight a token, and a name for exactly this content."""
    from safetensors.numpy import load
    from tokenizers import Tokenizer

    try:
        config, content = (folder / "tokenizer.json").read_bytes(), (folder / "model.safetensors").read_bytes()
        tensors = load(content)
        rows = tensors["embeddings"] if "embeddings" in tensors else tensors["embedding.weight"]
        weights = tensors.get("weights", np.ones(len(rows))).astype(np.float32)
        tokenizer = Tokenizer.from_buffer(config)
    except Exception as error:  # tokenizers and safetensors raise bare exceptions
        raise ModelError(
            f"the embedding model in {folder} cannot be read: {error}",
            hint="install the package again, or name another model",
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, rows, weights, hashlib.sha256(config + content).hexdigest()[:12]
