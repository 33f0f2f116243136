"""LangChain + FAISS, as its guides to semantic search and to the FAISS vector store have it."""

from langchain_community.document_loaders import TextLoader
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.passages import equal_passages
from benchmarks.peers.peer import Peer, Task


class LangChain:
    """Passages of 1,000 characters; the store is in memory, and written as a whole."""

    def __init__(self, task: Task) -> None:
        self.task, self.folder = task, str(task.index)
        self.model = HuggingFaceEmbeddings(model_name=str(task.model))
        self.splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)

    def _passages(self, sources: list[str]) -> tuple[list[Document], list[str]]:
        """The passages of the documents, each with an id that tells its document."""
        passages, ids = [], []
        for source in sources:
            whole = TextLoader(self.task.documents / source, encoding="utf-8").load()
            if self.task.equal:
                cut = [Document(text, metadata=whole[0].metadata) for text in equal_passages(whole[0].page_content)]
            else:
                cut = self.splitter.split_documents(whole)
            passages += cut
            ids += [f"{source}#{number}" for number in range(len(cut))]
        return passages, ids

    def build(self) -> int:
        passages, ids = self._passages(self.task.sources())
        self.store = FAISS.from_documents(passages, self.model, ids=ids)
        self.store.save_local(self.folder)
        return len(ids)

    def load(self) -> None:
        self.store = FAISS.load_local(self.folder, self.model, allow_dangerous_deserialization=True)

    def retrieve(self, question: str, count: int) -> list[str]:
        found = self.store.similarity_search(question, k=count)
        return [self.task.source(passage.metadata["source"]) for passage in found]

    def add(self, source: str) -> None:
        passages, ids = self._passages([source])
        self.store.add_documents(passages, ids=ids)
        self.store.save_local(self.folder)

    def remove(self, source: str) -> None:
        ids = self.store.index_to_docstore_id.values()
        self.store.delete([one for one in ids if one.rpartition("#")[0] == source])
        self.store.save_local(self.folder)


def opened(task: Task) -> Peer:
    """LangChain on that task."""
    return LangChain(task)
