"""Somebody who has never seen the page: an empty folder, a PDF, a marked quote; then what else may come his way."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.loading.pdf_writer import Page as Sheet
from tests.loading.pdf_writer import inked, pdf
from tests.web.pages import running_page
from tests.web.test_browser import ask, chromium, watch

BELL = ["The bell of the ferry Marigold was", "cast by the founder Ottilie Brandt."]
ARABIC = "الجسر القديم\n\nافتتح عمدة المدينة الجسر القديم في عام 1786 بحضور مئات السكان.\n\n"
ARABIC += "Wexbridge: كان المهندس يوسف الحداد مسؤولا عن بناء الجسر القديم كله.\n"
CITIES = "المدينة,السكان,المساحة\nالقاهرة,10100000,3085\nدمشق,2503000,105\n"
DROP = """([name, type, base64]) => {
    const dataTransfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name, { type }));
    document.querySelector(".qa-talk").dispatchEvent(
        new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
}"""


@pytest.mark.browser
def test_a_newcomer_gets_from_an_empty_folder_to_a_marked_quote_in_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    with chromium() as browser:
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(90_000)
        hosts, _, errors = watch(page)
        with running_page(tmp_path, QA_LOADING__MAX_MEGABYTES="0.02") as url:
            page.goto(url)
            expect(page.locator(".qa-empty")).to_contain_text("Drop files anywhere")
            drop(page, "ferry.pdf", pdf(Sheet(drawing=written(BELL), size=(300, 200))), "1 document")
            ask(page, "Who cast the bell of the ferry Marigold?")
            expect(page.locator(".qa-quote blockquote").first).to_contain_text("Ottilie Brandt")
            expect(page.locator("#qa-viewer .qa-lit").first).to_be_visible()
            lie_from_the_right(page)
            print_the_answers(page)
            speak_the_chosen_language(page)
            wait_for_a_slow_network(page)
            assert len(hosts) == 1
        lose_the_program(page)
        assert errors == []


def written(lines: list[str]) -> str:
    return "\n".join(inked(40, 160 - 16 * at, line) for at, line in enumerate(lines))


def drop(page: Page, name: str, data: bytes, then: str) -> None:
    """Lets a file go over the conversation; the page reads it by itself."""
    page.evaluate(DROP, [name, "", base64.b64encode(data).decode()])
    expect(page.locator(".qa-saved")).to_contain_text(name)
    expect(page.locator(".qa-report")).to_contain_text("read by themselves")
    expect(page.locator(".qa-state")).to_contain_text(then)
    page.get_by_role("tab").first.click()


def lie_from_the_right(page: Page) -> None:
    """Words, the facts below them, the source, and the columns of a table; also where a sentence begins in Latin."""
    drop(page, "جسر.txt", ARABIC.encode(), "2 documents")
    drop(page, "مدن.csv", CITIES.encode(), "3 documents")
    for question, said in (("في أي عام افتتح الجسر القديم؟", "1786"), ("من كان مسؤولا عن بناء الجسر؟", "يوسف الحداد")):
        ask(page, question)
        quote = page.locator(".qa-turn").last.locator(".qa-quote").first
        expect(quote.locator("blockquote")).to_contain_text(said)
        for part in (quote.locator("blockquote"), page.locator("#qa-viewer .qa-text")):
            expect(part).to_have_css("direction", "rtl")
            expect(part).to_have_attribute("lang", "ar")
        assert left(quote.locator(".qa-title")) > left(quote.locator(".qa-place"))
        expect(page.locator(".qa-turn").last.locator(".qa-question")).to_have_css("direction", "rtl")
    ask(page, "كم عدد سكان دمشق؟")
    row = page.locator(".qa-turn").last.locator(".qa-row").first.locator(".qa-cell")
    expect(row).to_have_count(3)
    assert left(row.nth(0)) > left(row.nth(1)) > left(row.nth(2))


def left(part: Locator) -> float:
    box = part.first.bounding_box()
    assert box
    return float(box["x"])


def print_the_answers(page: Page) -> None:
    """Questions and quotes alone."""
    page.emulate_media(media="print")
    for furniture in ("#qa-side", "#qa-viewer", "#qa-header", ".qa-foot", "[role=tablist]", ".qa-tools"):
        expect(page.locator(furniture).locator("visible=true")).to_have_count(0)
    expect(page.locator(".qa-quote blockquote").first).to_be_visible()
    page.emulate_media(media="screen")


def speak_the_chosen_language(page: Page) -> None:
    """Gradio's own words follow, too."""
    page.get_by_label("Language", exact=True).select_option("zh-Hant")
    expect(page.get_by_role("tab", name="文件")).to_be_visible()
    page.get_by_role("tab", name="文件").click()
    expect(page.locator("#qa-documents-page")).to_contain_text("拖放檔案至此處")
    payload: FilePayload = {"name": "long.txt", "mimeType": "text/plain", "buffer": b"x" * 30_000}
    page.set_input_files("#qa-documents-page input[type=file]", files=payload)
    expect(page.locator(".qa-report .qa-error")).to_contain_text("沒有成功。")
    expect(page.locator(".qa-report .qa-error")).to_contain_text("long.txt")
    expect(page.locator(".toast-body").locator("visible=true")).to_have_count(0)
    page.get_by_role("tab").first.click()


def wait_for_a_slow_network(page: Page) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 1500, "downloadThroughput": 20_000, "uploadThroughput": 20_000}
    network.send("Network.emulateNetworkConditions", slow)
    ask(page, "Who cast the bell?")
    expect(page.locator(".qa-turn").last.locator("blockquote").first).to_contain_text("Ottilie Brandt")
    network.send("Network.emulateNetworkConditions", {**slow, "latency": 0, "downloadThroughput": -1})


def lose_the_program(page: Page) -> None:
    """The question stays, and can be asked again."""
    ask(page, "Who is Ottilie Brandt?")
    turn = page.locator(".qa-turn").last
    expect(turn.locator(".qa-error")).to_be_visible()
    expect(turn.locator(".qa-question")).to_have_text("Who is Ottilie Brandt?")
    expect(turn.locator(".qa-retry button")).to_be_visible()
