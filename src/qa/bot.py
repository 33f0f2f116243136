"""The wiring: settings in, answers out."""

import os
import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from qa.asking import (
    PASSAGES,
    Answerer,
    EvidenceFinder,
    FollowUps,
    Quoter,
    Retriever,
    Stale,
    Turn,
    as_text,
    completed,
    filters_named,
    load_calibration,
    make_query,
    may_go_on,
    open_reader,
    points_back,
    retold,
    spelled,
    without_repeats,
)
from qa.embed import Encoder, StaticEncoder, open_bundled, open_encoder, recipe_of
from qa.errors import DocumentError, QuestionError, StoreError
from qa.records import (
    EVERYTHING,
    Answer,
    Document,
    Filter,
    Hit,
    IndexReport,
    IndexState,
    Listed,
    Place,
    Problem,
    Query,
    Quote,
    Recipe,
    Section,
)
from qa.settings import BUNDLED, Settings
from qa.store import Store, open_store
from qa.text import terms

_TRIES = 5
_MOST_LOOKED_AT, _MOST_NAMED = 3000, 3


class Bot:
    """Answers questions from one index; safe to share between threads. New generations are picked up by themselves."""

    def __init__(self, settings: Settings, store: Store, encoder: Encoder, recipe: Recipe) -> None:
        self.store, self.recipe, self._settings = store, recipe, settings
        bundled = encoder if isinstance(encoder, StaticEncoder) and settings.model == BUNDLED else open_bundled()
        self._encoder, self._bundled = encoder, bundled
        own, reader = encoder is bundled, settings.answering.reader
        self.retriever = Retriever(store, settings.retrieval, bundled, stored=own)
        self.finder = EvidenceFinder(store, bundled, open_reader(reader, bundled), stored=own)
        self.quoter = Quoter(store, self.finder, reader=reader, most=settings.answering.quotes)
        calibration, self._passed_over = load_calibration(settings.index, encoder.name, reader)
        self.answerer = Answerer(settings.answering, calibration)
        self.followups = FollowUps.open()
        self._quoted = settings.retrieval.passages or PASSAGES[reader]
        self._looked_at = max(settings.retrieval.candidates, self._quoted)

    @classmethod
    def open(cls, settings: Settings) -> "Bot":
        """A bot on the index that `settings` name; IndexMissing, RecipeMismatch and so on as they come."""
        encoder = open_encoder(settings.model)
        recipe = recipe_of(settings, encoder)
        return cls(settings, open_store(settings.index, recipe), encoder, recipe)

    def ask(self, question: str, after: Turn | None = None, *, only: Filter = EVERYTHING) -> Answer:
        """The answer, with its quotes; QuestionError for a question without a letter or digit.

        A question that does not stand alone is answered as one that goes on from the turn `after` which it comes.
        Only what the filter allows is looked through; QuestionError where it names a place that holds no document.
        """
        return self.explain(question, after, only=only)[0]

    def explain(
        self, question: str, after: Turn | None = None, *, only: Filter = EVERYTHING
    ) -> tuple[Answer, list[Hit]]:
        """The answer, and all passages that were looked at for it, best first; it is quoted from the first few."""
        started = time.perf_counter()
        if only.within:
            self._must_hold(only.within)
        for _ in range(_TRIES):
            try:
                with self.store.moment():
                    answer, hits = self._explain(self.query(question, only), after)
                    undated = self.store.undated(only) if only.is_dated else 0
            except Stale:
                continue
            spent = {**answer.milliseconds, "total": (time.perf_counter() - started) * 1000}
            return replace(answer, milliseconds=spent, only=only, undated=undated), hits
        raise StoreError("the documents change faster than they can be read", hint="ask again in a moment")

    def _must_hold(self, places: Sequence[str]) -> None:
        """QuestionError for a place that is no document and no folder of any."""
        sources = sorted(self.store.digests()) if places else []
        for place in places:
            at, inside = bisect_left(sources, place), bisect_left(sources, f"{place}/")
            if place not in sources[at : at + 1] and not any(
                one.startswith(f"{place}/") for one in sources[inside : inside + 1]
            ):
                hint = "name a file or folder as `qa status` lists them, or run `qa index` if it is new"
                raise QuestionError(f"no indexed document is {place!r}, or lies in it", hint=hint)

    def _explain(self, query: Query, after: Turn | None) -> tuple[Answer, list[Hit]]:
        alone, hits = self._answer(query)
        going_on = self._going_on(query, after, alone) if after else None
        return going_on or (alone, hits)

    def _answer(self, query: Query) -> tuple[Answer, list[Hit]]:
        """The answer to a question that stands alone."""
        started = time.perf_counter()
        hits = self.retriever.retrieve(query, passages=self._looked_at)  # passages: dense + lexical, fused
        asked = query.text
        if (written := spelled(retold(asked, hits), hits)) != asked:
            query = self.query(written, query.only)
            hits = self.retriever.retrieve(query, passages=self._looked_at)
        news, found = self._news(query, hits)  # those that do not repeat others, and all that were looked through
        retrieved = time.perf_counter()
        quotes = self.quoter.quote(query, news, found)  # exact sentences of the sources, scored
        answer = self.answerer.answer(asked, quotes, self.store.state())  # verdict, shortest answer, quotes
        spent = {"retrieve": retrieved - started, "quote": time.perf_counter() - retrieved}
        return replace(answer, milliseconds={name: seconds * 1000 for name, seconds in spent.items()}), hits

    def _news(self, query: Query, hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
        """The first passages that do not repeat others, and all that were looked through for them.

        Where copies leave too few, more are looked for.
        """
        found, asked = hits, self._looked_at
        news = without_repeats(query, found, self._quoted)
        while len(news) < self._quoted and len(found) >= asked and asked < _MOST_LOOKED_AT:
            asked *= 4
            found = self.retriever.retrieve(query, passages=asked)
            news = without_repeats(query, found, self._quoted)
        held = {hit.chunk.id for hit in news}
        named = {hit.chunk.id: hit for hit in self._named(query) if hit.chunk.id not in held}
        return [*news[: max(self._quoted - len(named), 1)], *named.values()], found

    def _named(self, query: Query) -> list[Hit]:
        """A few passages of each day and file that the question names, if it is not narrowed down already."""
        if query.only != EVERYTHING:
            return []
        filters = filters_named(query.text, self.store.digests)
        return [
            hit for only in filters for hit in self.retriever.retrieve(replace(query, only=only), passages=_MOST_NAMED)
        ]

    def _going_on(self, query: Query, after: Turn, alone: Answer) -> tuple[Answer, list[Hit]] | None:
        """The answer to a question that goes on from the turn `after` which it comes; None where it stands `alone`."""
        quotes, hits = self.quotes_after(query, after)
        if not hits or not may_go_on(query, hits):
            return None  # the document is gone, or holds nothing of the question
        together = self.answerer.answer(query.text, quotes, self.store.state())
        if not self.followups.goes_on(query, after, alone, together):
            return None
        judged = self.answerer.answer(query.text, self.followups.judged(quotes), self.store.state())
        if not points_back(query.text) and judged.confidence < alone.confidence:
            return None
        return replace(judged, follows=as_text(after.root or after.question)), hits

    def quotes_after(self, query: Query, after: Turn) -> tuple[list[Quote], list[Hit]]:
        """Quotes from the previous answer's document: both questions find passages there, one is quoted for."""
        both = self.query(completed(query.text, after), query.only)
        found = self.retriever.retrieve(both, passages=self._looked_at)
        hits = [hit for hit in found if hit.chunk.source == after.source]
        return self.quoter.quote(query, hits[: self._quoted], about=set(terms(after.question))), hits

    def query(self, question: str, only: Filter = EVERYTHING) -> Query:
        """The question, ready to be looked up; QuestionError for one without a letter or digit, or too long."""
        return make_query(question, self.store, self._encoder, self._bundled, only)

    def retrieve(self, question: str, *, passages: int | None = None, only: Filter = EVERYTHING) -> list[Hit]:
        """The passages that an answer would be quoted from, best first; `passages` asks for more or fewer.

        Only what the filter allows is looked through; QuestionError where it names a place that holds no document.
        """
        if only.within:
            self._must_hold(only.within)
        return self.retriever.retrieve(self.query(question, only), passages=passages or self._quoted)

    def document(self, source: str) -> Document:
        """The source article as indexed; DocumentError when there is none of that name (any more)."""
        return self.store.document(source)

    def places(self, source: str, start: int, end: int) -> list[Place]:
        """The places of its file that `start:end` of the document's text touches, in order."""
        return self.store.places(source, start, end)

    def sections(self, source: str) -> list[Section]:
        """The document's sections, in order."""
        return self.store.sections(source)

    def articles(self) -> dict[str, list[str]]:
        """The titles of the articles found in a document, in its order, by source; only where there are some."""
        return self.store.articles()

    def documents(self) -> list[tuple[str, str, str]]:
        """(source, title, encoding) of every indexed document, in order of source."""
        return self.store.documents()

    def listed(self) -> list[Listed]:
        """What a list of the documents shows of each, in order of source."""
        return self.store.listed()

    def files(self) -> dict[str, tuple[str, str]]:
        """Source → the stamp, empty where none tells, and the digest of the file that the last indexing saw."""
        return {source: (seen.stamp, seen.digest) for source, seen in self.store.files().items()}

    def sources(self) -> list[tuple[str, str]]:
        """(source, title) of every indexed document, in order of source."""
        return [(source, title) for source, title, _ in self.store.documents()]

    def problems(self) -> list[Problem]:
        """What the last indexing left out or doubted, and a calibration that is none."""
        return [*self.store.problems(), *self._passed_over]

    def state(self) -> IndexState:
        """Generation, model and size of the index now."""
        return self.store.state()

    def add(self, *paths: str | Path) -> IndexReport:
        """Brings these files of the documents folder into the index, new or changed; each costs what it holds.

        A path is relative to that folder, or lies in it. What cannot be read is a problem of the report. DocumentError
        for a path that leads out of the folder, IndexBusy while another process writes, StoreError.
        """
        from qa.index import update_index  # loads what reads files, which asking does not need

        folder = self._settings.documents.resolve()
        whole = [Path(os.path.normpath(folder / path)) for path in paths]
        for path in whole:
            if not path.is_relative_to(folder):
                raise DocumentError(f"{path} lies outside {folder}", hint="copy it into the folder")
        sources = [path.relative_to(folder).as_posix() for path in whole]
        return update_index(self._settings, sources, encoder=self._encoder)

    def remove(self, *sources: str) -> IndexReport:
        """Takes documents whose files are gone out of the index; one whose file is there is brought up to date."""
        return self.add(*sources)

    def close(self) -> None:
        """Lets go of the files."""
        self.store.close()

    def __enter__(self) -> "Bot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
