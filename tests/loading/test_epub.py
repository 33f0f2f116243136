"""A book is read chapter by chapter, in the order of its spine."""

import pytest

from qa.errors import DocumentError
from tests.loading.made import named, read, zipped

CONTAINER = '<container><rootfiles><rootfile full-path="in%20it/book.opf"/></rootfiles></container>'


def book(*, spine: str = "b a", encryption: str = "") -> bytes:
    refs = "".join(f'<itemref idref="{key}"/>' for key in spine.split())
    meta = "<metadata><title>Tides</title><creator>Ada Byron</creator></metadata>"
    items = '<item id="a" href="a%20b.xhtml"/><item id="b" href="../b.xml"/>'
    page = '<?xml version="1.0"?><html><head><title/><script/></head><body><h1>{}</h1><p>Text {}.</p></body></html>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "META-INF/encryption.xml": encryption,
            "in it/book.opf": f"<package>{meta}<manifest>{items}</manifest><spine>{refs}</spine></package>",
            "in it/a b.xhtml": page.format("Ebb", 2),
            "b.xml": page.format("Flood", 1),
        }
    )


def test_chapters_follow_the_spine_and_name_their_place() -> None:
    found = read("a.epub", book())
    assert found.text == "Title: Tides\nAuthor: Ada Byron\n\nFlood\n\nText 1.\n\nEbb\n\nText 2.\n\n"
    assert (found.title, named(found, "chapter 2, Ebb")) == ("Tides", "Ebb\n\nText 2.")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (book(encryption='<CipherReference URI="b.xml"/>'), "encrypted"),
        (zipped({"mimetype": "application/epub+zip"}), "damaged"),
    ],
)
def test_a_locked_book_and_one_without_description_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.epub", data)
    assert caught.value.reason == reason
