"""Test sets in the formats that people have: what is read, and how a mistake is named."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from qa.errors import TestSetError
from qa.loading.finding import find_sources
from qa.loading.reading import load_document, read_source
from qa.testsets.cases import Case, lines
from qa.testsets.formats import read_any
from qa.testsets.formats.imported import file_name, file_text, write_documents

CONTEXT = "澜湾大桥于2019年动工。\r\n大桥全长11.8公里，由陈怀远设计。"
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "澜湾/大桥: “新”桥",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "Q1",
                            "question": "大桥多长？",
                            "answers": [
                                {"text": "11.8公里", "answer_start": CONTEXT.index("11.8")},
                                {"text": "全长11.8公里", "answer_start": CONTEXT.index("全长")},
                                {"text": "11.8公里", "answer_start": CONTEXT.index("11.8")},
                            ],
                        },
                        {"id": 2, "question": "谁出资？", "answers": [], "is_impossible": True},
                        {"question": "谁设计？", "answers": [{"text": "陈怀元", "answer_start": 0}]},
                    ],
                },
                {"context": " ", "qas": []},
            ],
        },
        {"paragraphs": [{"context": "No title. A pier.", "qas": []}]},
    ],
}


def save(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


# --------------------------------------------------------------------------------------------- SQuAD


def test_squad_offsets_hold_in_the_files_that_are_written(tmp_path: Path) -> None:
    imported = read_any(save(tmp_path / "set.json", SQUAD))
    write_documents(tmp_path / "out", imported.documents)
    case = imported.cases[0]
    assert (case.id, case.answers, case.sources) == ("Q1", ("11.8公里", "全长11.8公里"), ("00001-澜湾-大桥-新-桥.txt",))
    source = case.sources[0]
    document = load_document(source, read_source(tmp_path / "out", source, 10**6))[0]
    place, evidence = case.answer_place(), case.evidence_place()
    assert place is not None
    assert evidence is not None
    assert document.text[slice(*place)] == "11.8公里"
    assert document.text[slice(*evidence)] == case.evidence == "大桥全长11.8公里，由陈怀远设计。"
    assert document.title == "澜湾/大桥: “新”桥"
    assert find_sources(tmp_path / "out")[0] == ["00001-澜湾-大桥-新-桥.txt", "00002.txt"]


def test_squad_names_what_is_impossible_and_what_does_not_fit(tmp_path: Path) -> None:
    imported = read_any(save(tmp_path / "set.json", SQUAD))
    _, impossible, misplaced = imported.cases
    assert (impossible.id, impossible.answerable, impossible.sources) == ("2", False, ())
    assert (misplaced.id, misplaced.start, misplaced.evidence) == ("00001-澜湾-大桥-新-桥-3", None, None)
    assert imported.notes == ["question 00001-澜湾-大桥-新-桥-3: its paragraph does not hold the answer '陈怀元'"]


def test_what_is_null_in_squad_is_absent(tmp_path: Path) -> None:
    asked = {"id": None, "question": "When?", "answers": None, "is_impossible": None}
    answers = [{"text": "", "answer_start": 0}, {"text": "pier", "answer_start": None}]
    paragraph = {"context": "A pier.", "qas": [asked, {"question": "Where?", "answers": answers}]}
    imported = read_any(save(tmp_path / "set.json", {"data": [{"title": None, "paragraphs": [paragraph]}]}))
    assert [(case.id, case.answers, case.answerable, case.start) for case in imported.cases] == [
        ("00001-1", (), False, None),
        ("00001-2", ("pier",), True, 2),
    ]


def test_an_id_that_several_questions_have_is_told(tmp_path: Path) -> None:
    cases = [Case(id=name, question=f"{number}?") for number, name in enumerate("aabca")]
    (tmp_path / "set.jsonl").write_text("".join(lines(cases)), encoding="utf-8")
    (note,) = read_any(tmp_path / "set.jsonl").notes
    assert note.startswith("3 questions have the id a: ")


def test_half_of_a_surrogate_pair_in_squad_is_told(tmp_path: Path) -> None:
    paragraph = '{"context": "\\ud800", "qas": []}'
    (tmp_path / "set.json").write_text('{"data": [{"paragraphs": [' + paragraph + "]}]}", encoding="utf-8")
    with pytest.raises(TestSetError, match="half of a surrogate pair"):
        read_any(tmp_path / "set.json")


def test_offsets_that_count_something_else_find_the_nearest_place(tmp_path: Path) -> None:
    """𠮷 takes two UTF-16 units, so this offset is one too far; the second 1998 is still the nearer one."""
    context = "𠮷田 1998 came. Nothing else happened. In 1998 it was sold."
    answers = [{"text": "1998", "answer_start": context.rindex("1998") + 1}]
    paragraph = {"context": context, "qas": [{"id": "q", "question": "When?", "answers": answers}]}
    imported = read_any(save(tmp_path / "set.json", {"data": [{"paragraphs": [paragraph]}]}))
    assert imported.cases[0].start == context.rindex("1998")


def test_offsets_count_from_below_the_heading(tmp_path: Path) -> None:
    """Of three places the last one is meant; counted from the heading, the first would be the nearest."""
    answers = [{"text": "1998", "answer_start": 10}]
    paragraph = {"context": "1998 1998 1998.", "qas": [{"id": "q", "question": "When?", "answers": answers}]}
    article = {"title": "A heading of thirty characters", "paragraphs": [paragraph]}
    imported = read_any(save(tmp_path / "set.json", {"data": [article]}))
    assert imported.cases[0].start == 30 + 2 + 10


def test_a_mistake_in_squad_is_named_by_its_path(tmp_path: Path) -> None:
    paragraph = {"context": "text", "qas": [{"id": "q"}]}
    path = save(tmp_path / "set.json", {"data": [{"paragraphs": [paragraph]}]})
    with pytest.raises(TestSetError, match=r"data\.0\.paragraphs\.0\.qas\.0\.question of .*set\.json"):
        read_any(path)
    path.write_text('{"data": [\n\n{]}', encoding="utf-8")
    with pytest.raises(TestSetError, match=r"line 3 of .*set\.json is not JSON"):
        read_any(path)


def test_file_names_are_short_safe_and_differ() -> None:
    assert file_name(3, "../../etc/passwd") == "00003-etc-passwd.txt"
    assert file_name(4, "?") == "00004.txt"
    assert len(file_name(5, "长" * 300)) <= 80
    assert file_text("A\nheading", "body") == "A heading\n\nbody"


ANSWER = {"text": "1998", "answer_start": 14}
ROW = {"id": None, "title": "Pier", "context": "1998. Sold in 1998.", "question": "When?"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("set.json", {"data": [{"title": "Pier", "paragraphs": [{**ROW, "qas": [{**ROW, "answer": ANSWER}]}]}]}),
        ("set.json", {"data": [{**ROW, "answers": {"text": ["1998"], "answer_start": [14]}}]}),
        ("set.json", [{**ROW, "answers": {"text": ["1998"], "answer_start": [14]}}]),
        ("set.json", [{**ROW, "answers": [ANSWER]}]),
        ("set.jsonl", {**ROW, "answers": {"text": ["1998"], "answer_start": [14]}}),
        ("set.jsonl", {**ROW, "answer": ANSWER}),
    ],
    ids=["singular", "lists side by side", "a list of rows", "rows with answers", "lines", "lines with one answer"],
)
def test_squad_as_it_is_passed_on(tmp_path: Path, name: str, value: object) -> None:
    """The second 1998 is meant, which stands below the title and a blank line."""
    imported = read_any(save(tmp_path / name, value))
    (case,) = imported.cases
    assert (case.id, case.question, case.answers, case.start) == ("00001-Pier-1", "When?", ("1998",), 6 + 14)
    assert (case.tags_by_name(), imported.notes) == ({}, [])
    assert imported.documents == {"00001-Pier.txt": "Pier\n\n1998. Sold in 1998."}


def test_rows_of_the_same_paragraph_share_its_document_and_their_ids_differ(tmp_path: Path) -> None:
    nothing: dict[str, list[object]] = {"text": [], "answer_start": []}
    rows = [{**ROW, "question": asked, "answers": nothing} for asked in ("Who?", "Why?")]
    imported = read_any(save(tmp_path / "set.json", rows))
    assert [(case.id, case.answerable) for case in imported.cases] == [("00001-Pier-1", False), ("00001-Pier-2", False)]
    assert len(imported.documents) == 1


def test_cmrc_as_its_authors_publish_it(tmp_path: Path) -> None:
    asked = {"query_id": "DEV_0_QUERY_0", "query_text": "大桥多长？", "answers": ["11.8公里", "全长11.8公里"]}
    paragraph = {"context_id": "DEV_0", "context_text": "大桥全长11.8公里。", "title": "澜湾大桥", "qas": [asked]}
    (case,) = read_any(save(tmp_path / "cmrc2018_dev.json", [paragraph])).cases
    assert (case.id, case.question, case.answers) == ("DEV_0_QUERY_0", "大桥多长？", ("11.8公里", "全长11.8公里"))
    assert (case.sources, case.start) == (("00001-澜湾大桥.txt",), 6 + 4)


def test_answers_of_squad_that_have_too_few_places_are_told(tmp_path: Path) -> None:
    rows = [{**ROW, "answers": {"text": ["1998", "Sold"], "answer_start": [14]}}]
    with pytest.raises(TestSetError, match=r"data\.0\..*answers of .*set\.json .* 2 texts have 1 answer_start"):
        read_any(save(tmp_path / "set.json", rows))


def test_questions_of_an_empty_paragraph_are_told(tmp_path: Path) -> None:
    rows = [{**ROW, "answers": [ANSWER]}, {**ROW, "context": " ", "question": "Where?", "answers": [ANSWER]}]
    assert read_any(save(tmp_path / "set.json", rows)).notes == [
        "1 questions of an empty paragraph are left out: Where?"
    ]


# --------------------------------------------------------------------------------------------- BEIR


def beir(folder: Path, corpus: list[object], queries: list[object], qrels: str, split: str = "test") -> Path:
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels" / f"{split}.tsv").write_text(qrels, encoding="utf-8")
    return folder


CORPUS: list[object] = [{"_id": "d/1", "title": "Ferry", "text": "Sold."}, {"_id": "d2", "text": "A pier."}]
QUERIES: list[object] = [{"_id": "q1", "text": "Which ferry?"}, {"_id": "q2", "text": "Not judged?"}]
HEAD = "query-id\tcorpus-id\tscore\n"


def test_beir_queries_have_their_relevant_documents_most_relevant_first(tmp_path: Path) -> None:
    folder = beir(tmp_path / "set", CORPUS, QUERIES, HEAD + "q1\td2\t1\nq1\td/1\t2\n")
    beir(folder, CORPUS, QUERIES, HEAD + "q2\td2\t1\n", split="train")
    imported = read_any(folder)
    assert [(case.id, case.sources) for case in imported.cases] == [("q1", ("00001-d-1.txt", "00002-d2.txt"))]
    assert imported.documents == {"00001-d-1.txt": "Ferry\n\nSold.", "00002-d2.txt": "A pier."}


def test_qrels_without_a_heading_lose_no_row_and_a_missing_document_loses_no_other(tmp_path: Path) -> None:
    """The second query has a document that the corpus does not hold, and one whose name has an odd line separator."""
    corpus = [*CORPUS, {"_id": "d\u20283", "text": "A crane."}]
    imported = read_any(beir(tmp_path / "set", corpus, QUERIES, "q1\td2\t1\r\nq2\td9\t1\nq2\td\u20283\t1\n"))
    assert [(case.id, case.sources) for case in imported.cases] == [
        ("q1", ("00002-d2.txt",)),
        ("q2", ("00003-d-3.txt",)),
    ]
    assert imported.notes == ["query q2: the corpus does not hold 'd9'"]


@pytest.mark.parametrize(
    "qrels",
    ["qid\tdocid\trel\nq1\td2\t1\n", "q1\t0\td2\t1\n", "q1 0 d2 1\n", "q1\td2\t1\n"],
    ids=["another heading", "TREC with tabs", "TREC", "no heading"],
)
def test_qrels_under_another_heading_or_in_four_columns(tmp_path: Path, qrels: str) -> None:
    imported = read_any(beir(tmp_path / "set", CORPUS, QUERIES, qrels))
    assert ([(case.id, case.sources) for case in imported.cases], imported.notes) == (
        [("q1", ("00002-d2.txt",))],
        [],
    )


def test_what_qrels_judge_and_no_question_comes_of_is_told(tmp_path: Path) -> None:
    imported = read_any(beir(tmp_path / "set", CORPUS, QUERIES, HEAD + "q1\td2\t1\nq2\td2\t0\nq9\td2\t1\n"))
    assert [case.id for case in imported.cases] == ["q1"]
    assert imported.notes == [
        "query q9: queries.jsonl does not hold its text",
        "query q2 is left out: no document is relevant",
    ]


@pytest.mark.parametrize(
    ("corpus", "qrels", "said"),
    [
        ([{"text": "no id"}], HEAD, r"line 1 of .*corpus\.jsonl has no _id"),
        (CORPUS, HEAD + "q1\td9\t1\n", "holds no question"),
        (CORPUS, HEAD + "\nq1 d2 1\n", r"line 3 of .*test\.tsv is not query-id"),
        (CORPUS, HEAD + "q1\td2\t0\n", "holds no question"),
    ],
)
def test_a_mistake_in_beir_is_named_by_its_line(tmp_path: Path, corpus: list[object], qrels: str, said: str) -> None:
    with pytest.raises(TestSetError, match=said):
        read_any(beir(tmp_path / "set", corpus, QUERIES, qrels))


# --------------------------------------------------------------------------------------------- tables

ROWS = [
    ["问题", "答案", "来源", "语言", "备注"],
    ["大桥多长？", "11.8公里|全长11.8公里", "桥.txt", "zh", "看一下"],
    [],
    ["谁出资？", "", "", "zh", ""],
]


def sheet(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook(write_only=True)
    filled = book.create_sheet()
    for row in rows:
        filled.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.with_suffix(".csv").write_text("\n".join(map(",".join, ROWS)), encoding="utf-8-sig"),
        lambda path: path.with_suffix(".csv").write_bytes("\r\n".join(map(",".join, ROWS)).encode("gb18030")),
        lambda path: path.with_suffix(".tsv").write_text("\n".join(map("\t".join, ROWS)), encoding="utf-8"),
        lambda path: sheet(path.with_suffix(".xlsx"), [list(row) for row in ROWS]),
    ],
    ids=["csv", "csv in GB18030", "tsv", "xlsx"],
)
def test_a_spreadsheet_with_chinese_headers(tmp_path: Path, write: Callable[[Path], object]) -> None:
    write(tmp_path / "set")
    (path,) = tmp_path.glob("set.*")
    first, second = read_any(path).cases
    assert (first.question, first.answers, first.sources, first.lang) == (
        "大桥多长？",
        ("11.8公里", "全长11.8公里"),
        ("桥.txt",),
        "zh",
    )
    unit = "row" if path.suffix == ".xlsx" else "line"
    assert (first.id, second.id, second.answers) == (f"{unit}-2", f"{unit}-4", ())


def test_english_headers_quoted_cells_and_numbers(tmp_path: Path) -> None:
    text = (
        'ID,Question,Answer,Document,Answerable,Tags\n7,"When, and\nwhere?",1998,a.txt,yes,date | place\n8,Who?,,,No,\n'
    )
    (tmp_path / "set.csv").write_text(text, encoding="utf-8")
    first, second = read_any(tmp_path / "set.csv").cases
    assert (first.id, first.question, first.answers) == ("7", "When, and\nwhere?", ("1998",))
    assert first.tags_by_name() == {"tags": ["date", "place"]}
    assert (second.answerable, second.sources) == (False, ())
    typed = read_any(
        sheet(tmp_path / "set.xlsx", [["question", "answer"], ["When?", 1998.0], ["How much?", 1.5]])
    ).cases
    assert [case.answers for case in typed] == [("1998",), ("1.5",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Fråga,Svar\nVem?,Lu\n", r"line 1 of .*set\.csv names no question column; it holds Fråga, Svar"),
        ("question\nWho, then, is it?\n", r"line 2 of .*set\.csv has a value without a column: then, is it\?"),
        ("question,answer\n,Lu\n", r"line 2 of .*set\.csv is not a question: its question is blank$"),
        ('question,answerable\n"Who\nis it?",maybe\n', r"line 3 of .*set\.csv says 'maybe' for answerable"),
        ("", "names no question column; it holds nothing"),
        ("question\n", "holds no question"),
        ('question\nWho?\n"' + "x" * 200_000, r"line \d+ of .*set\.csv is no CSV"),
    ],
)
def test_a_mistake_in_a_table_is_named_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "set.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TestSetError, match=said):
        read_any(tmp_path / "set.csv")


def test_a_table_saved_where_the_comma_is_decimal_is_divided_at_semicolons(tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text("question;answer\nWas kostet es?;3,80 Euro\n", encoding="utf-8-sig")
    assert [case.answers for case in read_any(tmp_path / "set.csv").cases] == [("3,80 Euro",)]


@pytest.mark.parametrize(
    "data",
    [
        b"question;answer\nWho, then?;3,80 | 4,00\n",
        b"sep=;\r\nquestion;answer\r\nWho, then?;3,80 | 4,00\r\n",
        b'"sep=;"\nquestion;answer\nWho, then?;3,80 | 4,00\n',
        b"question\tanswer\nWho, then?\t3,80 | 4,00\n",
        b"sep=\t\nquestion\tanswer\nWho, then?\t3,80 | 4,00\n",
        "question\tanswer\r\nWho, then?\t3,80 | 4,00\r\n".encode("utf-16"),
        b'Questions for the harbour\n\n"Question Text:","Correct answer"\n"Who, then?","3,80 | 4,00"\n',
        '質問,正解\n"Who, then?","3,80 | 4,00"\n'.encode("shift_jis"),
        b'answer_1,Answer 2,QUESTION\n"3,80","4,00","Who, then?"\n',
    ],
    ids=["semicolons", "sep", "quoted sep", "tabs", "sep tab", "UTF-16", "a title above", "Japanese", "two columns"],
)
def test_a_csv_file_as_a_spreadsheet_saves_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "set.csv").write_bytes(data)
    (case,) = read_any(tmp_path / "set.csv").cases
    assert (case.question, case.answers) == ("Who, then?", ("3,80", "4,00"))


def test_what_a_table_holds_beside_its_known_columns_is_told(tmp_path: Path) -> None:
    text = "Harbour,draft of May\nquestion,answer,Remarks,query\nWho?,Lu,see me,Who is it?\n"
    (tmp_path / "set.csv").write_text(text, encoding="utf-8")
    above, unread = read_any(tmp_path / "set.csv").notes
    assert above.endswith("set.csv stands above the head: Harbour, draft of May")
    assert unread.endswith("set.csv: the columns Remarks, query")


def test_a_workbook_is_read_as_its_reader_sees_it(tmp_path: Path) -> None:
    """On the second sheet, below a title, with shown numbers and a source for two rows; the third has more."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Read me"
    first["A1"] = "How to use it"
    table, more = book.create_sheet("Set"), book.create_sheet("More")
    table.append(["Questions of 2024"])
    table.append(["Question Text", "Expected answer", "Source file"])
    answers: list[tuple[object, str]] = [
        (1240, "#,##0"), (datetime(2024, 5, 17), "d mmmm"), (0.85, "0%"), (time(7, 30), "h:mm"), (1998.0, "General")
    ]  # fmt: skip
    for number, (value, code) in enumerate(answers, start=3):
        table.append([f"{number}?", value, "a.txt" if number == 3 else None])
        table.cell(number, 2).number_format = code
    table.merge_cells("C3:C7")
    more.append(["question"])
    more.append(["Who?"])
    book.save(tmp_path / "set.xlsx")
    imported = read_any(tmp_path / "set.xlsx")
    assert [(case.id, case.answers, case.sources) for case in imported.cases] == [
        ("row-3", ("1,240",), ("a.txt",)),
        ("row-4", ("17 May",), ("a.txt",)),
        ("row-5", ("85%",), ("a.txt",)),
        ("row-6", ("7:30",), ("a.txt",)),
        ("row-7", ("1998",), ("a.txt",)),
        ("More-row-2", (), ()),
    ]
    assert [note.partition(" of ")[0] for note in imported.notes] == [
        "the sheet Read me names no question column and is not read",
        "row 1",
    ]


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx", "squad", "ragas"])
def test_a_set_that_is_not_there_is_said_so_and_not_to_be_of_another_form(tmp_path: Path, form: str) -> None:
    with pytest.raises(TestSetError) as raised:
        read_any(tmp_path / "set", form)
    assert raised.value.message == f"the test set {tmp_path / 'set'} cannot be read: No such file or directory"
    assert raised.value.hint == "name a file that is there, and that you may read"


def test_a_folder_of_articles_is_no_test_set(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry was sold.", encoding="utf-8")
    with pytest.raises(TestSetError, match=r"has no corpus\.jsonl$"):
        read_any(tmp_path)


OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data"), [("set.xlsx", b"not a workbook"), ("set.xlsx", OLD_EXCEL), ("set.xls", OLD_EXCEL)]
)
def test_what_is_no_workbook_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TestSetError, match=rf"{name} cannot be read"):
        read_any(tmp_path / name, "xlsx")


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda xml: xml[:-20], "cannot be read"),
        (lambda xml: xml.replace(b"When?", b"&unknown;"), "cannot be read"),
        (lambda xml: xml.replace(b"</row>", b'</row><row r="2000000000"><c><v>1</v></c></row>'), "beyond row 200,000"),
        (lambda xml: xml.replace(b"A2", b"AAAAAAA2"), "or column 200"),
    ],
    ids=["torn XML", "an unknown entity", "a row far below", "a column far away"],
)
def test_a_workbook_that_is_damaged_is_named(tmp_path: Path, change: Callable[[bytes], bytes], said: str) -> None:
    whole = sheet(tmp_path / "whole.xlsx", [["question"], ["When?"]])
    with ZipFile(whole) as book, ZipFile(tmp_path / "set.xlsx", "w") as changed:
        for name in book.namelist():
            data = book.read(name)
            changed.writestr(name, change(data) if name == SHEET else data)
            assert name != SHEET or change(data) != data
    with pytest.raises(TestSetError, match=said):
        read_any(tmp_path / "set.xlsx")


def test_a_workbook_whose_compression_is_damaged_is_named(tmp_path: Path) -> None:
    data = bytearray(sheet(tmp_path / "set.xlsx", [["question"], ["When?"]]).read_bytes())
    at = data.index(SHEET.encode()) + len(SHEET)
    data[at : at + 40] = b"\xff" * 40
    (tmp_path / "set.xlsx").write_bytes(data)
    with pytest.raises(TestSetError, match=r"set\.xlsx cannot be read"):
        read_any(tmp_path / "set.xlsx")


# --------------------------------------------------------------------------------------------- ragas and own

SAMPLE = {"user_input": "When?", "reference": "In 1998.", "reference_contexts": ["It was sold in 1998.", "Other."]}


def test_ragas_samples_as_a_list_and_as_lines(tmp_path: Path) -> None:
    listed = read_any(save(tmp_path / "set.json", [SAMPLE, {"user_input": "Who?"}])).cases
    assert [(case.id, case.question, case.answers, case.evidence) for case in listed] == [
        ("entry-0", "When?", ("In 1998.",), "It was sold in 1998."),
        ("entry-1", "Who?", (), None),
    ]
    in_lines = read_any(save(tmp_path / "set.jsonl", SAMPLE), "ragas").cases
    assert (in_lines[0].id, in_lines[0].evidence) == ("line-1", "It was sold in 1998.")
    with pytest.raises(TestSetError, match=r"entry 1 of .*set\.json is not a question: question"):
        read_any(save(tmp_path / "set.json", [SAMPLE, {"reference": "In 1998."}]))


@pytest.mark.parametrize("name", ["set.jsonl", "set.json"])
def test_lines_under_the_names_of_others_hold_no_tag_that_nobody_meant(tmp_path: Path, name: str) -> None:
    line = {"id": 7, "query": "Who?", "answer": "Lu", "source": "a.txt", "context": "Lu came.", "kind": "who"}
    imported = read_any(save(tmp_path / name, [line] if name == "set.json" else line))
    (case,) = imported.cases
    assert (case.id, case.question, case.answers, case.sources) == ("7", "Who?", ("Lu",), ("a.txt",))
    assert (case.evidence, case.tags_by_name(), imported.notes) == ("Lu came.", {"kind": "who"}, [])
    with pytest.raises(TestSetError, match=r"0 of|1 of"):
        read_any(save(tmp_path / name, [{"answer": "Lu"}] if name == "set.json" else {"answer": "Lu"}))


def test_further_keys_and_those_that_say_it_again_are_told_to_be_tags(tmp_path: Path) -> None:
    line = {"question": "Who?", "answers": ["Lu"], "answer": "Mo", "Difficulty": 3}
    imported = read_any(save(tmp_path / "set.jsonl", line))
    assert imported.cases[0].tags_by_name() == {"answer": "Mo", "Difficulty": 3}
    assert imported.notes == ["taken as tags, which group the questions in the report: answer, Difficulty"]


def test_the_ending_says_the_format_and_format_overrules_it(tmp_path: Path) -> None:
    case = Case(id="q", question="Who?")
    (tmp_path / "set.txt").write_text("".join(lines([case])), encoding="utf-8")
    assert read_any(tmp_path / "set.txt", "jsonl").cases == [case]
    with pytest.raises(TestSetError, match="does not say what it is"):
        read_any(tmp_path / "set.txt")
    with pytest.raises(TestSetError, match="no test-set format 'yaml'") as caught:
        read_any(tmp_path / "set.txt", "yaml")
    assert caught.value.hint == "the formats are jsonl, squad, ragas, beir, csv, xlsx"


def test_convert_writes_cases_and_documents_that_agree_and_eval_takes_the_set_as_it_is(tmp_path: Path) -> None:
    """The set without its question whose answer is not in the paragraph."""
    articles = json.loads(json.dumps(SQUAD))
    articles["data"][0]["paragraphs"][0]["qas"].pop()
    save(tmp_path / "set.json", articles)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "qa", *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    converted = run("testset", "convert", "set.json", "set.jsonl", "--documents", "out")
    assert (converted.stdout, converted.stderr) == ("2 questions, 2 documents\n", "")
    assert run("testset", "check", "set.jsonl", "--documents", "out").returncode == 0
    asked = [run("eval", "set.json"), run("eval", "set.jsonl", "--documents", "out")]
    assert [one.returncode for one in asked] == [0, 0]
    first, second = (one.stdout[: one.stdout.index("speed")] for one in asked)
    assert first == second
    assert re.search(r"^  recall@1 +1\.000 ", first, re.MULTILINE)


def test_a_set_without_sources_is_told_how_to_find_them(tmp_path: Path) -> None:
    save(tmp_path / "set.json", [SAMPLE])
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text("News. It was sold in 1998.", encoding="utf-8")
    fix = ["testset", "check", "set.json", "--documents", "documents", "--fix", "set.jsonl"]
    for arguments in (["eval", "set.json", "--documents", "documents"], fix):
        run = subprocess.run(
            [sys.executable, "-m", "qa", *arguments], capture_output=True, encoding="utf-8", check=False
        )
        assert run.returncode == 0
        if arguments[0] == "eval":
            assert "`qa testset check set.json --documents DIR --fix OUT` finds the sources" in run.stderr
    (case,) = read_any(tmp_path / "set.jsonl").cases
    assert (case.sources, case.evidence_start) == (("a.txt",), 6)
