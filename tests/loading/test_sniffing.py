"""What a file is, is told by its content where that is plain."""

import pytest

from qa.loading.sniffing import suffix_of
from tests.loading.made import compound, p, word, zipped


@pytest.mark.parametrize(
    ("name", "data", "suffix"),
    [
        ("a.txt", word(p("x")), ".docx"),
        ("a.doc", word(p("x")), ".docx"),
        ("a.zip", zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), ".xlsx"),
        ("a.docx", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), ".odt"),
        ("a.bin", zipped({"META-INF/container.xml": ""}), ".epub"),
        ("a.bin", zipped({"a.txt": ""}), ".zip"),
        ("a.doc", rb"{\rtf1 x}", ".rtf"),
        ("a.xls", b"\n<!DOCTYPE html><table>", ".html"),
        ("a.XLSX", b'<html xmlns:x="urn:schemas-microsoft-com:office:excel">', ".html"),
        ("a.html", b"From: <Saved>\nSubject: x\nMIME-Version: 1.0\n\n", ".mhtml"),
        ("a.txt", b"\n%PDF-1.7", ".pdf"),
        ("a.eml", compound({"__properties_version1.0": b"x"}), ".msg"),
        ("a.dat", compound({"Workbook": b"x"}), ".xls"),
        ("a.Txt", b"PK is a word", ".txt"),
        ("a.html", b"<p>MIME-Version: 1.0", ".html"),
    ],
)
def test_content_decides_over_the_suffix(name: str, data: bytes, suffix: str) -> None:
    assert suffix_of(name, data) == suffix
