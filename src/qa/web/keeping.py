"""A question that is kept as a test case."""

import hashlib

from qa.testsets import Case
from qa.web.viewer import Passage, answer_inside

LONGEST_KEPT = 2000
"""Characters of a question; no longer one can be asked."""


def kept_case(question: str, source: str, place: Passage, named: str = "") -> Case:
    """The question with the passage as its evidence, and with the answer in it where one was marked.

    `named` is the place of the file that the passage begins at.
    """
    found = answer_inside(place)
    name = hashlib.sha256(f"{question}\0{source}\0{place.start}".encode()).hexdigest()[:12]
    case = Case(
        id=f"kept-{name}",
        question=question,
        answers=(place.text[found[0] - place.start : found[1] - place.start],) if found else (),
        sources=(source,),
        evidence=place.text,
        evidence_start=place.start,
        start=found[0] if found else place.start,
        start_of="answer" if found else "evidence",
    )
    return case.model_copy(update={"place": named}) if named else case
