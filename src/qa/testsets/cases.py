"""Test sets: JSON Lines, one question a line; only `question` is required.

{"id": "q1", "question": "…", "lang": "zh", "answers": ["…"], "answerable": true, "sources": ["a.txt"],
 "evidence": "verbatim passage that holds the answer", "evidence_start": 104, "start": 120, "start_of": "answer"}

`start` is where the first answer (`start_of: "answer"`) or the evidence (`"evidence"`) begins in the source's text;
`place` names where they stand in the file, as quotes do: "page 3", "Sheet1!B7:D7".
Other formats are read by `qa.testsets.formats`.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from qa.errors import TestSetError
from qa.testsets.heads import own_keys


class Fields(BaseModel):
    """Fields as a test set gives them; one that is null is absent."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _present(cls, fields: object) -> object:
        if not isinstance(fields, Mapping):
            return fields
        return {key: value for key, value in fields.items() if value is not None}


class Case(Fields):
    """One question with what is known of its answer; further keys are kept as tags.

    An answer or evidence without a character is none: it would stand in every quote.
    """

    model_config = ConfigDict(extra="allow")

    question: str
    id: str = ""
    lang: str = ""
    answers: tuple[str, ...] = ()
    answerable: bool = True
    sources: tuple[str, ...] = ()
    document_lang: str = ""
    evidence: str | None = None
    evidence_start: int | None = None
    start: int | None = None
    start_of: Literal["answer", "evidence"] = "answer"
    place: str = ""

    @field_validator("answers")
    @classmethod
    def _said(cls, answers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(answer for answer in answers if answer.strip())

    @field_validator("evidence")
    @classmethod
    def _quoted(cls, evidence: str | None) -> str | None:
        return evidence if evidence and evidence.strip() else None

    def answer_place(self) -> tuple[int, int] | None:
        """Where the first answer, or else the evidence, stands in the first source; None when that is not known."""
        if self.start is not None and self.start_of == "answer" and self.answers:
            return self.start, self.start + len(self.answers[0])
        return self.evidence_place()

    def gold_place(self) -> tuple[int, int] | None:
        """Where the evidence, or else the first answer, stands in the first source; None when that is not known."""
        return self.evidence_place() or (None if self.evidence else self.answer_place())

    def evidence_place(self) -> tuple[int, int] | None:
        """Where the evidence stands in the first source; None when that is not known."""
        start = self.start if self.start_of == "evidence" and self.start is not None else self.evidence_start
        return (start, start + len(self.evidence)) if start is not None and self.evidence else None

    def tags_by_name(self) -> Mapping[str, object]:
        """What the test set says beyond the agreed keys."""
        return self.model_extra or {}


def read_testset(path: Path) -> list[Case]:
    """The questions of a JSON Lines file in order, each with an id; TestSetError names the line that is not one."""
    found = ((f"line {number} of {path}", f"line-{number}", fields) for number, fields in json_lines(path))
    cases = list(cases_of(found))
    if not cases:
        raise TestSetError(f"the test set {path} holds no question", hint="write one JSON object a line")
    return cases


def cases_of(entries: Iterable[tuple[str, str, object]]) -> Iterator[Case]:
    """The cases of (place, name, fields), whose keys may have the names that others give them (`own_keys`)."""
    for place, name, fields in entries:
        yield case_of(own_keys(fields) if isinstance(fields, Mapping) else fields, place, name)


def json_lines(path: Path) -> Iterator[tuple[int, object]]:
    """(line number, value) of every line that is not blank; TestSetError names one that is not JSON."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _value(line, f"line {number} of {path}")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error, "give a file in UTF-8, such as JSON Lines") from error


def unreadable(path: Path, error: Exception, hint: str) -> TestSetError:
    """What is raised for a file that cannot be opened, or whose content is none; `hint` is for the latter."""
    reason = error.strerror if isinstance(error, OSError) else None
    if reason:
        hint = "name a file that is there, and that you may read"
    return TestSetError(f"the test set {path} cannot be read: {reason or error}", hint=hint)


def _value(line: str, place: str) -> object:
    try:
        value = parsed(line)
    except (ValueError, RecursionError) as error:
        raise not_a_question(place, str(error)) from None
    return value


def parsed(text: str) -> object:
    """The value of a JSON text; ValueError also for half of a surrogate pair, which no file in UTF-8 can hold."""
    value: object = json.loads(text)
    if "\\ud" in text.lower() and _is_torn(json.dumps(value, ensure_ascii=False)):
        raise ValueError("it holds half of a surrogate pair, such as \\ud83d without \\ude00")
    return value


def _is_torn(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def case_of(fields: object, place: str, name: str) -> Case:
    """The case of these fields, by default with `name` as its id; TestSetError says what is wrong at `place`."""
    try:
        return Case.model_validate(_named(fields, name) if isinstance(fields, Mapping) else fields)
    except ValidationError as error:
        first = error.errors()[0]
        key = "".join(f"{part}: " for part in first["loc"][:1])
        raise not_a_question(place, key + first["msg"]) from None


def _named(fields: Mapping[str, object], name: str) -> dict[str, object]:
    given = fields.get("id")
    return {**fields, "id": name if given in (None, "") else str(given) if isinstance(given, int) else given}


def not_a_question(place: str, reason: str) -> TestSetError:
    """What is wrong with a line, row or entry of a test set."""
    return TestSetError(
        f"{place} is not a question: {reason}",
        hint='a line looks like {"question": "…", "answers": ["…"], "sources": ["a.txt"]}',
    )


def lines(cases: Iterable[Case]) -> Iterator[str]:
    """The test set as it is written to a file."""
    return (_line(case) for case in cases)


def _line(case: Case) -> str:
    fields: dict[str, Any] = case.model_dump(mode="json", exclude_unset=True)
    return json.dumps(fields, ensure_ascii=False) + "\n"


def append_case(path: Path, case: Case) -> None:
    """Adds a case to the end of a test set, which is made where there is none; safe from several processes.

    A line that a crash left half written is taken off first. TestSetError when the file cannot be written.
    """
    from filelock import FileLock

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock")), path.open("ab+") as file:
            whole, gap = _mended(path.read_bytes())
            file.truncate(whole)
            file.write(gap + _line(case).encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise TestSetError(
            f"the test set {path} cannot be written: {error.strerror or error}",
            hint="mend its permissions, or free some space",
        ) from error


def _mended(data: bytes) -> tuple[int, bytes]:
    """How much of the file to keep, and what its last line lacks: one without an end is torn, or was typed so."""
    last = data[data.rfind(b"\n") + 1 :]
    try:
        json.loads(last or b"0")
    except ValueError:
        return len(data) - len(last), b""
    return len(data), b"\n" if last else b""
