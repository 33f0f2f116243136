"""txtai, hybrid, as its guides to embeddings, to segmentation and to hybrid search have it."""

from collections.abc import Iterator

from txtai import Embeddings
from txtai.pipeline import Segmentation

from benchmarks.peers.passages import equal_passages
from benchmarks.peers.peer import Peer, Task

BY_SOURCE = "select id from txtai where source = :source"


class Txtai:
    """Passages are paragraphs; vectors and BM25 together, with the text as content; written as a whole."""

    def __init__(self, task: Task) -> None:
        self.task, self.folder = task, str(task.index)
        self.paragraphs = Segmentation(paragraphs=True)
        self.embeddings = Embeddings(path=str(task.model), method="sentence-transformers", content=True, hybrid=True)

    def _passages(self, sources: list[str]) -> Iterator[tuple[str, dict[str, str], None]]:
        for source in sources:
            text = self.task.text(source)
            for number, passage in enumerate(equal_passages(text) if self.task.equal else self.paragraphs(text)):
                yield f"{source}#{number}", {"text": passage, "source": source}, None

    def build(self) -> int:
        self.embeddings.index(self._passages(self.task.sources()))
        self.embeddings.save(self.folder)
        return int(self.embeddings.count())

    def load(self) -> None:
        self.embeddings.load(self.folder)

    def retrieve(self, question: str, count: int) -> list[str]:
        return [found["id"].rpartition("#")[0] for found in self.embeddings.search(question, count)]

    def add(self, source: str) -> None:
        self.embeddings.upsert(self._passages([source]))
        self.embeddings.save(self.folder)

    def remove(self, source: str) -> None:
        found = self.embeddings.search(BY_SOURCE, self.embeddings.count(), parameters={"source": source})
        self.embeddings.delete([one["id"] for one in found])
        self.embeddings.save(self.folder)


def opened(task: Task) -> Peer:
    """The program on that task."""
    return Txtai(task)
