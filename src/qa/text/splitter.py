"""Document → chunks: exact slices of the text, by whole sentences or by one of langchain's splitters."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from qa.records import Chunk, Document, Span
from qa.text.packing import packed
from qa.text.width import width

if TYPE_CHECKING:
    from qa.settings import Method


def split(
    document: Document,
    chunk_size: int,
    chunk_overlap: int,
    method: "Method" = "sentences",
    tokens: Callable[[str], int] = width,
) -> list[Chunk]:
    """The document's passages in order, each an exact slice of at most `chunk_size`; all but whitespace is in one.

    A chunk starts up to `chunk_overlap` before the end of the one before it, at a sentence's start. Both are counted
    in columns, by the method "tokens" with the function `tokens`.
    """
    text = document.text
    return [
        Chunk(document.id, document.source, document.title, start, end, text[start:end])
        for start, end in _spans(text, chunk_size, chunk_overlap, method, tokens)
    ]


def _spans(text: str, size: int, overlap: int, method: "Method", tokens: Callable[[str], int]) -> Iterable[Span]:
    if method == "sentences":
        return packed(text, size, overlap)
    from qa.text.recursive import divided  # and with it langchain

    return divided(text, size, overlap, method, tokens)
