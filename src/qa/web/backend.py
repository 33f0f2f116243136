"""What the page can ask of the program: each method takes and gives plain data, and holds no HTML."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from threading import Event

from qa.asking import Turn, make_filter
from qa.bot import Bot
from qa.errors import DocumentError, QAError, QuestionError, StoreError
from qa.loading import attached_file
from qa.records import Answer, Document, Filter, IndexReport, Progress
from qa.reply import Reply
from qa.settings import Settings
from qa.testsets import Case, append_case
from qa.web.cards import card, places_shown
from qa.web.examples import examples
from qa.web.messages import Json, error_shown
from qa.web.pages import Pages, opened_at, quoted_lines
from qa.web.uploads import save
from qa.web.viewer import Passage, answer_inside, must_stand_there, passage_asked, view

LISTED = 200
"""At most so many sources are listed at once; the filter finds the others."""


class Backend:
    """One bot and the settings that it was opened with."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self.settings = settings
        self.bot = bot
        self.stopped = Event()
        self.pages = Pages(settings)

    def ask(self, request: Json) -> Json:
        """The answer card for `{"question"}`, which may go on from `{"after": {"question", "source"}}`.

        It is looked for in what `{"filter": {"within", "since", "until"}}` allows.
        """
        question, only = _question(request.get("question")), _filter(request.get("filter"))
        answer = self._answer(question, _turn(request.get("after")), only)
        return card(answer, self.bot.document, self.bot.sections)

    def reply(self, question: object, narrowed: Json | None = None) -> Json:
        """The answer in the shape of `qa ask --json`, for programs; `narrowed` as the filter of `ask`."""
        return Reply.of(self.bot.ask(_question(question), only=_filter(narrowed))).model_dump(mode="json")

    def source(self, request: Json) -> Json:
        """The document `{"source"}`, with the passage `{"start", "end", "text"}` marked where one is named."""
        document, passage = self._named(request)
        places = self.bot.places(document.source, passage.start, passage.end)
        shown = view(document, passage, self.bot.sections(document.source))
        return {**shown, **places_shown(places), "pages": opened_at(document, places)}

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

    def keep(self, request: Json) -> Json:
        """Adds `{"question"}` with the passage `{"source", "start", "end", "text"}` as its evidence to a test set."""
        question, source, place = request.get("question"), request.get("source"), passage_asked(request)
        if not isinstance(question, str) or not isinstance(source, str) or place is None:
            raise QuestionError("The page named no question and passage to keep", hint="reload the page")
        must_stand_there(self.bot.document(source), place)
        names = [found.name for found in self.bot.places(source, place.start, place.end)]
        append_case(self.settings.web.kept, kept_case(question, source, place, *names[:1]))
        return {"kept": self.settings.web.kept.as_posix()}

    def overview(self, request: Json) -> Json:
        """The state of the index, the examples, and the sources that match `{"filter"}`."""
        sources, articles = self.bot.sources(), self.bot.articles()
        wanted = str(request.get("filter") or "").casefold()
        matching = [
            {"source": source, "title": title, "articles": articles.get(source, [])}
            for source, title in sources
            if wanted in "\n".join((source, title, *articles.get(source, []))).casefold()
        ]
        return {
            "state": asdict(self.bot.state()),
            "examples": examples(self.settings.documents, sources),
            "problems": [asdict(problem) for problem in self.bot.problems()],
            "folders": sorted(_folders(source for source, _ in sources))[:LISTED],
            "sources": matching[:LISTED],
            "matching": len(matching),
        }

    def upload(self, files: Sequence[str], replace: bool = False) -> Json:
        """Saves uploaded files, over those of the same name where they are to `replace` them.

        Each is reported by itself, and one that is refused does not stop the others.
        """
        return {"saved": [self._saved(Path(file), replace) for file in files]}

    def rebuild(self, from_scratch: bool, progress: Progress | None = None) -> Json:
        """Brings the index up to date with the folder and reports; the bot answers from it at once.

        It ends early when the page is `stopped`: what was read until then is kept.
        """
        from qa.index import build_index

        def step(done: int, total: int, what: str) -> None:
            if self.stopped.is_set():
                raise StoreError("the page was stopped before the index was done", hint="start it and rebuild again")
            if progress:
                progress(done, total, what)

        return report_shown(build_index(self.settings, rebuild=from_scratch, progress=step))

    def close(self) -> None:
        """Lets go of what the page has opened."""
        self.stopped.set()
        self.pages.close()

    def _named(self, request: Json) -> tuple[Document, Passage]:
        """The document that is asked for, and the passage in it, which is empty where none is; it stands there."""
        source = request.get("source")
        if not isinstance(source, str):
            raise DocumentError("The page asked for a document without a name", hint="reload the page")
        document, passage = self.bot.document(source), passage_asked(request) or Passage(0, 0, "")
        must_stand_there(document, passage)
        return document, passage

    def _answer(self, question: str, after: Turn | None, only: Filter) -> Answer:
        """By itself where going on fails: what came before must not spoil what comes next."""
        try:
            return self.bot.ask(question, after, only=only)
        except Exception:
            if after is None:
                raise
            return self.bot.ask(question, only=only)

    def _saved(self, file: Path, replace: bool) -> Json:
        try:
            saved = save(file, self.settings.documents, replace=replace)
        except QAError as error:
            return {"wanted": file.name, "error": error_shown(error)}
        return asdict(saved)


def _folders(sources: Iterable[str]) -> set[str]:
    """All folders, and archives, that documents lie in."""
    return {parent.as_posix() for source in sources for parent in PurePosixPath(source).parents[:-1]}


def kept_case(question: str, source: str, place: Passage, named: str = "") -> Case:
    """The question with the passage as its evidence, and with the answer in it where one was marked.

    `named` is the place of the file that the passage begins at.
    """
    found = answer_inside(place)
    name = hashlib.sha256(f"{question}\0{source}\0{place.start}".encode()).hexdigest()[:12]
    case = Case(
        id=f"kept-{name}",
        question=question,
        answers=(place.text[found[0] - place.start : found[1] - place.start],) if found else (),
        sources=(source,),
        evidence=place.text,
        evidence_start=place.start,
        start=found[0] if found else place.start,
        start_of="answer" if found else "evidence",
    )
    return case.model_copy(update={"place": named}) if named else case


def _question(asked: object) -> str:
    if not isinstance(asked, str):
        raise QuestionError("The question is not a text", hint="type a question")
    return asked


def _filter(narrowed: object) -> Filter:
    """The filter that a request names; QuestionError for one that is none."""
    asked = {} if narrowed is None else narrowed
    within = asked.get("within") or [] if isinstance(asked, dict) else None
    if not isinstance(asked, dict) or not isinstance(within, list):
        raise _no_filter()
    return make_filter([_text(one) for one in within], _text(asked.get("since")), _text(asked.get("until")))


def _text(said: object) -> str:
    if said is not None and not isinstance(said, str):
        raise _no_filter()
    return said or ""


def _no_filter() -> QuestionError:
    hint = "give `within` as a list of files or folders, `since` and `until` as dates"
    return QuestionError("The filter is not one", hint=hint)


def _turn(after: object) -> Turn | None:
    """What came before, as the browser says; anything else than two texts counts as nothing."""
    if not isinstance(after, dict):
        return None
    question, source = after.get("question"), after.get("source")
    return Turn(question, source) if isinstance(question, str) and isinstance(source, str) else None


def report_shown(report: IndexReport) -> Json:
    """What one run of the indexing did, in figures and problems."""
    return {
        "counts": {name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged")},
        "chunks": report.chunks,
        "seconds": round(report.seconds, 1),
        "problems": [asdict(problem) for problem in report.problems],
    }
