"""A program to be measured that finds shared words; a `stubborn` one keeps on disk whatever it once indexed."""

import json

from benchmarks.peers.peer import Peer, Task


class Fake:
    """The words of each document, in a file."""

    def __init__(self, task: Task, *, stubborn: bool = False) -> None:
        self.task, self.file, self.stubborn = task, task.index / "words.json", stubborn
        self.words: dict[str, list[str]] = {}

    def build(self) -> int:
        for source in self.task.sources():
            self.add(source)
        return len(self.words)

    def load(self) -> None:
        self.words = json.loads(self.file.read_text(encoding="utf-8"))

    def retrieve(self, question: str, count: int) -> list[str]:
        asked = set(question.split())
        return sorted(self.words, key=lambda source: -len(asked & set(self.words[source])))[:count]

    def add(self, source: str) -> None:
        self.words[source] = self.task.text(source).split()
        self._save()

    def remove(self, source: str) -> None:
        del self.words[source]
        self._save()

    def _save(self) -> None:
        self.task.index.mkdir(parents=True, exist_ok=True)
        there = json.loads(self.file.read_text(encoding="utf-8")) if self.stubborn and self.file.exists() else {}
        self.file.write_text(json.dumps(there | self.words), encoding="utf-8")


def opened(task: Task) -> Peer:
    """The fake on that task."""
    return Fake(task)
