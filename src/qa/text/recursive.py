"""Text → chunks by langchain's recursive splitter: with separators of prose, of Markdown, or sizes in tokens.

Its places are kept by a running total: without overlap and without stripping, its pieces join to the text. Its own
`start_index` is a search for the piece's words, which repeated text leads astray, and its overlap is made of pieces;
here a chunk is begun earlier, at a sentence.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator

from qa.records import Span
from qa.text.sentences import sentences
from qa.text.shorten import trimmed
from qa.text.width import width

LengthFunction = Callable[[str], int]
_PROSE = [r"\n\s*\n", r"\n", r"(?<=[。！？｡])", r"(?<=[.!?])(?=\s)", r"(?<=[；;，、,])", r"\s", ""]
_COLUMNS_OF_A_TOKEN = 8


def divided(text: str, size: int, overlap: int, method: str, tokens: LengthFunction) -> Iterator[Span]:
    """Chunks of at most `size` in order, each beginning up to `overlap` before the end of the one before it."""
    measure = _counting(tokens) if method == "tokens" else width
    starts = [start for start, _ in sentences(text)] if overlap else []
    least = 0
    for start, end in _pieces(text, size - overlap, method, measure):
        for first, last in _fitting(text, start, end, size, measure):
            before = starts[bisect_left(starts, least) : bisect_left(starts, first)]
            begin = _earlier(text, before, first, overlap, measure)
            if measure(text[begin:last]) > size:
                begin = first
            yield begin, last
            least = begin + 1


def _counting(tokens: LengthFunction) -> LengthFunction:
    """`tokens`, but at least one for eight columns: langchain repeats pieces of no size, and no chunk is endless."""
    return lambda text: max(tokens(text), -(-width(text) // _COLUMNS_OF_A_TOKEN))


def _pieces(text: str, size: int, method: str, measure: LengthFunction) -> Iterator[Span]:
    """Stretches that join to the text."""
    from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

    markup = RecursiveCharacterTextSplitter.get_separators_for_language(Language.MARKDOWN)
    splitter = RecursiveCharacterTextSplitter(
        separators=markup[:-2] + _PROSE[2:] if method == "markdown" else _PROSE, is_separator_regex=True,
        keep_separator="start", strip_whitespace=False, chunk_size=size, chunk_overlap=0, length_function=measure,
    )  # fmt: skip
    start = 0
    for piece in splitter.split_text(text):
        yield start, start + len(piece)
        start += len(piece)


def _fitting(text: str, start: int, end: int, size: int, measure: LengthFunction) -> Iterator[Span]:
    """The stretch without the whitespace around it; halved where it is too large: the tokens of two do not add up."""
    span = trimmed(text, start, end)
    if span is None:
        return
    if measure(text[slice(*span)]) <= size or span[1] - span[0] == 1:
        yield span
    else:
        middle = sum(span) // 2
        yield from _fitting(text, span[0], middle, size, measure)
        yield from _fitting(text, middle, span[1], size, measure)


def _earlier(text: str, starts: list[int], first: int, overlap: int, measure: LengthFunction) -> int:
    """The earliest of the sentences' starts that lies no more than `overlap` before `first`; `first` without one."""
    begin = first
    for start in reversed(starts):
        if measure(text[start:first]) > overlap:
            break
        begin = start
    return begin
