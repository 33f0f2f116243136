"""Test sets in the formats that people have: one reader each.

The file's ending and its first entry say which one it is, or `--format`.

| format | what it is | ending |
|---|---|---|
| jsonl | this project's own (`qa.testsets.cases`) | .jsonl, .json |
| squad | SQuAD 1 and 2; CMRC, DRCD, XQuAD, MLQA and others share it, nested or a row a question | .json, .jsonl |
| ragas | user_input, reference, reference_contexts | .json, .jsonl |
| beir | a folder with corpus.jsonl, queries.jsonl and qrels | a folder |
| csv, xlsx | question, answer and source columns, by the names that people give them (`heads.py`) | .csv, .tsv, .xlsx |
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.errors import TestSetError
from qa.testsets.cases import Case, json_lines
from qa.testsets.formats.beir import read_beir
from qa.testsets.formats.imported import Imported, read_json
from qa.testsets.formats.own import read_own
from qa.testsets.formats.ragas import read_ragas
from qa.testsets.formats.squad import is_squad, read_squad
from qa.testsets.formats.tables import read_csv, read_xlsx

FORMATS = {
    "jsonl": read_own,
    "squad": read_squad,
    "ragas": read_ragas,
    "beir": read_beir,
    "csv": read_csv,
    "xlsx": read_xlsx,
}
_ENDINGS = {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"}


def read_any(path: Path, name: str | None = None) -> Imported:
    """The test set in `path`, read as format `name`; TestSetError for an unknown one, and with the place of what is
    wrong."""
    name = name or _format(path)
    if name not in FORMATS:
        raise TestSetError(f"there is no test-set format {name!r}", hint=f"the formats are {', '.join(FORMATS)}")
    imported = FORMATS[name](path)
    if not imported.cases:
        raise TestSetError(f"the test set {path} holds no question", hint=f"it was read as {name}; see --format")
    return replace(imported, notes=[*imported.notes, *_repeated(imported.cases)])


def _repeated(cases: Sequence[Case]) -> Iterator[str]:
    """A note on every id that several questions have."""
    for name, count in Counter(case.id for case in cases).items():
        if count > 1:
            yield f"{count} questions have the id {name}: --compare pairs those of the same words, in their order"


def _format(path: Path) -> str:
    if path.is_dir():
        return "beir"
    ending = path.suffix.lower()
    if ending in (".json", ".jsonl"):
        return _of_json(path, lines=ending == ".jsonl")
    if ending not in _ENDINGS:
        raise TestSetError(
            f"the ending of {path} does not say what it is", hint=f"say --format with one of {', '.join(FORMATS)}"
        )
    return _ENDINGS[ending]


def _of_json(path: Path, *, lines: bool) -> str:
    """What the first entry looks like; a file that cannot be read is left to the reader that tells why."""
    try:
        value = next((value for _, value in json_lines(path)), None) if lines else read_json(path)
    except TestSetError:
        return "jsonl" if lines else "squad"
    first = (value[0] if value else None) if isinstance(value, list) else value
    if (not lines and not isinstance(value, list)) or is_squad(first):
        return "squad"
    return "ragas" if isinstance(first, dict) and "user_input" in first else "jsonl"
