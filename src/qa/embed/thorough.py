"""The thorough model: multilingual-e5-small, cut to our languages' tokens. A transformer reads each text as a whole.

It finds what is asked for in another language far better than the bundled model, and takes some two hundred times as
long for a passage (`docs/quality.md` has both). The mean of what its last layer makes of the tokens is the text's
vector (Wang et al., 2024), less what only tells its language (Yang, Yang, Cer and Darve, EMNLP 2021).
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

from qa.records import Vectors
from qa.transformer import (
    BEGIN,
    END,
    MODEL,
    Shape,
    Transformer,
    make_8_bits,
    open_tokenizer,
    padded,
    read_weights,
)

LANGUAGES = Path(__file__).with_name("languages.safetensors")
QUERY, PASSAGE = "query: ", "passage: "
LONGEST = 510  # tokens that are read at once, without the two that mark their ends


class ThoroughEncoder:
    """The model that ships with the package; safe to share between threads."""

    def __init__(self, *, whole: bool = False) -> None:
        """`whole`: with what tells the language."""
        table, weights = read_weights()
        self._network = Transformer(Shape(len(table.codes)), table)
        self._network.load_state_dict(weights)
        make_8_bits(self._network.eval().layers)
        self._tokenizer = open_tokenizer()
        self.name = f"thorough@{_fingerprint()}"
        self._languages = None if whole else load_file(LANGUAGES)
        self.dimensions = int(self._network.entry.places.weight.shape[1])

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a passage."""
        return self._without_language(self._encode([PASSAGE + text for text in texts]), "passages")

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question."""
        return self._without_language(self._encode([QUERY + text for text in texts]), "questions")

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens the text has."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows; a text longer than what is read at once is the sum of its parts.

        Each is read alone, which is quicker than together, and gives a text the same vector whatever it comes with.
        """
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, one in zip(rows, self._tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True):
            for start in range(0, len(one.ids), LONGEST):
                row += self._sum([BEGIN, *one.ids[start : start + LONGEST], END])
        return _units(rows)

    def _sum(self, ids: list[int]) -> Vectors:
        with torch.inference_mode():
            found: Vectors = self._network(*padded([ids]))[0].sum(dim=0).numpy()
        return found

    def _without_language(self, units: Vectors, side: str) -> Vectors:
        if self._languages is None:
            return units
        rest, space = units - self._languages[side], self._languages["space"]
        return _units(rest - rest @ space.T @ space)


def _units(rows: Vectors) -> Vectors:
    units: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))
    return units


def _fingerprint() -> str:
    content = hashlib.sha256()
    for path in (MODEL / "model.safetensors", MODEL / "tokenizer.json", LANGUAGES):
        content.update(path.read_bytes())
    return content.hexdigest()[:12]
