"""What a program has to do to be measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Task:
    """A folder of documents, the folder that the index goes to, the embedding model, and how long passages are.

    They are as long as ours where they are to be `equal`, otherwise as the program's own documentation cuts them.
    """

    documents: Path
    index: Path
    model: Path
    equal: bool

    def sources(self) -> list[str]:
        """The documents' paths in their folder, sorted."""
        return sorted(self.source(path) for path in self.documents.rglob("*.txt"))

    def source(self, path: str | Path) -> str:
        """The path in the folder of documents, of a whole path."""
        return Path(path).relative_to(self.documents).as_posix()

    def text(self, source: str) -> str:
        """The text of a document."""
        return (self.documents / source).read_text(encoding="utf-8")


class Peer(Protocol):
    """A program whose model is loaded. What changes the index returns when it is on disk."""

    def build(self) -> int:
        """Indexes all documents; the number of passages."""
        ...

    def load(self) -> None:
        """Makes the index on disk ready to be asked."""
        ...

    def retrieve(self, question: str, count: int) -> Sequence[str]:
        """The sources of so many passages, best first."""
        ...

    def add(self, source: str) -> None:
        """Brings one more document into the index, which was built or loaded."""
        ...

    def remove(self, source: str) -> None:
        """Takes a document out of the index, which was built or loaded."""
        ...
