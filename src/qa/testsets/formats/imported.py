"""What every reader gives, and how test sets that bring their own documents turn them into files."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import regex

from qa.errors import TestSetError
from qa.loading import load_document
from qa.testsets.cases import Case, parsed, unreadable

_UNSAFE = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """The cases, and the documents that they bring along by source (none: they speak of files that you have).

    `notes` are about single questions that were taken over, but not as they stand.
    """

    cases: Sequence[Case]
    documents: dict[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


def write_documents(folder: Path, documents: dict[str, str]) -> None:
    """Each text as the file of its source; TestSetError when the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source, text in documents.items():
            (folder / source).write_bytes(text.encode())
    except OSError as error:
        raise TestSetError(
            f"the documents cannot be written to {folder}: {error.strerror or error}", hint="name another folder"
        ) from error


def file_text(title: str, body: str) -> str:
    """What a document's file holds: the title as a heading and a blank line, where there is one, and the body."""
    heading = " ".join(title.split())
    return f"{heading}\n\n{body}" if heading else body


def file_name(number: int, title: str) -> str:
    """A name that is safe on every system and differs by number.

    >>> file_name(7, "What? A/B: 测试")
    '00007-What-A-B-测试.txt'
    """
    words = _UNSAFE.sub("-", title).strip("-")[:_LONGEST_NAME].rstrip("-")
    return f"{number:05}-{words}.txt" if words else f"{number:05}.txt"


def loaded(source: str, text: str) -> str:
    """The text of that file as `qa` loads it, which is what offsets count in."""
    return load_document(source, text.encode(), "utf-8")[0].text


def placed(text: str, answer: str, near: int) -> int | None:
    """Where the answer stands in the text, nearest to `near`; None when it does not.

    >>> placed("1998, then 1998", "1998", 10)
    11
    """
    return min(occurrences(text, answer), key=lambda start: abs(start - near), default=None)


def occurrences(text: str, words: str) -> Iterable[int]:
    """The places at which `words` begin, overlapping ones too; none for no words."""
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def evidence_around(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The sentences (`spans` of the text) that hold start–end; the place itself where it is in none."""
    touched = [span for span in spans if span[0] < end and start < span[1]]
    return (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)


def located(fields: dict[str, object], text: str, spans: Sequence[tuple[int, int]], start: int | None) -> Case:
    """The case with its evidence, the sentences around its first answer, which stands at `start` (None: nowhere)."""
    answers = fields.get("answers")
    if start is not None and isinstance(answers, list) and answers:
        first, last = evidence_around(text, spans, start, start + len(answers[0]))
        fields |= {"start": start, "start_of": "answer", "evidence": text[first:last], "evidence_start": first}
    return Case.model_validate(fields)


def read_json(path: Path) -> object:
    """The file's JSON; TestSetError with the line of what is wrong."""
    try:
        value = parsed(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise TestSetError(
            f"line {error.lineno} of {path} is not JSON: {error.msg}", hint="write the file anew, or name its --format"
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(path, error, "give a JSON file in UTF-8") from None
    return value
