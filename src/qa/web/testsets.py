"""The test sets that the page offers: the files beside the one that it keeps questions in, and uploaded ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from qa.bot import Bot
from qa.errors import TestSetError
from qa.report import write_text
from qa.settings import Settings
from qa.testsets import Case, Finding, check, lines, mended, read_any
from qa.web.keeping import JUDGED
from qa.web.messages import Json
from qa.web.uploads import Saved, place, safe_name

ENDINGS = (".jsonl", ".json", ".csv", ".tsv", ".xlsx", ".xlsm")
MOST = 2000
"""Questions that the page asks in one run."""
SHOWN = 50
"""Stale questions and remarks that are listed."""
UNPACKED = 200_000_000
"""Bytes that a spreadsheet may hold when it is unpacked."""


class Texts(Mapping[str, str]):
    """The text of every indexed document by source, read when it is looked at; what a set is compared with here."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self._read = bot, dict[str, str]()
        self._sources = [source for source, _ in bot.sources()]
        self._known = frozenset(self._sources)

    def __getitem__(self, source: str) -> str:
        if source not in self._known:
            raise KeyError(source)
        if source not in self._read:
            self._read[source] = self._bot.document(source).text
        return self._read[source]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


class TestSets:
    """The test sets of a folder, read and compared with what is indexed."""

    __test__ = False

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self.folder, self._bot = settings.web.kept.parent, bot
        self._kept = settings.web.kept.name

    def listed(self) -> list[Json]:
        """`{"name", "kept"}` of each, the questions kept here first."""
        names = sorted(self._names(), key=lambda name: (name != self._kept, name))
        return [{"name": name, "kept": name == self._kept} for name in names]

    def path(self, name: object) -> Path:
        """The file of that name; TestSetError where none is offered."""
        if not isinstance(name, str) or name not in self._names():
            raise TestSetError(f"there is no test set {name!r}", hint="reload the page, or upload it")
        return self.folder / name

    def cases(self, name: object) -> tuple[Sequence[Case], Sequence[Finding], Sequence[str]]:
        """Its questions, those that are stale, and remarks on how it was read.

        TestSetError for one that cannot be read, or that the page does not ask.
        """
        path = self.path(name)
        imported = read_any(path)
        if imported.documents:
            hint = f"ask it with `qa eval {path.name}`, which indexes them aside"
            raise TestSetError(f"{path.name} brings its own documents; the page asks only yours", hint=hint)
        if len(imported.cases) > MOST:
            message = f"{path.name} has {len(imported.cases):,} questions; the page asks at most {MOST:,} in a run"
            raise TestSetError(message, hint="ask all of them with `qa eval`, or a part with its --sample")
        return imported.cases, check(imported.cases, Texts(self._bot)), imported.notes

    def checked(self, name: object) -> Json:
        """What is to be known of the test set before it is asked."""
        cases, findings, notes = self.cases(name)
        return {
            "name": name,
            "questions": len(cases),
            "unanswerable": sum(not case.answerable for case in cases),
            "notes": list(notes[:SHOWN]),
            "stale": len(findings),
            "clear": sum(finding.mended is not None for finding in findings),
            "findings": [_shown(finding) for finding in findings[:SHOWN]],
        }

    def mend(self, name: object) -> Json:
        """Writes the set with all that is clear put right beside it, and gives its name."""
        cases, findings, _ = self.cases(name)
        target = self.folder / f"{self.path(name).stem}-mended.jsonl"
        write_text(target, "".join(lines(mended(cases, findings))))
        return {"name": target.name}

    def save(self, upload: Path) -> Saved:
        """Takes in an uploaded one that can be read, beside one of the same name; TestSetError for any other."""
        name = safe_name(upload.name)
        if Path(name).suffix.lower() not in ENDINGS or name == JUDGED:
            hint = f"save it as JSON Lines, CSV or XLSX: {', '.join(ENDINGS)}"
            raise TestSetError(f"{upload.name} was not saved: no test set has such a name", hint=hint)
        _must_be_small(upload)
        read_any(upload)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return place(upload, self.folder, upload.name, name)
        except OSError as error:
            message = f"{upload.name} could not be saved in {self.folder}: {error.strerror or error}"
            raise TestSetError(message, hint="make room or allow writing in that folder") from error

    def _names(self) -> set[str]:
        if not self.folder.is_dir():
            return set()
        files = (file for file in self.folder.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
        return {file.name for file in files if not file.name.startswith(".") and file.name != JUDGED}


def _must_be_small(upload: Path) -> None:
    """TestSetError for a spreadsheet that unpacks to more than anybody writes."""
    if upload.suffix.lower() not in (".xlsx", ".xlsm"):
        return
    try:
        with ZipFile(upload) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (OSError, BadZipFile):
        return  # its reader says what is wrong
    if size > UNPACKED:
        raise TestSetError(f"{upload.name} unpacks to {size // 10**6:,} MB", hint="save the questions alone, as CSV")


def _shown(finding: Finding) -> Json:
    told = {**asdict(finding), "id": finding.case.id, "question": finding.case.question}
    return {**told, "kind": finding.kind.replace(" ", "_"), "case": None, "mended": finding.mended is not None}
