"""Quotes on the pages of their files: what is lit, what is said when a page cannot be shown, and who gets one."""

import base64
import io
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from qa.bot import Bot
from qa.errors import DocumentError
from qa.index import build_index
from qa.loading import QuotedLine
from qa.settings import Settings
from qa.web.backend import Backend
from qa.web.page import door
from qa.web.pages import KEPT, file_of
from tests.loading.made import zipped
from tests.loading.pdf_writer import Page, inked, pdf
from tests.web.pages import running_page
from tests.web.test_browser import ask, chromium, watch

LEFT = [
    "The ledger of the ferry house tells",
    "of every crossing in that long year",
    "and of the money that was taken for",
    "it. The bell of the ferry Marigold was",
    "cast by the founder Ottilie Brandt at",
]
RIGHT = ["the foundry of Aldersund for a barrel", "of herring and nine crowns in silver", "and came to every feast."]
SENTENCE = " ".join([*LEFT, *RIGHT]).partition("it. ")[2]


def column(x: float, top: float, lines: list[str]) -> str:
    return "\n".join(inked(x, top - 16 * at, line) for at, line in enumerate(lines))


def over_columns() -> bytes:
    """The sentence of the bell goes on at the top of the right column."""
    return pdf(Page(drawing=column(40, 160, LEFT) + "\n" + column(300, 160, RIGHT), size=(540, 200)))


def over_pages() -> bytes:
    """The sentence of the bell goes on at the top of the second page."""
    return pdf(*(Page(drawing=column(40, 160, lines), size=(300, 200)) for lines in (LEFT, RIGHT)))


@pytest.fixture
def backend(settings: Settings) -> Iterator[Backend]:
    folder = settings.documents
    (folder / "columns.pdf").write_bytes(over_columns())
    (folder / "pages.pdf").write_bytes(over_pages())
    (folder / "old.zip").write_bytes(zipped({"in/pages.pdf": over_pages(), "in/notes.txt": "The bell is kept."}))
    (folder / "plain.txt").write_text("The bell is rung at noon.", encoding="utf-8")
    build_index(settings)
    with Bot.open(settings) as bot, closing(Backend(settings, bot)) as opened:
        yield opened


def passage(backend: Backend, source: str, words: str, answer: str = "") -> dict[str, object]:
    """What the page asks for when a quote of these words is opened."""
    text = backend.bot.document(source).text
    start = text.index(words)
    found = {"source": source, "start": start, "end": start + len(words), "text": words}
    if answer:
        first = text.index(answer, start)
        found |= {"answer_start": first, "answer_end": first + len(answer)}
    return found


def lit(drawn: dict[str, Any], boxes: str = "quoted") -> list[int]:
    """The dark pixels under each box, beside those of the whole page."""
    dark = np.asarray(Image.open(io.BytesIO(base64.b64decode(drawn["webp"]))).convert("L")) < 140
    height, width = dark.shape
    found = []
    for left, top, right, bottom in drawn[boxes]:
        rows = slice(round(top / drawn["height"] * height), round(bottom / drawn["height"] * height))
        columns = slice(round(left / drawn["width"] * width), round(right / drawn["width"] * width))
        found.append(int(dark[rows, columns].sum()))
    return [*found, int(dark.sum())]


def test_a_quote_over_a_column_break_is_one_slice_and_a_box_for_each_line(backend: Backend) -> None:
    asked = passage(backend, "columns.pdf", SENTENCE, "Ottilie Brandt")
    assert backend.source(asked)["pages"] == {"page": 1, "inside": ""}
    drawn: dict[str, Any] = backend.draw({**asked, "page": 1, "inside": ""})
    lefts = [round(box[0]) for box in drawn["quoted"]]
    assert [left > 290 for left in lefts] == [False, False, True, True, True]
    assert lefts[0] > 50  # the line begins with the end of another sentence
    *boxes, whole = lit(drawn)
    assert min(boxes) > 100
    assert 0.4 < sum(boxes) / whole < 0.75
    assert len(drawn["answer"]) == 1


def test_a_quote_over_a_page_break_is_lit_on_both_pages(backend: Backend) -> None:
    for source in ("pages.pdf", "old.zip/in/pages.pdf"):
        asked = passage(backend, source, SENTENCE, "Ottilie Brandt")
        shown = backend.source(asked)
        assert (shown["pages"], shown["places"]) == ({"page": 1, "inside": ""}, ["page 1", "page 2"])
        first, second = (backend.draw({**asked, "page": page, "inside": ""}) for page in (1, 2))
        assert [len(lit(drawn)) - 1 for drawn in (first, second)] == [2, 3]
        assert [len(lit(drawn, "answer")) - 1 for drawn in (first, second)] == [1, 0]
        *boxes, whole = lit(second)
        assert sum(boxes) > 0.99 * whole


def test_a_document_that_is_opened_without_a_quote_begins_with_its_first_page(backend: Backend) -> None:
    assert backend.source({"source": "pages.pdf"})["pages"] == {"page": 1, "inside": ""}
    assert backend.source({"source": "plain.txt"})["pages"] is None
    assert backend.source(passage(backend, "plain.txt", "rung at noon"))["pages"] is None
    drawn: dict[str, Any] = backend.draw({"source": "pages.pdf", "page": 2, "inside": ""})
    assert (drawn["page"], drawn["pages"], drawn["quoted"]) == (2, 2, ())


def test_a_file_that_changed_or_left_is_said_so_and_its_text_stays(backend: Backend) -> None:
    asked = {**passage(backend, "pages.pdf", SENTENCE), "page": 1, "inside": ""}
    backend.draw(asked)
    file = backend.settings.documents / "pages.pdf"
    file.write_bytes(over_pages().replace(b"nine", b"nino"))
    with pytest.raises(DocumentError, match=r"pages\.pdf has changed since it was indexed"):
        backend.draw(asked)
    file.unlink()
    with pytest.raises(DocumentError, match="no longer there"):
        backend.draw(asked)
    assert backend.source(asked)["pages"] == {"page": 1, "inside": ""}


@pytest.mark.parametrize(
    "request_",
    [
        {"source": "../secret.pdf", "page": 1, "inside": ""},
        {"source": "/etc/passwd", "page": 1, "inside": ""},
        {"source": "later.pdf", "page": 1, "inside": ""},
        {"source": "pages.pdf", "page": 1, "inside": "/../columns.pdf"},
        {"source": "pages.pdf", "page": 1, "inside": "/../../secret.pdf"},
        {"source": "pages.pdf", "page": 9, "inside": ""},
        {"source": "pages.pdf", "page": "1", "inside": ""},
        {"source": "pages.pdf", "page": 1},
        {"source": "pages.pdf", "page": 1, "inside": "", "start": 0, "end": 3, "text": "not"},
        {"source": "plain.txt", "page": 1, "inside": ""},
        {},
    ],
)
def test_only_pages_of_indexed_documents_are_given(backend: Backend, request_: dict[str, object]) -> None:
    """Also none of a file that lies in the folder and was not indexed, nor of one beside an indexed one."""
    for file in (backend.settings.documents / "later.pdf", backend.settings.documents.parent / "secret.pdf"):
        file.write_bytes(over_pages())
    assert set(door("draw", backend.draw)(request_)) == {"error"}


def test_a_page_is_drawn_once_and_few_are_kept(backend: Backend) -> None:
    pages = backend.pages
    document = backend.bot.document("pages.pdf")
    first = pages.image(document, "", 1, ())
    assert pages.image(document, "", 1, ()) is first
    for number in range(KEPT):
        pages.image(document, "", 2, [QuotedLine("line", (0, 0, 9 + number, 9), (0, 2))])
    assert pages.image(document, "", 1, ()) is not first
    assert pages.image(document, "", 1, ()) == first


def test_the_file_of_a_source_is_itself_or_the_archive_that_holds_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/b.zip", "a/plain.pdf"):
        (tmp_path / name).write_bytes(b"x")
    named = ["a/b.zip/in/c.pdf", "a/plain.pdf", "a/gone.pdf", "gone.zip/c.pdf"]
    assert [file_of(tmp_path, name) for name in named] == ["a/b.zip", "a/plain.pdf", "a/gone.pdf", "gone.zip/c.pdf"]


@pytest.mark.browser
def test_a_quote_is_lit_on_its_page_in_the_browser(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    file = tmp_path / "documents" / "pages.pdf"
    file.write_bytes(over_pages())
    with running_page(tmp_path) as url, chromium() as browser:
        page = browser.new_page(locale="zh-CN")
        _, _, errors = watch(page)
        page.goto(url)
        ask(page, "Who cast the bell of the ferry Marigold?")
        quote = page.locator(".qa-quote").first
        expect(quote.locator(".qa-place")).to_contain_text("第 1 页；第 2 页")
        quote.locator("button.qa-source").click()
        viewer = page.locator("#qa-viewer")
        expect(viewer.locator(".qa-lit")).to_have_count(2)
        expect(viewer.locator(".qa-lit-answer")).to_have_count(1)
        expect(viewer.locator(".qa-lit").first).to_be_in_viewport()
        assert viewer.locator(".qa-sheet").evaluate(OUTSIDE) == 0
        viewer.get_by_role("button", name="下一页").click()
        expect(viewer).to_contain_text("第 2 页，共 2 页")
        expect(viewer.locator(".qa-lit")).to_have_count(3)
        viewer.get_by_role("button", name="文本").click()
        expect(viewer.locator("mark.qa-present")).to_have_text(re.compile("Ottilie Brandt"))
        file.unlink()
        viewer.get_by_role("button", name="页面").click()
        expect(viewer.locator(".qa-error")).to_contain_text("no longer there")
        expect(viewer.locator("mark.qa-present")).to_be_in_viewport()
        assert page.evaluate("names => names.map(name => qa.places([name]))", list(CHINESE)) == list(CHINESE.values())
        assert page.evaluate("qa.places(['page 1', 'page 2'])") == "第 1 页；第 2 页"
        assert errors == []


CHINESE = {
    "page 3": "第 3 页",
    "slide 4": "幻灯片 4",
    "slide 4, notes": "幻灯片 4，备注",
    "chapter 2, The Mill": "第 2 章，The Mill",
    "Sheet1!B7:D7": "表 Sheet1!B7:D7",
    "row 12": "第 12 行",
    "head": "邮件头",
    "attachment plan.txt": "附件 plan.txt",
    "attachment plan, new.pdf, page 3": "附件 plan, new.pdf，第 3 页",
    "attachment budget.xlsx, Sheet1!A2": "附件 budget.xlsx，表 Sheet1!A2",
    "attachment LICENSE": "附件 LICENSE",
    "attached message, head": "附带的邮件，邮件头",
    "comment by Ada": "Ada 的批注",
    "at 0:12": "时间 0:12",
    "a name of another kind": "a name of another kind",
}
"""Places as they are stored, and as a reader of Chinese sees them."""

OUTSIDE = """sheet => {
    const image = sheet.querySelector("img").getBoundingClientRect();
    return [...sheet.querySelectorAll(".qa-lit")].map((box) => box.getBoundingClientRect()).filter((box) =>
        box.left < image.left || box.top < image.top || box.right > image.right || box.bottom > image.bottom).length;
}"""
"""How many boxes reach over the edges of the image."""
