"""Whole sentences packed into chunks: they end where sentences and paragraphs do."""

from itertools import pairwise

from hypothesis import given, settings

from qa.text.packing import packed
from qa.text.sentences import LONGEST_SENTENCE, sentences
from qa.text.width import width
from tests.text.texts import TEXTS


@settings(deadline=None)
@given(TEXTS)
def test_chunks_begin_and_end_where_sentences_do_when_every_sentence_fits(text: str) -> None:
    spans = sentences(text)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    for start, end in packed(text, LONGEST_SENTENCE, 80):
        assert start in starts
        assert end in ends


def test_chunks_overlap_by_whole_sentences() -> None:
    text = "".join(f"第{number:02}句话在这里结束。" for number in range(30))
    for (_, end), (start, _) in pairwise(packed(text, 100, 40)):
        shared = text[start:end]
        assert 0 < width(shared) <= 40
        assert shared.startswith("第")
        assert shared.endswith("。")
    assert all(end <= start for (_, end), (start, _) in pairwise(packed(text, 100, 0)))


def test_a_chunk_prefers_to_end_at_a_paragraph_and_keeps_a_heading_with_its_text() -> None:
    first, second = "One sentence here. " * 12, "Another sentence. " * 12
    text = f"{first}\n\nHeading\n\n{second}"
    assert [text[start:end] for start, end in packed(text, 400, 0)] == [first.strip(), f"Heading\n\n{second.strip()}"]


def test_no_chunk_is_said_again_as_the_beginning_of_the_next() -> None:
    """20 columns, half of the size, end a paragraph: an overlap of 20 may not take up all of them again."""
    text = "Twenty columns here.\n\nSixteen columns. Another sentence follows."
    assert [text[start:end].partition(".")[0] for start, end in packed(text, 40, 20)] == [
        "Twenty columns here",
        "Sixteen columns",
        "Another sentence follows",
    ]
