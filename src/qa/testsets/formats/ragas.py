"""ragas' samples: user_input, reference, reference_contexts; a JSON list, or JSON Lines."""

from collections.abc import Iterator
from pathlib import Path

from qa.errors import TestSetError
from qa.testsets.cases import Case, case_of, json_lines
from qa.testsets.formats.imported import Imported, read_json


def read_ragas(path: Path) -> Imported:
    """Its questions, the first context as evidence; where that stands, `qa testset check --fix` finds out."""
    return Imported([_case(fields, place, name) for place, name, fields in _samples(path)])


def _samples(path: Path) -> Iterator[tuple[str, str, object]]:
    """(where it stands, a name, the sample)."""
    if path.suffix.lower() == ".jsonl":
        yield from ((f"line {number} of {path}", f"line-{number}", fields) for number, fields in json_lines(path))
        return
    samples = read_json(path)
    if not isinstance(samples, list):
        raise TestSetError(f"{path} is not a list of samples", hint="ragas writes a JSON list, or JSON Lines")
    yield from ((f"entry {at} of {path}", f"entry-{at}", fields) for at, fields in enumerate(samples))


def _case(sample: object, place: str, name: str) -> Case:
    fields = dict(sample) if isinstance(sample, dict) else {}
    contexts, reference = fields.get("reference_contexts"), fields.get("reference")
    evidence = contexts[0] if isinstance(contexts, list) and contexts else None
    named = {"question": fields.get("user_input"), "answers": [reference] if reference else [], "evidence": evidence}
    return case_of({key: value for key, value in named.items() if value}, place, name)
