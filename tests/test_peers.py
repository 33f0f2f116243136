"""The comparison with peers: ours and two made programs on five documents, and the page that shows it."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.peers.__main__ import head, measure, sides
from benchmarks.peers.chart import chart
from benchmarks.peers.corpus import ASIDE, Corpus, make_corpus
from benchmarks.peers.measuring import PROCESSOR, Figure, Measured
from benchmarks.peers.passages import columns
from benchmarks.peers.programs import OURS, Program
from benchmarks.peers.table import COLUMNS, Column, firsts, page, shown, table
from qa.text import width

FAKE, STUBBORN = Program("tests.fake_peer", "Fake"), Program("tests.stubborn_peer", "Stubborn")
NAMES = "Ardea Bellis Corvus Dorcas Erinus Fulica Garrya Hedera Iberis Junco".split()
DOCUMENTS = len(NAMES) - ASIDE


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Ten documents of one sentence, five of them set aside, and a question for each of the others."""
    folder = tmp_path_factory.mktemp("set")
    (folder / "documents").mkdir()
    cases = []
    for name in NAMES:
        (folder / "documents" / f"{name}.txt").write_text(f"The {name} was built in spring.\n", encoding="utf-8")
        cases.append({"question": f"When was the {name} built?", "answers": ["spring"], "sources": [f"{name}.txt"]})
    lines = [json.dumps(case) for case in cases]
    (folder / "testset.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return make_corpus([folder], 100, 100, folder / "corpus")


@pytest.fixture(scope="module")
def measured(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    """What is measured of ours, a fake, and one that keeps what was removed."""
    kept: list[list[Measured]] = []
    found = measure((OURS, FAKE, STUBBORN), corpus, tmp_path_factory.mktemp("work"), 1, kept.append)
    assert kept[-1] == found
    return found


def test_the_corpus_is_whole_without_what_is_set_aside(corpus: Corpus) -> None:
    inside = {path.stem for path in corpus.documents.rglob("*.txt")}
    aside = {path.stem for path in corpus.aside.rglob("*.txt")}
    assert (len(inside), len(aside), inside | aside) == (corpus.count, ASIDE, set(NAMES))
    asked = {source for question in corpus.questions for source in question.sources}
    assert {Path(source).stem for source in asked} == inside


def test_what_can_be_told_of_the_made_programs_is_right(measured: list[Measured], corpus: Corpus) -> None:
    """Each question names its document, so that every program finds it first, with no chance."""
    assert [(row.program, row.equal) for row in measured] == [
        ("ours", False), (FAKE.name, False), (STUBBORN.name, False), (FAKE.name, True), (STUBBORN.name, True)
    ]  # fmt: skip
    for row in measured:
        assert row.passages == DOCUMENTS
        assert row.figures["recall@1"] == row.figures["recall@5"] == Figure(1, 1, 1)
        assert row.figures["ask, memory"].value > 5
    assert {path.stem for path in corpus.documents.rglob("*.txt")} == {
        Path(source).stem for question in corpus.questions for source in question.sources
    }  # what was added was taken away again


def test_what_a_new_process_finds_again_was_not_removed(measured: list[Measured]) -> None:
    failed = {row.program: "change" in row.failed for row in measured}
    assert failed == {"ours": False, FAKE.name: False, STUBBORN.name: True}
    assert {row.program for row in measured if "gone" in row.figures} == {"ours", FAKE.name}


def test_the_page_has_every_figure_and_says_why_there_is_none(measured: list[Measured], corpus: Corpus) -> None:
    own, equal = sides(measured)
    written = page(head(corpus, 1, {"thing": "1.2"}), own, equal)
    assert f"{DOCUMENTS} documents and {DOCUMENTS} questions" in written
    assert "thing 1.2" in written
    assert "Not measured" not in written
    assert f"Not measured with equal passages: {FAKE.name}, {STUBBORN.name}." in page("", own, own[:1])
    stubborn = next(line for line in table(own).splitlines() if line.startswith(f"| {STUBBORN.name}"))
    assert stubborn.split(" | ")[7:9] == ["–", "–"]
    assert f"– {STUBBORN.name}, adding and removing: " in written
    for side in (own, equal):
        for column in COLUMNS:
            if OURS.name not in firsts(column, side):
                assert f"- **{column.head}**: " in written


def test_the_chart_can_be_read_and_has_a_bar_for_every_program(measured: list[Measured]) -> None:
    own, equal = sides(measured)
    drawn = ElementTree.fromstring(chart(own, equal))
    panels = drawn.findall("{*}g")
    assert len(panels) == 8
    assert {len(panel.findall("{*}rect")) for panel in panels} == {1 + 2 + 2}


def test_the_best_of_a_column_is_bold_as_far_as_it_is_shown() -> None:
    less, more = Column("a", "A", 1), Column("b", "B", 2, more=True)
    rows = [
        Measured("x", False, 3, {"a": Figure(1.04, 1, 1.2), "b": Figure(0.5, 0.4, 0.6)}),
        Measured("y", False, 4, {"a": Figure(1.01, 1.01, 1.01), "b": Figure(0.512, 0.4, 0.6)}),
        Measured("z", False, 0, {}, {"build": "it broke"}),
    ]
    assert (firsts(less, rows), firsts(more, rows)) == (["x", "y"], ["y"])
    assert table(rows, (less, more)).splitlines()[2:] == [
        "| x | 3 | **1.0 [1.0, 1.2]** | 0.50 [0.40, 0.60] |",
        "| y | 4 | **1.0** | **0.51 [0.40, 0.60]** |",
        "| z | – | – | – |",
    ]
    assert shown(Column("a", "A", 0, ranged=False), Figure(1234.4, 1, 2000)) == "1,234"


def test_equal_passages_are_measured_as_ours_are() -> None:
    for text in ("plain", "长江大桥，1957年。", "Müller 한국어 カタカナ", "（全角）ﾊﾝｶｸ"):
        assert columns(text) == width(text)


def test_a_figure_of_the_processor_is_named_for_it() -> None:
    assert sum(column.figure.endswith(PROCESSOR) for column in COLUMNS) == 7
