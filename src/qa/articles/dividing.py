"""A page of several articles → the same document with its articles as sections."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from qa.articles.lines import Kind, Line, lines_of
from qa.articles.page import Page
from qa.articles.starts import Start, may_be_two, starts_of
from qa.articles.topics import Encode
from qa.articles.units import FINISHED
from qa.records import Document

SUFFIXES = frozenset(".txt .text .pdf .html .htm .png .jpg .jpeg .tif .tiff .bmp .webp".split())
"""Files that may hold a newspaper's page; the others have a structure of their own."""
LONGEST = 200_000
"""Characters; a longer text is no page."""
APART, MARKED, INTERRUPTS, ON_A_PAGE = 0.03, 0.07, 0.25, 0.42
"""Cosine of the text before and behind a headline without a byline, below which it begins an article; more where a
mark stands before it, where it interrupts a sentence, and where bylines, a paper's head or page marks show that it is a
page.
"""
MOST = 0.6
"""So many of the headlines without a byline must begin an article where nothing shows that it is a page: of the
subheads of one article a few may seem to by chance."""
_BEFORE, _BEHIND = 700, 500
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
    starts = begun(document.text, lines, encode)
    if not starts:
        return document
    page = Page.of(document, lines, starts, encode)
    return replace(document, sections=tuple(page.sections())) if len(page.articles) > 1 else document


def begun(text: str, lines: Sequence[Line], encode: Encode) -> list[Start]:
    """The places where an article surely begins; none where it is clear that all is one article's."""
    starts = starts_of(text, lines)
    found = [start for start in starts if not _prose(text, lines, 0, start.first)]
    inside = starts[len(found) :]
    if not inside:
        return [start for start in found if may_be_two(lines, start)]
    is_page = any(start.signed for start in inside) or any(line.kind in _MARKS for line in lines)
    bare = [start for start in inside if not start.signed]
    apart = [start for start in bare if _is_apart(text, lines, starts, start, is_page, encode)]
    if not is_page and len(apart) < MOST * len(bare):
        return found
    return [start for start in starts if start in found or start.signed or start in apart]


def _is_apart(
    text: str, lines: Sequence[Line], starts: Sequence[Start], start: Start, is_page: bool, encode: Encode
) -> bool:
    """Whether something else begins with the headline, going by what stands before and behind it."""
    above = max((one.body for one in starts if one.body <= start.first), default=0)
    if not _prose(text, lines, above, start.first):
        above = 0
    return _cosine(text, lines, above, start, encode) < _limit(text, lines, start, is_page)


def _limit(text: str, lines: Sequence[Line], start: Start, is_page: bool) -> float:
    above = next(line for line in reversed(lines[: start.first]) if line.kind in _WORDS)
    interrupts = not FINISHED.search(text[above.start : above.end])
    return APART + MARKED * lines[start.first].has_sign + INTERRUPTS * interrupts + ON_A_PAGE * is_page


def _cosine(text: str, lines: Sequence[Line], above: int, start: Start, encode: Encode) -> float:
    before = _prose(text, lines, above, start.first)[-_BEFORE:]
    behind = _prose(text, lines, start.body, len(lines))[:_BEHIND]
    one, other = encode([before, behind])
    return float(one @ other)


def _prose(text: str, lines: Sequence[Line], first: int, last: int) -> str:
    return "\n".join(text[line.start : line.end] for line in lines[first:last] if line.kind in _WORDS)
