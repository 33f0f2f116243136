"""An Outlook message gives its properties, its body in whatever form, and what is attached."""

import struct

import pytest

from qa.errors import DocumentError
from qa.loading.formats.msg import unpacked
from tests.loading.made import compound, named, read


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def stream(key: str, kind: str = "001F") -> str:
    return f"__substg1.0_{key}{kind}"


def fixed(tag: int, value: bytes) -> bytes:
    """The stream of fixed properties, with one of them."""
    return bytes(32) + struct.pack("<II", tag, 6) + value.ljust(8, b"\0")


HEAD = {"__properties_version1.0": b"", stream("0037"): wide("Fees"), stream("0C1A"): wide("Ada")}


def test_headers_and_body_are_text_and_the_subject_is_the_title() -> None:
    found = read("a.msg", compound({**HEAD, stream("1000"): wide("Pay 120.\r\nSoon.")}))
    assert (found.title, found.text) == ("Fees", "Subject: Fees\nFrom: Ada\n\nPay 120.\nSoon.\n\n")


def test_a_store_without_unicode_is_read_in_its_code_page() -> None:
    page = fixed(0x3FFD0003, struct.pack("<I", 932))
    data = compound({"__properties_version1.0": page, stream("1000", "001E"): "日本語 本文です".encode("cp932")})
    assert read("a.msg", data).text == "日本語 本文です\n\n"


def test_a_body_that_is_a_page_only_is_read_as_a_page() -> None:
    page = fixed(0x3FDE0003, struct.pack("<I", 1251))
    html = "<body><p>автоматически</p></body>".encode("cp1251")
    assert (
        read("a.msg", compound({"__properties_version1.0": page, stream("1013", "0102"): html})).text
        == "автоматически\n\n"
    )


def test_a_page_that_is_hidden_in_rtf_is_unwrapped() -> None:
    rtf = rb"{\rtf1\ansi\fromhtml1{\*\htmltag <p>}\htmlrtf {\htmlrtf0 Pay \htmlrtf }\htmlrtf0 now.{\*\htmltag </p>}}"
    packed = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    assert read("a.msg", compound({**HEAD, stream("1009", "0102"): packed})).text.endswith("\n\nPay now.\n\n")


def test_attachments_are_read_and_messages_inside_too() -> None:
    first, second = "__attach_version1.0_#00000000/", "__attach_version1.0_#00000001/"
    inner = f"{second}__substg1.0_3701000D/"
    data = compound(
        {
            **HEAD,
            first + stream("3707"): wide("plan.txt"),
            first + stream("3701", "0102"): b"The plan.".ljust(4096),
            inner + "__properties_version1.0": b"",
            inner + stream("0037"): wide("Inner"),
        }
    )
    found = read("a.msg", data)
    assert named(found, "attachment plan.txt").strip() == "The plan."
    assert named(found, "attached message, head") == "Subject: Inner"


def test_compressed_rtf_is_unpacked_as_the_specification_shows() -> None:
    """The first example of [MS-OXRTFCP]; its references lead into the dictionary that the format begins with."""
    example = "2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423220"[:-4]
    example += "320af32068656c090020627705b06c647d0a800fa0"
    assert unpacked(bytes.fromhex(example)) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(b"") == b""


@pytest.mark.parametrize("data", [compound({}), compound(HEAD)[:600], b"words"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.msg", data)
    assert caught.value.reason == "damaged"
