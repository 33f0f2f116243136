"""Our sentences for langchain's pipelines: a `TextSplitter` of theirs that cuts as `qa index` does."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from langchain_core.documents import Document
from langchain_text_splitters import TextSplitter

from qa.text.packing import packed
from qa.text.width import width

LEAST_SIZE = 40


class SentenceSplitter(TextSplitter):
    """Whole sentences of every script, packed up to `chunk_size` columns; a full-width character counts two.

    The documents made have `start_index` in their metadata, and it is exact, also for repeated text and overlap:
    `text[start_index : start_index + len(page_content)] == page_content`.
    """

    def __init__(self, chunk_size: int = 400, chunk_overlap: int = 80) -> None:
        if chunk_size < LEAST_SIZE or chunk_overlap * 2 > chunk_size:
            raise ValueError(f"chunk_size must be at least {LEAST_SIZE}, and chunk_overlap at most half of it")
        super().__init__(chunk_size, chunk_overlap, length_function=width, add_start_index=True)

    def split_text(self, text: str) -> list[str]:
        """The chunks, each a slice of the text."""
        return [text[start:end] for start, end in packed(text, self._chunk_size, self._chunk_overlap)]

    def create_documents(
        self, texts: Sequence[str], metadatas: Sequence[Mapping[str, object]] | None = None
    ) -> list[Document]:
        """A document for each chunk, with its text's metadata and its `start_index`."""
        return [
            Document(text[start:end], metadata={**deepcopy(dict(metadata)), "start_index": start})
            for text, metadata in zip(texts, metadatas or [{}] * len(texts), strict=True)
            for start, end in packed(text, self._chunk_size, self._chunk_overlap)
        ]
