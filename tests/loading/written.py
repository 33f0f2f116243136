"""The same paragraphs written in each format: seeds for damage, and what reading is timed on."""

import csv
import io
import json
import tarfile
from collections.abc import Callable, Sequence
from html import escape
from textwrap import wrap

import xlwt

from tests.loading import test_mail, test_odf, test_pptx, test_xlsx
from tests.loading.made import DRAWING, RELATIONS, arrows, compound, p, word, zipped
from tests.loading.pdf_writer import Page, paragraph, pdf

Paragraphs = Sequence[str]
ROWS = 40
"""Lines on a page of a PDF; paragraphs on a slide are a fifth of it."""


def as_docx(paragraphs: Paragraphs) -> bytes:
    """A Word file."""
    return word("".join(p(escape(one)) for one in paragraphs))


def as_pptx(paragraphs: Paragraphs) -> bytes:
    """Slides of eight paragraphs."""
    slides = [
        test_pptx.slide("".join(test_pptx.shape(escape(one)) for one in paragraphs[at : at + ROWS // 5]))
        for at in range(0, len(paragraphs), ROWS // 5)
    ]
    names = [f"slides/slide{number}.xml" for number in range(1, len(slides) + 1)]
    ids = "".join(f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in range(1, len(slides) + 1))
    head = f'xmlns:a="{DRAWING}" xmlns:r="{RELATIONS}" xmlns:p="urn:p"'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": arrows("officeDocument=ppt/presentation.xml"),
            "ppt/presentation.xml": f"<p:presentation {head}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": arrows(*(f"slide={name}" for name in names)),
            **{f"ppt/{name}": slide for name, slide in zip(names, slides, strict=True)},
        }
    )


def as_xlsx(paragraphs: Paragraphs) -> bytes:
    """A sheet of two columns, a number and a paragraph."""
    return test_xlsx.book(("Number", "Text"), *enumerate(paragraphs, 1))


def as_xls(paragraphs: Paragraphs) -> bytes:
    """The same in the old format."""
    made = xlwt.Workbook()
    sheet = made.add_sheet("Fees")
    for row, cells in enumerate([("Number", "Text"), *enumerate(paragraphs, 1)]):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def as_odt(paragraphs: Paragraphs) -> bytes:
    """An OpenDocument text."""
    return test_odf.opened("text", "".join(f"<text:p>{escape(one)}</text:p>" for one in paragraphs))


def as_ods(paragraphs: Paragraphs) -> bytes:
    """An OpenDocument sheet of one column."""
    cell = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    rows = "".join(cell.format(escape(one)) for one in paragraphs)
    return test_odf.opened("spreadsheet", f'<table:table table:name="One">{rows}</table:table>')


def as_rtf(paragraphs: Paragraphs) -> bytes:
    """Rich text, with what is not ASCII as its code."""
    units = (int.from_bytes(pair, "little", signed=True) for pair in _pairs("\n".join(paragraphs)))
    shown = "".join(chr(unit) if 32 <= unit < 127 and unit not in b"\\{}" else f"\\u{unit}?" for unit in units)
    return b"{\\rtf1\\ansi " + shown.replace("\\u10?", "\\par\n").encode("ascii") + b"}"


def _pairs(text: str) -> Sequence[bytes]:
    data = text.encode("utf-16-le")
    return [data[at : at + 2] for at in range(0, len(data), 2)]


def as_epub(paragraphs: Paragraphs) -> bytes:
    """A book of one chapter for every twenty paragraphs."""
    chapters = [as_html(paragraphs[at : at + 20]) for at in range(0, len(paragraphs), 20)]
    items = "".join(f'<item id="c{number}" href="{number}.xhtml"/>' for number in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    package = (
        f"<package><metadata><title>One</title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
            "b.opf": package,
            **{f"{number}.xhtml": chapter for number, chapter in enumerate(chapters)},
        }
    )


def as_html(paragraphs: Paragraphs) -> bytes:
    """A web page with a navigation."""
    body = "".join(f"<p>{escape(one)}</p>\n" for one in paragraphs)
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/x'>About</a></li></ul></nav>"
    head = "<head><meta charset='utf-8'><title>One</title></head>"
    article = f"<article><h1>One</h1>{body}</article>"
    return f"<!doctype html><html>{head}<body>{menu}{article}</body></html>".encode()


def as_mail(paragraphs: Paragraphs) -> bytes:
    """A mail."""
    return test_mail.message("\n\n".join(paragraphs) + "\n").as_bytes()


def as_msg(paragraphs: Paragraphs) -> bytes:
    """A mail as Outlook saves it."""
    body = "\r\n\r\n".join(paragraphs).encode("utf-16-le")
    return compound({"__properties_version1.0": b"", "__substg1.0_1000001F": body.ljust(-(-len(body) // 2) * 2, b"\0")})


def as_pdf(paragraphs: Paragraphs) -> bytes:
    """Pages of lines of sixty characters."""
    lines = [line for one in paragraphs for line in wrap(one, 60)] or [" "]
    pages = (lines[at : at + ROWS] for at in range(0, len(lines), ROWS))
    return pdf(*(Page(lines=paragraph(40, 550, page)) for page in pages))


def as_csv(paragraphs: Paragraphs) -> bytes:
    """A table of two columns."""
    file = io.StringIO()
    csv.writer(file).writerows([("Number", "Text"), *enumerate(paragraphs, 1)])
    return file.getvalue().encode()


def as_json(paragraphs: Paragraphs) -> bytes:
    """A list of records."""
    return json.dumps([{"number": number, "text": one} for number, one in enumerate(paragraphs, 1)]).encode()


def as_subtitles(paragraphs: Paragraphs) -> bytes:
    """A line a second."""
    times = (f"00:{at // 60 % 60:02}:{at % 60:02},000" for at in range(len(paragraphs) + 1))
    begins = list(times)
    shown = zip(begins, begins[1:], paragraphs, strict=False)
    return "".join(f"{at}\n{a} --> {b}\n{text}\n\n" for at, (a, b, text) in enumerate(shown, 1)).encode()


def as_text(paragraphs: Paragraphs) -> bytes:
    """Plain text."""
    return "\n\n".join(paragraphs).encode()


def as_zip(paragraphs: Paragraphs) -> bytes:
    """A text file for every twenty paragraphs."""
    return zipped({f"in/{at}.txt": as_text(paragraphs[at : at + 20]) for at in range(0, len(paragraphs), 20)})


def as_tar(paragraphs: Paragraphs) -> bytes:
    """The same, packed together and compressed."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for at in range(0, len(paragraphs), 20):
            data = as_text(paragraphs[at : at + 20])
            info = tarfile.TarInfo(f"in/{at}.txt")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


WRITERS: dict[str, Callable[[Paragraphs], bytes]] = {
    ".pdf": as_pdf,
    ".docx": as_docx,
    ".pptx": as_pptx,
    ".xlsx": as_xlsx,
    ".xls": as_xls,
    ".odt": as_odt,
    ".ods": as_ods,
    ".rtf": as_rtf,
    ".epub": as_epub,
    ".html": as_html,
    ".eml": as_mail,
    ".msg": as_msg,
    ".csv": as_csv,
    ".json": as_json,
    ".srt": as_subtitles,
    ".txt": as_text,
    ".md": as_text,
    ".zip": as_zip,
    ".tgz": as_tar,
}
