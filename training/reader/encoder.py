"""Weights as Hugging Face's BertModel names them → as `qa.asking.spans` does."""

import re
from collections.abc import Mapping

import torch
from torch import Tensor

_NAMES = (
    (r"^embeddings\.word_embeddings", "entry.words"),
    (r"^embeddings\.position_embeddings", "entry.places"),
    (r"^embeddings\.LayerNorm", "entry.norm"),
    (r"^encoder\.layer\.(\d+)\.attention\.output\.dense", r"layers.\1.attended"),
    (r"^encoder\.layer\.(\d+)\.attention\.output\.LayerNorm", r"layers.\1.attended_norm"),
    (r"^encoder\.layer\.(\d+)\.intermediate\.dense", r"layers.\1.inner"),
    (r"^encoder\.layer\.(\d+)\.output\.dense", r"layers.\1.outer"),
    (r"^encoder\.layer\.(\d+)\.output\.LayerNorm", r"layers.\1.outer_norm"),
)
_ATTENDING = re.compile(r"^encoder\.layer\.(\d+)\.attention\.self\.(query|key|value)\.(\w+)$")
_OF_TYPES = "embeddings.token_type_embeddings.weight"


def renamed(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of a `SpanNetwork` but for its head. The first token type's row, which every token has, is part of
    the places' rows; query, key and value are one matrix."""
    found: dict[str, Tensor] = {}
    for name, weight in weights.items():
        for pattern, ours in _NAMES:
            if re.match(pattern, name):
                found[re.sub(pattern, ours, name)] = weight
    for layer, part, kind in {match.groups() for name in weights if (match := _ATTENDING.match(name))}:
        if part == "query":
            prefix = f"encoder.layer.{layer}.attention.self"
            parts = [weights[f"{prefix}.{one}.{kind}"] for one in ("query", "key", "value")]
            found[f"layers.{layer}.attending.{kind}"] = torch.cat(parts)
    found["entry.places.weight"] = found["entry.places.weight"] + weights[_OF_TYPES][0]
    return found
