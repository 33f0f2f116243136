"""A test set after its documents changed: what is stale, and where it stands now."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.settings import Settings
from qa.testsets.cases import Case, lines, read_testset
from qa.testsets.check import Finding, check, mended

ROOT = Path(__file__).parent.parent.parent
TEXT = "The last ferry\n\nIn 1998 it rained. The Morgenrot was sold in 1998. Its captain retired."
EVIDENCE = "The Morgenrot was sold in 1998."
CASE = Case(
    id="q",
    question="When was it sold?",
    answers=("1998",),
    sources=("ferry.txt",),
    evidence=EVIDENCE,
    evidence_start=TEXT.index(EVIDENCE),
    start=TEXT.rindex("1998"),
)


def only(case: Case, texts: dict[str, str]) -> Finding:
    (finding,) = check([case], texts)
    return finding


def test_what_stands_where_it_should_is_not_stale() -> None:
    unanswerable = Case(question="Who?", answerable=False, sources=("nowhere.txt",))
    unplaced = Case(question="When?", answers=("1998",), sources=("ferry.txt",), evidence=EVIDENCE)
    document_only = Case(question="Which?", sources=("ferry.txt",))
    assert check([CASE, unanswerable, unplaced, document_only], {"ferry.txt": TEXT}) == []


@pytest.mark.parametrize("before", ["A new line.\n", "1998: " * 20, ""])
def test_moved_evidence_is_found_again_with_the_answer_in_it(before: str) -> None:
    changed = before + TEXT.replace("In 1998 it rained. ", "It rained. ")
    finding = only(CASE, {"ferry.txt": changed})
    assert finding.kind == "moved"
    assert finding.mended is not None
    place, evidence = finding.mended.answer_place(), finding.mended.evidence_place()
    assert evidence == (changed.index(EVIDENCE), changed.index(EVIDENCE) + len(EVIDENCE))
    assert place == (changed.rindex("1998"), changed.rindex("1998") + 4)
    assert check([finding.mended], {"ferry.txt": changed}) == []
    assert f"to {evidence[0]}–{evidence[1]}" in finding.message


def test_of_several_places_the_nearest_is_taken() -> None:
    """The same sentence stands before and after; it moved by five characters."""
    text = EVIDENCE + "\n" + "x" * 500 + "\n" + EVIDENCE
    at = text.rindex(EVIDENCE)
    case = CASE.model_copy(update={"evidence_start": at - 5, "start": None})
    finding = only(case, {"ferry.txt": text})
    assert finding.mended is not None
    assert finding.mended.evidence_start == at


def test_an_answer_without_evidence_moves_as_well() -> None:
    case = Case(question="When?", answers=("1998",), sources=("a.txt",), start=3)
    finding = only(case, {"a.txt": "Sold in 1998."})
    assert (finding.kind, finding.message) == ("moved", "a.txt: from 3–7 to 8–12")
    assert finding.mended == case.model_copy(update={"start": 8})


@pytest.mark.parametrize(
    ("texts", "kind", "said"),
    [
        ({"ferry.txt": "Nothing of it."}, "gone", "no other documents"),
        ({"b.txt": "Nothing of it."}, "source missing", "no other documents"),
        ({"b.txt": TEXT, "c.txt": TEXT}, "source missing", "2 other documents"),
    ],
)
def test_what_is_gone_cannot_be_put_right(texts: dict[str, str], kind: str, said: str) -> None:
    finding = only(CASE, texts)
    assert (finding.kind, finding.mended) == (kind, None)
    assert said in finding.message


@pytest.mark.parametrize(
    ("case", "texts", "kind"),
    [
        (CASE, {"new/ferry.txt": "Moved. " + TEXT}, "source missing"),
        (CASE, {"ferry.txt": "Rewritten.", "new/ferry.txt": "Moved. " + TEXT}, "gone"),
        (CASE.model_copy(update={"sources": ()}), {"new/ferry.txt": "Moved. " + TEXT}, "no source"),
    ],
)
def test_words_that_stand_in_one_other_document_are_followed_there(
    case: Case, texts: dict[str, str], kind: str
) -> None:
    finding = only(case, texts)
    assert finding.kind == kind
    assert finding.mended is not None
    assert finding.mended.sources[0] == "new/ferry.txt"
    assert finding.mended.evidence_start == 7 + TEXT.index(EVIDENCE)
    assert mended([case], [finding]) == [finding.mended]


def test_an_answer_outside_its_evidence_is_named() -> None:
    finding = only(CASE.model_copy(update={"answers": ("1999",), "start": None}), {"ferry.txt": TEXT})
    assert (finding.kind, finding.message) == ("answer outside", "the evidence does not hold '1999'")


def test_the_command_lists_what_is_stale_and_writes_it_anew(
    settings: Settings, write: Callable[[str, str], Path]
) -> None:
    write("ferry.txt", "News. " + TEXT)
    Path("set.jsonl").write_text("".join(lines([CASE])), encoding="utf-8")
    command = [sys.executable, "-m", "qa", "testset", "check", "set.jsonl"]
    stale = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert stale.returncode == 1
    assert stale.stdout.startswith("q  moved: ferry.txt: from ")
    assert stale.stderr == "qa: 1 of 1 questions is stale\n    → --fix OUT puts 1 of them right\n"
    subprocess.run([*command, "--fix", "new.jsonl"], stdout=subprocess.DEVNULL, check=True)
    command[-1] = "new.jsonl"
    clean = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (clean.returncode, clean.stdout) == (0, "1 questions agree with their documents\n")
    assert read_testset(Path("new.jsonl"))[0].start == 6 + TEXT.rindex("1998")


def test_the_shipped_set_is_not_stale() -> None:
    sample, documents = str(ROOT / "testsets" / "sample.jsonl"), str(ROOT / "documents")
    command = [sys.executable, "-m", "qa", "testset", "check", sample, "--documents", documents]
    assert subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0
