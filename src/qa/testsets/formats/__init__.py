"""Test sets in the formats that people have: one reader each; the file's ending says which, or `--format`.

| format | what it is | ending |
|---|---|---|
| jsonl | this project's own (`qa.testsets.cases`) | .jsonl |
| squad | SQuAD 1 and 2; CMRC, DRCD, XQuAD, MLQA and others share it | .json, an object |
| ragas | user_input, reference, reference_contexts | .json, a list; .jsonl with --format ragas |
| beir | a folder with corpus.jsonl, queries.jsonl and qrels | a folder |
| csv, xlsx | a question, answer and source column; headers in English or Chinese | .csv, .tsv, .xlsx |
"""

import codecs
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.errors import TestSetError
from qa.testsets.cases import Case, read_testset
from qa.testsets.formats.beir import read_beir
from qa.testsets.formats.imported import Imported
from qa.testsets.formats.ragas import read_ragas
from qa.testsets.formats.squad import read_squad
from qa.testsets.formats.tables import read_csv, read_xlsx

FORMATS = {
    "jsonl": lambda path: Imported(read_testset(path)),
    "squad": read_squad,
    "ragas": read_ragas,
    "beir": read_beir,
    "csv": read_csv,
    "xlsx": read_xlsx,
}
_ENDINGS = {".jsonl": "jsonl", ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx"}


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
    if ending == ".json":
        return "ragas" if _is_list(path) else "squad"
    if ending not in _ENDINGS:
        raise TestSetError(
            f"the ending of {path} does not say what it is", hint=f"say --format with one of {', '.join(FORMATS)}"
        )
    return _ENDINGS[ending]


def _is_list(path: Path) -> bool:
    """Whether a JSON file begins as one; a file that cannot be read is left to its reader."""
    try:
        with path.open("rb") as file:
            return file.read(4096).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")
    except OSError:
        return False
