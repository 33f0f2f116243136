"""axe, which looks for what shuts people out, finds nothing on any screen: in both themes, wide and narrow."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.pages import running_page
from tests.web.test_browser import BINARY, FERRY, LIGHTHOUSE, TOWER, ask, chromium

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
QUESTION = "When does the ferry Marigold sail?"
WRONG = '{"question": "Who keeps the moon?", "answers": ["Ada"], "sources": ["ferry.txt"]}\n'
LOOKS: list[tuple[Literal["dark", "light"], int]] = [("dark", 390), ("dark", 1366), ("light", 1366)]


@pytest.mark.browser
def test_axe_finds_nothing_on_any_screen(tmp_path: Path) -> None:
    write_a_folder(tmp_path)
    found = []
    with running_page(tmp_path, QA_WEB__WATCH="false") as url, chromium() as browser:
        for name, page in screens(browser, url, tmp_path):
            found += [f"{name}, {look}" for look in looked_at(page)]
    assert found == []


def write_a_folder(folder: Path) -> None:
    """Documents of two languages and one that is none, and a test set of which one question fails and one is stale."""
    for source, text in ((LIGHTHOUSE, TOWER), ("ferry.txt", FERRY)):
        (folder / "documents" / source).parent.mkdir(parents=True, exist_ok=True)
        (folder / "documents" / source).write_text(text, encoding="utf-8")
    (folder / "documents" / "broken.txt").write_bytes(BINARY)
    (folder / "testsets").mkdir()
    (folder / "testsets" / "set.jsonl").write_text(f'{{"question": "{QUESTION}"}}\n' + WRONG, encoding="utf-8")


def screens(browser: Browser, url: str, folder: Path) -> Iterator[tuple[str, Page]]:
    """Each screen by its name, as it stands."""
    page = browser.new_page(locale="en-US", viewport={"width": 1366, "height": 800})
    page.goto(url)
    expect(page.locator(".qa-examples")).to_be_visible()
    yield "nothing asked", page
    ask(page, "Quantum chromodynamics zebra xylophone?")
    expect(page.locator(".qa-card")).to_have_attribute("data-verdict", "not_found")
    ask(page, "?!")
    expect(page.locator(".qa-turn .qa-error")).to_be_visible()
    yield "a refusal and an error", page
    ask(page, QUESTION)
    expect(page.locator("#qa-viewer mark")).to_be_visible()
    page.locator(".qa-turn").last.locator(".qa-quote").first.get_by_role("button", name="Collect").click()
    yield "an answer and its source", page
    page.keyboard.press("Escape")
    page.locator(".qa-turn").last.locator(".qa-more summary").first.click()
    yield "an answer and its menu", page
    for tab, shown in (("Documents", ".qa-table"), ("Evaluation", ".qa-stale"), ("Notebook", ".qa-collected")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(shown)).to_be_visible()
        if tab == "Evaluation":
            page.get_by_role("button", name="Ask all questions").click()
            page.locator(".qa-case summary").first.click()
            with page.expect_download() as report:
                page.get_by_role("button", name="Save the whole report").click()
        yield tab, page
    report.value.save_as(folder / "report.html")
    page.goto((folder / "report.html").as_uri())
    yield "report", page
    page.goto(f"{url}api")
    yield "for programs", page


def looked_at(page: Page) -> Iterator[str]:
    """What axe says against the page in every look, in a line each."""
    page.evaluate(AXE)
    page.add_style_tag(content="* { transition: none !important }")  # a colour on its way is none
    for theme, width in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate("dark => document.body.classList.toggle('dark', dark)", theme == "dark")
        told = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        for violation in told["violations"]:
            for node in violation["nodes"]:
                yield f"{theme} {width}: {violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
