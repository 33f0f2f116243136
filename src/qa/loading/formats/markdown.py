"""Markdown: read as it is; its front matter or its first heading is its title.

markdown-it finds headings by the rules of CommonMark, PyYAML reads the title of the front matter.
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted

_FRONT_MATTER = regex.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", regex.DOTALL)
_FRONT_TITLE = regex.compile(r"^title:(?:[ \t].*)?(?:\n[ \t]+.*|\n[ \t]*$)*", regex.MULTILINE)
_MARKED = regex.compile(r"^([*_`]{1,3})(.+)\1$")
_ID = regex.compile(r"[ \t]*\{[ \t]*[#.][^{}]*\}$")  # of Pandoc, Kramdown and MkDocs: no word of the heading
_LOOKED_AT = (2_000, 50_000)  # characters: most texts have their title at once, and one that comes later is none


def read_markdown(data: bytes, encoding: str | None) -> Extracted:
    """The text and its title; DocumentError for what is no text."""
    decoded = decode(data, encoding)
    return Extracted.of(decoded, heading(decoded.text))


def heading(text: str) -> str:
    """The front matter's title, or the first heading that is no quotation's, no list's and no code's."""
    front = _FRONT_MATTER.match(text, 0, 65_536)
    named = _FRONT_TITLE.search(front[1]) if front else None
    begin = front.end() if front else 0
    tops = (_top(text[begin : begin + size], size) for size in _LOOKED_AT)
    return (named and _value(named[0])) or next((words for top in tops for words in _headings(top)), "")


def _top(text: str, size: int) -> str:
    """Whole lines; what follows them cannot undo a heading."""
    return text[: text.rfind("\n") + 1] if len(text) == size else text


def _value(entry: str) -> str:
    """The words of a YAML entry `title: …`; the line as it stands where it is not YAML."""
    import yaml

    try:
        value = yaml.load(entry, Loader=yaml.BaseLoader)["title"]
    except (yaml.YAMLError, RecursionError):
        value = entry.partition(":")[2].strip(" \t\n\"'")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _headings(text: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").disable("inline").parse(text)
    for before, token in pairwise(tokens):
        words = _MARKED.sub(r"\2", " ".join(_ID.sub("", token.content).split()))
        if before.type == "heading_open" and before.level == 0 and words:
            yield words
