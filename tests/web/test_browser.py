"""The real page in a real browser, from the first question to a document that was added by hand."""

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, Route, expect, sync_playwright

from tests.web.pages import running_page

PATIENCE = 90_000
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic", "--no-first-run",
]  # fmt: skip

TOWER = "海角灯塔\n\n海角灯塔建成于1897年，塔高四十二米。守塔人林远在塔里住了三十一年。\n"
LIGHTHOUSE = "灯塔/海角.txt"
FILLER = "这一段讲的是海边的天气，与问题没有关系。\n" * 400
HOSTILE = (
    'The hostile lantern of Wexbridge is kept by <img src=x onerror="window.hacked=1"> and '
    "<script>window.hacked=2</script> [a link](javascript:window.hacked=3) ${window.hacked=4} "
    "{{constructor.constructor('window.hacked=5')()}} in the old mill\n"
)
HOSTILE_NAME = "<img src=x onerror=window.hacked=6>.txt"
BINARY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
FERRY = "The ferry Marigold sails to Wexbridge every morning at half past six.\n"
DROPPED = """([name, text]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name, { type: "text/plain" }));
    document.querySelector(".qa-talk").dispatchEvent(
        new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
}"""
"""A file is let go over the conversation."""


@pytest.mark.browser
def test_the_page_asks_opens_adds_and_never_renders_a_document(tmp_path: Path) -> None:
    write_documents(tmp_path / "documents")
    with running_page(tmp_path, QA_WEB__WATCH="false") as url, chromium() as browser:
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(PATIENCE)
        hosts, dialogs, errors = watch(page)
        page.goto(url)
        ask_in_chinese(page)
        open_the_source(page)
        keep_as_test_case(page, tmp_path)
        ask_in_one_file(page)
        ask_for_what_is_not_there(page)
        show_the_hostile_document(page)
        collect_in_the_notebook(page)
        lose_nothing(page)
        wait_stop_and_ask_again(page)
        keep_conversations(page)
        link = open_by_address(page)
        add_a_document(page, tmp_path / "documents")
        open_what_moved(page, link)
        choose_a_language(page)
        ask_over_http(url)
        assert page.evaluate("window.hacked") is None
        assert dialogs == []
        assert errors == []
        assert hosts == {urlsplit(url).netloc}


def write_documents(folder: Path) -> None:
    folder.mkdir()
    (folder / "灯塔").mkdir()
    (folder / LIGHTHOUSE).write_text(FILLER + TOWER + FILLER, encoding="utf-8")
    (folder / HOSTILE_NAME).write_text(HOSTILE, encoding="utf-8")
    (folder / "broken.txt").write_bytes(BINARY)


def ask_in_chinese(page: Page) -> None:
    expect(page.locator(".qa-state")).to_contain_text("2 documents")
    expect(page.locator(".qa-note")).to_contain_text("1 file")
    ask(page, "守塔人林远在塔里住了多少年？")
    card = page.locator(".qa-card").last
    expect(card.locator(".qa-verdict")).to_have_text(re.compile("Found|Possibly"))
    quote = card.locator(".qa-quote").first
    expect(quote.locator("blockquote")).to_contain_text("住了三十一年")
    expect(card.locator(".qa-proof")).to_contain_text("identical to")
    start, end = (int(quote.get_attribute(f"data-{side}") or "") for side in ("start", "end"))
    assert (FILLER + TOWER)[start:end] == quote.locator("blockquote").text_content()


def open_the_source(page: Page) -> None:
    """It lies beside the answer at once; by keyboard, too; the marked words are the quote's, and in view although they
    stand far down. The arrows go through all quotes, words are found and lit, and Escape closes."""
    figure, viewer = page.locator(".qa-quote").first, page.locator("#qa-viewer")
    expect(viewer.locator("mark.qa-present")).to_be_in_viewport()
    expect(page.locator(".qa-foot textarea")).to_be_focused()
    figure.locator("button.qa-source").press("Enter")
    mark = viewer.locator("mark.qa-present")
    expect(mark).to_be_in_viewport()
    assert mark.text_content() == figure.locator("blockquote").text_content()
    assert viewer.locator(".qa-text").text_content() == FILLER + TOWER + FILLER
    expect(viewer.locator(".qa-text")).to_have_attribute("lang", "zh-Hans")
    expect(viewer).to_contain_text("read as utf-8")
    steps = int(page.locator(".qa-quote").count())
    for step in [*range(2, steps + 1), 1]:
        viewer.get_by_role("button", name="Next quote").click()
        expect(viewer.locator(".qa-steps")).to_contain_text(f"Quote {step} of {steps}")
        expect(viewer.locator("mark.qa-present").first).to_be_in_viewport()
    viewer.get_by_role("searchbox").fill("海角灯塔")
    expect(viewer.locator(".qa-search")).to_contain_text("1 of 2")
    viewer.get_by_role("searchbox").press("Enter")
    expect(viewer.locator(".qa-search")).to_contain_text("2 of 2")
    lit = (
        "[...CSS.highlights.get('qa-found-present')].map(range => [range.toString(), range.startContainer.data.length])"
    )
    assert page.evaluate(lit)[0][0] == "海角灯塔"
    page.keyboard.press("Escape")
    expect(viewer).to_have_attribute("data-empty", "")
    expect(figure.locator("button.qa-source")).to_be_focused()


def keep_as_test_case(page: Page, folder: Path) -> None:
    """The quote is marked in its source to begin with, and is kept when that is said to be right."""
    quote = page.locator(".qa-quote").first
    quote.locator(".qa-more summary").click()
    quote.get_by_role("button", name="Keep the question").click()
    marking = page.locator(".qa-marking")
    marking.get_by_role("button", name="Keep the marked words").click()
    expect(marking).to_contain_text("Kept ✓")
    kept = json.loads((folder / "testsets" / "kept.jsonl").read_text(encoding="utf-8"))
    assert kept["question"] == "守塔人林远在塔里住了多少年？"
    assert kept["evidence"] == quote.locator("blockquote").text_content()
    assert (FILLER + TOWER)[kept["evidence_start"] :].startswith(kept["evidence"])


def ask_in_one_file(page: Page) -> None:
    """What is chosen is said under the box, holds for every question, and is taken back by a click."""
    page.get_by_label("File or folder").fill(HOSTILE_NAME)
    page.get_by_label("Dated from").fill("2024-05-17")
    expect(page.locator(".qa-chip")).to_contain_text(f"Only in: {HOSTILE_NAME} · 2024-05-17 – …")
    ask(page, "守塔人林远在塔里住了多少年？")
    expect(page.locator(".qa-card").last.locator(".qa-undated")).to_contain_text("1 document without a date")
    expect(page.locator(".qa-card").last.locator(".qa-searched")).to_contain_text(HOSTILE_NAME)
    expect(page.locator(".qa-card").last.locator(".qa-quote")).to_have_count(0)
    page.get_by_label("Dated from").fill("")
    ask(page, "Who keeps the lantern of Wexbridge?")
    expect(page.locator(".qa-card").last.locator(".qa-quote").first).to_have_attribute("data-source", HOSTILE_NAME)
    page.get_by_role("button", name="Look everywhere").click()
    expect(page.locator(".qa-chip")).to_be_hidden()


def ask_for_what_is_not_there(page: Page) -> None:
    ask(page, "Quantum chromodynamics zebra xylophone?")
    card = page.locator(".qa-card").last
    expect(card.locator(".qa-verdict")).to_have_text(re.compile("Not in the documents"))
    expect(card.locator(".qa-quote")).to_have_count(card.locator(".qa-near .qa-quote").count())
    for refused in ("?!…", "长" * 10_000):
        ask(page, refused)
        expect(page.locator(".qa-reply").last.locator(".qa-error")).to_be_visible()


def show_the_hostile_document(page: Page) -> None:
    """Its words stand in the card and in the panel as they are in the file, and none of them became an element."""
    question = "Who keeps the hostile lantern of Wexbridge? <b>${1+1}</b> {{1}}"
    ask(page, question)
    expect(page.locator(".qa-question").last).to_have_text(question)
    quote = page.locator(f".qa-quote[data-source='{HOSTILE_NAME}']").first
    expect(quote.locator("blockquote")).to_contain_text('<img src=x onerror="window.hacked=1">')
    expect(quote).to_contain_text(HOSTILE_NAME)
    quote.locator("blockquote").click()
    expect(page.locator("#qa-viewer .qa-text")).to_have_text(HOSTILE.strip())
    nothing_was_rendered(page)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#qa-viewer")).to_have_attribute("data-empty", "")


def collect_in_the_notebook(page: Page) -> None:
    """Two quotes are collected, the later one put first, a note written; a reload keeps it all, and sheets hold it."""
    for turn in (page.locator(".qa-turn").first, page.locator(".qa-turn").last):
        turn.locator(".qa-quote").first.get_by_role("button", name="Collect").click()
        expect(turn.locator(".qa-quote").first).to_contain_text("Collected ✓")
    page.get_by_role("tab", name="Notebook").click()
    items = page.locator(".qa-collected")
    expect(items.locator(".qa-stands")).to_have_text(["Still there, word for word"] * 2)
    nothing_was_rendered(page)
    items.first.get_by_label("Note").fill("=1+1")
    items.last.get_by_role("button", name="up").press("Enter")
    expect(items.first).to_contain_text("window.hacked=1")
    page.reload()
    page.get_by_role("tab", name="Notebook").click()
    expect(items).to_have_count(2)
    expect(items.last.get_by_label("Note")).to_have_value("=1+1")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    first, second = csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")))
    assert (FILLER + TOWER)[int(second["start"]) : int(second["end"])] == second["quote"]
    assert (second["source"], second["note"], first["source"]) == (LIGHTHOUSE, "'=1+1", HOSTILE_NAME)
    with page.expect_download() as download:
        page.get_by_role("button", name="Word").click()
    with ZipFile(download.value.path()) as package:
        assert second["quote"] in package.read("word/document.xml").decode()
    items.first.get_by_role("button", name="Remove").click()
    expect(items).to_have_count(1)
    items.locator("blockquote").click()
    expect(page.locator("#qa-viewer .qa-standing")).to_contain_text("Still there")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Ask").click()


def lose_nothing(page: Page) -> None:
    """A reload keeps the turns and what is typed; an input method's Enter sends nothing; the arrows recall."""
    box, turns = page.locator(".qa-foot textarea"), page.locator(".qa-turn")
    asked = [question.inner_text() for question in page.locator(".qa-question").all()]
    box.fill("half a question")
    page.reload()
    expect(box).to_have_value("half a question")
    expect(turns).to_have_count(len(asked))
    assert [question.inner_text() for question in page.locator(".qa-question").all()] == asked
    expect(page).to_have_title(re.compile("守塔人.* – Ask your documents"))
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        box.dispatch_event("keydown", {"key": "Enter", "bubbles": True, "cancelable": True, **composing})
    expect(turns).to_have_count(len(asked))
    box.fill("")
    for wanted in (asked[-1], asked[-2]):
        box.press("ArrowUp")
        expect(box).to_have_value(wanted)
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(box).to_have_value("")


def wait_stop_and_ask_again(page: Page) -> None:
    """A question that is stopped, or that the program does not answer, can be asked again or changed in its place."""
    box, calls = page.locator(".qa-foot textarea"), re.compile("component_server")
    count = page.locator(".qa-turn").count()
    page.route(calls, lambda route: None)
    box.fill("Who keeps the lantern?")
    box.press("Enter")
    turn = page.locator(".qa-turn").last
    expect(turn.locator(".qa-waiting")).to_contain_text("Still searching")
    box.fill("typed meanwhile")
    box.press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(turn).to_contain_text("Stopped.")
    expect(box).to_have_value("typed meanwhile")
    page.unroute(calls)
    page.route(calls, busy)
    turn.get_by_role("button", name="Ask again", exact=True).click()
    expect(turn.locator(".qa-waiting")).to_contain_text("your question waits its turn")
    page.unroute(calls)
    expect(turn.locator(".qa-card")).to_be_visible()
    page.route(calls, lambda route: route.abort())
    turn.get_by_role("button", name="Ask again", exact=True).click()
    expect(turn.locator(".qa-error")).to_contain_text("no reply from its program")
    page.unroute(calls)
    turn.get_by_role("button", name="Edit the question").click()
    turn.locator("textarea").fill("Who keeps the lantern of Wexbridge?")
    turn.locator("textarea").press("Enter")
    expect(turn.locator(".qa-card")).to_be_visible()
    expect(turn.locator(".qa-question")).to_have_text("Who keeps the lantern of Wexbridge?")
    expect(page.locator(".qa-turn")).to_have_count(count + 1)
    box.fill("")


def busy(route: Route) -> None:
    """What a page replies of which too much is asked at once."""
    route.fulfill(json={"error": {"kind": "PageBusy", "message": "too much is asked of the page at once", "hint": ""}})


def keep_conversations(page: Page) -> None:
    """They are named, saved as files with every offset, left and come back to, and deleted."""
    talks, turns = page.locator(".qa-talks li"), page.locator(".qa-turn").count()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-turn")).to_have_count(0)
    expect(page.locator(".qa-examples")).to_be_visible()
    page.go_back()
    expect(page.locator(".qa-turn")).to_have_count(turns)
    talks.first.locator("summary").click()
    talks.first.get_by_role("button", name="Rename").click()
    talks.first.locator("input").fill("Lights")
    talks.first.locator("input").press("Enter")
    expect(talks).to_have_text([re.compile("^Lights")])
    texts = {}
    for suffix in ("Markdown", "JSON"):
        talks.first.locator("summary").click()
        with page.expect_download() as download:
            talks.first.get_by_role("button", name=f"Save as {suffix}").click()
        texts[suffix] = download.value.path().read_text(encoding="utf-8")
        page.keyboard.press("Escape")
    quote = json.loads(texts["JSON"])["questions"][0]["quotes"][0]
    assert (FILLER + TOWER)[quote["start"] : quote["end"]] == quote["text"]
    assert texts["Markdown"].startswith("# Lights\n\n## 守塔人林远在塔里住了多少年？\n\n**")
    assert r"\<script\>window\.hacked=2" in texts["Markdown"]
    page.get_by_role("button", name="New conversation").click()
    ask(page, "Who keeps the lantern of Wexbridge?")
    expect(talks).to_have_count(2)
    talks.first.locator("summary").click()
    talks.first.get_by_role("button", name="Delete").click()
    talks.first.get_by_role("button", name="Really delete?").click()
    expect(talks).to_have_text([re.compile("^Lights")])
    expect(page.locator(".qa-turn")).to_have_count(0)


def open_by_address(page: Page) -> str:
    """The address of a quote asks its question again, with what narrowed it down, and looks for the quote."""
    page.get_by_label("灯塔", exact=True).check()
    ask(page, "守塔人林远在塔里住了多少年？")
    page.evaluate("qa.copy = async (text) => { window.copied = text; }")
    quote = page.locator(".qa-quote").first
    quote.locator(".qa-more summary").click()
    quote.get_by_role("button", name="Copy link").click()
    expect(quote.locator(".qa-menu")).to_contain_text("Copied")
    link = str(page.evaluate("window.copied"))
    page.get_by_role("button", name="New conversation").click()
    page.goto(link)
    expect(page.locator(".qa-question")).to_have_text(["守塔人林远在塔里住了多少年？"])
    expect(page.locator(".qa-chip")).to_contain_text("Only in: 灯塔")
    expect(page.locator("#qa-viewer .qa-standing")).to_contain_text("Still there")
    expect(page.locator(".qa-card")).to_be_visible()
    assert page.locator("mark.qa-present").text_content() == quote.locator("blockquote").text_content()
    page.get_by_role("button", name="Look everywhere").click()
    return link


def open_what_moved(page: Page, link: str) -> None:
    """Its document has grown at its beginning since."""
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#qa-viewer .qa-standing")).to_contain_text("Moved")
    expect(page.locator("mark.qa-present")).to_be_in_viewport()
    assert page.locator("mark.qa-present").text_content() == page.locator("blockquote").first.text_content()


def add_a_document(page: Page, folder: Path) -> None:
    page.get_by_role("tab", name="Documents").click()
    rows = page.locator(".qa-table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="broken.txt")).to_contain_text("This kind of file is not read")
    page.get_by_label("Filter by title or path").fill("海角")
    expect(rows).to_have_count(1)
    for told in (LIGHTHOUSE, "utf-8", "Simplified Chinese", "Indexed"):
        expect(rows).to_contain_text(told)
    page.get_by_label("Filter by title or path").fill("")
    nothing_was_rendered(page)
    name = "渡轮（二）.txt"
    payload: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": FERRY.encode()}
    page.set_input_files("#qa-documents-page input[type=file]", files=payload)
    expect(page.locator(".qa-saved")).to_have_text(f"Saved as {name}")
    assert (folder / name).read_text(encoding="utf-8") == FERRY
    page.get_by_role("tab", name="Ask").click()
    page.evaluate(DROPPED, [name, FERRY + "It is blue.\n"])
    page.get_by_role("button", name="Replace the old one").click()
    expect(page.locator(".qa-saved")).to_have_text(f"{name} was replaced")
    assert (folder / name).read_text(encoding="utf-8") == FERRY + "It is blue.\n"
    (folder / LIGHTHOUSE).write_text(FILLER + FILLER + TOWER, encoding="utf-8")
    for number in range(9):
        (folder / f"{number}.exe").write_bytes(b"MZ")
    page.get_by_role("button", name="Rebuild index").click()
    expect(page.locator(".qa-counts")).to_have_text("added1changed1removed0unchanged1")
    expect(page.locator(".qa-report .qa-problems")).to_contain_text("broken.txt")
    expect(page.locator(".qa-report .qa-problems summary")).to_have_text("and 4 more of the kind")
    expect(page.locator(".qa-report .qa-problems code").locator("visible=true")).to_have_count(6)
    page.get_by_label("State", exact=True).select_option("indexed")
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Passages", exact=True).click()
    expect(rows.first).to_contain_text(LIGHTHOUSE)
    page.get_by_role("button", name="Document", exact=True).click()
    page.get_by_label("State", exact=True).select_option("")
    gone = page.get_by_role("button", name="Remove: 0.exe")
    gone.click()
    assert (folder / "0.exe").exists()
    gone.click()
    expect(gone).to_have_count(0)
    assert not (folder / "0.exe").exists()
    expect(page.locator(".qa-state")).to_contain_text("3 documents")
    page.get_by_role("tab", name="Ask").click()
    ask(page, "When does the ferry Marigold sail?")
    expect(page.locator(".qa-card").last.locator("blockquote").first).to_contain_text("half past six")


def choose_a_language(page: Page) -> None:
    """It holds for the page's own words, the window's title and errors as well, and from then on."""
    page.get_by_label("Language", exact=True).select_option("de")
    expect(page.get_by_role("heading", name="Frag deine Dokumente")).to_be_visible()
    expect(page).to_have_title(re.compile("Frag deine Dokumente$"))
    assert page.locator("html").get_attribute("lang") == "de"
    ask(page, "?!")
    expect(page.locator(".qa-reply .qa-error").last).to_contain_text("Diese Frage kann so nicht gestellt werden.")
    expect(page.locator(".qa-reply .qa-error").last).to_contain_text("no letter or digit")


def ask_over_http(url: str) -> None:
    """Programs get the shape of `qa ask --json`."""
    answer = call(url, "ask", question="When does the ferry Marigold sail?")
    assert "half past six" in [*answer["quotes"], *answer["near_misses"]][0]["text"]
    assert answer["verdict"] in {"found", "possible", "not_found"}
    narrowed = call(url, "ask", question="When does the ferry Marigold sail?", within=[LIGHTHOUSE])
    assert {quote["source"] for quote in [*narrowed["quotes"], *narrowed["near_misses"]]} <= {LIGHTHOUSE}
    told = call(url, "ask", question="When does it sail?", within=[LIGHTHOUSE], since="2024")
    assert told["filter"]["undated"] == 1


def call(url: str, name: str, **fields: object) -> dict[str, Any]:
    """One call of the interface for programs."""
    with urlopen(Request(f"{url}api/{name}", json.dumps(fields).encode()), timeout=20) as reply:
        answer = json.load(reply)
    assert isinstance(answer, dict)
    return answer


def nothing_was_rendered(page: Page) -> None:
    ours = "#qa-header, #qa-ask, #qa-sources, #qa-report, #qa-evaluation, #qa-notebook, #qa-viewer"
    assert page.locator(f":is({ours}) :is(img, script, a:not(.qa-api), b, iframe)").count() == 0


def ask(page: Page, question: str) -> None:
    page.locator(".qa-foot textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".qa-turn").last.locator(".qa-question")).to_have_text(question)
    expect(page.locator(".qa-turn").last.locator(".qa-waiting")).to_have_count(0)


def watch(page: Page) -> tuple[set[str], list[str], list[str]]:
    """The hosts asked, the dialogs opened and the errors thrown, filled in while the page runs."""
    hosts: set[str] = set()
    dialogs: list[str] = []
    errors: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc) if "://" in request.url else None)
    page.on("dialog", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return hosts, dialogs, errors


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("no Chromium here: install it (apt-get install chromium) or name one in $CHROMIUM")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
