"""The commands as people run them: whole processes, their output, and their exit codes."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from qa import __version__
from qa.cli import _show_answer, _show_report, app, main
from qa.records import Answer, IndexReport, IndexState, Problem, Quote
from qa.settings import Settings
from tests.articles.pages import PAGES

ROOT = Path(__file__).parent.parent.parent
Write = Callable[[str, str], Path]

NO_NETWORK = """
import socket, sys

def refuse(*args, **kwargs):
    raise AssertionError("the network was asked for")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from qa import __version__
from qa.cli import main
main()
"""


def run(
    *arguments: str, code: str | None = None, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "qa"]
    return subprocess.run(
        [sys.executable, *start, *arguments], capture_output=True, encoding="utf-8", check=False, preexec_fn=limit
    )


@pytest.fixture
def articles(write: Write) -> None:
    write("ferry.txt", "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998. Its captain retired.\n")
    write("大桥.txt", "跨海大桥通车\n\n大桥全长11.8公里，由总工程师陈怀远设计。\n")


@pytest.mark.usefixtures("articles")
def test_from_a_folder_to_a_quoted_answer_without_a_network() -> None:
    indexed = run("index", code=NO_NETWORK)
    assert (indexed.returncode, indexed.stderr) == (0, "")
    assert indexed.stdout.startswith("2 added, 0 changed, 0 removed, 0 unchanged: 2 documents, 2 passages")
    asked = run("ask", "When was the ferry Morgenrot sold to Norway?", code=NO_NETWORK)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "[1] “The ferry Morgenrot was sold to Norway in 1998.”" in asked.stdout
    assert "The last ferry · ferry.txt · characters 16–63" in asked.stdout


@pytest.mark.usefixtures("articles")
def test_an_answer_as_json_has_the_agreed_keys_and_quotes_slices() -> None:
    run("index")
    reply = json.loads(run("ask", "大桥全长多少公里？", "--json").stdout)
    keys = ["question", "verdict", "confidence", "answer", "quotes", "near_misses", "index", "headline"]
    assert list(reply) == [*keys, "answer_confidence", "several", "follows", "filter", "milliseconds"]
    quote = (reply["quotes"] or reply["near_misses"])[0]
    text = Path("documents", quote["source"]).read_text(encoding="utf-8")
    assert text[quote["start"] : quote["end"]] == quote["text"] == "大桥全长11.8公里，由总工程师陈怀远设计。"


def test_a_question_is_answered_from_the_places_and_dates_that_are_named(write: Write) -> None:
    write("fees/a 2021-03-01.txt", "Fees\n\nA library card costs 9 euros a year.")
    write("fees/b 2024-03-01.txt", "Fees\n\nA library card costs 14 euros a year.")
    write("other.txt", "Other\n\nA library card costs 70 euros a year.")
    run("index")
    for named, fee, undated in (
        (["--until", "2023"], "9 euros", True),
        (["--since", "1 July 2023"], "14 euros", True),
        (["--in", "other.txt"], "70 euros", False),
        (["--in", "documents/fees", "--since", "2024-03"], "14 euros", False),
        (["--in", "fees", "--in", "other.txt", "--until", "2021-03-01"], "9 euros", True),
    ):
        asked = run("ask", "What does a library card cost?", *named)
        assert [one for one in ("9 euros", "14 euros", "70 euros") if one in asked.stdout] == [fee]
        assert ("1 document was left out" in asked.stderr) == undated
    assert "· 2024-03-01 ·" in run("ask", "What does a library card cost?", "--since", "2024").stdout
    told = json.loads(run("ask", "What does a card cost?", "--since", "2024", "--json").stdout)
    assert told["filter"] == {"within": [], "since": "2024", "until": None, "undated": 1}
    assert told["quotes"][0]["date"] == "2024-03-01"
    for wrong, said in (
        (["--in", "nowhere"], "'nowhere'"),
        (["--since", "soon"], "'soon'"),
        (["--since", "2024", "--until", "2023"], "between"),
    ):
        refused = run("ask", "What does a card cost?", *wrong)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert said in refused.stderr


@pytest.mark.usefixtures("articles")
def test_what_the_documents_do_not_hold_exits_with_3() -> None:
    run("index")
    asked = run("ask", "Quantum chromodynamics zebra xylophone?")
    assert (asked.returncode, asked.stdout.partition(" (")[0]) == (3, "Not in the documents")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "Who?"], 1, "there is no index in"),
        (["index", "--documents", "nowhere"], 1, "nowhere"),
        (["index"], 1, "holds no document"),
        (["eval", "missing.jsonl"], 1, "missing.jsonl"),
        (["index", "--model", "nobody/nothing"], 1, "nobody/nothing"),
        (["index", "--model", ""], 1, "model is refused: it is empty"),
        (["index", "--documents", ""], 2, "'--documents': it is empty"),
        (["eval", "set.jsonl", "--documents", " "], 2, "'--documents': it is empty"),
        (["index", "--index", ""], 2, "'--index': it is empty"),
        (["ask"], 2, "question"),
        (["index", "--nonsense"], 2, "--nonsense"),
        (["serve", "--port", "99999"], 2, "65535"),
    ],
)
def test_errors_are_a_line_and_a_hint_on_stderr(
    settings: Settings, write: Write, arguments: list[str], code: int, said: str
) -> None:
    if "--model" in arguments:
        write("a.txt", "Something.")
    asked = run(*arguments)
    assert (asked.returncode, asked.stdout) == (code, "")
    assert said in asked.stderr
    assert "Traceback" not in asked.stderr
    if code == 1:
        assert asked.stderr.startswith("qa: ")
        assert "\n    → " in asked.stderr


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(("question", "said"), [("？！…", "no letter or digit"), ("长" * 10_000, "10,000 characters")])
def test_a_question_that_cannot_be_looked_up_is_told_why(question: str, said: str) -> None:
    run("index")
    asked = run("ask", question)
    assert asked.returncode == 1
    assert said in asked.stderr


def test_the_status_names_the_articles_of_a_page_and_a_quote_its_two_places(write: Write) -> None:
    text, _ = PAGES["page-break.txt"]
    write("page.txt", text)
    run("index")
    assert "page.txt  (utf-8)  汀澜晚报" in run("status").stdout
    assert "\n    · 旧船厂改成陶艺工坊\n    · 夜市摊位抽签结果公布\n" in run("status").stdout
    told = json.loads(run("status", "--json").stdout)["documents"][0]
    assert told["articles"] == ["旧船厂改成陶艺工坊", "夜市摊位抽签结果公布"]
    asked = run("ask", "陶艺工坊烧出的釉面带着什么颜色？").stdout
    end, rest = text.index("\n\n- 6 -"), text.index("淡淡的金色")
    place = f"旧船厂改成陶艺工坊 · page.txt · 2022-09-14 · characters 66–{end} and {rest}–{rest + 6}"
    assert f"一层 […] 淡淡的金色。”\n    {place}\n" in asked
    first = json.loads(run("ask", "陶艺工坊烧出的釉面带着什么颜色？", "--json").stdout)["quotes"][0]
    assert first["rest"] == {"start": rest, "end": rest + 6, "text": "淡淡的金色。"}


@pytest.mark.usefixtures("articles")
def test_the_status_names_every_file_its_encoding_and_what_was_left_out(write: Write) -> None:
    write("empty.txt", "")
    Path("documents", "old.txt").write_bytes("海港渡轮于一九九八年售出，船长退休。".encode("gb18030"))
    assert "empty.txt" in run("index").stderr
    status = run("status").stdout
    assert status.startswith("3 documents, 3 passages, generation 1, model bundled@")
    assert "ferry.txt  (utf-8)  The last ferry" in status
    assert "old.txt  (gb18030)" in status
    assert "  ! empty.txt holds no text" in status
    assert run("status", "--left-out").stdout == "  ! empty.txt holds no text → fill it or remove it\n"
    told = json.loads(run("status", "--json").stdout)
    assert [row["source"] for row in told["documents"]] == ["ferry.txt", "old.txt", "大桥.txt"]
    assert [problem["source"] for problem in told["problems"]] == ["empty.txt"]
    Path("index", "calibration.quick.json").write_text('{"slope": "a", "model": "m"}', encoding="utf-8")
    assert (
        "calibration.quick.json is not a calibration, and is passed over: its slope is no number"
        in run("status").stdout
    )


@pytest.mark.usefixtures("articles")
def test_the_status_says_what_the_settings_want_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """It refused on another chunk size, and where the endpoint of a model did not answer."""
    run("index")
    monkeypatch.setenv("QA_SPLITTING__CHUNK_SIZE", "300")
    endpoint = "http://127.0.0.1:9/v1#bge-m3"
    status = run("status", "--model", endpoint)
    assert (status.returncode, status.stderr) == (0, "")
    lines = status.stdout.splitlines()
    assert lines[0].startswith("2 documents, 2 passages, generation 1, model bundled@")
    assert lines[1:3] == [
        "! made with chunk_size = 400, the settings want 300",
        f"! made with model = {lines[0].rpartition(' ')[2]}, the settings want {endpoint}",
    ]
    assert "`qa index --rebuild`" in lines[3]
    assert "chunk_size and model" in lines[3]
    told = json.loads(run("status", "--json").stdout)
    assert told["differs"] == {"chunk_size": {"index": 400, "settings": 300}}
    assert (told["recipe"]["chunk_size"], told["recipe"]["chunk_overlap"]) == (400, 80)
    monkeypatch.delenv("QA_SPLITTING__CHUNK_SIZE")
    assert json.loads(run("status", "--json").stdout)["differs"] == {}


def test_the_status_opens_no_model_and_no_cache() -> None:
    from tests.test_architecture import loaded

    heavy = {"torch", "faiss", "tantivy", "tokenizers", "sentence_transformers"}
    status = (
        "import sys; sys.argv = ['qa', 'status']; import qa.cli, contextlib\nwith contextlib.suppress(SystemExit): "
    )
    assert loaded(status + "qa.cli.main()") & heavy == set()


@pytest.mark.usefixtures("articles")
def test_an_evaluation_prints_figures_and_writes_every_answer(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "question": "When was the ferry sold?",
            "answers": ["1998"],
            "sources": ["ferry.txt"],
            "evidence": "The ferry Morgenrot was sold to Norway in 1998.",
        },
        {"question": "Zebra xylophone?", "answerable": False},
    ]
    Path("set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    evaluated = run("eval", "set.jsonl", "--documents", "documents", "--out", "report.json")
    assert (evaluated.returncode, evaluated.stderr) == (0, "")
    assert re.search(r"^  recall@5 +1\.000 ", evaluated.stdout, re.MULTILINE)
    assert re.search(r"^  verbatim +1\.000 ", evaluated.stdout, re.MULTILINE)
    written = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert [row["question"] for row in written["questions"]] == [row["question"] for row in rows]
    assert written["questions"][0]["outcome"]["first_quote"] is True
    assert not Path("index").exists()
    again = run("report", "report.json", "--html", "report.html", "--compare", "report.json", "--min", "rejection=1")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith(evaluated.stdout)
    assert "2 questions compared, 0 in one run only\n" in again.stdout
    assert "When was the ferry sold?" in Path("report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("articles")
def test_questions_without_a_source_are_counted_where_figures_leave_them_out() -> None:
    """One of two answerable questions names no source: figures of one question look like figures of all."""
    rows = ['{"question": "When was the ferry sold?", "answers": ["1998"], "sources": ["ferry.txt"]}']
    rows += ['{"question": "Who?", "answers": ["陈怀远"]}', '{"question": "Zebra?", "answerable": false}']
    Path("set.jsonl").write_text("\n".join(rows), encoding="utf-8")
    evaluated = run("eval", "set.jsonl", "--documents", "documents")
    assert evaluated.returncode == 0
    assert evaluated.stderr.startswith(
        "! retrieval and quotes are not measured where no source is named: 1 of 2 questions\n"
        "    → `qa testset check set.jsonl --documents DIR --fix OUT`"
    )


@pytest.mark.usefixtures("articles")
def test_a_document_that_is_not_indexed_is_named() -> None:
    """A wrong path in a test set would look like a bad bot otherwise."""
    row = {"id": "q7", "question": "When was the ferry sold?", "answers": ["1998"], "sources": ["old/ferry.txt"]}
    Path("set.jsonl").write_text(json.dumps(row), encoding="utf-8")
    evaluated = run("eval", "set.jsonl", "--documents", "documents")
    assert (evaluated.returncode, evaluated.stderr) == (0, "! question q7: old/ferry.txt is not in the index\n")


def test_an_indexed_document_in_any_script_is_in_the_index(write: Write) -> None:
    """Georgian is in no list of this program's."""
    write("ხიდი.txt", "ხიდი\n\nხიდი 1998 წელს აშენდა.")
    row = {"question": "ხიდი 1998?", "answers": ["1998"], "sources": ["ხიდი.txt", "gone.txt"]}
    Path("set.jsonl").write_text(json.dumps(row), encoding="utf-8")
    evaluated = run("eval", "set.jsonl", "--documents", "documents")
    assert (evaluated.returncode, evaluated.stderr) == (0, "! question line-1: gone.txt is not in the index\n")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--withhold", "0.5"], 2, "--withhold needs --documents"),
        (["--try", "retrieval.fusion=dense", "--html", "x.html"], 2, "--try gives one table"),
        (["--min", "recal@5=1"], 1, "there is no figure 'recal@5'"),
        (["--compare", "missing.json"], 1, "missing.json"),
        (["--out", "no/folder.json"], 1, "folder.json"),
        (["--format", "yaml"], 1, "no test-set format 'yaml'"),
    ],
)
def test_what_an_evaluation_cannot_do_is_said_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str], code: int, said: str
) -> None:
    """There is no index, which would be said if it were looked for."""
    Path("set.jsonl").write_text('{"question": "When was the ferry sold?", "sources": ["a.txt"]}\n', encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["qa", "eval", "set.jsonl", *options])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == code
    assert said in " ".join(capsys.readouterr().err.replace("│", " ").split())


@pytest.mark.usefixtures("articles")
def test_a_disk_that_takes_no_more_leaves_the_old_index_answering(write: Write) -> None:
    run("index")
    write("long.txt", "\n".join(f"Sentence number {number} about the harbour." for number in range(20_000)))

    def no_more() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    failed = run("index", limit=no_more)
    assert failed.returncode == 1
    assert failed.stderr.startswith("qa: ")
    assert "Traceback" not in failed.stderr
    assert "Morgenrot" in run("ask", "When was the ferry Morgenrot sold to Norway?").stdout
    assert run("index").stdout.startswith("1 added")


@pytest.mark.usefixtures("articles")
def test_a_killed_indexing_goes_on_where_it_stopped(write: Write) -> None:
    for number in range(40):
        write(f"{number:02}.txt", "\n".join(f"Line {line} of article {number}." for line in range(2500)))
    started = subprocess.Popen(
        [sys.executable, "-m", "qa", "index"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    committed = Path("index", "lexical-0")
    for _ in range(3000):
        committed = next(Path("index").glob("lexical-*/stamp.json"), committed)
        if committed.exists() and b'"generation": 1' in committed.read_bytes():
            break
        time.sleep(0.01)
    started.send_signal(signal.SIGKILL)
    started.wait()
    again = run("index")
    assert again.returncode == 0
    assert "42 documents" in again.stdout
    assert "Morgenrot" in run("ask", "When was the ferry Morgenrot sold to Norway?").stdout


@pytest.fixture
def ugly(write: Write) -> None:
    """A document that paints the terminal, and one whose name looks like a line of the status."""
    write(
        "ferry.txt", "\x1b[2JFerry\n\nThe ferry \x1b[31mMorgenrot\x1b[0m was sold to \x9b1mNorway\u202e in 1998.\x07\n"
    )
    write("a\n9 documents, 9 passages.txt", "The museum is open.\n")
    write("e\x1b]0;title\x07.txt", "")


@pytest.mark.usefixtures("ugly")
def test_nothing_of_a_document_is_obeyed_by_the_terminal_and_json_holds_it_exactly() -> None:
    asked = "When was the ferry Morgenrot sold to Norway?"
    printed = [run("index"), run("status"), run("status", "--json"), run("ask", asked), run("ask", asked, "--json")]
    for one in printed:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", one.stdout + one.stderr)
    assert [line for line in printed[1].stdout.splitlines() if line.startswith("9 documents")] == []
    assert r"  a\n9 documents, 9 passages.txt  (utf-8)" in printed[1].stdout
    assert r"The ferry \x1b[31mMorgenrot\x1b[0m was sold to \x9b1mNorway\u202e in 1998." in printed[3].stdout
    quote = json.loads(printed[4].stdout)["quotes"][0]
    text = Path("documents/ferry.txt").read_text(encoding="utf-8")
    assert quote["text"] == text[quote["start"] : quote["end"]]
    assert "\x1b[31mMorgenrot\x1b[0m was sold to \x9b1mNorway\u202e in 1998." in quote["text"]


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_pipe_that_is_not_utf_8_is_answered_and_its_json_is_exact(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    run("index")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    said = [
        subprocess.run([sys.executable, "-m", "qa", *arguments], capture_output=True, check=True).stdout.decode(
            encoding
        )
        for arguments in (
            ["ask", "大桥全长多少公里 ß🚢？"],
            ["ask", "大桥全长多少公里 ß🚢？", "--json"],
            ["status", "--json"],
        )
    ]
    assert "11.8" in said[0]
    assert json.loads(said[1])["question"] == "大桥全长多少公里 ß🚢？"
    assert json.loads(said[2])["documents"][1]["source"] == "大桥.txt"


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"], ["--help"]])
def test_an_output_that_is_full_or_left_early_is_told_in_a_line(arguments: list[str]) -> None:
    run("index")
    command = [sys.executable, "-m", "qa", *arguments]
    with Path("/dev/full").open("wb") as full:
        told = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (told.returncode, told.stderr.count("\n")) == (1, 2)
    assert "No space left" in told.stderr
    read, write = os.pipe()
    os.close(read)
    left = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    os.close(write)
    assert (left.returncode, left.stderr) == (1 if "--help" in arguments else 141, "")


@pytest.mark.usefixtures("articles")
def test_where_a_stream_is_closed_the_command_does_its_work_and_the_other_stays_clean() -> None:
    indexed = run("index", limit=lambda: os.close(2))
    assert (indexed.returncode, indexed.stdout[:7]) == (0, "2 added")
    refused = run("ask", "?", limit=lambda: os.close(2))
    assert (refused.returncode, refused.stdout) == (1, "")
    told = run("status", "--json", limit=lambda: os.close(1))
    assert (told.returncode, told.stderr) == (0, "")


def test_an_index_without_documents_says_so(write: Write) -> None:
    path = write("a.txt", "The ferry was sold in 1998.")
    run("index")
    path.unlink()
    emptied = run("index")
    assert (emptied.returncode, emptied.stderr) == (0, "")
    assert emptied.stdout.startswith("0 added, 0 changed, 1 removed, 0 unchanged: 0 documents, 0 passages")
    asked = run("ask", "When was the ferry sold?")
    assert (asked.returncode, asked.stderr) == (3, "")
    assert asked.stdout.splitlines()[1].startswith("The index holds no documents")
    assert run("status").stdout.startswith("0 documents, 0 passages")


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"qa {__version__}\n"


def test_the_readme_names_every_command_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {
        line.split()[1] for line in run("--help").stdout.splitlines() if line.startswith("│ ") and line[2] not in " -"
    }
    assert listed == {
        *("index", "ask", "status", "serve", "eval", "report", "testset", "calibrate", "fetch", "user", "copy", "mcp")
    }
    assert all(f"qa {name}" in readme for name in listed)


@pytest.mark.usefixtures("articles")
def test_two_writers_at_once_is_said_by_the_second(settings: Settings) -> None:
    from filelock import FileLock

    run("index")
    with FileLock(settings.index_folder / "writer.lock"):
        second = run("index")
    assert second.returncode == 1
    assert "is being written by process" in second.stderr
    assert os.fspath(settings.index.name) in second.stderr


@pytest.mark.parametrize(("headline", "head"), [("4DX\t9 PM", "Found (80%): 4DX 9 PM"), ("", "Found (80%)")])
def test_only_a_sure_answer_is_a_headline_and_that_in_one_line(
    headline: str, head: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cell's answer may hold a tab, and one that is not sure is too often a wrong one to stand largest."""
    quote = Quote("a.txt", "A", 0, 8, "4DX\t9 PM", 0.8, 0, 8)
    state = IndexState(1, "m", 1, 1)
    _show_answer(Answer("q", "found", 0.8, "4DX\t9 PM", (quote,), (), state, headline=headline))
    assert capsys.readouterr().out.splitlines()[0] == head


def test_three_hundred_pictures_beside_the_articles_are_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    pictures = [Problem(f"{n}.exe", f"{n}.exe: .exe is not a format that is read", "move it out") for n in range(300)]
    one = Problem("b.txt", "b.txt holds no text", "fill it or remove it")
    _show_report(IndexReport(1, 0, 0, 0, 1, 0.1, (one, *pictures), IndexState(1, "m", 1, 1)))
    told = capsys.readouterr().err.splitlines()
    assert told[:2] == ["! b.txt holds no text", "    → fill it or remove it"]
    assert told[-2:] == ["! and 297 more of the kind: `qa status --left-out` lists them", "    → move it out"]
    assert len(told) == 7


def test_the_page_reads_thoroughly_unless_another_reader_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    monkeypatch.setattr("qa.web.serve", lambda settings, **_: served.append(settings.answering.reader))
    for variables, options in (({}, []), ({}, ["--reader", "quick"]), ({"QA_ANSWERING__READER": "quick"}, [])):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert CliRunner().invoke(app, ["serve", *options]).exit_code == 0
    assert served == ["thorough", "quick", "quick"]
