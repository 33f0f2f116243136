"""multilingual-e5-small, cut to our languages' tokens: what the thorough reader and the thorough model share.

Importing it imports torch.
"""

from qa.transformer.eight_bits import make_8_bits
from qa.transformer.network import BEGIN, END, MODEL, Shape, Transformer, open_tokenizer, padded, read_weights

__all__ = [
    "BEGIN",
    "END",
    "MODEL",
    "Shape",
    "Transformer",
    "make_8_bits",
    "open_tokenizer",
    "padded",
    "read_weights",
]
