"""The report: what is written can be read again, and the page shows it in a real browser without a network."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.errors import TestSetError
from qa.evaluation.compare import compare
from qa.evaluation.figures import Figure, figures
from qa.evaluation.measures import MEASURES
from qa.evaluation.rows import Outcome, Row
from qa.evaluation.run import Run
from qa.report import plots
from qa.report.page import number, page, worst
from qa.report.report import Report, as_text, must_have_folder, read_run, report, write_text
from qa.report.terminal import breakdown_lines, figure_lines
from qa.testsets.cases import Case
from tests.evaluation.rows import make_reply, make_row
from tests.web.test_browser import chromium

HOSTILE = '</script><img src=x onerror="window.hacked=1"><b>bold</b> \u2028 ${1} &amp;'
NO_ANSWER = {"answerable": False, "sources": [], "answers": [], "source_ranks": []}


def rows() -> list[Row]:
    right = {"passage_rank": 1, "document_rank": 1, "source_ranks": [1], "quote_rank": 1, "first_quote": True}
    return [
        make_row(id="right", question="大桥多长？", lang="zh", answers=["11.8公里"], **right, evidence="全长11.8公里。",
                 reply=make_reply(confidence=0.9, text="𠮷大桥全长11.8公里。")),
        make_row(id="missed", question="Who kept it?", lang="en", passage_rank=4, reply=make_reply(text="not this")),
        make_row(id="refused", question="When?", lang="en", reply=make_reply("not_found", 0.1)),
        make_row(id="answered", question=HOSTILE, lang="en", **NO_ANSWER, reply=make_reply(text=HOSTILE)),
        make_row(id="silent", question="？！", **NO_ANSWER, reply=None),
    ]  # fmt: skip


def flipped(outcome: Outcome) -> Outcome:
    return outcome.model_copy(update={"first_quote": not outcome.first_quote})


def reported(of: list[Row], before: list[Row] | None = None) -> Report:
    recipe = {"model": "m", "chunk_size": 400}
    return report(Run("set.jsonl", of, recipe, {}, "qa eval set.jsonl"), compare(before, of) if before else None)


# --------------------------------------------------------------------------------------------- written


def test_a_report_has_the_agreed_keys_and_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = reported(rows())
    write_text(tmp_path / "report.json", as_text(found))
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert list(written) == ["figures", "testset", "command", "recipe", "settings", "breakdown", "questions"]
    assert written["figures"]["recall@5"] == {"value": 2 / 3, "low": 0, "high": 1, "n": 3}
    assert [row["id"] for row in written["questions"]] == ["right", "missed", "refused", "answered", "silent"]
    assert written["questions"][0]["reply"]["index"] == {"generation": 1, "model": "m"}
    again = report(read_run(tmp_path / "report.json"))
    assert (again.run.rows, again.figures, again.run.testset) == (tuple(rows()), found.figures, "set.jsonl")
    assert as_text(again) == as_text(found)


def test_no_tag_of_a_test_set_becomes_a_figure(tmp_path: Path) -> None:
    """Whatever the further keys of a question are called; without answers nothing is known of an exact match."""
    tags: dict[str, object] = {"quote_f1": 0.5, "exact_match": "strict", "reply": "r", "outcome": {"verbatim": False}}
    case = Case.model_validate({"id": "1", "question": "q", "sources": ["a.txt"], "tags": ["date"], **tags})
    row = Row(case=case, outcome=Outcome(source_ranks=(0,)), reply=None)
    found = reported([row])
    assert not {"quote_f1", "exact_match"} & set(found.figures)
    write_text(tmp_path / "report.json", as_text(found))
    (again,) = read_run(tmp_path / "report.json").rows
    assert again == row
    assert again.case.tags_by_name() == {"tags": ["date"], **tags}


def test_a_report_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    """There, tags and figures stood among the keys of the test set."""
    flat = {"id": "1", "question": "q", "sources": ["a.txt"], "answers": ["x"], "level": "easy", "tags": ["a"]}
    outcome = {"source_ranks": [0], "quote_f1": 0.25}
    (tmp_path / "old.json").write_text(
        json.dumps({"questions": [{**flat, **outcome, "reply": make_reply()}]}), encoding="utf-8"
    )
    (row,) = read_run(tmp_path / "old.json").rows
    assert row == make_row(id="1", level="easy", tags=["a"], **outcome)
    assert figures([row])["quote_f1"].value == 0.25


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not a report"),
        ("{}", "questions: Field required"),
        ('{"questions": [{}]}', "questions.0.question"),
        ('{"questions": [3]}', "questions.0"),
        ('{"questions": [{"outcome": {}, "tags": 3}]}', "questions.0.question: Field required"),
        ('{"questions": [{"question": "q", "sources": ["a.txt"]}]}', "source_ranks and sources differ"),
        ('{"questions": []}', "is not a report: questions: Tuple should have at least 1 item"),
    ],
)
def test_what_is_no_report_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    with pytest.raises(TestSetError, match=re.escape(said)):
        read_run(tmp_path / "report.json")
    with pytest.raises(TestSetError, match="cannot be read"):
        read_run(tmp_path / "missing.json")
    with pytest.raises(TestSetError, match="cannot be written"):
        write_text(tmp_path / "no folder" / "report.json", "")
    with pytest.raises(TestSetError, match="there is no folder"):
        must_have_folder(tmp_path / "no folder" / "report.json")


def test_the_terminal_shows_groups_of_figures() -> None:
    shown = list(figure_lines(figures(rows())))
    assert [line for line in shown if not line.startswith(" ")] == [
        "passages", "documents", "quotes", "refusal", "speed",
    ]  # fmt: skip
    assert "  recall@5                 0.667   [0.000, 1.000]       n = 3" in shown
    assert list(breakdown_lines(reported(rows()).breakdown["lang"], "lang"))[1].startswith("  en ")
    assert list(breakdown_lines({"zh": figures(rows())}, "lang")) == []


# --------------------------------------------------------------------------------------------- drawn


def test_a_figure_is_written_in_its_unit() -> None:
    written = {"recall@5": "50.0%", "mrr@10": "0.500", "quote_length": "0.5", "milliseconds_median": "0.5"}
    assert {name: number(0.5, MEASURES[name]) for name in written} == written
    assert number(1234.5, MEASURES["milliseconds_p95"]) == "1234"


def test_the_figure_farthest_from_its_best_is_told() -> None:
    """Of low shares of what should be high, and high ones of what should be low; scores are no shares."""
    given = {"first_quote": 0.8, "rejection": 0.4, "false_refusal": 0.7, "ece": 0.9, "milliseconds_median": 50}
    told = {name: Figure(value, 0, 1, 9) for name, value in given.items()}
    assert worst(told) == "false_refusal"
    del told["false_refusal"]
    assert worst(told) == "rejection"
    assert worst({}) == ""


def test_groups_and_titles_are_escaped() -> None:
    hostile = '<b onclick="x">'
    figure = Figure(0.5, 0.4, 0.6, 3)
    drawn = str(plots.groups({hostile: {"recall@5": figure}, "en": {"recall@5": figure}}, ["recall@5"]))
    assert "&lt;b onclick=&#34;" in drawn
    assert "<b" not in drawn
    whole = page(report(Run(f"{hostile}.jsonl", rows(), {"model": hostile, "chunk_size": 400}, {})))
    assert hostile not in whole
    assert whole.count("&lt;b onclick=&#34;x&#34;&gt;") == 3  # the title, the heading, and the model


def test_bars_count_questions_by_rank() -> None:
    drawn = plots.ranks([make_row(passage_rank=rank) for rank in (1, 1, 1, 5, 30, 0)])
    titles = re.findall("<title>(.*?)</title>", drawn or "")
    assert [title for title in titles if " 0 of" not in title] == [
        "rank 1: 3 of 6 questions", "rank 4–5: 1 of 6 questions", "rank 21+: 1 of 6 questions",
        "rank none: 1 of 6 questions",
    ]  # fmt: skip
    assert plots.ranks([make_row(**NO_ANSWER)]) is None


def test_the_risk_is_read_off_at_a_quarter_half_and_all() -> None:
    """Of four questions the two most confident are right: none wrong at 50 %, two of four at the end."""
    given = [(0.9, True), (0.8, True), (0.2, False), (0.1, False)]
    drawn = plots.risk_coverage([make_row(first_quote=right, reply=make_reply(confidence=one)) for one, right in given])
    assert re.findall("<title>(.*?)</title>", drawn or "") == [
        "answering the 25% above confidence 0.90: 0% wrong",
        "answering the 50% above confidence 0.80: 0% wrong",
        "answering the 75% above confidence 0.20: 33% wrong",
        "answering the 100% above confidence 0.10: 50% wrong",
    ]


def test_calibration_has_a_dot_for_every_bin_with_questions() -> None:
    given = [(0.95, True), (0.91, False), (0.15, False)]
    drawn = plots.calibration([make_row(first_quote=right, reply=make_reply(confidence=one)) for one, right in given])
    assert re.findall("<title>(.*?)</title>", drawn or "") == [
        "1 questions of confidence 0.15: 0% right",
        "2 questions of confidence 0.93: 50% right",
    ]


def test_groups_are_drawn_when_there_are_several() -> None:
    parts = reported(rows()).breakdown["lang"]
    drawn = plots.groups(parts, ["recall@5"]) or ""
    assert re.findall("<title>(.*?)</title>", drawn) == [
        "en", "en: recall@5 0.500 [0.000, 1.000], n = 2", "zh", "zh: recall@5 1.000 [1.000, 1.000], n = 1",
    ]  # fmt: skip
    assert plots.groups({"en": parts["en"]}, ["recall@5"]) is None


# --------------------------------------------------------------------------------------------- looked at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Page:
    """The page of a comparison, opened from disk."""
    before = [row.model_copy(update={"outcome": flipped(row.outcome)}) for row in rows()]
    file = tmp_path / "report.html"
    file.write_text(page(reported(rows(), before)), encoding="utf-8")
    view = browser.new_page(viewport={"width": 1200, "height": 800})
    view.goto(file.as_uri())
    return view


@pytest.mark.browser
def test_the_page_shows_figures_changes_plots_and_questions(shown: Page) -> None:
    expect(shown.locator(".card").first).to_contain_text("66.7%")
    expect(shown.locator(".card", has_text="first_quote")).to_contain_text("33.3%")
    expect(shown.get_by_text("5 questions asked in both runs: 1 lost, 1 won")).to_be_visible()
    assert shown.locator("svg.plot").count() == 4
    assert shown.locator(".rows > li").count() == 5
    assert shown.locator(".rows .ask").first.text_content() in {"Who kept it?", "大桥多长？"}


@pytest.mark.browser
def test_questions_are_filtered_searched_and_opened_by_keyboard(shown: Page) -> None:
    asked = shown.locator(".rows .ask")
    shown.get_by_role("button", name="Refused, though answerable 1").press("Enter")
    assert asked.all_text_contents() == ["When?"]
    shown.get_by_role("button", name="Answered, though unanswerable 1").press("Enter")
    assert asked.all_text_contents() == [HOSTILE]
    shown.get_by_role("button", name="All 5").press("Enter")
    shown.keyboard.press("/")
    shown.keyboard.type("11.8公里")
    assert asked.all_text_contents() == ["大桥多长？"]
    shown.locator(".rows summary").press("Enter")
    expect(shown.locator(".sides .side")).to_have_count(3)
    gold, quoted, earlier = shown.locator(".sides .side").all()
    assert gold.locator("mark").all_text_contents() == ["11.8公里"]
    assert quoted.locator("blockquote").text_content() == "𠮷大桥全长11.8公里。"
    assert quoted.locator("mark").all_text_contents() == ["11.8公里"]
    expect(earlier).to_contain_text("Before")
    shown.get_by_role("searchbox").fill("")


@pytest.mark.browser
def test_all_figures_are_tiles_and_the_command_is_told(shown: Page) -> None:
    expect(shown.locator(".made code")).to_have_text("qa eval set.jsonl")
    assert shown.locator(".tile").count() == len(reported(rows()).figures)
    expect(shown.locator(".tile.worst")).to_contain_text("farthest from its best")


@pytest.mark.browser
def test_questions_are_sorted_linked_to_saved_and_printed(browser: Browser, tmp_path: Path) -> None:
    """A link opens its question though it is far down; what a spreadsheet would compute is saved as text."""
    many = [
        make_row(id=f"q {n}", question="=1+1" if n == 3 else f"Number {n}?", kind="odd" if n % 2 else "even",
                 reply=make_reply(confidence=n / 1000, text="said"))
        for n in range(300)
    ]  # fmt: skip
    (tmp_path / "many.html").write_text(page(reported(many)), encoding="utf-8")
    view = browser.new_page()
    view.goto((tmp_path / "many.html").as_uri() + "#question=q%20270")
    expect(view.locator("details[open] .ask")).to_have_text("Number 270?")
    expect(view.locator("details[open] .ask")).to_be_in_viewport()
    assert view.locator("details[open] .anchor").get_attribute("href") == "#question=q%20270"
    asked = view.locator(".rows .ask")
    view.get_by_label("Tag").select_option("kind=odd")
    view.get_by_label("Order").select_option("Least confident first")
    assert asked.all_text_contents()[:3] == ["Number 1?", "=1+1", "Number 5?"]
    with view.expect_download() as saved:
        view.get_by_role("button", name="Save as CSV").click()
    head, *lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith('"id","question","lang","tags","outcome"')
    assert len(lines) == 150
    assert lines[1].startswith('"q 3","\'=1+1","","kind=odd","wrong quote","found","0.003"')
    view.evaluate("addEventListener('beforeprint', () => window.printed = document.querySelectorAll('.sides').length)")
    view.pdf()
    assert view.evaluate("window.printed") == 150
    assert view.locator("details[open]").count() == 0


@pytest.mark.browser
def test_nothing_from_a_document_becomes_an_element_and_nothing_is_fetched(shown: Page) -> None:
    shown.locator(".rows summary", has_text="onerror").click()
    assert shown.locator(".rows img, .rows b").count() == 0
    assert shown.evaluate("window.hacked") is None
    assert shown.evaluate("performance.getEntriesByType('resource').length") == 0
    assert not re.search(r"""(?:src|href)=|url\(|@import|https?:""", page(reported(rows()[:3])))


@pytest.mark.browser
def test_thousands_of_questions_are_drawn_a_part_at_a_time_and_fit_a_phone(browser: Browser, tmp_path: Path) -> None:
    many = [
        make_row(id=f"{number:040}", question=f"Question {number}?", passage_rank=number % 3) for number in range(5000)
    ]
    (tmp_path / "many.html").write_text(page(reported(many)), encoding="utf-8")
    view = browser.new_page(viewport={"width": 360, "height": 700})
    view.goto((tmp_path / "many.html").as_uri())
    lines = view.locator(".rows > li")
    first = lines.count()
    assert 0 < first < 200
    view.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(lines.nth(first)).to_be_attached()
    assert view.evaluate("document.documentElement.scrollWidth") == 360
