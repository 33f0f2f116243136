"""What the rest of the program knows of an embedding model, and which one a setting means."""

from collections.abc import Sequence
from typing import Protocol

from qa.embed.endpoint import EndpointEncoder
from qa.embed.sentence_transformer import TransformerEncoder
from qa.embed.static import open_bundled
from qa.records import Vectors
from qa.settings import BUNDLED, THOROUGH

PROBE = (
    "In 1984 the 11.8 km bridge of Ærøskøbing opened. 澜湾大桥全长多少公里？ 瀾灣大橋。 橋の長さはカタカナ。 "
    "다리의 길이는 طول الجِسر पुल कितना लंबा है? สะพานยาว Γέφυρα. Мост длиной גשר Cầu dài bao nhiêu "
    "\U00020bb7 e\u0301 \ufb01 \uff29\uff22\uff2d"
)


class Encoder(Protocol):
    """What the rest of the program knows of a model. `name` changes whenever the vectors do."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

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
    """The encoder for "bundled" or "thorough", a folder in sentence-transformers' format, the name of a model on this
    machine, or an endpoint and a model there, such as "http://127.0.0.1:8080/v1#bge-m3". ModelError when there is none.
    """
    if model.startswith(("http://", "https://")):
        return EndpointEncoder(model)
    if model == BUNDLED:
        return open_bundled()
    if model == THOROUGH:
        from qa.embed.thorough import ThoroughEncoder

        return ThoroughEncoder()
    return TransformerEncoder(model)


def probe(encoder: Encoder) -> tuple[float, ...]:
    """The vector of a fixed text in many scripts, by which an index notices that its model gives other vectors now."""
    return tuple(round(float(number), 6) for number in encoder.encode_documents([PROBE])[0])
