"""Ours: as `qa index` and `docs/python.md` have it."""

from benchmarks.peers.peer import Peer, Task


class Ours:
    """An index in a folder; the bundled model is read without torch. Passages are as long as they always are."""

    def __init__(self, task: Task) -> None:
        from qa.settings import Settings

        self.settings = Settings(documents=task.documents, index=task.index)

    def build(self) -> int:
        from qa.index import build_index

        return build_index(self.settings).state.chunks

    def load(self) -> None:
        from qa.bot import Bot

        self.bot = Bot.open(self.settings)

    def retrieve(self, question: str, count: int) -> list[str]:
        return [hit.chunk.source for hit in self.bot.retrieve(question, passages=count)]

    def add(self, source: str) -> None:
        self.bot.add(source)

    def remove(self, source: str) -> None:
        self.bot.remove(source)


def opened(task: Task) -> Peer:
    """Ours on that task."""
    return Ours(task)
