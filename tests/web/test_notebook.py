"""A notebook of quotes against the documents of today, and the sheets that it is saved as."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest
from lxml import etree
from playwright.sync_api import expect

from qa.bot import Bot
from qa.errors import DocumentError
from qa.index import build_index
from qa.loading import load_document
from qa.settings import Settings
from qa.web.backend import Backend
from qa.web.docx import Line, docx
from qa.web.messages import Json
from qa.web.notebook import Collected
from qa.web.sheets import COLUMNS, FORMATS, harmless, sheet
from qa.web.strings import strings
from qa.web.viewer import Passage
from tests.web.pages import running_page
from tests.web.test_browser import PATIENCE, chromium, watch

BRIDGE = "The old bridge was opened in 1786 by the mayor.\n"
HOSTILE = '=HYPERLINK("http://x","y") <b> {50%} *a_b* & ~\nsecond line'
WORDS = strings()["en"]


@pytest.fixture
def backend(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Backend]:
    write("bridge.txt", BRIDGE)
    build_index(settings)
    with Bot.open(settings) as bot, closing(Backend(settings, bot)) as opened:
        yield opened


def taken(text: str, source: str = "bridge.txt", at: int = 0) -> Json:
    """A quote as the browser keeps it."""
    told = {"title": "The bridge", "author": "Ann", "date": "1786-05-01", "place": "page 3", "question": "When?"}
    return {"source": source, "start": at, "end": at + len(text), "text": text, "note": "see there", **told}


def test_each_quote_of_a_notebook_is_looked_for_in_the_document_of_today(
    backend: Backend, write: Callable[[str, str], Path]
) -> None:
    quotes: Json = {"quotes": [taken("The old bridge"), taken("opened in 1786", at=19), taken("x", "gone.txt")]}
    assert backend.check(quotes) == {"standing": ["there", "there", "gone"]}
    write("bridge.txt", "At last the road was opened in 1786.")
    backend.rebuild(False)
    assert backend.check(quotes) == {"standing": ["changed", "moved", "gone"]}
    (first, second, third) = csv.DictReader(io.StringIO(written(backend, quotes, "csv").decode("utf-8-sig")))
    assert (first["start"], first["end"]) == ("0", "14")  # where it stood when it was collected
    assert "At last the road was opened in 1786."[int(second["start"]) : int(second["end"])] == second["quote"]
    assert [row["standing"] for row in (first, second, third)] == ["changed", "moved", "gone"]


def written(backend: Backend, request: Json, form: str, language: str = "en") -> bytes:
    return backend.sheet({**request, "format": form, "language": language})


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"quotes": "bridge.txt"},
        {"quotes": [3]},
        {"quotes": [{"source": "bridge.txt"}]},
        {"quotes": [taken("")]},
        {"quotes": [{**taken("The"), "note": {}}]},
        {"quotes": [{**taken("The"), "source": 3}]},
        {"quotes": [taken("The")], "format": "exe"},
    ],
)
def test_what_is_no_notebook_is_refused(backend: Backend, request_: Json) -> None:
    with pytest.raises(DocumentError):
        backend.sheet(request_)


def test_every_sheet_holds_the_words_with_their_source_place_and_offsets(backend: Backend) -> None:
    request: Json = {"quotes": [taken("The old bridge")]}
    texts = {form: written(backend, request, form, "de").decode() for form in ("md", "csv", "bib")}
    texts["docx"] = word_text(written(backend, request, "docx", "de"))
    for form, text in texts.items():
        for wanted in ("The old bridge", "bridge", "Ann", "1786", "page 3", "14", "see there", "When?"):
            assert wanted in text, (form, wanted)
    assert "Steht noch da" in texts["md"]
    assert "> The old bridge\n\nThe bridge · bridge\\.txt · Ann · 1786\\-05\\-01 · page 3 · Zeichen 0–14" in texts["md"]
    assert texts["bib"].startswith(
        "@misc{quote1,\n  title = {The bridge},\n  author = {Ann},\n  date = {1786-05-01},\n"
    )
    assert "  offsets = {0--14},\n" in texts["bib"]


def word_text(data: bytes) -> str:
    """The text of a Word file, a paragraph a line."""
    with ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return "\n".join("".join(map(str, paragraph.itertext())) for paragraph in root.iter("{*}p"))


def hostile() -> Collected:
    return Collected(Passage(3, 3 + len(HOSTILE), HOSTILE), "there", "a.txt", note="@SUM(1)", question="+1")


def test_what_another_program_would_obey_is_only_text() -> None:
    """A formula in a table, emphasis and elements in Markdown, commands and braces in BibTeX."""
    (row,) = csv.DictReader(io.StringIO(sheet("csv", [hostile()], WORDS).decode("utf-8-sig")))
    assert (row["quote"], row["note"], row["question"]) == (f"'{HOSTILE}", "'@SUM(1)", "'+1")
    markdown = sheet("md", [hostile()], WORDS).decode()
    assert r'> =HYPERLINK("http://x","y") \<b\> \{50%\} \*a\_b\* \& \~' + "\n> second line\n" in markdown
    bibtex = sheet("bib", [hostile()], WORDS).decode()
    assert r"<b> \textbraceleft{}50\%\textbraceright{} *a\_b* \& \textasciitilde{}" in bibtex
    assert bibtex.count("{") == bibtex.count("}")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "＝1", "\t=1", "\n=1", "  =1"])
def test_no_cell_is_calculated(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "林远", "1-2", "'=1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_torn_quote_has_both_its_places() -> None:
    torn = Collected(Passage(4, 8, "one ", rest=Passage(12, 15, "two")), "there", "a.txt")
    (row,) = csv.DictReader(io.StringIO(sheet("csv", [torn], WORDS).decode("utf-8-sig")))
    assert [row[name] for name in COLUMNS[6:10]] == ["4", "8", "12", "15"]
    assert "one  […] two" in word_text(sheet("docx", [torn], WORDS))
    assert "offsets = {4--8, 12--15}" in sheet("bib", [torn], WORDS).decode()


def test_a_word_file_is_read_again_word_for_word_and_lies_from_the_right_where_it_should() -> None:
    lines = ["The <old> bridge & more\nof it", "افتتح الجسر", "1786 — הגשר", "half \x00\ud800 done"]
    data = docx([Line(line, "quote") for line in lines])
    assert data == docx([Line(line, "quote") for line in lines])
    text = load_document("sheet.docx", data)[0].text
    for line in [*lines[:3], "half \ufffd\ufffd done"]:
        assert line in text
    with ZipFile(io.BytesIO(data)) as package:
        paragraphs = etree.fromstring(package.read("word/document.xml")).iter("{*}p")
        assert [one.find(".//{*}bidi") is not None for one in paragraphs] == [False, True, True, False]


COLLECTED = """([text, count]) => qa.kept.write("qa:notebook", Array.from({ length: count }, (_, at) => ({
    id: `${at}`, question: `Question ${at}?`, note: "",
    quote: { source: "long.txt", start: 0, end: text.length, text, rows: [], before: text, answer: "", after: "" },
})))"""
"""That many quotes in the browser's notebook."""


@pytest.mark.browser
def test_a_notebook_of_two_thousand_quotes_is_saved_in_every_form_and_one_beyond_the_limit_is_told_so(
    tmp_path: Path,
) -> None:
    """Beyond one million bytes the page said that its program did not reply; in each form there is every question."""
    text = "The old bridge was opened in 1786 by the mayor. " * 12
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "long.txt").write_text(text, encoding="utf-8")
    quotes = [{**taken(text, "long.txt"), "question": f"Question {at}?"} for at in range(2000)]
    with running_page(tmp_path, QA_WEB__WATCH="false") as url, chromium() as browser:
        for form in FORMATS:
            data = saved(url, {"quotes": quotes, "format": form})
            all_are_in(word_text(data) if form == "docx" else data.decode())
        page = browser.new_page(locale="en-US")
        errors = watch(page)[2]
        page.goto(url)
        expect(page.locator(".qa-state")).to_contain_text("1 document")
        assert page.evaluate(COLLECTED, [text, 2000])
        page.reload()
        page.locator("button[role=tab]").last.click()  # a look at the role of each of 40,000 elements takes minutes
        csv_button = page.locator("#qa-notebook .qa-sources-top button").filter(has_text="CSV")
        with page.expect_download(timeout=PATIENCE) as download:
            csv_button.click()
        all_are_in(download.value.path().read_text(encoding="utf-8-sig"))
        page.route("**/sheet", lambda route: route.fulfill(status=413))
        csv_button.click()
        expect(page.locator("#qa-notebook .qa-error")).to_contain_text("too long to be saved at once")
        assert errors == []


def saved(url: str, notebook: Json) -> bytes:
    """What the page's own request for a sheet brings."""
    with urlopen(Request(f"{url}sheet", json.dumps(notebook).encode(), {"Origin": url.rstrip("/")})) as reply:
        return bytes(reply.read())


def all_are_in(told: str) -> None:
    assert sorted(map(int, re.findall(r"Question (\d+)\\?\?", told))) == list(range(2000))
