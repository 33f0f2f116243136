"""Chroma, as its guides to clients, collections, embedding functions and chunking have it."""

import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.passages import equal_passages
from benchmarks.peers.peer import Peer, Task

SEPARATORS = ["\n\n", "\n", ". ", " "]


class Chroma:
    """Passages of 500 characters; the client keeps them on disk by itself."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.model = SentenceTransformerEmbeddingFunction(model_name=str(task.model))
        self.splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50, separators=SEPARATORS)

    def _passages(self, source: str) -> list[str]:
        text = self.task.text(source)
        return equal_passages(text) if self.task.equal else self.splitter.split_text(text)

    def _add(self, sources: list[str]) -> None:
        passages = [(source, number, text) for source in sources for number, text in enumerate(self._passages(source))]
        most = self.client.get_max_batch_size()
        for first in range(0, len(passages), most):
            batch = passages[first : first + most]
            ids = [f"{source}#{number}" for source, number, _ in batch]
            metadatas = [{"source": source} for source, _, _ in batch]
            self.collection.add(ids=ids, documents=[text for _, _, text in batch], metadatas=metadatas)

    def build(self) -> int:
        self.load()
        self._add(self.task.sources())
        return int(self.collection.count())

    def load(self) -> None:
        self.client = chromadb.PersistentClient(path=str(self.task.index))
        self.collection = self.client.get_or_create_collection("documents", embedding_function=self.model)

    def retrieve(self, question: str, count: int) -> list[str]:
        found = self.collection.query(query_texts=[question], n_results=count)
        return [of["source"] for of in found["metadatas"][0]]

    def add(self, source: str) -> None:
        self._add([source])

    def remove(self, source: str) -> None:
        self.collection.delete(where={"source": source})


def opened(task: Task) -> Peer:
    """Chroma on that task."""
    return Chroma(task)
