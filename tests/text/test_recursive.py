"""langchain's splitters by name: where they cut, and that places are kept where its own are wrong."""

from itertools import pairwise

import pytest

from qa.settings import Method
from qa.text.recursive import divided
from qa.text.width import width

NOTES = "# Notes\n\nIntro.\n\n## Fees\n\nCars pay two.\n\n## Hours\n\nFrom nine to five.\n"


def cut(text: str, size: int, overlap: int = 0, method: Method = "recursive") -> list[str]:
    return [text[start:end] for start, end in divided(text, size, overlap, method, lambda part: len(part.split()))]


def test_prose_is_cut_at_paragraphs_then_lines_then_sentences() -> None:
    assert cut("One line here.\nA second line.\n\nA new paragraph.", 32) == [
        "One line here.\nA second line.",
        "A new paragraph.",
    ]
    assert cut("今天下雨了。我们明天再去吧！好吗？", 18) == ["今天下雨了。", "我们明天再去吧！", "好吗？"]


def test_markdown_is_cut_before_its_headings() -> None:
    assert cut(NOTES, 34, method="markdown") == [
        "# Notes\n\nIntro.",
        "## Fees\n\nCars pay two.",
        "## Hours\n\nFrom nine to five.",
    ]


def test_tokens_are_counted_by_the_function_given() -> None:
    assert cut("one two three. four five. six seven", 3, method="tokens") == [
        "one two three.",
        "four five.",
        "six seven",
    ]


def test_a_text_without_any_token_is_divided_nevertheless() -> None:
    """Zero tokens each: one for eight columns is counted, so that 40 tokens are at most 320 columns."""
    pieces = [last - first for first, last in divided("x" * 1000, 40, 0, "tokens", lambda part: 0)]
    assert sum(pieces) == 1000
    assert max(pieces) <= 320


@pytest.mark.parametrize("method", ["recursive", "markdown"])
def test_repeated_text_keeps_its_places_with_overlap(method: Method) -> None:
    """langchain's own start_index takes the first of the places that read alike."""
    text = "The same line. " * 40
    spans = list(divided(text, 80, 30, method, width))
    assert [start for start, _ in spans] == sorted({start for start, _ in spans})
    assert all(later <= end for (_, end), (later, _) in pairwise(spans))
