"""A page of several articles → the same document with its articles as sections."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from qa.articles.lines import Kind, Line, lines_of
from qa.articles.page import Page
from qa.articles.starts import Start, may_be_two, starts_of
from qa.articles.topics import Encode
from qa.articles.units import FINISHED
from qa.records import Document
from qa.text import width

PLAIN = frozenset({".txt", ".text"})
SUFFIXES = PLAIN | frozenset(".pdf .html .htm .png .jpg .jpeg .tif .tiff .bmp .webp".split())
"""Files that may hold a newspaper's page; the others have a structure of their own. What is not plain text is mostly
something else, with many a line that looks like a headline: there only bylines tell of a page."""
LONGEST = 100_000
"""Characters; a longer text is no page."""
APART, MARKED, INTERRUPTS, ON_A_PAGE = 0.03, 0.07, 0.25, 0.42
"""Cosine of the text before and behind a headline without a byline, below which it begins an article; more where a
mark stands before it, where it interrupts a sentence, and where bylines, a paper's head or page marks show that it is a
page.
"""
MOST = 0.6
"""So many of the headlines without a byline must begin an article where nothing shows that it is a page: of the
subheads of one article a few may seem to by chance."""
_BEFORE, _BEHIND, _LEAST, _LINES = 700, 500, 120, 40
"""So many characters are compared, from so many lines; at least so many columns, where nothing shows a page."""
_MARKS = frozenset({Kind.MASTHEAD, Kind.ONWARDS, Kind.RESUMED})
_WORDS = frozenset({Kind.PROSE, Kind.HEADLINE})


def divide(document: Document, encode: Encode) -> Document:
    """The document with its articles as sections; the same document where it is no page with several of them.

    `encode` gives the meaning of texts as unit rows; it is asked only where a headline stands inside the text.
    """
    suffix = PurePosixPath(document.source).suffix.lower()
    if document.sections or suffix not in SUFFIXES or len(document.text) > LONGEST:
        return document
    lines = lines_of(document.text)
    starts = begun(document.text, lines, encode, signed_only=suffix not in PLAIN)
    if not starts:
        return document
    page = Page.of(document, lines, starts, encode)
    return replace(document, sections=tuple(page.sections())) if len(page.articles) > 1 else document


def begun(text: str, lines: Sequence[Line], encode: Encode, *, signed_only: bool = False) -> list[Start]:
    """The places where an article surely begins; none where it is clear that all is one article's.

    `signed_only`: nothing but a byline tells of a second article.
    """
    starts, prose = starts_of(text, lines), [at for at, line in enumerate(lines) if line.kind in _WORDS]
    top = [start for start in starts if start.first == prose[0]]
    inside = starts[len(top) :]
    if signed_only and not any(start.signed for start in inside):
        return []
    if not inside:
        return [start for start in top if may_be_two(lines, start)]
    is_page = any(start.signed for start in inside) or any(line.kind in _MARKS for line in lines)
    bare = [start for start in inside if not start.signed]
    apart = _apart(text, lines, prose, starts, is_page, encode)
    if not is_page and len(apart) < MOST * len(bare):
        return top
    return [start for start in starts if start.signed or start in apart or start in top]


def _apart(
    text: str, lines: Sequence[Line], prose: Sequence[int], starts: Sequence[Start], is_page: bool, encode: Encode
) -> set[Start]:
    """The headlines without a byline with which something else begins, by what stands before and behind them."""
    told: list[tuple[Start, str, str]] = []
    for start, above in zip(starts, [0, *(one.body for one in starts)], strict=False):
        first, here, body = (bisect_left(prose, at) for at in (above, start.first, start.body))
        if start.signed or not here:
            continue
        before = _words(text, lines, prose[0 if first == here else first : here][-_LINES:])[-_BEFORE:]
        behind = _words(text, lines, prose[body : body + _LINES])[:_BEHIND]
        if is_page or min(width(before), width(behind)) >= _LEAST:
            told.append((start, before, behind))
    rows = encode([words for _, before, behind in told for words in (before, behind)])
    near = (rows[::2] * rows[1::2]).sum(axis=1)
    limits = [_limit(text, lines, prose, start, is_page) for start, *_ in told]
    return {start for (start, *_), cosine, limit in zip(told, near, limits, strict=True) if cosine < limit}


def _limit(text: str, lines: Sequence[Line], prose: Sequence[int], start: Start, is_page: bool) -> float:
    above = lines[prose[bisect_left(prose, start.first) - 1]]
    interrupts = not FINISHED.search(text[above.start : above.end])
    return APART + MARKED * lines[start.first].has_sign + INTERRUPTS * interrupts + ON_A_PAGE * is_page


def _words(text: str, lines: Sequence[Line], numbers: Sequence[int]) -> str:
    return "\n".join(text[lines[at].start : lines[at].end] for at in numbers)
