"""Markdown: read as it is; its front matter or its first heading is its title."""

from collections.abc import Iterator

import regex

from qa.loading.decoding import decode
from qa.loading.extracted import Extracted

_FRONT_MATTER = regex.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", regex.DOTALL)
_FRONT_TITLE = regex.compile(r"^title:[ \t]*(.+?)[ \t]*$", regex.MULTILINE)
_FENCE = regex.compile(r" {0,3}(```+|~~~+)")
_ATX = regex.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_MARKED = regex.compile(r"^([*_`]{1,3})(.+)\1$")
_UNDERLINE = regex.compile(r" {0,3}(=+|--+)[ \t]*$")


def read_markdown(data: bytes, encoding: str | None) -> Extracted:
    """The text and its title; DocumentError for what is no text."""
    decoded = decode(data, encoding)
    return Extracted.of(decoded, heading(decoded.text))


def heading(text: str) -> str:
    """The front matter's title, or the first heading that stands outside a code fence."""
    front = _FRONT_MATTER.match(text, 0, 65_536)
    named = _FRONT_TITLE.search(front[1]) if front else None
    if named:
        return named[1].strip("\"'")
    return next(_headings(text[front.end() if front else 0 :]), "")


def _headings(text: str) -> Iterator[str]:
    fence = ""
    before = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            title = _ATX.match(line)
            if title and _bare(title[1]):
                yield _bare(title[1])
            elif before.strip() and _UNDERLINE.match(line):
                yield _bare(before)
            before = "" if title else line


def _bare(heading: str) -> str:
    return _MARKED.sub(r"\2", heading.strip())
