"""Markdown: read as it is, but for comments, pictures that are written out, and tables in HTML, which become rows.

markdown-it finds headings by the rules of CommonMark; the front matter, or the first heading, has the title.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import regex

from qa.errors import DocumentError
from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted
from qa.loading.formats.front_matter import FrontMatter
from qa.loading.formats.markdown_headings import headings
from qa.loading.formats.stated import first_date, names

_MARKED = regex.compile(r"^([*_`]{1,3})(.+)\1$")
_ID = regex.compile(r"[ \t]*\{[ \t]*[#.][^{}]*\}$")  # of Pandoc, Kramdown and MkDocs: no word of the heading
_LOOKED_AT = (2_000, 50_000)  # characters: most texts have their title at once, and one that comes later is none
_WRITTEN_OUT = regex.compile(
    r"(?:(?m:^) {0,3}\[[^\]\n]{1,100}\]: {0,3}<?)?+"
    r"data:[\w.+-]{1,100}/[\w.+-]{1,100}(?:;[\w=.-]{1,100})*+,[^\s()<>\"']{40,}+>?"
)
_OPENS = regex.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}+|~{3,}+))|(?P<comment><!--)|(?P<table><table\b)", regex.M | regex.I
)
_CLOSES = {"comment": regex.compile("-->"), "table": regex.compile("</table>", regex.I)}


def read_markdown(data: bytes, encoding: str | None) -> Extracted:
    """The text with its title, date and author; DocumentError for what is no text."""
    decoded = decode(data, encoding)
    front = FrontMatter.of(decoded.text)
    text = "".join(_shown(_WRITTEN_OUT.sub("", decoded.text)))
    date = first_date(value for key in ("date", "published") for value in front.values(key))
    author = names(name for key in ("author", "authors") for name in front.values(key))
    found = replace(Extracted.of(decoded, heading(decoded.text)), text=text, date=date, author=author)
    return replace(found, headings=tuple(headings(text, FrontMatter.of(text).end)))


def heading(text: str) -> str:
    """The front matter's title, or the first heading that is no quotation's, no list's and no code's."""
    front = FrontMatter.of(text)
    tops = (_top(text[front.end : front.end + size], size) for size in _LOOKED_AT)
    named = " ".join(front.values("title"))
    return named or next((words for top in tops for words in _headings(top)), "")


def _top(text: str, size: int) -> str:
    """Whole lines; what follows them cannot undo a heading."""
    return text[: text.rfind("\n") + 1] if len(text) == size else text


def _headings(text: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").disable("inline").parse(text)
    for before, token in pairwise(tokens):
        words = _MARKED.sub(r"\2", " ".join(_ID.sub("", token.content).split()))
        if before.type == "heading_open" and before.level == 0 and words:
            yield words


def _shown(text: str) -> Iterator[str]:
    """The pieces of the text without comments, with tables in HTML as rows; code stays as it is.

    What is opened and never closed is text; each end is looked for once, so that the time grows with the length only.
    """
    begin = place = 0
    open_ended: set[str] = set()
    while opened := _OPENS.search(text, place):
        kind = opened.lastgroup if opened.lastgroup != "fence" else "code"
        closes = _CLOSES.get(kind or "") or regex.compile(rf"^[ ]{{0,3}}{opened['fence']}[`~]*[ \t]*$", regex.M)
        closed = None if kind in open_ended else closes.search(text, opened.end())
        place = closed.end() if closed else opened.end()
        if closed is None:
            open_ended.add(kind or "")
        elif kind in _CLOSES:
            yield text[begin : opened.start()]
            yield _rows(text[opened.start() : place]) if kind == "table" else ""
            begin = place
    yield text[begin:]


def _rows(table: str) -> str:
    """A table in HTML as its rows, each cell after its head; as it is where it is none."""
    from qa.loading.formats.html import read_page

    try:
        return read_page(table)[1].strip("\n") or table
    except DocumentError:
        return table
