"""No pattern of characters costs more than its length asks: four times the text takes about four times as long."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from qa.articles import divide
from qa.embed import open_bundled
from qa.errors import DocumentError
from qa.loading.formats.markdown import read_markdown
from qa.loading.reading import load_document
from qa.records import Document
from qa.text import split, terms

SIZE = 10_000
MOST = 10.0
"""Work that grows with the square of the length takes 16 times as long; the rest is for the clock."""


def cut(text: str) -> None:
    split(Document("a.txt", "a", text, "", "utf-8"), 400, 80)


def page(text: str) -> None:
    with suppress(DocumentError):
        load_document("a.html", text.encode())


PATTERNS: dict[str, tuple[Callable[[str], object], Callable[[int], str]]] = {
    "full stops": (cut, lambda size: "." * size + "x"),
    "open quotes": (cut, lambda size: "“" * size),
    "brackets": (cut, lambda size: "(" * size + ")" * size),
    "marks on a letter": (cut, lambda size: "a" + "\u0301" * size),
    "short lines": (cut, lambda size: "a\n" * size),
    "lines of one character": (cut, lambda size: "平\n" * size),
    "records": (cut, lambda size: "The a: b\n" * (size // 9)),
    "a long word before a hyphen": (terms, lambda size: "a" * size + "-\n"),
    "divided words": (terms, lambda size: "ab-\n" * size),
    "set wide": (terms, lambda size: "平 " * size),
    "a sign that stands for a sentence": (terms, lambda size: "\ufdfa" * size),
    "a number without end": (terms, lambda size: "1" * size),
    "a number of many parts": (terms, lambda size: "1," * size),
    "a number in many groups": (terms, lambda size: "111 " * size),
    "a number in words": (terms, lambda size: "1" * size + " thousand " + "九" * size),
    "fences": (lambda text: read_markdown(text.encode(), None), lambda size: "```\n~~~\n" * size),
    "comments never closed": (lambda text: read_markdown(text.encode(), None), lambda size: "<!--<table>" * size),
    "pictures never written": (lambda text: read_markdown(text.encode(), None), lambda size: "[a]: data:a/b;" * size),
    "attributes": (page, lambda size: "<p " + " ".join(f"a{number}" for number in range(size)) + ">x"),
    "wide heads": (page, lambda size: "<table>" + "<tr><th colspan=200>a" * (size // 20) + "</table>x"),
    "unclosed elements": (page, lambda size: "<b><p>" * size),
}


def seconds(work: Callable[[str], object], text: str) -> float:
    def once() -> float:
        begun = time.process_time()
        work(text)
        return time.process_time() - begun

    return min(once() for _ in range(2))


@pytest.mark.parametrize("name", PATTERNS)
def test_the_cost_grows_with_the_length(name: str) -> None:
    work, made = PATTERNS[name]
    assert seconds(work, made(4 * SIZE)) < MOST * max(seconds(work, made(SIZE)), 0.02)


REPEATED = (
    "a", " ", "\n", ". ", "平", "平。", "1 ", "1,", "- ", "# a\n", "| a ", "<b>", "&amp;", '"a', "A. B. ",
    "2024-05-17 ", "a: b\n", "(", "é\u0301", "[a](",
)  # fmt: skip
"""Each, over and over, is read in every way below."""


def indexed(suffix: str) -> Callable[[str], object]:
    """Reads a file of that kind, and does with it what indexing does."""
    encoder = open_bundled()

    def work(text: str) -> None:
        with suppress(DocumentError):
            split(divide(load_document(f"a{suffix}", text.encode())[0], encoder.encode_documents), 400, 80)

    return work


@pytest.mark.slow
@pytest.mark.parametrize("way", [".txt", ".html", ".md", ".csv", "terms"])
@pytest.mark.parametrize("piece", REPEATED)
def test_what_is_repeated_costs_twice_as_much_where_it_is_twice_as_long(piece: str, way: str) -> None:
    """A hundred patterns; work that grows with the square of the length takes four times as long."""
    work = terms if way == "terms" else indexed(way)
    once, twice = (seconds(work, piece * (size // len(piece))) for size in (6 * SIZE, 12 * SIZE))
    assert twice < 3 * max(once, 0.02)
