"""A file that was torn or changed on its way is read as far as it goes, or refused; no reader fails otherwise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import DocumentError
from qa.loading.contents import read_contents
from qa.loading.extracted import Extracted
from tests.loading import test_epub, test_mail, test_odf, test_pptx, test_xls, test_xlsx
from tests.loading.made import compound, p, word, zipped

WHOLE = {
    "a.docx": word(p("One.") + "<w:tbl><w:tr><w:tc>" + p("x") + "</w:tc></w:tr></w:tbl>"),
    "a.pptx": test_pptx.show(test_pptx.shape("One"), test_pptx.shape("Two"), "Three"),
    "a.xlsx": test_xlsx.book(("Course", "Price"), ("Sailing", 120)),
    "a.xls": test_xls.book(),
    "a.odt": test_odf.opened("text", "<text:p>One</text:p>"),
    "a.epub": test_epub.book(),
    "a.eml": test_mail.message().as_bytes(),
    "a.msg": compound({"__properties_version1.0": b"", "__substg1.0_1000001F": "One".encode("utf-16-le")}),
    "a.rtf": rb"{\rtf1{\fonttbl{\f0\fcharset134 A;}}\f0 \'d3\'a1\u21360??{\footnote x}\cell\row}",
    "a.csv": b"a;b\n1;2\n",
    "a.zip": zipped({"a.txt": "One.", "in/b.csv": "a,b\n1,2\n"}),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_read(name: str) -> None:
    assert all(isinstance(content.found, Extracted) for content in read_contents(name, WHOLE[name]))


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_torn_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    torn = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(torn) - 1))
        torn[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
        torn = torn or bytearray(b"x")
    try:
        contents = read_contents(name, bytes(torn))
    except DocumentError:
        return
    for found in (content.found for content in contents):
        if isinstance(found, Extracted):
            assert found.text.encode() is not None
            assert all(0 <= place.start < place.end <= len(found.text) for place in found.places)
