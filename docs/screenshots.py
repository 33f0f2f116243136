"""Writes `page.png`, `phone.png` and `evaluation.png` of `docs/images/`: the page on the sample documents, as it is.

python docs/screenshots.py      (needs the extra `dev`, and a Chromium: $CHROMIUM or `chromium` on the path)
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
WIDE = ViewportSize(width=1280, height=800)
TALL = ViewportSize(width=1280, height=1000)
PHONE = ViewportSize(width=390, height=844)
QUESTION = "Who completed the first tower on the Eddystone reef?"


def main() -> None:
    """A wide picture with the source beside the answer, a narrow one of the answer, and one of the sample test set."""
    IMAGES.mkdir(exist_ok=True)
    with running_page() as url, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        wide = browser.new_page(viewport=WIDE, locale="en-US")
        asked(wide, url)
        wide.locator("#qa-viewer mark.qa-present").wait_for()
        wide.evaluate("scrollTo(0, 0)")
        wide.mouse.move(0, 0)
        wide.screenshot(path=IMAGES / "page.png")
        phone = browser.new_page(viewport=PHONE, locale="en-US", device_scale_factor=2, is_mobile=True, has_touch=True)
        asked(phone, url)
        phone.screenshot(path=IMAGES / "phone.png")
        evaluated(browser.new_page(viewport=TALL, locale="en-US"), url)
        browser.close()


def asked(page: Page, url: str) -> None:
    """Opens the page and asks the question."""
    page.goto(url, timeout=120_000)  # it listens before it is built
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".qa-card").wait_for()


def evaluated(page: Page, url: str) -> None:
    """Asks the sample test set, and opens the first question that failed for another quote."""
    page.goto(url, timeout=120_000)
    page.get_by_role("tab", name="Evaluation").click()
    page.locator(".qa-checked .qa-proof").wait_for()
    page.get_by_role("button", name="Ask all questions").click()
    page.locator(".qa-tile").first.wait_for(timeout=300_000)
    page.get_by_role("button", name="another quoted first").click()
    page.locator(".qa-case summary").first.click()
    page.locator(".qa-sides").wait_for()
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / "evaluation.png")


@contextmanager
def running_page() -> Iterator[str]:
    """The page over a copy of `documents/` and the sample test set, on a free port; gives its address."""
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "documents", Path(folder, "documents"))
        Path(folder, "testsets").mkdir()
        shutil.copy(ROOT / "testsets" / "sample.jsonl", Path(folder, "testsets"))
        command, environment = [sys.executable, str(ROOT / "app.py")], {**os.environ, "QA_WEB__PORT": "0", "CI": "true"}
        page = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
        try:
            assert page.stdout
            yield page.stdout.readline().strip()
        finally:
            page.terminate()
            page.wait()


if __name__ == "__main__":
    main()
