"""Plain text: read as it is; its first line may be its headline."""

from itertools import dropwhile, takewhile
from statistics import median

import regex

from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted
from qa.text import are_records, width

WIDEST_TITLE = 120


def read_plain(data: bytes, encoding: str | None) -> Extracted:
    """The text and its headline; DocumentError for what is no text."""
    decoded = decode(data, encoding)
    return Extracted.of(decoded, headline(decoded.text))


def headline(text: str) -> str:
    """The first line when it looks like a headline: short, with a letter in it, and not a full sentence."""
    lines = _first_block(text)
    if not lines or _is_one_of_many(lines):
        return ""
    line = lines[0]
    is_sentence = regex.search(r"[。．.…;；,，、:：।۔][\p{Pe}\p{Pf}\"']*$", line)
    return (
        line
        if width(line[: WIDEST_TITLE + 1]) <= WIDEST_TITLE and not is_sentence and regex.search(r"[\p{L}\p{N}]", line)
        else ""
    )


def _first_block(text: str) -> list[str]:
    """The lines before the first blank one, of the text's beginning."""
    begun = dropwhile(lambda line: not line, map(str.strip, text[:4096].split("\n")))
    return list(takewhile(bool, begun))


def _is_one_of_many(lines: list[str]) -> bool:
    """Whether the first line is a record like those below it, and no head over them, which would be shorter."""
    return are_records(lines) and 2 * width(lines[0]) > median(map(width, lines[1:]))
