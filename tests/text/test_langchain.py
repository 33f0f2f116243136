"""Our sentences in langchain's pipelines."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.documents import Document
from langchain_text_splitters import TextSplitter

from qa.text import SentenceSplitter, split
from tests.text.texts import TEXTS, document


@settings(deadline=None)
@given(TEXTS, st.integers(40, 300), st.data())
def test_it_is_a_splitter_of_theirs_that_cuts_as_we_do_and_knows_where(
    text: str, size: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(0, size // 2))
    splitter: TextSplitter = SentenceSplitter(size, overlap)
    made = splitter.create_documents([text])
    assert [one.page_content for one in made] == splitter.split_text(text)
    assert [one.metadata["start_index"] for one in made] == [
        chunk.start for chunk in split(document(text), size, overlap)
    ]
    for one in made:
        start = one.metadata["start_index"]
        assert text[start : start + len(one.page_content)] == one.page_content


def test_repeated_text_has_its_own_places() -> None:
    """The search of langchain's base class gives 0 to chunks that read like the first."""
    text = "Tea is served. " * 9
    made = SentenceSplitter(45, 15).create_documents([text])
    assert [one.metadata["start_index"] for one in made] == [0, 30, 60, 90]


def test_documents_keep_their_metadata_apart() -> None:
    first, second = Document("Tea. " * 20, metadata={"of": ["a"]}), Document("Ferry.", metadata={"of": ["b"]})
    made = SentenceSplitter(40, 0).split_documents([first, second])
    assert [one.metadata["of"] for one in made] == [["a"]] * (len(made) - 1) + [["b"]]
    made[0].metadata["of"].append("changed")
    assert (first.metadata, made[1].metadata["of"]) == ({"of": ["a"]}, ["a"])


@pytest.mark.parametrize("sizes", [(100, 51), (39, 0)])
def test_sizes_that_cannot_be_kept_are_refused(sizes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least 40, and chunk_overlap at most half"):
        SentenceSplitter(*sizes)


def test_the_face_of_the_part_loads_langchain_only_when_asked() -> None:
    code = "import sys, qa.text; before = 'langchain_core' in sys.modules; qa.text.SentenceSplitter; print(before)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
    import qa.text

    with pytest.raises(AttributeError, match="Splitters"):
        qa.text.Splitters  # noqa: B018
