"""Document → chunks: exact slices of the text, by whole sentences or by one of langchain's splitters."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.records import ARROW, Chunk, Document, Section, Slice, Span
from qa.text.packing import packed
from qa.text.turns import Turn, turns
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
    at a sentence's start. Both are counted in columns, by the method "tokens" with the function `tokens`. A sentence
    that goes on in another section is all in the chunk where it begins. One that begins inside a turn of a dialogue has
    the speaker's name at the end of its title.
    """
    text, name, source = document.text, document.id, document.source
    spoken = turns(text)
    found: list[Chunk] = []
    for part in _parts(document):
        words = text[part.start : part.end]
        chunks = [
            Chunk(
                name,
                source,
                _spoken(part.title, spoken, part.start + start),
                part.start + start,
                part.start + end,
                words[start:end],
                part.date,
            )
            for start, end in _spans(words, chunk_size, chunk_overlap, method, tokens)
        ]
        if part.goes_on and chunks:
            start, end = part.goes_on
            chunks[-1] = replace(chunks[-1], rest=Slice(start, end, text[start:end]))
        found += chunks
    return found


def _parts(document: Document) -> Iterator[Section]:
    """The sections, and between them what is in none, so that nothing of the text is left out.

    The rest of a sentence that goes on from another section is that one's.
    """
    place, told = 0, dict(section.goes_on for section in document.sections if section.goes_on)
    for section in (*document.sections, Section(len(document.text), len(document.text), "")):
        if place < section.start:
            yield Section(place, section.start, document.title, document.date)
        start = told.get(section.start, section.start)
        if start < section.end:
            yield replace(section, start=start, date=section.date or document.date)
        place = section.end


def _spoken(title: str, spoken: Sequence[Turn], start: int) -> str:
    """The title with the name of whose turn goes on at `start`."""
    at = bisect_right(spoken, start, key=lambda one: one.words) - 1
    speaker = spoken[at].speaker if at >= 0 and start not in (spoken[at].start, spoken[at].words) else ""
    return f"{title}{ARROW}{speaker}" if speaker else title


def _spans(text: str, size: int, overlap: int, method: "Method", tokens: Callable[[str], int]) -> Iterable[Span]:
    if method == "sentences":
        return packed(text, size, overlap)
    from qa.text.recursive import divided  # and with it langchain

    return divided(text, size, overlap, method, tokens)
