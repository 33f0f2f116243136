"""Plain text: read as it is; its first line may be its headline."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import dropwhile, takewhile
from statistics import median

import regex

from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted, Heading
from qa.loading.formats.plain_headings import keyed_headings, ruled_headings, tex_headings
from qa.text import are_records, turns, width

WIDEST_TITLE = 120
_SENTENCE = regex.compile(r"[。．.…;；,，、:：।۔][\p{Pe}\p{Pf}\"']*$")
_WORD = regex.compile(r"[\p{L}\p{N}]")


def read_plain(data: bytes, encoding: str | None) -> Extracted:
    """The text and its headline; DocumentError for what is no text."""
    decoded = decode(data, encoding)
    return Extracted.of(decoded, headline(decoded.text))


def read_keyed(data: bytes, encoding: str | None) -> Extracted:
    """The text of an INI or TOML file, with its sections; it has no title."""
    return replace(_headed(read_plain(data, encoding), keyed_headings), title="")


def read_tex(data: bytes, encoding: str | None) -> Extracted:
    """The source of a LaTeX file, with its sections."""
    return _headed(read_plain(data, encoding), tex_headings)


def read_rst(data: bytes, encoding: str | None) -> Extracted:
    """The source of a reStructuredText file, with its sections."""
    return _headed(read_plain(data, encoding), ruled_headings)


def _headed(found: Extracted, headings: Callable[[str], Iterator[Heading]]) -> Extracted:
    return replace(found, headings=tuple(headings(found.text)))


def headline(text: str) -> str:
    """The first line when it looks like a headline: short, with a letter in it, and not a full sentence."""
    lines = _first_block(text)
    if not lines or _is_one_of_many(lines) or _is_said(text, lines[0]):
        return ""
    line = lines[0]
    is_sentence = _SENTENCE.search(line)
    return line if width(line[: WIDEST_TITLE + 1]) <= WIDEST_TITLE and not is_sentence and _WORD.search(line) else ""


def _first_block(text: str) -> list[str]:
    """The lines before the first blank one, of the text's beginning."""
    begun = dropwhile(lambda line: not line, map(str.strip, text[:4096].split("\n")))
    return list(takewhile(bool, begun))


def _is_said(text: str, line: str) -> bool:
    """Whether the first line is a turn of a dialogue, or the first question of a list."""
    said = turns(text[:4096])
    return bool(said) and line == text[said[0].start : said[0].start + len(line)].strip()


def _is_one_of_many(lines: list[str]) -> bool:
    """Whether the first line is a record like those below it, and no head over them, which would be shorter."""
    return are_records(lines) and 2 * width(lines[0]) > median(map(width, lines[1:]))
