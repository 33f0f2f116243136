"""Quotes are slices, or they are not made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.records import Document, Place, Quote


def document(text: str) -> Document:
    return Document("a.txt", "A", text, "digest", "utf-8")


@given(st.text(min_size=1), st.data())
def test_a_quote_is_the_slice_it_names(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Quote.cut(document(text), start, end, score=1).text == text[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 5)])
def test_a_place_outside_the_text_is_no_quote(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"not a passage of a\.txt"):
        Quote.cut(document("abcd"), start, end, score=1)


@pytest.mark.parametrize("answer", [(0, 2), (3, 5), (2, 2)])
def test_an_answer_lies_inside_its_quote(answer: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside the quote"):
        Quote.cut(document("abcdefg"), 1, 4, score=1, answer=answer)


def test_a_quote_over_a_page_break_names_both_pages_and_begins_on_the_first() -> None:
    lines = [Place(0, 4, "page 3", 3), Place(4, 8, "page 3", 3), Place(8, 12, "page 4", 4)]
    quote = Quote.cut(document("abcdefghijkl"), 2, 11, score=1, places=lines)
    assert (quote.page, quote.place) == (3, "page 3, page 4")
    plain = Quote.cut(document("abcd"), 0, 2, score=1)
    assert (plain.page, plain.place) == (None, "")


def test_a_document_is_named_by_its_place_and_its_content() -> None:
    one = Document("a.txt", "A", "text", "digest", "utf-8")
    assert one.id == Document("a.txt", "other title", "text", "digest", "utf-8").id
    assert one.id != Document("b.txt", "A", "text", "digest", "utf-8").id
    assert one.id != Document("a.txt", "A", "text", "other digest", "utf-8").id
