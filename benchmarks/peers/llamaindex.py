"""LlamaIndex, as its guides to loading, indexing, storing, custom embeddings and document management have it."""

from typing import Any

from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import NodeRelationship, TextNode
from sentence_transformers import SentenceTransformer

from benchmarks.peers.passages import equal_passages
from benchmarks.peers.peer import Peer, Task


class Embedding(BaseEmbedding):
    """The model by a class of our own: LlamaIndex's for sentence-transformers refuses models that read any length."""

    def __init__(self, path: str) -> None:
        super().__init__(model_name=path, embed_batch_size=100)
        self._model: Any = SentenceTransformer(path)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    _get_query_embedding = _get_text_embedding

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class LlamaIndex:
    """Passages of 1,024 tokens, its default; the index is in memory, and written as a whole."""

    def __init__(self, task: Task) -> None:
        self.task, self.folder, self.model = task, str(task.index), Embedding(str(task.model))

    def _nodes(self, **files: Any) -> list[Any]:
        whole = SimpleDirectoryReader(recursive=True, filename_as_id=True, encoding="utf-8", **files).load_data()
        if not self.task.equal:
            return list(SentenceSplitter().get_nodes_from_documents(whole))
        cut = [(one, text) for one in whole for text in equal_passages(one.text)]
        alike = [(text, one.metadata, {NodeRelationship.SOURCE: one.as_related_node_info()}) for one, text in cut]
        return [
            TextNode(text=text, metadata=of, relationships=to, excluded_embed_metadata_keys=[*of])
            for text, of, to in alike
        ]

    def build(self) -> int:
        nodes = self._nodes(input_dir=self.task.documents)
        self.index = VectorStoreIndex(nodes, embed_model=self.model)
        self.index.storage_context.persist(self.folder)
        return len(nodes)

    def load(self) -> None:
        storage = StorageContext.from_defaults(persist_dir=self.folder)
        self.index = load_index_from_storage(storage, embed_model=self.model)

    def retrieve(self, question: str, count: int) -> list[str]:
        found = self.index.as_retriever(similarity_top_k=count).retrieve(question)
        return [self.task.source(one.metadata["file_path"]) for one in found]

    def add(self, source: str) -> None:
        self.index.insert_nodes(self._nodes(input_files=[self.task.documents / source]))
        self.index.storage_context.persist(self.folder)

    def remove(self, source: str) -> None:
        self.index.delete_ref_doc(str(self.task.documents / source), delete_from_docstore=True)
        self.index.storage_context.persist(self.folder)


def opened(task: Task) -> Peer:
    """LlamaIndex on that task."""
    return LlamaIndex(task)
