"""The programs that are compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """A program as `work.opened` names it, how the table calls it, and the packages whose versions matter."""

    name: str
    title: str
    packages: tuple[str, ...] = ()


OURS = Program("ours", "ours")
PEERS = (
    Program("langchain", "LangChain + FAISS", ("langchain-community", "langchain-huggingface", "faiss-cpu")),
    Program("llamaindex", "LlamaIndex", ("llama-index-core",)),
    Program("haystack", "Haystack, hybrid", ("haystack-ai", "sentence-transformers-haystack")),
    Program("chroma", "Chroma", ("chromadb",)),
    Program("txtai", "txtai, hybrid", ("txtai", "faiss-cpu")),
)
