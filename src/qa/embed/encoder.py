"""What the rest of the program knows of an embedding model, and which one a setting means."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from qa.embed.endpoint import EndpointEncoder
from qa.embed.sentence_transformer import TransformerEncoder
from qa.embed.static import StaticEncoder, is_static, open_bundled
from qa.records import Vectors


class Encoder(Protocol):
    """What the rest of the program knows of a model. `name` changes whenever the vectors do."""

    name: str
    dimensions: int

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a passage; no texts give shape (0, dimensions)."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question; no texts give shape (0, dimensions)."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens the text has; ModelError where they cannot be known."""
        ...


def open_encoder(model: str) -> Encoder:
    """The encoder for "bundled", a folder in sentence-transformers' format, the name of a model on this machine, or
    an endpoint and a model there, such as "http://127.0.0.1:8080/v1#bge-m3". ModelError when there is none."""
    if model.startswith(("http://", "https://")):
        return EndpointEncoder(model)
    if model == "bundled":
        return open_bundled()
    if is_static(Path(model)):
        return StaticEncoder(Path(model), label=Path(model).name)
    return TransformerEncoder(model)
