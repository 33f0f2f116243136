"""What the page can ask of the program: each method takes and gives plain data, and holds no HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from threading import Event, Lock

from qa.asking import Turn
from qa.bot import Bot
from qa.errors import DocumentError, QAError, StoreError
from qa.loading import attached_file
from qa.records import Answer, Document, Filter, IndexReport, Progress
from qa.settings import Settings
from qa.web.cards import card, paragraph, places_shown
from qa.web.evaluations import Evaluations
from qa.web.examples import examples
from qa.web.keeping import Keeping
from qa.web.limits import AT_ONCE, Turns
from qa.web.listing import Listing
from qa.web.messages import Json, error_shown
from qa.web.notebook import collected
from qa.web.pages import Pages, opened_at, quoted_lines
from qa.web.requests import filter_asked, question_asked, text_asked, turn_asked
from qa.web.sheets import sheet
from qa.web.strings import strings
from qa.web.uploads import put_in_place, remove_file, save
from qa.web.viewer import (
    NOWHERE,
    Passage,
    must_stand_there,
    occurrences,
    passage_asked,
    standing,
    view,
)
from qa.web.workers import Workers

FOUND = 1000
MARKED = 40
LISTED = 200
"""At most so many sources are listed at once; the filter finds the others."""


class Backend:
    """One bot and the settings that it was opened with."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self.settings = settings
        self.bot = bot
        self.stopped, self.cancelled, self.writing = Event(), Event(), Lock()
        self.workers = Workers(settings, settings.web.workers) if settings.web.workers else None
        self.answering: Bot | Workers = self.workers or bot
        self.turns, self.slow = Turns(max(AT_ONCE, settings.web.workers)), Turns(at_once=1, waiting=0)
        self.pages = Pages(settings)
        self.listing = Listing(settings, bot)
        self.keeping = Keeping(settings, bot)
        self.evaluations = Evaluations(settings, bot, self.stopped)

    def ask(self, request: Json) -> Json:
        """The answer card for `{"question"}`, which may go on from `{"after": {"question", "source"}}`.

        It is looked for in what `{"filter": {"within", "since", "until"}}` allows.
        """
        question, only = question_asked(request.get("question")), filter_asked(request.get("filter"))
        with self.turns.one():
            answer = self._answer(question, turn_asked(request.get("after")), only)
        return card(answer, self.bot.document, self.bot.sections)

    def source(self, request: Json) -> Json:
        """The document `{"source"}`, with the passage `{"start", "end", "text"}` marked where one is named.

        So are `{"others"}` like it, where they stand. A passage that stands no longer there is looked for; the
        `standing` says whether it is "there", "moved" or "changed". Without one, the document is shown around `{"at"}`.
        """
        document, at = self._document(request), request.get("at")
        asked = passage_asked(request) or passage_asked({"start": at, "end": at, "text": ""}) or NOWHERE
        stands, passage = standing(document, asked)
        others, places = _standing(document, request.get("others")), self.bot.places(document.source, *passage.span)
        shown = view(document, passage, self.bot.sections(document.source), others)
        where = paragraph(document.text, passage.start) if passage.text and not places else None
        told = {"standing": stands, "paragraph": where, "pages": opened_at(document, places)}
        return {**shown, **places_shown(places), **told}

    def find(self, request: Json) -> Json:
        """Where the document `{"source"}` holds `{"words"}`, in any case: at most FOUND places, and how many it has."""
        found = occurrences(self._document(request).text, text_asked(request.get("words")))
        return {"places": found[:FOUND], "all": len(found)}

    def draw(self, request: Json) -> Json:
        """Page `{"page"}` of the document `{"source"}`, or of the file `{"inside"}` it, as an image.

        The boxes of the passage, named as for `source`, come with it, as far as it stands on that page.
        """
        document, passage = self._named(request)
        page, inside = request.get("page"), request.get("inside")
        if not isinstance(page, int) or not isinstance(inside, str):
            raise DocumentError("The page asked for no page of a document", hint="reload the page")
        places = [
            place
            for place in self.bot.places(document.source, passage.start, passage.end)
            if place.page == page and attached_file(place) == inside
        ]
        return asdict(self.pages.image(document, inside, page, quoted_lines(document, places, passage)))

    def check(self, request: Json) -> Json:
        """Of each of the `{"quotes"}` of a notebook how it stands in the document of today, in their order."""
        return {"standing": [one.standing for one in collected(request, self.bot.document)]}

    def sheet(self, request: Json) -> bytes:
        """The `{"quotes"}` of a notebook, compared with today's documents, as a file in `{"format"}`.

        Its words are those of the reader's `{"language"}`.
        """
        quotes, form = collected(request, self.bot.document), text_asked(request.get("format"))
        return sheet(form, quotes, strings().get(text_asked(request.get("language")), strings()["en"]))

    def overview(self, request: Json) -> Json:
        """The state of the index, examples in the reader's `{"language"}`, and the sources that match `{"filter"}`."""
        language = str(request.get("language") or "")
        sources, articles = self.bot.sources(), self.bot.articles()
        wanted = str(request.get("filter") or "").casefold()
        matching = [
            {"source": source, "title": title, "articles": articles.get(source, [])}
            for source, title in sources
            if wanted in "\n".join((source, title, *articles.get(source, []))).casefold()
        ]
        return {
            "state": asdict(self.bot.state()),
            "examples": examples(self.settings.documents, sources, language),
            "problems": [asdict(problem) for problem in self.bot.problems()],
            "folders": sorted(_folders(source for source, _ in sources))[:LISTED],
            "sources": matching[:LISTED],
            "matching": len(matching),
        }

    def documents(self, request: Json) -> Json:
        """One page of the list of documents, as `listing.listed` gives it."""
        return self.listing.page(request)

    def remove(self, request: Json) -> Json:
        """Takes the file `{"source"}` out of the folder, and out of the index."""
        source = request.get("source")
        with self.writing:
            remove_file(self.settings.documents, source if isinstance(source, str) else "")
            return report_shown(self.bot.remove(str(source)))

    def upload(self, files: Sequence[str], replace: bool = False) -> Json:
        """Saves uploaded files, over those of the same name where they are to `replace` them.

        Each is reported by itself, and one that is refused does not stop the others. `watched` says whether they will
        be read without being told so.
        """
        saved = [self._saved(Path(file), replace) for file in files]
        return {"saved": saved, "watched": self.settings.web.watch}

    def replace(self, request: Json) -> Json:
        """Puts an upload that was saved as `{"name"}` in the place of the file `{"wanted"}` whose name it has."""
        wanted, name = request.get("wanted"), request.get("name")
        with self.writing:
            return asdict(put_in_place(self.settings.documents, str(wanted), str(name)))

    def cancel(self, request: Json) -> Json:
        """Ends the rebuild in progress after the file that is being read; what was read until then is kept."""
        self.cancelled.set()
        return {}

    def rebuild(self, from_scratch: bool, progress: Progress | None = None) -> Json:
        """Brings the index up to date with the folder and reports; the bot answers from it at once.

        It ends early when the page is `stopped`: what was read until then is kept.
        """
        from qa.index import build_index

        def step(done: int, total: int, what: str) -> None:
            if self.stopped.is_set():
                raise StoreError("the page was stopped before the index was done", hint="start it and rebuild again")
            if self.cancelled.is_set():
                raise StoreError("the indexing was stopped", hint="what was read is kept; rebuild the index to go on")
            if progress:
                progress(done, total, what)

        with self.writing:
            self.cancelled.clear()
            return report_shown(build_index(self.settings, rebuild=from_scratch, progress=step))

    def close(self) -> None:
        """Lets go of what the page has opened."""
        self.stopped.set()
        self.pages.close()
        if self.workers:
            self.workers.close()

    def _document(self, request: Json) -> Document:
        source = request.get("source")
        if not isinstance(source, str):
            raise DocumentError("The page asked for a document without a name", hint="reload the page")
        return self.bot.document(source)

    def _named(self, request: Json) -> tuple[Document, Passage]:
        """The document that is asked for, and the passage in it, which is empty where none is; it stands there."""
        document, passage = self._document(request), passage_asked(request) or NOWHERE
        must_stand_there(document, passage)
        return document, passage

    def _answer(self, question: str, after: Turn | None, only: Filter) -> Answer:
        """By itself where going on fails: what came before must not spoil what comes next."""
        try:
            return self.answering.ask(question, after, only=only)
        except Exception:
            if after is None:
                raise
            return self.answering.ask(question, only=only)

    def _saved(self, file: Path, replace: bool) -> Json:
        try:
            saved = save(file, self.settings.documents, replace=replace)
        except QAError as error:
            return {"wanted": file.name, "error": error_shown(error)}
        return asdict(saved)


def _standing(document: Document, others: object) -> list[Passage]:
    """Those of the passages asked for that stand in the document, at most as many as an answer can have."""
    asked = [passage_asked(one) for one in others[:MARKED] if isinstance(one, dict)] if isinstance(others, list) else []
    return [one for one in asked if one and standing(document, one)[0] == "there"]


def _folders(sources: Iterable[str]) -> set[str]:
    """All folders, and archives, that documents lie in."""
    return {parent.as_posix() for source in sources for parent in PurePosixPath(source).parents[:-1]}


def report_shown(report: IndexReport) -> Json:
    """What one run of the indexing did, in figures and problems."""
    return {
        "counts": {name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged")},
        "chunks": report.chunks,
        "seconds": round(report.seconds, 1),
        "problems": [asdict(problem) for problem in report.problems],
    }
