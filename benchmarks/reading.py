"""How fast each format is read, beside the bare library doing the least that gives any text of the same file.

`python -m benchmarks.reading [FOLDER] [--runs 3] [--files 10]`. Without a folder the sample documents are written in
each format, `--files` of about 25,000 characters. A row says how many files and megabytes of a format a second are read
on one core, what the library alone needs of that time, and the share that is ours: for reading order, places, tables
with their heads, safety. Best of the runs, in processor time; in this process, without the way to another one. What the
library refuses is left out. `whole folder` is the wall time of reading all of it, one after the other and by all cores.
"""

import argparse
import csv
import email
import email.policy
import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from benchmarks.corpus import articles
from qa.errors import DocumentError
from qa.loading import Loaded, Sandbox, cores, find_sources, load_documents, read_source, reading_ahead
from qa.loading.contents import read_contents
from tests.loading.written import WRITERS

LARGEST = 10**9
ARTICLES = 10  # in a file


@dataclass(frozen=True)
class Timed:
    """A file, its size in bytes, and the seconds that we and the library alone need for it."""

    suffix: str
    size: int
    ours: float
    bare: float | None


def bare_pdf(data: bytes) -> None:
    """Every page's text in the order of the file, by PDFium."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def bare_zip(data: bytes) -> list[bytes]:
    """Every member unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [package.read(name) for name in package.namelist()]


def bare_package(data: bytes) -> None:
    """Every XML part parsed by lxml, and its text."""
    from lxml import etree

    for part in bare_zip(data):
        if part.lstrip().startswith(b"<"):
            etree.tostring(etree.fromstring(part, etree.XMLParser(recover=True)), method="text", encoding="unicode")


def bare_docx(data: bytes) -> None:
    """The text of the main part, by lxml."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    etree.tostring(root, method="text", encoding="unicode")


def bare_xlsx(data: bytes) -> None:
    """The values of every cell, by openpyxl's quicker way."""
    import openpyxl

    for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True):
        for _ in sheet.iter_rows(values_only=True):
            pass


def bare_xls(data: bytes) -> None:
    """The values of every row, by xlrd."""
    import xlrd

    for sheet in xlrd.open_workbook(file_contents=data, logfile=io.StringIO()):
        for row in range(sheet.nrows):
            sheet.row_values(row)


def bare_html(data: bytes) -> None:
    """The text of the whole page, by selectolax."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(data).body
    body.text() if body else None


def bare_mail(data: bytes) -> None:
    """Every part decoded, by the standard library."""
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if not part.is_multipart():
            part.get_content()


def bare_msg(data: bytes) -> None:
    """Every stream, by olefile."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        for name in file.listdir():
            file.openstream(name).read()


def bare_csv(data: bytes) -> None:
    """Every row, by the standard library."""
    list(csv.reader(io.StringIO(data.decode(errors="replace"))))


def bare_markdown(data: bytes) -> None:
    """Every token, by markdown-it."""
    from markdown_it import MarkdownIt

    MarkdownIt("commonmark").parse(data.decode(errors="replace"))


def bare_text(data: bytes) -> None:
    """Its characters, where it is UTF-8."""
    data.decode()


BARE: dict[str, Callable[[bytes], object]] = {
    ".pdf": bare_pdf,
    ".docx": bare_docx,
    ".docm": bare_docx,
    ".pptx": bare_package,
    ".xlsx": bare_xlsx,
    ".xlsm": bare_xlsx,
    ".xls": bare_xls,
    ".odt": bare_package,
    ".ods": bare_package,
    ".odp": bare_package,
    ".epub": bare_package,
    ".html": bare_html,
    ".eml": bare_mail,
    ".mhtml": bare_mail,
    ".msg": bare_msg,
    ".csv": bare_csv,
    ".tsv": bare_csv,
    ".json": json.loads,
    ".md": bare_markdown,
    ".txt": bare_text,
    ".srt": bare_text,
    ".zip": bare_zip,
}


def timed(source: str, data: bytes, runs: int) -> Timed | None:
    """Both on one file; None where we or the library give no text."""
    suffix = PurePosixPath(source).suffix.lower()
    alone = BARE.get(suffix)
    try:
        ours = min(_seconds(lambda: read_contents(source, data)) for _ in range(runs))
        bare = min(_seconds(lambda: alone(data)) for _ in range(runs)) if alone else None
    except Exception:  # noqa: BLE001 - libraries raise what they like
        return None
    return Timed(suffix, len(data), ours, bare)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def read_folder(folder: Path, workers: int) -> float:
    """Wall seconds of reading all that is in a folder by so many processes."""
    started = time.perf_counter()
    sources = find_sources(folder)[0]

    def load(source: str, sandbox: Sandbox) -> Loaded:
        return Loaded(*load_documents(source, read_source(folder, source, LARGEST), None, sandbox))

    with reading_ahead(load, sources, workers) as take:
        for source in sources:
            try:
                take(source)
            except DocumentError:
                continue
    return time.perf_counter() - started


def write_samples(folder: Path, files: int) -> None:
    """The sentences of the sample documents in each format."""
    texts = list(articles(files * ARTICLES))
    for number in range(files):
        paragraphs = "\n".join(texts[number * ARTICLES : (number + 1) * ARTICLES]).split("\n")
        for suffix, write in WRITERS.items():
            (folder / f"{number:03}{suffix}").write_bytes(write([one for one in paragraphs if one]))


def show(found: list[Timed]) -> None:
    """A row a format, slowest first, by megabytes."""
    print(f"{'format':<8}{'files':>6}{'MB':>8}{'files/s':>9}{'MB/s':>8}{'alone, MB/s':>13}{'our share':>11}")
    groups = {one.suffix: [other for other in found if other.suffix == one.suffix] for one in found}
    for suffix, group in sorted(groups.items()):
        size, ours = sum(one.size for one in group) / 1e6, sum(one.ours for one in group)
        row = f"{suffix:<8}{len(group):>6}{size:>8.2f}{len(group) / ours:>9.1f}{size / ours:>8.2f}"
        bare = [one.bare for one in group if one.bare is not None]
        print(row + (f"{size / sum(bare):>13.2f}{1 - sum(bare) / ours:>10.0%}" if bare else f"{'–':>13}{'–':>10}"))


def report(folder: Path, runs: int) -> None:
    """Times every file of the folder, and the folder."""
    files = [(source, read_source(folder, source, LARGEST)) for source in find_sources(folder)[0]]
    show([one for one in (timed(source, data, runs) for source, data in files) if one])
    for workers in dict.fromkeys((1, cores())):
        print(f"whole folder by {workers} at a time: {read_folder(folder, workers):.1f} s")


def main() -> None:
    """Reads the command line and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--files", type=int, default=10)
    options = parser.parse_args()
    if options.folder:
        report(options.folder, options.runs)
        return
    with TemporaryDirectory() as name:
        write_samples(Path(name), options.files)
        report(Path(name), options.runs)


if __name__ == "__main__":
    main()
