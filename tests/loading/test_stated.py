"""What a file says of itself: when it appeared or was made, and who wrote it; defaults and templates say nothing."""

import io
import zipfile

import pytest

from qa.loading.formats.stated import made_date, names, stated_date
from qa.loading.reading import load_document
from tests.loading.made import p, read, word, zipped
from tests.loading.pdf_writer import Line, Page, pdf
from tests.loading.test_epub import book

CORE = (
    '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:dcterms"><dc:creator>{}</dc:creator>'
    "<dcterms:created>{}</dcterms:created><dcterms:modified>{}</dcterms:modified></cp:coreProperties>"
)


@pytest.mark.parametrize(
    ("created", "changed", "date"),
    [
        ("2024-03-01T08:00:00Z", "2024-03-04T10:00:00Z", "2024-03-01"),
        ("2024-03-01T08:00:00Z", "", "2024-03-01"),
        ("2023-05-01T08:00:00Z", "2024-04-30T08:00:00Z", "2023-05-01"),
        ("2016-09-01T08:00:00Z", "2024-03-04T10:00:00Z", ""),
        ("", "2024-03-04T10:00:00Z", ""),
        ("1601-01-01T00:00:00Z", "1601-01-01T00:00:00Z", ""),
    ],
)
def test_a_file_that_was_changed_years_later_was_begun_from_another(created: str, changed: str, date: str) -> None:
    assert made_date(created, changed) == date


NO_DAYS = ["", None, "yesterday", "12:30", "2024-13-40", "99", "2024-02-30", "0001-01-01", "12345678"]


@pytest.mark.parametrize("stated", NO_DAYS)
def test_what_is_no_day_states_none(stated: str | None) -> None:
    assert stated_date(stated) == ""


def test_names_are_those_of_people() -> None:
    stated = ["Ada  Lovelace", "admin", "Unknown Author", "Ada Lovelace", "https://example.org/ben", None, "Ben"]
    assert names(stated) == "Ada Lovelace, Ben"
    assert len(names(f"Somebody of number {number}" for number in range(50))) <= 120


def test_an_office_file_says_when_it_was_made_and_its_name_says_it_better() -> None:
    with zipfile.ZipFile(io.BytesIO(word(p("Text.")))) as made:
        package = {name: made.read(name).decode() for name in made.namelist()}
    core = '<Relationship Id="c" Type="urn:x/core-properties" Target="docProps/core.xml"/></Relationships>'
    package["_rels/.rels"] = package["_rels/.rels"].replace("</Relationships>", core)
    package["docProps/core.xml"] = CORE.format("Ada Lovelace;Ben", "2024-03-01T08:00:00Z", "2024-03-02T08:00:00Z")
    document, _ = load_document("a.docx", zipped(package))
    assert (document.date, document.author) == ("2024-03-01", "Ada Lovelace, Ben")
    assert load_document("report 2021-05-06.docx", zipped(package))[0].date == "2021-05-06"


def test_a_book_has_its_writers_and_the_day_it_appeared() -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as made:
        package = {name: made.read(name).decode() for name in made.namelist()}
    said = '<date o:event="conversion">2020</date><date>1912</date><creator o:role="ill">Ben</creator></metadata>'
    described = package["in it/book.opf"].replace("<metadata>", '<metadata xmlns:o="urn:o">')
    package["in it/book.opf"] = described.replace("</metadata>", said)
    found = read("a.epub", zipped(package))
    assert (found.date, found.author) == ("1912", "Ada Byron")


@pytest.mark.parametrize(
    ("creator", "made"), [("Writer", "2024-03-01"), ("Microsoft Word", "2024-03-01"), ("Scanner", "")]
)
def test_a_pdf_says_when_it_was_made_where_it_was_written_and_not_scanned(creator: str, made: str) -> None:
    info = f"Text)/CreationDate(D:20240301100000+01'00')/Creator({creator})/Author(Ada; Ben"
    found = read("a.pdf", pdf(Page((Line(50, 700, "Text."),)), title=info))
    assert (found.made, found.author) == (made, "Ada, Ben")


def test_an_open_document_says_it_in_its_properties() -> None:
    page = (
        '<office:document xmlns:office="urn:o" xmlns:meta="urn:m" xmlns:dc="urn:d" xmlns:text="urn:t"><office:meta>'
        "<meta:initial-creator>Ada</meta:initial-creator><meta:creation-date>2024-03-01T10:00:00</meta:creation-date>"
        "</office:meta><office:body><office:text><text:p>Text.</text:p></office:text></office:body></office:document>"
    )
    found = read("a.fodt", page.encode())
    assert (found.made, found.author) == ("2024-03-01", "Ada")


def test_a_mail_is_of_its_sender_and_its_day() -> None:
    head = "From: =?utf-8?q?Ada_L=C3=B6velace?= <ada@example.org>\nDate: Fri, 01 Mar 2024 10:00:00 +0100\nSubject: x"
    found = read("a.eml", f"{head}\n\nText".encode())
    assert (found.date, found.author) == ("2024-03-01", "Ada Lövelace")
    assert read("a.eml", b"From: ada@example.org\nSubject: x\n\nText").author == "ada@example.org"


OPEN_GRAPH = '<meta property="article:published_time" content="2024-03-01T10:00:00+01:00">'
LINKED = '{"@graph": [{"datePublished": "2024-03-01", "author": [{"name": "Ada"}, "Ben"]}]}'
SCRIPT = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("page", "date", "author"),
    [
        (f'{OPEN_GRAPH}<meta name="author" content="Ada">', "2024-03-01", "Ada"),
        ('<meta name="DC.date" content="2024-03"><a rel="author" href="x">Ben</a>', "2024-03", "Ben"),
        (SCRIPT.format(LINKED), "2024-03-01", "Ada, Ben"),
        ('<time datetime="2024-03-01">last Friday</time>', "2024-03-01", ""),
        ('<time datetime="2024-03-01">a</time><time datetime="2024-03-02">b</time>', "", ""),
        ('<meta name="date" content="today">' + SCRIPT.format('{"datePublished": [1]}'), "", ""),
    ],
)
def test_a_page_tells_programs_when_it_appeared_and_who_wrote_it(page: str, date: str, author: str) -> None:
    found = read("a.html", f"<body>{page}<p>Text.</p></body>".encode())
    assert (found.date, found.author) == (date, author)


def test_an_rtf_file_says_when_it_was_made() -> None:
    rtf = b"{\\rtf1{\\info{\\author Ada}{\\creatim\\yr2024\\mo3\\dy1\\hr10}}Text.\\par}"
    found = read("a.rtf", rtf)
    assert (found.made, found.author, found.text.strip()) == ("2024-03-01", "Ada", "Text.")
