"""What the page can ask of the program: each method takes and gives plain data, and holds no HTML."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from qa.bot import Bot
from qa.errors import DocumentError, QAError, QuestionError
from qa.records import IndexReport, Progress
from qa.settings import Settings
from qa.web.cards import card
from qa.web.examples import examples
from qa.web.shown import Json, error_shown
from qa.web.uploads import save
from qa.web.viewer import place_asked, view

LISTED = 200
"""At most so many sources are listed at once; the filter finds the others."""


class Desk:
    """One bot and the settings that it was opened with."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self.settings = settings
        self.bot = bot

    def ask(self, request: Json) -> Json:
        """The answer card for `{"question"}`."""
        question = request.get("question")
        if not isinstance(question, str):
            raise QuestionError("The question is not a text", hint="type a question")
        return card(self.bot.ask(question), self.bot.document)

    def source(self, request: Json) -> Json:
        """The document `{"source"}`, with the passage `{"start", "end", "text"}` marked where one is named."""
        source = request.get("source")
        if not isinstance(source, str):
            raise DocumentError("The page asked for a document without a name", hint="reload the page")
        return view(self.bot.document(source), place_asked(request))

    def overview(self, request: Json) -> Json:
        """The state of the index, the examples, and the sources that match `{"filter"}`."""
        sources = self.bot.sources()
        wanted = str(request.get("filter") or "").casefold()
        matching = [(source, title) for source, title in sources if wanted in f"{source}\n{title}".casefold()]
        return {
            "state": asdict(self.bot.state()),
            "examples": examples(self.settings.documents, sources),
            "problems": [asdict(problem) for problem in self.bot.problems()],
            "sources": [{"source": source, "title": title} for source, title in islice(matching, LISTED)],
            "matching": len(matching),
        }

    def upload(self, files: Sequence[str]) -> Json:
        """Saves uploaded files; each is reported by itself, and one that is refused does not stop the others."""
        return {"saved": [self._saved(Path(file)) for file in files]}

    def rebuild(self, from_scratch: bool, progress: Progress | None = None) -> Json:
        """Brings the index up to date with the folder and reports; the bot answers from it at once."""
        from qa.index import build_index

        return report_shown(build_index(self.settings, rebuild=from_scratch, progress=progress))

    def _saved(self, file: Path) -> Json:
        try:
            saved = save(file, self.settings.documents)
        except QAError as error:
            return {"wanted": file.name, "error": error_shown(error)}
        return {"wanted": saved.wanted, "name": saved.name, "fresh": saved.fresh}


def report_shown(report: IndexReport) -> Json:
    """What one run of the indexing did, in figures and problems."""
    return {
        "counts": {name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged")},
        "chunks": report.chunks,
        "seconds": round(report.seconds, 1),
        "problems": [asdict(problem) for problem in report.problems],
    }
