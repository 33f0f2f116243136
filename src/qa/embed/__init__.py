"""Texts → unit float32 rows.

The bundled model in `model/` (token vectors, averaged, made unit length) is read with NumPy and tokenizers alone and
starts in a fraction of a second. Every other model goes through sentence-transformers, or is asked for at an endpoint
that speaks OpenAI's embeddings protocol. Nothing is fetched but by `fetch`.
"""

from qa.embed.encoder import Encoder, open_encoder
from qa.embed.hub import Download, fetch, planned
from qa.embed.recipe import recipe_of
from qa.embed.static import StaticEncoder, Tokens, open_bundled

__all__ = [
    "Download",
    "Encoder",
    "StaticEncoder",
    "Tokens",
    "fetch",
    "open_bundled",
    "open_encoder",
    "planned",
    "recipe_of",
]
