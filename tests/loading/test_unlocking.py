"""An encrypted file is opened by the password that is set for it, and says so where it is missing or wrong."""

import hashlib
import io
from zipfile import ZipFile

import pytest
import regex
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from pyzipper import WZ_AES, AESZipFile

from qa.bot import Bot
from qa.errors import DocumentError
from qa.index import build_index
from qa.loading import Sandbox, load_documents
from qa.settings import Settings, load_settings
from tests.loading.made import p, word
from tests.loading.pdf_writer import Line, Page, pdf

TEXT = "The fee is 120 kroner."
SECRET = "Åse & 42"


def office() -> bytes:
    plain, out = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.worksheets[0].append([TEXT])
    book.save(plain)
    OOXMLFile(plain).encrypt(SECRET, out)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with AESZipFile(out, "w", encryption=WZ_AES) as package:
        package.setpassword(SECRET.encode())
        package.writestr("in/fee.txt", TEXT)
    return out.getvalue()


def page() -> bytes:
    """A PDF by the standard security handler, revision 2 (ISO 32000-1, 7.6.3): its streams by RC4, 40 bits."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (SECRET.encode("latin-1") + padding)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + bytes.fromhex("FCFFFFFF") + b"0123456789abcdef").digest()[:5]
    trailer = (
        f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{rc4(key, padding).hex()}>>>"
        f"/ID[<{b'0123456789abcdef'.hex()}><{b'0123456789abcdef'.hex()}>]"
    )

    def locked(found: regex.Match[bytes]) -> bytes:
        own = hashlib.md5(key + int(found[2]).to_bytes(3, "little") + b"\0\0").digest()[:10]
        return found[1] + rc4(own, found[3]) + found[4]

    whole = pdf(Page((Line(50, 500, TEXT),)), trailer=trailer)
    return regex.sub(rb"(?s)((\d+) 0 obj\n<<[^>]{0,40}>>stream\n)(.*?)(\nendstream)", locked, whole)


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    at = 0
    for index in range(256):
        at = (at + state[index] + key[index % len(key)]) % 256
        state[index], state[at] = state[at], state[index]
    out, first, second = bytearray(), 0, 0
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(out)


LOCKED = {"fee.xlsx": office, "fee.zip": archive, "fee.pdf": page}


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_file_is_opened_by_its_password(name: str) -> None:
    with Sandbox() as sandbox:
        documents, problems = load_documents(name, LOCKED[name](), None, sandbox, SECRET)
    assert documents[0].text.strip().split("\n\n")[-1] == TEXT
    assert problems == []


@pytest.mark.parametrize("name", LOCKED)
@pytest.mark.parametrize(("password", "hint"), [(None, "name its password"), ("wrong", "correct the password")])
def test_without_it_the_file_is_refused_and_the_setting_is_named(name: str, password: str | None, hint: str) -> None:
    with pytest.raises(DocumentError, match="is encrypted") as caught:
        load_documents(name, LOCKED[name](), None, None, password)
    assert caught.value.reason == "encrypted"
    assert caught.value.hint.startswith(hint)
    assert "[loading.passwords]" in caught.value.hint


@pytest.mark.parametrize("data", [word(p(TEXT)), pdf(Page((Line(50, 500, TEXT),))), TEXT.encode()])
def test_a_password_does_no_harm_where_none_is_needed(data: bytes) -> None:
    assert load_documents("a.txt", data, None, None, SECRET)[0][0].text.strip() == TEXT


def test_a_password_is_taken_from_the_settings_and_kept_nowhere(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.documents.mkdir(parents=True, exist_ok=True)
    (settings.documents / "fee.xlsx").write_bytes(office())
    monkeypatch.setenv("QA_LOADING__PASSWORDS", f'{{"*.xlsx": "{SECRET}"}}')
    with_password = load_settings(documents=settings.documents, index=settings.index)
    assert build_index(with_password).added == 1
    with Bot.open(with_password) as bot:
        assert TEXT in bot.document("fee.xlsx").text
    assert SECRET not in repr(with_password) + with_password.model_dump_json()
    assert all(SECRET.encode() not in path.read_bytes() for path in settings.index_folder.rglob("*") if path.is_file())


def mixed(damage: bool) -> bytes:
    """An archive with an encrypted member named by Chinese Windows, and an open one whose one byte may be wrong."""
    out = io.BytesIO()
    with AESZipFile(out, "w", encryption=WZ_AES) as package:
        package.setpassword(SECRET.encode())
        package.writestr("XXXX.txt", TEXT)
    with ZipFile(out, "a") as plain:
        plain.writestr("open.txt", "Closed on Mondays.")
    data = out.getvalue().replace(b"XXXX", "报纸".encode("gb18030"))
    return data.replace(b"Closed on", b"Closed in") if damage else data


def test_a_torn_member_beside_encrypted_ones_is_all_that_is_lost() -> None:
    documents, problems = load_documents("a.zip", mixed(damage=True), None, None, SECRET)
    assert [(document.source, TEXT in document.text) for document in documents] == [("a.zip/报纸.txt", True)]
    assert [problem.source for problem in problems] == ["a.zip/open.txt"]
    documents, problems = load_documents("a.zip", mixed(damage=False), None, None, SECRET)
    assert len(documents) == 2


def test_a_damaged_office_file_in_an_opened_archive_is_all_that_is_lost() -> None:
    with io.BytesIO() as out:
        with AESZipFile(out, "w") as package:
            package.writestr("a.txt", TEXT)
            package.writestr("b.xls", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(20))
        documents, problems = load_documents("a.zip", out.getvalue(), None, None, "any")
    assert ([one.source for one in documents], [one.source for one in problems]) == (["a.zip/a.txt"], ["a.zip/b.xls"])
