"""Test sets: lines are read as agreed, and a bad one is named."""

from pathlib import Path

import pytest

from qa.errors import TestSetError
from qa.load import load_document
from qa.testset import Case, read_testset

ROOT = Path(__file__).parent.parent


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_the_question_is_required_and_further_keys_are_kept(tmp_path: Path) -> None:
    cases = read_testset(write(tmp_path, '{"question": "Who?"}\n\n{"question": "When?", "id": "x", "difficulty": 3}\n'))
    assert [(case.id, case.question) for case in cases] == [("line-1", "Who?"), ("x", "When?")]
    assert cases[1].model_dump()["difficulty"] == 3


def test_unusual_line_separators_inside_a_question_do_not_end_the_line(tmp_path: Path) -> None:
    assert read_testset(write(tmp_path, '{"question": "a\u2028b\u0085c"}\n'))[0].question == "a\u2028b\u0085c"


@pytest.mark.parametrize("line", ["{", "3", '"text"', "{}", '{"question": 3}', '{"question": "q", "answers": "a"}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(TestSetError, match="line 2 of"):
        read_testset(write(tmp_path, '{"question": "Who?"}\n' + line + "\n"))


def test_an_empty_or_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TestSetError, match="holds no question"):
        read_testset(write(tmp_path, "\n"))
    with pytest.raises(TestSetError, match=r"missing\.jsonl"):
        read_testset(tmp_path / "missing.jsonl")


@pytest.mark.parametrize(
    ("case", "place"),
    [
        (Case(question="q", answers=("abc",), start=7), (7, 10)),
        (Case(question="q", evidence="abcd", start=7, start_of="evidence"), (7, 11)),
        (Case(question="q", evidence="abcd", evidence_start=3), (3, 7)),
        (Case(question="q", answers=("abc",)), None),
    ],
)
def test_the_place_of_the_answer(case: Case, place: tuple[int, int] | None) -> None:
    assert case.place() == place


def test_the_shipped_set_agrees_with_the_shipped_documents() -> None:
    cases = read_testset(ROOT / "testsets" / "sample.jsonl")
    assert len(cases) >= 60
    assert sum(not case.answerable for case in cases) >= len(cases) / 4
    for case in cases:
        if case.answerable:
            path = ROOT / "documents" / case.sources[0]
            text = load_document(case.sources[0], path.read_bytes())[0].text
            assert case.evidence is not None
            assert case.evidence in text, case.id
            assert case.answers[0] in case.evidence, case.id
            place = case.place()
            assert place is None or text[slice(*place)] == case.answers[0], case.id
