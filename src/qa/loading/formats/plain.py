"""Plain text: read as it is; its first line may be its headline."""

import regex

from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted
from qa.text import width

WIDEST_TITLE = 120


def read_plain(data: bytes, encoding: str | None) -> Extracted:
    """The text and its headline; DocumentError for what is no text."""
    decoded = decode(data, encoding)
    return Extracted.of(decoded, headline(decoded.text))


def headline(text: str) -> str:
    """The first line when it looks like a headline: short, with a letter in it, and not a full sentence."""
    line = next((line.strip() for line in _first_lines(text) if line.strip()), "")
    is_sentence = regex.search(r"[。．.…;；,，、:：।۔][\p{Pe}\p{Pf}\"']*$", line)
    return (
        line
        if width(line[: WIDEST_TITLE + 1]) <= WIDEST_TITLE and not is_sentence and regex.search(r"[\p{L}\p{N}]", line)
        else ""
    )


def _first_lines(text: str) -> list[str]:
    return text[:4096].split("\n")
