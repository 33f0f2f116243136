"""Test sets asked from the page: listed, checked, asked one at a time in another process, kept and compared."""

import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from qa.bot import Bot
from qa.errors import PageBusy, QAError, TestSetError
from qa.index import build_index
from qa.report import read_run
from qa.settings import Settings
from qa.web.backend import Backend
from qa.web.evaluations import Evaluations
from qa.web.messages import Json
from qa.web.testsets import MOST, Texts
from tests.web.pages import running_page
from tests.web.test_browser import ask, chromium, nothing_was_rendered, watch

TOWER = "The lighthouse of Gull Point has 214 steps.\nIts keeper was Ruth Alder.\n"
BRIDGE = "The old bridge was opened in 1786 by the mayor.\n"
CASES: list[Json] = [
    {"id": "right", "question": "Who was the keeper of Gull Point?", "sources": ["tower.txt"],
     "evidence": "Its keeper was Ruth Alder."},
    {"id": "stale", "question": "When was the old bridge opened?", "sources": ["bridge.txt"],
     "evidence": "It was opened in 1799."},
    {"id": "moved", "question": "How many steps has the lighthouse?", "sources": ["tower.txt"], "answers": ["214"],
     "start": 3},
    {"id": "other", "question": "Who opened the old bridge? <img src=x onerror=window.hacked=1>",
     "sources": ["tower.txt"], "evidence": "The lighthouse of Gull Point has 214 steps."},
]  # fmt: skip


def written(path: Path, cases: list[Json]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    return path


@pytest.fixture
def asked(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Evaluations]:
    write("tower.txt", TOWER)
    write("bridge.txt", BRIDGE)
    build_index(settings)
    with Bot.open(settings) as bot, closing(Backend(settings, bot)) as backend:
        yield backend.evaluations


def done(asked: Evaluations) -> Json:
    """The job, when it is over."""
    while True:
        job = asked.evaluations({})["job"]
        assert isinstance(job, dict)
        if not job["running"]:
            return job
        time.sleep(0.05)


def test_a_set_is_asked_by_another_process_stopped_gone_on_with_kept_and_compared(
    asked: Evaluations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process, which has other questions to answer, asks none of them."""
    monkeypatch.setattr("qa.evaluation.run.ask_case", None)
    written(Path("testsets/set.jsonl"), CASES)
    assert asked.evaluate({"name": "set.jsonl"})["running"]
    with pytest.raises(PageBusy, match=r"an evaluation is running: set\.jsonl"):
        asked.evaluate({"name": "set.jsonl"})
    asked.halt({})
    stopped = done(asked)
    assert (stopped["stopped"], stopped["error"], stopped["run"]) == (True, None, "")
    assert asked.evaluations({})["runs"] == []
    asked.evaluate({"name": "set.jsonl"})
    job = done(asked)
    assert (job["error"], job["done"], job["total"]) == (None, 4, 4)
    (run,) = _list(asked.evaluations({})["runs"])
    assert (run["id"], run["testset"]) == (job["run"], "set.jsonl")
    command = read_run(Path(f"testsets/runs/{run['id']}.json")).command
    assert re.fullmatch(r"qa eval testsets/set\.jsonl --index \S+ --reader quick", command)
    told = asked.evaluated({"run": run["id"]})
    whys = {one["id"]: one["why"] for one in _list(asked.evaluated({"run": run["id"], "show": "all"})["questions"])}
    assert whys == {"right": "", "stale": "stale", "moved": "", "other": "other_quoted"}
    assert told["counts"] == {"wrong": 2, "stale": 1, "other_quoted": 1, "all": 4}
    assert [one["name"] for one in _list(told["figures"])][:2] == ["recall@5", "first_quote"]
    earlier = "20200101T000000Z-set.jsonl"
    before = json.loads(Path(f"testsets/runs/{run['id']}.json").read_text(encoding="utf-8"))
    before["questions"][0]["outcome"]["first_quote"] = False
    Path(f"testsets/runs/{earlier}.json").write_text(json.dumps(before), encoding="utf-8")
    compared = asked.evaluated({"run": run["id"], "before": earlier, "show": "won"})
    assert [one["id"] for one in _list(compared["questions"])] == ["right"]
    assert (compared["paired"], compared["matching"]) == (4, 1)
    assert "Compared with before" in str(asked.reported({"run": run["id"], "before": earlier})["text"])
    assert json.loads(str(asked.reported({"run": run["id"], "form": "json"})["text"]))["testset"] == "set.jsonl"
    assert asked.discard({"run": earlier}) == {}
    alone = asked.evaluated({"run": run["id"], "before": earlier, "show": "won"})
    assert (alone["paired"], alone["matching"], alone["figures"]) == (0, 0, told["figures"])
    asked.discard({"run": run["id"]})
    assert [file.name for file in Path("testsets/runs").iterdir()] == []
    with pytest.raises(TestSetError, match="not kept any more"):
        asked.evaluated({"run": run["id"]})


def test_a_set_is_compared_with_what_is_indexed_and_put_right_in_a_copy(asked: Evaluations) -> None:
    written(Path("testsets/kept.jsonl"), CASES)
    written(Path("testsets/a.jsonl"), CASES)
    written(Path("testsets/feedback.jsonl"), CASES)
    sets = asked.evaluations({})["testsets"]
    assert sets == [{"name": "kept.jsonl", "kept": True}, {"name": "a.jsonl", "kept": False}]
    told = asked.testset({"name": "a.jsonl"})
    assert (told["questions"], told["stale"], told["clear"]) == (4, 2, 1)
    assert [(one["id"], one["kind"], one["mended"]) for one in _list(told["findings"])] == [
        ("stale", "gone", False), ("moved", "moved", True),
    ]  # fmt: skip
    assert asked.mend({"name": "a.jsonl"}) == {"name": "a-mended.jsonl"}
    assert [one["id"] for one in _list(asked.testset({"name": "a-mended.jsonl"})["findings"])] == ["stale"]


def test_the_text_of_a_document_is_there_by_its_source(asked: Evaluations, settings: Settings) -> None:
    with Bot.open(settings) as bot:
        texts = Texts(bot)
        assert dict(texts) == {"bridge.txt": BRIDGE, "tower.txt": TOWER}
        assert ("x.txt" in texts, len(texts)) == (False, 2)


@pytest.mark.parametrize("name", [None, 3, {}, [], "", "../documents/tower.txt", "feedback.jsonl", "runs", ".a.jsonl"])
def test_only_the_sets_of_the_folder_are_asked(asked: Evaluations, name: object) -> None:
    for file in ("feedback.jsonl", ".a.jsonl"):
        written(Path("testsets", file), CASES)
    with pytest.raises(TestSetError, match="there is no test set"):
        asked.evaluate({"name": name})
    for act in (asked.evaluated, asked.discard):
        with pytest.raises(TestSetError, match="not kept any more"):
            act({"run": name})


def test_what_the_page_cannot_ask_is_a_sentence(asked: Evaluations) -> None:
    squad = {"data": [{"title": "t", "paragraphs": [{"context": "A b.", "qas": [{"question": "q?", "answers": []}]}]}]}
    Path("testsets").mkdir()
    Path("testsets/dev.json").write_text(json.dumps(squad), encoding="utf-8")
    written(Path("testsets/long.jsonl"), [{"question": "q?"}] * (MOST + 1))
    for name, said in (("dev.json", "brings its own documents"), ("long.jsonl", r"the page asks at most 2,000")):
        with pytest.raises(TestSetError, match=said):
            asked.evaluate({"name": name})
    shutil.rmtree("testsets")
    Path("testsets").write_text("a file", encoding="utf-8")
    assert asked.evaluations({})["testsets"] == []


def test_an_upload_that_is_no_test_set_is_refused_and_leaves_nothing(asked: Evaluations, tmp_path: Path) -> None:
    (tmp_path / "up").mkdir()
    with zipfile.ZipFile(tmp_path / "up" / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.xml", bytes(80_000_000))
    for name, text in (
        ("a.exe", ""),
        ("feedback.jsonl", '{"question": "q?"}'),
        ("b.csv", "no;head\n"),
        ("c.jsonl", "{"),
    ):
        (tmp_path / "up" / name).write_text(text, encoding="utf-8")
    files = sorted((tmp_path / "up").iterdir())
    told = _list(asked.upload([str(file) for file in files])["saved"])
    assert [one["error"]["kind"] for one in told] == ["TestSetError"] * 5
    assert "unpacks to 240 MB" in told[2]["error"]["message"]
    assert not Path("testsets").exists()
    good = written(tmp_path / "up" / "..set.jsonl", CASES)
    assert _list(asked.upload([str(good)])["saved"])[0]["name"] == "set.jsonl"
    written(good, CASES[:1])
    assert _list(asked.upload([str(good)])["saved"])[0]["name"] == "set-2.jsonl"


def test_a_folder_that_cannot_be_written_is_a_sentence(asked: Evaluations, monkeypatch: pytest.MonkeyPatch) -> None:
    written(Path("testsets/set.jsonl"), CASES)
    Path("testsets/runs").write_text("a file", encoding="utf-8")
    with pytest.raises(QAError, match="reports cannot be kept"):
        asked.evaluate({"name": "set.jsonl"})
    assert asked.evaluations({})["job"] is None


# ------------------------------------------------------------------------------------------------ in a browser


@pytest.mark.browser
def test_the_page_keeps_what_is_marked_asks_a_set_shows_what_fails_and_compares(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "tower.txt").write_text(TOWER, encoding="utf-8")
    (tmp_path / "documents" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    with running_page(tmp_path, QA_WEB__WATCH="false") as url, chromium() as browser:
        page = browser.new_page(locale="en-US", viewport={"width": 1280, "height": 900})
        _, dialogs, errors = watch(page)
        page.goto(url)
        judge_and_mark(page, tmp_path / "testsets")
        page.get_by_role("tab", name="Evaluation").click()
        evaluate_a_set(page, written(tmp_path / "up.jsonl", CASES))
        show_what_failed(page)
        come_back_and_compare(page)
        delete_runs(page, tmp_path / "testsets" / "runs")
        nothing_was_rendered(page)
        assert (dialogs, errors, page.evaluate("window.hacked")) == ([], [], None)


def judge_and_mark(page: Page, folder: Path) -> None:
    """👎 is kept with what was wrong; a test case holds the words that were marked, and no others."""
    ask(page, "Who was the keeper of Gull Point?")
    card = page.locator(".qa-card").last
    card.get_by_role("button", name="Bad answer").click()
    card.get_by_label("The quote does not answer the question").check()
    card.get_by_role("textbox").fill("he came later")
    card.get_by_role("button", name="Send").click()
    expect(card.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    line = json.loads((folder / "feedback.jsonl").read_text(encoding="utf-8"))
    assert (line["good"], line["wrong"], line["words"]) == (False, ["quote"], "he came later")
    assert all(quote["text"] in (TOWER, BRIDGE, *TOWER.split("\n"), *BRIDGE.split("\n")) for quote in line["quotes"])
    card.locator(".qa-quote .qa-more summary").first.click()
    card.get_by_role("button", name="Keep the question").first.click()
    marking = page.locator(".qa-marking")
    expect(marking).to_contain_text("Who was the keeper of Gull Point?")
    expect(marking.get_by_role("button", name="Keep the marked words")).to_be_enabled()  # the quote is marked
    page.evaluate(
        """() => {
        const walker = document.createTreeWalker(document.querySelector("#qa-viewer .qa-text"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode() && !walker.currentNode.data.includes("Ruth"));
        const at = walker.currentNode.data.indexOf("Ruth");
        getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 10);
        }"""
    )
    marking.get_by_role("button", name="Keep the marked words").click()
    expect(marking).to_contain_text("kept.jsonl")
    kept = json.loads((folder / "kept.jsonl").read_text(encoding="utf-8"))
    assert (kept["evidence"], kept["evidence_start"]) == ("Ruth Alder", TOWER.index("Ruth"))
    assert "answers" not in kept


def evaluate_a_set(page: Page, file: Path) -> None:
    """What was kept is offered first; an added one is compared with the documents before it is asked."""
    tab = page.locator("#qa-evaluation")
    expect(tab.get_by_label("Test set")).to_have_value("kept.jsonl")
    expect(tab.locator(".qa-checked")).to_contain_text("All questions agree")
    page.set_input_files("#qa-testset-upload input[type=file]", file)
    expect(tab.get_by_label("Test set")).to_have_value("up.jsonl")
    expect(tab.locator(".qa-stale li")).to_have_count(2)
    expect(tab.locator(".qa-stale")).to_contain_text("Its document no longer holds its words.")
    tab.get_by_role("button", name="Ask all questions").click()
    expect(tab.locator("progress")).to_be_visible()
    expect(tab.locator(".qa-tile").first).to_contain_text("Right passage among the first 5")


def show_what_failed(page: Page) -> None:
    tab = page.locator("#qa-evaluation")
    failed = tab.locator(".qa-case", has_text="Who opened the old bridge?")
    expect(failed).to_contain_text("Found, but another quoted first")
    failed.locator("summary").click()
    expect(failed.locator(".qa-side-of")).to_have_count(2)
    gold, quoted = failed.locator(".qa-side-of").all()
    expect(gold.locator("blockquote")).to_have_text("The lighthouse of Gull Point has 214 steps.")
    expect(quoted.locator("blockquote").first).to_have_text(BRIDGE.strip())
    expect(failed).to_contain_text("right passage found at rank")
    gold.get_by_role("button", name="Open tower.txt").click()
    expect(page.locator("#qa-viewer mark")).to_have_text("The lighthouse of Gull Point has 214 steps.")
    page.keyboard.press("Escape")
    tab.get_by_role("button", name="Test set is stale 1").click()
    expect(tab.locator(".qa-case")).to_have_count(1)
    expect(tab.locator(".qa-case .qa-asked")).to_have_text("When was the old bridge opened?")


def come_back_and_compare(page: Page) -> None:
    """A reload loses nothing; the same set asked again is compared with the run before."""
    page.reload()
    page.get_by_role("tab", name="Evaluation").click()
    tab = page.locator("#qa-evaluation")
    expect(tab.locator(".qa-tile").first).to_be_visible()
    expect(tab.get_by_label("Test set")).to_have_value("up.jsonl")
    tab.get_by_role("button", name="Ask all questions").click()
    expect(tab.get_by_label("Compared with").locator("option")).to_have_count(3)  # none, and the two runs
    tab.get_by_label("Compared with").select_option(index=2)
    expect(tab.locator(".qa-run")).to_contain_text("4 questions in both runs: 0 lost, 0 won.")
    with page.expect_download() as report:
        tab.get_by_role("button", name="Save the whole report").click()
    assert "Compared with before" in report.value.path().read_text(encoding="utf-8")


def delete_runs(page: Page, folder: Path) -> None:
    """Asked once more; the run that was compared with another goes, and then that one: nothing is left of them."""
    tab = page.locator("#qa-evaluation")
    newer, older = tab.locator(".qa-choose").last.locator("select").all()
    newer.select_option(index=1)
    older.select_option(index=1)
    gone = tab.get_by_role("button", name="Delete this run")
    gone.click()
    gone.blur()
    assert len(list(folder.iterdir())) == 2
    for left in (1, 0):
        gone.click()
        expect(gone).to_have_text("Really delete?")
        gone.click()
        expect(newer.locator("option")).to_have_count(left)
        assert len(list(folder.iterdir())) == left
    expect(tab.locator(".qa-tile")).to_have_count(0)
    page.reload()
    page.get_by_role("tab", name="Evaluation").click()
    expect(tab.locator(".qa-checked")).to_contain_text("4 questions")
    expect(tab.locator(".qa-error, .qa-tile")).to_have_count(0)


def _list(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value
