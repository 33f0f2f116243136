"""ragas' samples: user_input, reference, reference_contexts; a JSON list, or JSON Lines."""

from pathlib import Path

from qa.testsets.cases import Case, case_of
from qa.testsets.formats.imported import Imported
from qa.testsets.formats.own import entries


def read_ragas(path: Path) -> Imported:
    """Its questions, the first context as evidence; where that stands, `qa testset check --fix` finds out."""
    return Imported([_case(fields, place, name) for place, name, fields in entries(path)])


def _case(sample: object, place: str, name: str) -> Case:
    fields = dict(sample) if isinstance(sample, dict) else {}
    contexts, reference = fields.get("reference_contexts"), fields.get("reference")
    evidence = contexts[0] if isinstance(contexts, list) and contexts else None
    named = {"question": fields.get("user_input"), "answers": [reference] if reference else [], "evidence": evidence}
    return case_of({key: value for key, value in named.items() if value}, place, name)
