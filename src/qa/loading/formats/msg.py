"""Outlook messages (MSG): the properties of the message in an OLE file, its attachments, and messages inside it."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from qa.errors import DocumentError
from qa.loading.extracted import Extracted, Member
from qa.loading.formats.compound import Compound
from qa.loading.formats.declared_encoding import decode_labelled
from qa.loading.formats.html import read_page
from qa.loading.formats.package import bomb, damaged
from qa.loading.formats.rtf import hidden_html, read_rtf
from qa.loading.formats.stated import names, stated_date
from qa.loading.formats.text_builder import TextBuilder, clean

DEEPEST = 20
LARGEST_BODY = 100_000_000
_LINES = (
    ("Subject", "0037"), ("From", "0C1A"), ("To", "0E04"), ("Cc", "0E03"),
    ("Name", "3001"), ("Company", "3A16"), ("Title", "3A17"), ("Business phone", "3A08"), ("Home phone", "3A09"),
    ("Mobile", "3A1C"), ("Address", "3A15"),
)  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8", 28591: "cp1252", 20127: "ascii",
          50220: "iso2022_jp", 50221: "iso2022_jp", 50222: "iso2022_jp", 51932: "euc_jp", 51949: "cp949",
          20866: "koi8_r", 28592: "iso8859_2", 28605: "iso8859_15"}  # fmt: skip


def read_msg(data: bytes, _encoding: str | None) -> Extracted:
    """The text of a message and its attachments as members; DocumentError where it is none."""
    try:
        return _Messages(Compound(data)).extracted()
    except DocumentError:
        raise
    except Exception as error:  # noqa: BLE001 - olefile raises what comes on damaged files
        raise damaged(f"is not a whole Outlook message ({type(error).__name__})") from None


class _Messages:
    """A message file as it is read."""

    def __init__(self, streams: Compound) -> None:
        self.streams = streams
        self.text = TextBuilder()
        self.members: list[Member] = []

    def extracted(self) -> Extracted:
        message = _Properties(self, "")
        self._take(message, "", 0)
        found = self.text.extracted("Outlook", message.text("0037"))
        if not found.text.strip() and not self.members:
            raise damaged("is an Outlook message without subject, sender and text")
        return replace(
            found, members=tuple(self.members), date=stated_date(message.date()), author=names([message.text("0C1A")])
        )

    def _take(self, message: "_Properties", place: str, depth: int) -> None:
        if depth > DEEPEST:
            raise bomb(f"holds more than {DEEPEST} messages inside each other")
        lines = [f"{name}: {value}" for name, key in _LINES if (value := message.text(key))]
        lines += [f"Date: {date}"] if (date := message.date()) else []
        self.text.paragraph("\n".join(lines), f"{place}, head" if place else "head")
        self.text.paragraph(message.body(), place)
        for folder in self._attachments(message.folder):
            self._attachment(folder, place, depth)

    def _attachments(self, folder: str) -> list[str]:
        """The folders of a message's attachments, in order."""
        start = f"{folder}__ATTACH_VERSION1.0_#"
        names = {name[len(folder) :].partition("/")[0] for name in self.streams.paths if name.startswith(start)}
        return [f"{folder}{name}/" for name in sorted(names)]

    def _attachment(self, folder: str, place: str, depth: int) -> None:
        attachment = _Properties(self, folder)
        inner = f"{folder}__SUBSTG1.0_3701000D/"
        name = attachment.text("3707") or attachment.text("3704") or attachment.text("3001")
        if any(entry.startswith(f"{inner}__PROPERTIES") for entry in self.streams.paths):
            self._take(
                _Properties(self, inner), f"{place}, attached message" if place else "attached message", depth + 1
            )
        elif name:
            self.text.line(f"Attachment: {name}")
            self.members.append(Member(name, attachment.binary("3701")))


class _Properties:
    """The properties of one message or attachment, by their number in four hexadecimal digits."""

    def __init__(self, file: _Messages, folder: str) -> None:
        self.file, self.folder = file, folder
        header = 32 if not folder else 24 if folder.endswith("3701000D/") else 8
        stream = file.streams.read(f"{folder}__properties_version1.0")
        self.fixed = dict(_fixed(stream[header:]))

    def binary(self, key: str) -> bytes:
        return self.file.streams.read(f"{self.folder}__substg1.0_{key}0102")

    def text(self, key: str) -> str:
        """A string, stored as Unicode or in the message's code page."""
        wide = self.file.streams.read(f"{self.folder}__substg1.0_{key}001F")
        if wide:
            return clean(wide.decode("utf-16-le", "replace").strip("\0"))
        narrow = self.file.streams.read(f"{self.folder}__substg1.0_{key}001E").strip(b"\0")
        return clean(decode_labelled(narrow, self._page("3FFD", "3FDE")).text) if narrow else ""

    def _page(self, *keys: str) -> str:
        """The first code page that is stated."""
        numbers = (int.from_bytes(self.fixed.get(key, b"")[:4], "little") for key in keys)
        return next((_PAGES.get(number, f"cp{number}") for number in numbers if number), "")

    def date(self) -> str:
        """When it was sent, in UTC; empty where nothing says it."""
        ticks = int.from_bytes(self.fixed.get("0039", self.fixed.get("0E06", b"")), "little")
        if not 0 < ticks < 2_650_000_000_000_000_000:
            return ""
        moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
        return f"{moment:%Y-%m-%d %H:%M} UTC"

    def body(self) -> str:
        """The plain text, or that of the page or of the RTF document."""
        plain = self.text("1000")
        return plain if plain.strip() else self._page_text() or self._rich_text()

    def _page_text(self) -> str:
        data = self.binary("1013")
        page = decode_labelled(data, self._page("3FDE", "3FFD")).text if data else self.text("1013")
        return read_page(page)[1] if page else ""

    def _rich_text(self) -> str:
        data = unpacked(self.binary("1009"))
        page = hidden_html(data)
        return read_page(page)[1] if page else read_rtf(data, None).text if data else ""


def _fixed(stream: bytes) -> Iterator[tuple[str, bytes]]:
    """(number, eight bytes) of each property of fixed length."""
    for start in range(0, len(stream) - 15, 16):
        tag = int.from_bytes(stream[start : start + 4], "little")
        yield f"{tag >> 16:04X}", stream[start + 8 : start + 16]


_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked(data: bytes) -> bytes:
    """The RTF that Outlook stores compressed ([MS-OXRTFCP]); empty where there is none."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack("<IIII", data[:16])
    if kind == 0x414C454D:
        return data[16 : 16 + size]
    out = bytearray(_DICTIONARY)
    position, limit = 16, min(size, LARGEST_BODY) + len(_DICTIONARY)
    while position < len(data) and len(out) < limit:
        flags, position = data[position], position + 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += data[position : position + 1]
                position += 1
                continue
            reference = int.from_bytes(data[position : position + 2], "big")
            position += 2
            if reference >> 4 == len(out) % 4096 or position > len(data):
                return bytes(out[len(_DICTIONARY) : limit])
            start = len(out) - ((len(out) - (reference >> 4)) % 4096 or 4096)
            for offset in range((reference & 15) + 2):
                out.append(out[start + offset] if 0 <= start + offset < len(out) else 32)
    return bytes(out[len(_DICTIONARY) : limit])
