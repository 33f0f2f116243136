"""Haystack, hybrid, as its tutorial on hybrid retrieval has it, without the ranker, which is a second model.

What both ways find is therefore joined by reciprocal ranks, as the page on `DocumentJoiner` says.
"""

from haystack import Document, Pipeline
from haystack.components.converters import TextFileToDocument
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders import sentence_transformers as models

from benchmarks.peers.passages import equal_passages
from benchmarks.peers.peer import Peer, Task


class Haystack:
    """Passages of 512 words; the store is in memory, and written as a whole."""

    def __init__(self, task: Task) -> None:
        self.task, self.file, self.store = task, str(task.index / "store.json"), InMemoryDocumentStore()
        self.split = DocumentSplitter(split_by="word", split_length=512, split_overlap=32)
        self.embed = models.SentenceTransformersDocumentEmbedder(model=str(task.model), progress_bar=False)
        self.embed.warm_up()

    def _write(self, sources: list[str]) -> None:
        files = [self.task.documents / source for source in sources]
        whole = TextFileToDocument(store_full_path=True).run(sources=files)["documents"]
        cut = [(one.meta, number, text) for one in whole for number, text in enumerate(equal_passages(one.content))]
        equal = [Document(content=text, meta={**meta, "split_id": number}) for meta, number, text in cut]
        passages = equal if self.task.equal else self.split.run(documents=whole)["documents"]
        self.store.write_documents(self.embed.run(documents=passages)["documents"])
        self.task.index.mkdir(parents=True, exist_ok=True)
        self.store.save_to_disk(self.file)

    def build(self) -> int:
        self._write(self.task.sources())
        return int(self.store.count_documents())

    def load(self) -> None:
        self.store, self.asking = InMemoryDocumentStore.load_from_disk(self.file), Pipeline()
        model = models.SentenceTransformersTextEmbedder(model=str(self.task.model), progress_bar=False)
        self.asking.add_component("model", model)
        self.asking.add_component("meaning", InMemoryEmbeddingRetriever(self.store))
        self.asking.add_component("words", InMemoryBM25Retriever(self.store))
        self.asking.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        for output, taken in (("model.embedding", "meaning.query_embedding"), ("meaning", "join"), ("words", "join")):
            self.asking.connect(output, taken)

    def retrieve(self, question: str, count: int) -> list[str]:
        found = self.asking.run({"model": {"text": question}, "words": {"query": question}})["join"]["documents"]
        return [self.task.source(passage.meta["file_path"]) for passage in found[:count]]

    def add(self, source: str) -> None:
        self._write([source])

    def remove(self, source: str) -> None:
        path = str(self.task.documents / source)
        self.store.delete_by_filter({"field": "meta.file_path", "operator": "==", "value": path})
        self.store.save_to_disk(self.file)


def opened(task: Task) -> Peer:
    """Haystack on that task."""
    return Haystack(task)
