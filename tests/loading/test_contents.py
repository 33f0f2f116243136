"""The files in an archive are documents of their own; none leads out of it, and none can fill the machine."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from qa.errors import DocumentError
from qa.loading.contents import read_contents
from qa.loading.extracted import Extracted
from qa.loading.reading import load_documents
from tests.loading.made import p, word, zipped


def texts(name: str, data: bytes) -> dict[str, str]:
    """Texts by source; why there is none, where there is none."""
    return {
        content.source: content.found.text if isinstance(content.found, Extracted) else content.found.reason
        for content in read_contents(name, data)
    }


def tarred(**files: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


def test_members_are_documents_named_after_the_archive() -> None:
    data = zipped({"in/a.txt": "Text.", "b.docx": word(p("Word.")), "__MACOSX/in/._a.txt": "junk", "empty.txt": ""})
    assert texts("c.zip", data) == {"c.zip/in/a.txt": "Text.", "c.zip/b.docx": "Word.\n\n"}


def test_archives_in_archives_are_entered_to_a_small_depth_only() -> None:
    data = zipped({"a.txt": "Deep."})
    for _ in range(3):
        data = zipped({"z.zip": data})
    assert texts("z.zip", data) == {"z.zip/z.zip/z.zip/z.zip/a.txt": "Deep."}
    for _ in range(3):
        data = zipped({"z.zip": data})
    with pytest.raises(DocumentError) as caught:
        texts("z.zip", data)
    assert caught.value.reason == "bomb"


def test_a_name_that_leads_out_of_the_archive_stays_in_it() -> None:
    data = zipped({"../../etc/a.txt": "x", "/b.txt": "y", "C:\\c.txt": "z"})
    assert sorted(texts("a.zip", data)) == ["a.zip/b.txt", "a.zip/c.txt", "a.zip/etc/a.txt"]


def test_a_link_in_an_archive_is_no_document() -> None:
    file = io.BytesIO(zipped({"a.txt": "Text."}))
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert texts("a.zip", file.getvalue()) == {"a.zip/a.txt": "Text."}


def test_a_member_that_is_larger_than_it_says_is_not_unpacked_any_further() -> None:
    """100 MB that claim to be 1,000 bytes."""
    data = bytearray(zipped({"a.txt": bytes(100_000_000)}))
    for at in (22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    with pytest.raises(DocumentError) as caught:
        texts("a.zip", bytes(data))
    assert (caught.value.reason, tracemalloc.get_traced_memory()[1] < 20_000_000) == ("damaged", True)
    tracemalloc.stop()


def test_names_in_an_old_encoding_are_decoded() -> None:
    made = zipped({"abcd.txt": "x"}).replace(b"abcd", "价格".encode("gbk"))
    assert list(texts("a.zip", made)) == ["a.zip/价格.txt"]


def test_one_bad_member_does_not_hide_the_others() -> None:
    data = zipped({"a.txt": "Kept.", "b.docx": "no word file", "c.exe": b"MZ\x90\x00\x03\x00\x00\x00\x04"})
    assert texts("a.zip", data) == {"a.zip/a.txt": "Kept.", "a.zip/b.docx": "damaged", "a.zip/c.exe": "unsupported"}
    documents, problems = load_documents("a.zip", data)
    assert [document.source for document in documents] == ["a.zip/a.txt"]
    assert [problem.source for problem in problems] == ["a.zip/b.docx", "a.zip/c.exe"]


def test_a_member_of_an_unknown_suffix_is_read_where_it_is_text() -> None:
    assert texts("a.zip", zipped({"Main.java": "// The main program of the bridge.\n"})) == {
        "a.zip/Main.java": "// The main program of the bridge.\n"
    }


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_tar_archives_are_read_and_their_links_are_not_followed(pack: Callable[[bytes], bytes]) -> None:
    assert texts("a.tgz", pack(tarred(**{"a.txt": b"Text."}))) == {"a.tgz/a.txt": "Text."}


def locked() -> bytes:
    """An archive whose one member is marked as encrypted."""
    data = bytearray(zipped({"a.txt": "x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"a.txt": bytes(200_000_000)}), "bomb"),
        (locked(), "encrypted"),
        (zipped({"a.txt": "x" * 500})[:-40], "damaged"),
        (gzip.compress(bytes(100_000_000)), "bomb"),
        (gzip.compress(b"words" * 100)[:20], "damaged"),
        (b"", "empty"),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        texts("a.zip", data)
    assert caught.value.reason == reason
