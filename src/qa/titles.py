"""What a plain or Markdown text calls itself: its headline or its first heading; empty when it has none."""

import unicodedata
from collections.abc import Iterator

import regex

WIDEST_TITLE = 120
_FRONT_MATTER = regex.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", regex.DOTALL)
_FRONT_TITLE = regex.compile(r"^title:[ \t]*(.+?)[ \t]*$", regex.MULTILINE)
_FENCE = regex.compile(r" {0,3}(```+|~~~+)")
_ATX = regex.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_MARKED = regex.compile(r"^([*_`]{1,3})(.+)\1$")
_UNDERLINE = regex.compile(r" {0,3}(=+|--+)[ \t]*$")


def headline(text: str) -> str:
    """The first line when it looks like a headline: short, with a letter in it, and not a full sentence."""
    line = next((line.strip() for line in _first_lines(text) if line.strip()), "")
    wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line[: WIDEST_TITLE + 1])
    is_sentence = regex.search(r"[。．.…;；,，、:：।۔][\p{Pe}\p{Pf}\"']*$", line)
    return line if wide <= WIDEST_TITLE and not is_sentence and regex.search(r"[\p{L}\p{N}]", line) else ""


def _first_lines(text: str) -> list[str]:
    return text[:4096].split("\n")


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
