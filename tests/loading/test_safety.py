"""What a document points to stays where it is: nothing is fetched, no file beside it is read, no macro is looked at."""

import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.loading.extracted import Extracted
from qa.loading.sandbox import Sandbox
from tests.loading import test_mail, test_odf, test_pptx, test_xlsx
from tests.loading.made import RELATIONS, WORD, arrows, p, word, zipped
from tests.loading.pdf_writer import Line, Page, pdf
from tests.loading.written import as_epub

SAID = "The ferry was sold."


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def calls() -> Iterator[tuple[str, list[object]]]:
    """The address of a server on this machine, and who called it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard: list[object] = []

        def listen() -> None:
            while True:
                try:
                    caller, address = server.accept()
                except OSError:
                    return
                heard.append(address)
                caller.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def away(address: str, *kinds: str) -> str:
    """Relations that lead out of the package."""
    items = "".join(
        f'<Relationship Id="x{kind}" Type="{RELATIONS}/{kind}" Target="{address}/{kind}" TargetMode="External"/>'
        for kind in kinds
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def changed(data: bytes, **parts: str) -> bytes:
    """A package with these parts in place of its own or added, `__` in their names for `/`."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        found: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    return zipped(found | {name.replace("__", "/"): text for name, text in parts.items()})


def pointing(address: str, secret: Path) -> dict[str, bytes]:
    """Files of many formats that say SAID, hold macros, and point to the address and to a file beside them."""
    outside = f'<!DOCTYPE d SYSTEM "{address}/d.dtd" [<!ENTITY % p SYSTEM "{address}/p.dtd"> %p; '
    outside += f'<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY f SYSTEM "{address}/f">]>'
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a" r:link="ximage"/></w:drawing></w:r></w:p>'
    field = f'<w:p><w:r><w:instrText>INCLUDETEXT "{address}/x"</w:instrText></w:r></w:p>'
    frame = f'<draw:frame><draw:image xmlns:x="urn:x" x:href="{address}/i.png"/></draw:frame>'
    marks = (
        f'<link rel="stylesheet" href="{address}/s.css"><script src="{address}/s.js"></script>'
        f'<img src="{address}/i.png"><iframe src="{address}/f.html"></iframe><object data="{address}/o"></object>'
        f'<embed src="{address}/e"><video src="{address}/v"></video><style>@import "{address}/c.css"</style>'
    )
    page = f'<html><head><base href="{address}/"><meta http-equiv="refresh" content="0;url={address}/r"></head>'
    page += f"<body>{marks}<p>{SAID}</p></body></html>"
    mail = test_mail.message(SAID)
    mail.add_alternative(page, subtype="html")
    slide = test_pptx.show(test_pptx.shape(SAID), test_pptx.shape("Two"))
    goto = f"/OpenAction<</S/URI/URI({address}/u)>>"
    rtf = rf'{{\rtf1{{\*\template {address}/t.dot}}{{\field{{\*\fldinst INCLUDEPICTURE "{address}/i"}}}}{SAID}}}'
    return {
        "a.docx": changed(word(p(SAID) + picture + field), **{"word__vbaProject.bin": "Sub AutoOpen()"}),
        "b.docx": zipped(
            {
                "_rels/.rels": arrows("officeDocument=word/document.xml"),
                "word/_rels/document.xml.rels": away(
                    address, "attachedTemplate", "image", "footnotes", "header", "aFChunk"
                ),
                "word/document.xml": outside
                + f'<w:document xmlns:w="{WORD}"><w:body>{p(SAID + "&e;&f;")}</w:body></w:document>',
                "word/vbaProject.bin": "Sub AutoOpen()",
            }
        ),
        "a.pptx": changed(slide, **{"ppt__slides___rels__slide2.xml.rels": away(address, "image", "notesSlide")}),
        "a.xlsx": changed(
            test_xlsx.book(("Course", SAID)),
            **{"xl__externalLinks___rels__externalLink1.xml.rels": away(address, "externalLinkPath")},
        ),
        "a.odt": test_odf.opened("text", f"<text:p>{SAID}{frame}</text:p>"),
        "b.odt": changed(
            test_odf.opened("text", ""),
            **{"content.xml": outside + test_odf.content("text", f"<text:p>{SAID}&e;&f;</text:p>")},
        ),
        "a.epub": as_epub([SAID + marks]),
        "a.html": page.encode(),
        "a.md": f"![i]({address}/i.png) {SAID} {marks}".encode(),
        "a.eml": mail.as_bytes(),
        "a.mhtml": b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + page.encode(),
        "a.xml": f"{outside}<d>{SAID}&e;&f;</d>".encode(),
        "a.rtf": rtf.encode(),
        "a.pdf": pdf(Page(lines=(Line(50, 500, SAID),))).replace(b"/Type/Catalog", b"/Type/Catalog" + goto.encode()),
    }


NAMES = sorted(pointing("http://127.0.0.1:1", Path("/secret")))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_a_document_points_to_is_fetched_or_read(
    name: str, sandbox: Sandbox, calls: tuple[str, list[object]], tmp_path: Path
) -> None:
    address, heard = calls
    secret = tmp_path / "secret.txt"
    secret.write_text("the password is rosebud", encoding="utf-8")
    (content,) = sandbox.read(name, pointing(address, secret)[name], None)
    assert isinstance(content.found, Extracted)
    assert SAID in content.found.text
    assert "rosebud" not in content.found.text
    assert "AutoOpen" not in content.found.text
    assert heard == []


def test_the_server_of_these_tests_hears_who_calls(calls: tuple[str, list[object]]) -> None:
    address, heard = calls
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as caller:
        assert caller.recv(1) == b""
    assert len(heard) == 1
