"""A stretch of text that is too long → shorter ones, divided where it hurts least.

langchain's RecursiveCharacterTextSplitter divides at ；，、 and whitespace; where there is none, it is done by force.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from qa.records import Span
from qa.text.width import width

_SEPARATORS = [r"[；;]", r"[，、،]|,(?!\d)", r"\s"]


def shortened(text: str, span: Span, limit: int) -> Iterable[Span]:
    """The span, divided at ；，、 or whitespace into pieces of at most `limit` columns; by force where none is."""
    piece = text[span[0] : span[1]]
    if len(piece) * 2 <= limit or width(piece) <= limit:
        return [span]
    found = []
    start = span[0]
    for part in _divided(piece, limit):
        for end in _steps(text, start, start + len(part), limit):
            stretch = trimmed(text, start, end)
            start = end
            if stretch:
                found.append(stretch)
    return found


def _divided(piece: str, limit: int) -> list[str]:
    """Parts that join to `piece`, of at most `limit` columns where it has a separator often enough."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS, is_separator_regex=True, keep_separator="end", strip_whitespace=False,
        chunk_size=limit, chunk_overlap=0, length_function=width,
    )  # fmt: skip
    return splitter.split_text(piece)


def _steps(text: str, start: int, end: int, limit: int) -> Iterator[int]:
    """Ends of stretches of at most `limit` columns; a mark is not torn from its letter if that can be helped."""
    while end - start > limit // 2:
        stop = _furthest(text, start, end, limit)
        if stop == end:
            break
        back = stop
        while back > start + limit // 4 and _clings(text[back]):
            back -= 1
        start = stop if _clings(text[back]) else back
        yield start
    yield end


def _furthest(text: str, start: int, end: int, limit: int) -> int:
    """The largest stop such that text[start:stop] is at most `limit` columns wide."""
    stop = start
    while stop < end and (room := limit - width(text[start:stop])) > 0:
        if room == 1 and width(text[stop]) > 1:
            break
        stop = min(end, stop + max(1, room // 2))
    return stop


def _clings(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me"} or character in "\u200d\ufe0f"


def trimmed(text: str, start: int, end: int) -> Span | None:
    """`start:end` without the whitespace around it; None where there is nothing else."""
    piece = text[start:end]
    end -= len(piece) - len(piece.rstrip())
    start += len(piece) - len(piece.lstrip())
    return (start, end) if start < end else None
