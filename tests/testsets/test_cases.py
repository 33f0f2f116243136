"""Test sets: lines are read as agreed, and a bad one is named."""

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from qa.errors import TestSetError
from qa.loading.reading import load_document
from qa.testsets.cases import Case, append_case, read_testset

ROOT = Path(__file__).parent.parent.parent


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_the_question_is_required_and_further_keys_are_kept(tmp_path: Path) -> None:
    cases = read_testset(write(tmp_path, '{"question": "Who?"}\n\n{"question": "When?", "id": "x", "difficulty": 3}\n'))
    assert [(case.id, case.question) for case in cases] == [("line-1", "Who?"), ("x", "When?")]
    assert cases[1].model_dump()["difficulty"] == 3


def test_a_key_that_is_null_is_absent(tmp_path: Path) -> None:
    keys = [*Case.model_fields, "level"]
    nulls = {key: None for key in keys if key != "question"}
    (case,) = read_testset(write(tmp_path, json.dumps({"question": "Who?", **nulls})))
    assert case == Case(question="Who?", id="line-1")
    assert case.tags_by_name() == {}


def test_an_answer_without_a_character_is_none(tmp_path: Path) -> None:
    """It stands in every text, and every quote would be right."""
    (case,) = read_testset(write(tmp_path, '{"question": "Who?", "answers": ["", " \\n", "Lu"], "evidence": " "}'))
    assert (case.answers, case.evidence) == (("Lu",), None)


@pytest.mark.parametrize(
    "fields", ['"question": "\\ud800"', '"question": "q", "\\uDFFF": 1', '"question": "q", "a": "\\ud83d"']
)
def test_half_of_a_surrogate_pair_is_told_where_it_is_read(tmp_path: Path, fields: str) -> None:
    with pytest.raises(TestSetError, match=r"line 1 of .* half of a surrogate pair"):
        read_testset(write(tmp_path, "{" + fields + "}"))
    assert read_testset(write(tmp_path, '{"question": "\\ud83d\\ude00"}'))[0].question == "😀"


def test_unusual_line_separators_inside_a_question_do_not_end_the_line(tmp_path: Path) -> None:
    assert read_testset(write(tmp_path, '{"question": "a\u2028b\u0085c"}\n'))[0].question == "a\u2028b\u0085c"


@pytest.mark.parametrize(
    "line", ["{", "3", '"text"', "{}", '{"question": 3}', '{"question": "q", "answers": {"a": 1}}']
)
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
    assert case.answer_place() == place


def test_cases_are_appended_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.jsonl"
    cases = [Case(id="1", question="谁？", answers=("陆知行",)), Case(id="2", question="a\u2028b")]
    for case in cases:
        append_case(path, case)
    assert read_testset(path) == cases
    assert "谁？" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("left", "ids"),
    [('{"id": "0", "question": "typed by hand"}', ["0", "1"]), ('{"id": "0", "quest', ["1"]), ("", ["1"])],
)
def test_a_line_without_an_end_is_ended_and_a_torn_one_taken_off(tmp_path: Path, left: str, ids: list[str]) -> None:
    path = write(tmp_path, left)
    append_case(path, Case(id="1", question="Who?"))
    assert [case.id for case in read_testset(path)] == ids


def test_many_processes_append_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(append_case, [path] * 40, [Case(id=str(n), question="long " * 2000) for n in range(40)]))
    assert sorted(int(case.id) for case in read_testset(path)) == list(range(40))


def test_a_set_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(TestSetError, match=r"kept\.jsonl cannot be written"):
        append_case(tmp_path / "file" / "kept.jsonl", Case(question="Who?"))


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
            place = case.answer_place()
            assert place is None or text[slice(*place)] == case.answers[0], case.id
