"""Test sets: JSON Lines, one question a line; only `question` is required.

{"id": "q1", "question": "…", "lang": "zh", "answers": ["…"], "answerable": true, "sources": ["a.txt"],
 "evidence": "verbatim passage that holds the answer", "evidence_start": 104, "start": 120, "start_of": "answer"}

`start` is where the first answer (`start_of: "answer"`) or the evidence (`"evidence"`) begins in the source's text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from qa.errors import TestSetError


class Case(BaseModel):
    """One question with what is known of its answer; further keys are kept as tags."""

    model_config = ConfigDict(extra="allow", frozen=True)

    question: str
    id: str = ""
    lang: str = ""
    answers: tuple[str, ...] = ()
    answerable: bool = True
    sources: tuple[str, ...] = ()
    evidence: str | None = None
    evidence_start: int | None = None
    start: int | None = None
    start_of: str = "answer"

    def place(self) -> tuple[int, int] | None:
        """Where the first answer, or else the evidence, stands in the first source; None when that is not known."""
        if self.start is not None and self.start_of == "answer" and self.answers:
            return self.start, self.start + len(self.answers[0])
        start = self.start if self.start_of == "evidence" and self.start is not None else self.evidence_start
        if start is not None and self.evidence:
            return start, start + len(self.evidence)
        return None


def read_testset(path: Path) -> list[Case]:
    """The questions in order, each with an id; TestSetError names the line that cannot be understood."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            cases = [_case(path, number, line) for number, line in enumerate(file, start=1) if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise TestSetError(f"the test set {path} cannot be read: {error}", hint="give a JSON Lines file") from error
    if not cases:
        raise TestSetError(f"the test set {path} holds no question", hint="write one JSON object a line")
    return cases


def _case(path: Path, number: int, line: str) -> Case:
    try:
        fields: dict[str, Any] = json.loads(line)
        return Case.model_validate({"id": f"line-{number}", **fields})
    except (ValueError, TypeError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise TestSetError(
            f"line {number} of {path} is not a question: {reason}",
            hint='a line looks like {"question": "…", "answers": ["…"], "sources": ["a.txt"]}',
        ) from None


def lines(cases: list[Case]) -> Iterator[str]:
    """The test set as it is written to a file."""
    return (case.model_dump_json(exclude_unset=True) + "\n" for case in cases)
