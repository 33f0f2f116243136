"""Texts → unit float32 rows.

The bundled model in `model/` (token vectors, averaged, made unit length) is read with NumPy and tokenizers alone and
starts in a fraction of a second. Every other model goes through sentence-transformers, or is asked for at an endpoint
that speaks OpenAI's embeddings protocol.
"""

from qa.embed.encoder import Encoder, open_encoder, probe
from qa.embed.static import StaticEncoder, Tokens, open_bundled

__all__ = ["Encoder", "StaticEncoder", "Tokens", "open_bundled", "open_encoder", "probe"]
