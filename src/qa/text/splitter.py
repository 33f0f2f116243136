"""Document → chunks: exact slices of the text, by whole sentences or by one of langchain's splitters."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.records import Chunk, Document, Section, Span
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

    None runs over the boundary of a section. A chunk starts up to `chunk_overlap` before the end of the one before it,
    at a sentence's start. Both are counted in columns, by the method "tokens" with the function `tokens`.
    """
    text, name, source = document.text, document.id, document.source
    return [
        Chunk(name, source, part.title, part.start + start, part.start + end, words[start:end], part.date)
        for part in _parts(document)
        for words in [text[part.start : part.end]]
        for start, end in _spans(words, chunk_size, chunk_overlap, method, tokens)
    ]


def _parts(document: Document) -> Iterator[Section]:
    """The sections, and between them what is in none, so that nothing of the text is left out."""
    place = 0
    for section in (*document.sections, Section(len(document.text), len(document.text), "")):
        if place < section.start:
            yield Section(place, section.start, document.title, document.date)
        if section.start < section.end:
            yield replace(section, date=section.date or document.date)
        place = section.end


def _spans(text: str, size: int, overlap: int, method: "Method", tokens: Callable[[str], int]) -> Iterable[Span]:
    if method == "sentences":
        return packed(text, size, overlap)
    from qa.text.recursive import divided  # and with it langchain

    return divided(text, size, overlap, method, tokens)
