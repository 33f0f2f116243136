"""This project's own lines, also as a JSON list; what others call `answers` or `sources` is read as these."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from qa.testsets.cases import cases_of, json_lines
from qa.testsets.formats.imported import Imported, read_json

_TAGS = frozenset({"tags", "draft", "kind"})
"""Further keys that are surely meant to group questions."""


def read_own(path: Path) -> Imported:
    """Its questions; a note names the further keys, which group the questions in the report."""
    cases = list(cases_of(entries(path)))
    further = dict.fromkeys(key for case in cases for key in case.tags_by_name() if key not in _TAGS)
    told = f"taken as tags, which group the questions in the report: {', '.join(further)}"
    return Imported(cases, notes=[told] if further else [])


def entries(path: Path) -> Iterator[tuple[str, str, object]]:
    """(where it stands, a name, the entry) of a JSON list, or of JSON Lines by their ending."""
    listed = read_json(path) if path.suffix.lower() == ".json" else None
    numbered: Iterable[tuple[int, object]] = enumerate(listed) if isinstance(listed, list) else json_lines(path)
    unit = "entry" if isinstance(listed, list) else "line"
    for number, fields in numbered:
        yield f"{unit} {number} of {path}", f"{unit}-{number}", fields
