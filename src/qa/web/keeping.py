"""What people tell the page: questions kept as test cases with the evidence that they marked, and how answers were.

Nothing that the program found is kept as right unless a person has marked it in the document.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from qa.bot import Bot
from qa.errors import DocumentError, QuestionError, TestSetError
from qa.files import write_whole
from qa.settings import Settings
from qa.testsets import Case, append_case
from qa.web.messages import Json
from qa.web.requests import text_asked
from qa.web.viewer import Passage, must_stand_there, passage_asked

LONGEST_KEPT = 2000
"""Characters of a question; no longer one can be asked."""
LONGEST_EVIDENCE = 5000
JUDGED = "feedback.jsonl"
"""What was said about answers, beside the test cases; each line is a judgement, of a turn the last one counts."""
LARGEST = 5_000_000
"""Bytes of that file; of a larger one the older half goes."""
WRONG = ("quote", "answer", "missed", "unrefused")
_QUOTES, _WORDS = 20, 500


class Keeping:
    """Writes what people tell, after it was looked at."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self._kept, self._bot = settings.web.kept, bot

    def keep(self, request: Json) -> Json:
        """Adds `{"question"}` with the words `{"source", "start", "end", "text"}` as its evidence to a test set.

        With `{"answerable": false}` it is one that the documents do not answer.
        """
        question = _question(request)
        if request.get("answerable") is False:
            append_case(self._kept, _named(question, Case(question=question, answerable=False)))
        else:
            append_case(self._kept, self._with_evidence(question, request))
        return {"kept": self._kept.as_posix()}

    def judge(self, request: Json) -> Json:
        """Adds a line with what `{"good", "wrong", "words"}` say of the answer `{"turn", "verdict", "quotes"}` to a
        `{"question"}`."""
        wrong, quotes = request.get("wrong"), request.get("quotes")
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "turn": text_asked(request.get("turn"))[:100],
            "question": _question(request),
            "good": request.get("good") is True,
            "wrong": [one for one in WRONG if one in wrong] if isinstance(wrong, list) else [],
            "words": text_asked(request.get("words"))[:LONGEST_KEPT],
            "verdict": text_asked(request.get("verdict"))[:20],
            "quotes": list(_quotes(quotes)),
        }
        _add_line(self._kept.with_name(JUDGED), json.dumps(line, ensure_ascii=False))
        return {"judged": True}

    def _with_evidence(self, question: str, request: Json) -> Case:
        source, marked = request.get("source"), passage_asked(request)
        if not isinstance(source, str) or marked is None or len(marked.text) > LONGEST_EVIDENCE:
            raise QuestionError("The page named no question and passage to keep", hint="mark the words once more")
        must_stand_there(self._bot.document(source), marked)
        if not marked.text.strip():
            raise QuestionError("No words are marked", hint="mark the words that answer the question")
        place = _stripped(marked)
        names = [found.name for found in self._bot.places(source, *place.span)]
        return kept_case(question, source, place, *names[:1])


def kept_case(question: str, source: str, place: Passage, named: str = "") -> Case:
    """The question with the marked words as its evidence; `named` is the place of the file that they begin at."""
    case = Case(
        question=question,
        sources=(source,),
        evidence=place.text,
        evidence_start=place.start,
        start=place.start,
        start_of="evidence",
    )
    return _named(f"{question}\0{source}\0{place.start}", case.model_copy(update={"place": named}) if named else case)


def _named(what: str, case: Case) -> Case:
    """The case with an id that is the same for the same thing."""
    return case.model_copy(update={"id": f"kept-{hashlib.sha256(what.encode()).hexdigest()[:12]}"})


def _question(request: Json) -> str:
    question = request.get("question")
    if not isinstance(question, str) or not question.strip() or len(question) > LONGEST_KEPT:
        raise QuestionError("The page named no question to keep", hint="reload the page")
    return question


def _stripped(place: Passage) -> Passage:
    """The words without the white space around them."""
    start = place.start + len(place.text) - len(place.text.lstrip())
    text = place.text.strip()
    return Passage(start, start + len(text), text)


def _quotes(quotes: object) -> Iterator[Json]:
    """Source, offsets and first words of what was quoted, as the browser says."""
    for quote in quotes[:_QUOTES] if isinstance(quotes, list) else ():
        try:
            place = passage_asked(quote) if isinstance(quote, dict) else None
        except DocumentError:
            continue
        if place:
            source = str(quote.get("source"))[:_WORDS]
            yield {"source": source, "start": place.start, "end": place.end, "text": place.text[:_WORDS]}


def _add_line(path: Path, line: str) -> None:
    """Adds a line to the file, which never grows beyond LARGEST for long; TestSetError where it cannot be written."""
    from filelock import FileLock

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock")):
            held = path.read_bytes() if path.exists() else b""
            if len(held) > LARGEST:
                held = held[-LARGEST // 2 :].partition(b"\n")[2]
            write_whole(path, held + line.encode(errors="replace") + b"\n")
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise TestSetError(message, hint="mend its permissions, or free some space") from error
