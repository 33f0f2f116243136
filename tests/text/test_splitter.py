"""Chunks by every method: exact slices in order, nothing lost, sizes kept."""

import sys
from dataclasses import replace
from itertools import pairwise
from types import FrameType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.embed import StaticEncoder, open_bundled
from qa.records import Section
from qa.settings import Method
from qa.text.splitter import split
from qa.text.width import width
from tests.text.texts import TEXTS, document

METHODS: tuple[Method, ...] = get_args(Method)


@pytest.fixture(scope="module")
def bundled() -> StaticEncoder:
    return open_bundled()


@pytest.mark.parametrize("method", METHODS)
def test_a_torn_sentence_is_whole_where_it_begins_and_not_told_again(bundled: StaticEncoder, method: Method) -> None:
    """Of "A head. The ferry|B.|sails. At noon." the first article has all of "The ferry sails."."""
    text = "A head. The ferry B. sails. At noon."
    sections = (Section(0, 17, "A", goes_on=(21, 27)), Section(18, 20, "B"), Section(21, 36, "A"))
    chunks = split(replace(document(text), sections=sections), 200, 0, method, bundled.count_tokens)
    assert [chunk.whole for chunk in chunks] == ["A head. The ferry sails.", "B.", "At noon."]
    assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    rest = chunks[0].rest
    assert rest is not None
    assert text[rest.start : rest.end] == rest.text == "sails."
    assert [text[slice(*span)] for span in chunks[0].spans(12, 24)] == ["ferry", "sails."]


@pytest.mark.parametrize("method", METHODS)
def test_a_chunk_lies_in_one_section_and_has_its_title_and_date(bundled: StaticEncoder, method: Method) -> None:
    """Of "Intro. Bread. Tea. End." the words between and around sections have the document's title and date."""
    text = "Intro. Bread. Tea. End."
    sections = (Section(7, 13, "Bread", "2021"), Section(14, 18, "Tea"))
    held = replace(document(text), sections=sections, date="2024-05")
    chunks = split(held, 200, 50, method, bundled.count_tokens)
    assert [(chunk.text, chunk.title, chunk.date) for chunk in chunks] == [
        ("Intro.", "Title", "2024-05"),
        ("Bread.", "Bread", "2021"),
        ("Tea.", "Tea", "2024-05"),
        ("End.", "Title", "2024-05"),
    ]
    assert all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)


@pytest.mark.parametrize("method", METHODS)
@settings(deadline=None)
@given(TEXTS, st.integers(40, 500), st.data())
def test_chunks_are_exact_slices_that_cover_the_text_within_the_size(
    bundled: StaticEncoder, method: Method, text: str, size: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(0, size // 2))
    chunks = split(document(text), size, overlap, method, bundled.count_tokens)
    measure = bundled.count_tokens if method == "tokens" else width
    covered = set[int]()
    for chunk in chunks:
        assert chunk.text == text[chunk.start : chunk.end] == chunk.text.strip() != ""
        assert measure(chunk.text) <= size
        assert chunk.title == "Title"
        covered.update(range(chunk.start, chunk.end))
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered)
    assert [chunk.start for chunk in chunks] == sorted({chunk.start for chunk in chunks})
    assert [chunk.end for chunk in chunks] == sorted({chunk.end for chunk in chunks})
    assert all(measure(text[after.start : before.end]) <= overlap for before, after in pairwise(chunks))
    assert chunks == split(document(text), size, overlap, method, bundled.count_tokens)


def test_an_empty_text_gives_nothing() -> None:
    assert all(split(document(""), 400, 80, method) == [] for method in METHODS)


@pytest.mark.parametrize(
    "unit", ["字", "a", "a ", "“", "(", ".", "A. ", "\u0301", "。）", "กข ", "\n", " ", '"', "!?", "- \n"]
)
def test_work_grows_no_faster_than_the_text(unit: str) -> None:
    """Calls are counted, not seconds: eight times the text may take nine times the calls."""
    assert calls(unit * 16_000) <= 9 * calls(unit * 2_000)


def calls(text: str) -> int:
    """How many functions, Python's own among them, splitting the text calls; 1,000 are given for free."""
    counted = 1_000
    one = document(text)

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        split(one, 400, 80)
    finally:
        sys.setprofile(None)
    return counted
