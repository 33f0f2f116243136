"""The list of documents as the page shows it: what is indexed, what is not yet, what cannot be read, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from qa.bot import Bot
from qa.database import folder_of
from qa.errors import DocumentError
from qa.loading import digest, find_sources, read_source, stamps
from qa.records import Listed, Problem
from qa.settings import Settings
from qa.text import written_in
from qa.web.messages import Json

PAGE = 50
"""Rows of one page of the list."""
STATES = "failed", "doubt", "changed", "new", "gone", "indexed"
"""What most needs a look comes first."""
_WHY = {
    "encrypted": ("encrypted", "password"),
    "kind": ("no such file is read", "save it as PDF, HTML or text, or move it", "is not read"),
    "too_large": ("larger than", "max_mb", "unpacks", "more than"),
    "empty": ("empty", "no text in", "holds no text", "without text"),
    "uncertain": ("not certain",),
    "replaced": ("replacement character",),
    "permission": ("permission",),
    "not_text": ("is not text",),
    "damaged": ("torn", "damaged", "is not a whole", "save it again", "open it in the program"),
}
"""By which words a problem is of a kind that the page explains to those who cannot change the settings."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file or document: `size` in bytes, None for what lies inside another file; `own` where it can be removed."""

    source: str
    title: str = ""
    articles: Sequence[str] = ()
    lang: str = ""
    encoding: str = ""
    size: int | None = None
    date: str = ""
    passages: int = 0
    state: str = "new"
    why: str = ""
    message: str = ""
    hint: str = ""
    own: bool = True


class Listing:
    """The rows of the index, read again when it has changed, beside the folder as it is now."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self._settings, self._bot = settings, bot
        self._kept: tuple[int, dict[str, Row]] = (-1, {})
        self._digests: dict[tuple[str, int, int], str] = {}

    def page(self, request: Json) -> Json:
        """`{"rows", "matching", "all", "states"}`: PAGE rows from `{"offset"}` on.

        They match `{"filter"}` and `{"state"}`, sorted by `{"sort"}`, a field of Row, from its end with `{"down"}`.
        """
        rows = list(self.rows())
        wanted = str(request.get("filter") or "").casefold()
        found = [row for row in rows if wanted in "\n".join((row.source, row.title, *row.articles)).casefold()]
        states = {state: sum(row.state == state for row in found) for state in STATES}
        if request.get("state") in STATES:
            found = [row for row in found if row.state == request["state"]]
        found.sort(key=_order(str(request.get("sort") or "title")), reverse=request.get("down") is True)
        offset = request.get("offset")
        first = min(max(offset, 0), max(len(found) - 1, 0)) // PAGE * PAGE if isinstance(offset, int) else 0
        shown = [asdict(row) for row in found[first : first + PAGE]]
        told = {"first": first, "matching": len(found), "all": len(rows), "states": states}
        return {"rows": shown, "generation": self._bot.state().generation, **told}

    def rows(self) -> Iterator[Row]:
        """Every document of the index and every file of the folder."""
        folder = self._settings.documents
        indexed, seen = self._indexed(), self._bot.files()
        try:
            files, left_out = find_sources(folder, folder_of(self._settings.index))
        except DocumentError:
            files, left_out = [], []
        stamp = stamps(folder, self._settings.loading)
        problems = {problem.source: problem for problem in (*left_out, *self._bot.problems())}
        there = {*files, *(problem.source for problem in left_out)}
        for source in sorted({*indexed, *there, *(problems if there else ())}):
            row = indexed.get(source, Row(source, title=Path(source).name))
            file = source if source in there else next((name for name in _above(source) if name in there), "")
            state = self._state(source, file, source in indexed, seen.get(file), stamp(file))
            row = replace(row, state=state, size=_size(folder / source), own=file == source)
            yield _with_problem(row, problems.get(source))

    def _is_changed(self, source: str, seen: tuple[str, str], stamp: str) -> bool:
        """By its stamp, and where none was seen, as of a file that had just been written, by its bytes, read once."""
        before, digest_seen = seen
        if before or not digest_seen:  # without a digest it could not be read
            return bool(before) and stamp != before
        loading, folder = self._settings.loading, self._settings.documents
        try:
            status = (folder / source).stat()
            told = source, status.st_size, status.st_mtime_ns
            if told not in self._digests:
                data = read_source(folder, source, loading.max_bytes)
                self._digests[told] = digest(data, loading.encoding(source))
        except (OSError, DocumentError):
            return False
        return self._digests[told] != digest_seen

    def _state(self, source: str, file: str, is_indexed: bool, seen: tuple[str, str] | None, stamp: str) -> str:
        if not file:
            return "gone"
        if seen and self._is_changed(file, seen, stamp):
            return "changed"
        return "indexed" if is_indexed or (seen and seen[1]) else "new"

    def _indexed(self) -> dict[str, Row]:
        generation = self._bot.state().generation
        if self._kept[0] != generation:
            articles = self._bot.articles()
            self._kept = generation, {one.source: _row(one, articles) for one in self._bot.listed()}
        return self._kept[1]


def _row(one: Listed, articles: Mapping[str, Sequence[str]]) -> Row:
    found, lang = articles.get(one.source, ()), written_in(one.beginning)
    return Row(one.source, one.title or one.source, found, lang, one.encoding, None, one.date, one.passages)


def _above(source: str) -> Iterator[str]:
    """The archives and folders that a source may lie in."""
    return (parent.as_posix() for parent in list(Path(source).parents)[:-1])


def _with_problem(row: Row, problem: Problem | None) -> Row:
    """A file that could not be read, or was read in doubt; one that has changed since is read again anyway."""
    if problem is None or row.state in ("changed", "gone"):
        return row
    state = "doubt" if row.state == "indexed" else "failed"
    said = f"{problem.message} {problem.hint}".casefold()
    why = next((kind for kind, words in _WHY.items() if any(word.casefold() in said for word in words)), "")
    return replace(row, state=state, why=why, message=problem.message, hint=problem.hint)


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size if file.is_file() else None
    except OSError:
        return None


def _order(name: str) -> Callable[[Row], tuple[object, str]]:
    if name == "state":
        return lambda row: (STATES.index(row.state), row.source)
    if name in ("size", "passages"):
        return lambda row: (getattr(row, name) or 0, row.source)
    field = name if name in ("source", "lang", "encoding", "date") else "title"
    return lambda row: (str(getattr(row, field)).casefold(), row.source)
