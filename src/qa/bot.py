"""The wiring: settings in, answers out."""

import time
from dataclasses import replace
from types import TracebackType

from qa.answer import Answerer
from qa.embed import Encoder, open_encoder
from qa.errors import StoreError
from qa.index import recipe_of
from qa.quote import Quoter, Stale
from qa.records import Answer, Document, Hit, IndexState, Problem
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.store import Store, open_store

_TRIES = 5


class Bot:
    """Answers questions from one index; safe to share between threads. New generations are picked up by themselves."""

    def __init__(self, settings: Settings, store: Store, encoder: Encoder) -> None:
        self.store, self.recipe = store, recipe_of(settings, encoder)
        self.retriever = Retriever(store, encoder, settings.retrieval)
        self.quoter = Quoter(store, encoder, most=settings.answering.quotes)
        self.answerer = Answerer(settings.answering)
        self._quoted = settings.retrieval.passages
        self._looked_at = max(settings.retrieval.candidates, self._quoted)

    @classmethod
    def open(cls, settings: Settings) -> "Bot":
        """A bot on the index that `settings` name; IndexMissing, RecipeMismatch and so on as they come."""
        encoder = open_encoder(settings.model)
        return cls(settings, open_store(settings.index, recipe_of(settings, encoder)), encoder)

    def ask(self, question: str) -> Answer:
        """The answer, with its quotes; QuestionError for a question without a letter or digit."""
        return self.explain(question)[0]

    def explain(self, question: str) -> tuple[Answer, list[Hit]]:
        """The answer, and all passages that were looked at for it, best first; it is quoted from the first few."""
        for _ in range(_TRIES):
            try:
                return self._explain(question)
            except Stale:
                continue
        raise StoreError("the documents change faster than they can be read", hint="ask again in a moment")

    def _explain(self, question: str) -> tuple[Answer, list[Hit]]:
        started = time.perf_counter()
        hits = self.retriever.retrieve(question, passages=self._looked_at)  # passages: dense + lexical, fused
        retrieved = time.perf_counter()
        quotes = self.quoter.quote(question, hits[: self._quoted])  # exact sentences of the sources, scored
        answer = self.answerer.answer(question, quotes, self.store.state())  # verdict, quotes in order
        done = time.perf_counter()
        spent = {"retrieve": retrieved - started, "quote": done - retrieved, "total": done - started}
        return replace(answer, milliseconds={name: seconds * 1000 for name, seconds in spent.items()}), hits

    def retrieve(self, question: str, *, passages: int | None = None) -> list[Hit]:
        """The passages that an answer would be quoted from, best first; `passages` asks for more or fewer."""
        return self.retriever.retrieve(question, passages=passages)

    def document(self, source: str) -> Document:
        """The source article as indexed; DocumentError when there is none of that name (any more)."""
        return self.store.document(source)

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding) of every indexed document, in order of source."""
        return self.store.documents()

    def sources(self) -> list[tuple[str, str]]:
        """(source, title) of every indexed document, in order of source."""
        return [(source, title) for source, title, _ in self.store.documents()]

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted."""
        return self.store.problems()

    def state(self) -> IndexState:
        """Generation, model and size of the index now."""
        return self.store.state()

    def close(self) -> None:
        """Lets go of the files."""
        self.store.close()

    def __enter__(self) -> "Bot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
