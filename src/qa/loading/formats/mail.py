"""Mail: EML and saved web pages (MHTML), as MIME messages; MBOX as a box of them.

The headers that people read come first, a line each, then the text of every part; files attached are members.
"""

import binascii
import email
import email.errors
import email.header
import email.utils
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from typing import TypeGuard

import regex

from qa.loading.extracted import Extracted, Member
from qa.loading.formats.declared_encoding import decode_labelled
from qa.loading.formats.html import read_page
from qa.loading.formats.package import bomb, damaged
from qa.loading.formats.page_metadata import published
from qa.loading.formats.stated import names, stated_date
from qa.loading.formats.text_builder import TextBuilder, clean

LONGEST_HEADER = 20_000
HEADERS = ("Subject", "From", "To", "Cc", "Date")
_SILENT = regex.compile(
    r"(?:image|audio|video|font)/|application/(?:pgp|pkcs7|x-pkcs7|ms-tnef)|text/(?:css|javascript|x-amp)"
)
_UUENCODED = regex.compile(r"^begin [0-7]{3,4} ([^\n]{1,200})\n((?:[ -`]{0,62}\n)*+)end$", regex.MULTILINE)


def read_mail(data: bytes, _encoding: str | None) -> Extracted:
    """The text of a message and its attachments as members; DocumentError for what is no message."""
    return _Mail(_parsed(data)).extracted("mail")


def read_mhtml(data: bytes, _encoding: str | None) -> Extracted:
    """The text of a saved web page; its pictures and styles are no members."""
    message = _parsed(data)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        return read_mail(data, None)
    html = _text_of(page)
    title, text = read_page(html)
    date, author = published(html)
    return Extracted(clean(text), "MHTML", title=title or header(message, "Subject"), date=date, author=author)


def read_mbox(data: bytes, _encoding: str | None) -> Extracted:
    """A box of messages: each is a member."""
    starts = [match.end() for match in regex.finditer(rb"(?:\A|\n\r?\n)From [^\n]*\n", data)]
    if not starts:
        raise damaged('is no mailbox: no line begins with "From "')
    ends = [data.rfind(b"From ", 0, start) for start in starts[1:]] + [len(data)]
    members = [
        Member(f"{number}.eml", regex.sub(rb"(?m)^>(>*From )", rb"\1", data[start:end]))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]
    return Extracted("", "MBOX", members=tuple(members))


def _parsed(data: bytes) -> Message:
    try:
        message = email.message_from_bytes(_mended(data.lstrip(b"\r\n\t ")))
    except RecursionError:
        raise bomb("holds messages in messages without end") from None
    if not message.keys():
        raise damaged("is no mail: it has no headers")
    return message


_HEADER = regex.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|From |\r?$")


def _mended(data: bytes) -> bytes:
    """A line among the headers that is none belongs to the header before it; the rest would be taken for the body."""
    end = regex.search(rb"\n\r?\n", data)
    head = data[: end.start()] if end else b""
    lines = [line if _HEADER.match(line) or not index else b" " + line for index, line in enumerate(head.split(b"\n"))]
    return b"\n".join(lines) + data[len(head) :]


class _Mail:
    """One message as it is read, with the messages inside it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.text = TextBuilder()
        self.members: list[Member] = []
        self.pages: dict[int, str] = {}

    def extracted(self, encoding: str) -> Extracted:
        self._take(self.message, "")
        found = self.text.extracted(encoding, header(self.message, "Subject"))
        date, author = stated_date(header(self.message, "Date")), sender(header(self.message, "From"))
        return replace(found, members=tuple(self.members), date=date, author=author)

    def _take(self, message: Message, place: str) -> None:
        """A message's headers and parts; `place` names it where it lies in another one."""
        lines = [f"{name}: {value}" for name in HEADERS if (value := header(message, name))]
        self.text.paragraph("\n".join(lines), f"{place}, head" if place else "head")
        self._part(message, place)

    def _part(self, part: Message, place: str) -> None:
        kind, name = part.get_content_type(), _file_name(part)
        payload = part.get_payload()
        if kind == "multipart/alternative" and isinstance(payload, list):
            self._best(list(filter(_is_message, payload)), place)
        elif kind == "message/rfc822" and isinstance(payload, list):
            for inner in filter(_is_message, payload):
                self._take(inner, f"{place}, attached message" if place else "attached message")
        elif isinstance(payload, list):
            for inner in filter(_is_message, payload):
                self._part(inner, place)
        elif kind.startswith("text/") and not _SILENT.match(kind) and not _is_file(name):
            self._written(_text_of(part), kind, f"attachment {name}" if name else place)
        elif not _SILENT.match(kind):
            self._attached(part, name)

    def _best(self, parts: list[Message], place: str) -> None:
        """One of several ways to say the same: plain text, unless it leaves most of the page out."""
        plain = [part for part in parts if part.get_content_type() == "text/plain"]
        others = [part for part in parts if part not in plain]
        said = len("".join("".join(map(_text_of, plain)).split()))
        full = max((len(self._shown(part)) for part in others), default=0)
        for part in plain if said and 3 * said >= full else others[-1:] or plain:
            self._part(part, place)
        for part in others[:-1] if others else ():
            if not part.get_content_type().startswith(("text/", "multipart/related")):
                self._part(part, place)

    def _shown(self, part: Message) -> str:
        """The characters of the pages in a part, but for blanks."""
        if id(part) not in self.pages:
            inner = part.get_payload()
            parts = list(filter(_is_message, inner)) if isinstance(inner, list) else []
            page = read_page(_text_of(part))[1] if part.get_content_type() == "text/html" else ""
            self.pages[id(part)] = "".join(page.split()) + "".join(map(self._shown, parts))
        return self.pages[id(part)]

    def _written(self, text: str, kind: str, place: str) -> None:
        if kind == "text/html":
            text = read_page(text)[1]
        plain, files = uudecoded(text)
        self.members += files
        self.text.paragraph(plain, place)

    def _attached(self, part: Message, name: str) -> None:
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data and name:
            self.members.append(Member(name, data))
        if name:
            self.text.line(f"Attachment: {name}")


def _is_message(part: object) -> TypeGuard[Message]:
    return isinstance(part, Message)


def _is_file(name: str) -> bool:
    """Whether a text part is a file with a reader of its own."""
    return name.lower().endswith((".csv", ".tsv", ".json", ".jsonl", ".html", ".htm", ".rtf", ".xml", ".srt", ".vtt"))


def _text_of(part: Message) -> str:
    """A part's characters, by its label or as they look."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    label = part.get_param("charset", "")
    text = decode_labelled(data, label if isinstance(label, str) else label[2]).text
    text = clean(text)
    return _unfolded(text, str(part.get_param("delsp", "")).lower() == "yes") if _is_flowed(part) else text


def _is_flowed(part: Message) -> bool:
    return str(part.get_param("format", "")).lower() == "flowed"


def _unfolded(text: str, delete_space: bool) -> str:
    """The paragraphs of RFC 3676: a line that ends with a blank goes on in the next."""
    lines = [line.removeprefix(" ") if not line.startswith(">") else line for line in text.split("\n")]
    words = []
    for line in lines:
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
        words.append((line[:-1] if delete_space else line) if soft else line + "\n")
    return "".join(words)


def uudecoded(text: str) -> tuple[str, list[Member]]:
    """The text without files that are written into it (uuencode), and those files."""
    members = []
    for match in _UUENCODED.finditer(text):
        lines = match[2].encode("ascii", "replace").split(b"\n")
        members.append(Member(match[1].strip(), b"".join(map(_uu_line, filter(None, lines)))))
    return _UUENCODED.sub("", text) if members else text, members


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except (LookupError, ValueError, TypeError):
        name = ""
    return " ".join(_unescaped(name).split())


def header(message: Message, name: str) -> str:
    """A header's text on one line; empty without one."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return " ".join(_unescaped(str(raw)[:LONGEST_HEADER]).split())


def sender(said: str) -> str:
    """The name of who sent a message; the address where there is no name."""
    name, address = email.utils.parseaddr(said)
    return names([name.strip("\"' ") or address])


def _unescaped(raw: str) -> str:
    """The text of a header: encoded words (RFC 2047) decoded, bare bytes read as they look."""
    data = raw.encode("utf-8", "surrogateescape")
    text = raw if raw.isascii() else decode_labelled(data, "").text
    text = regex.sub(r"\r?\n[ \t]*", " ", text)
    if "=?" not in text:
        return clean(text)
    try:
        return clean("".join(_words(text)))
    except (email.errors.HeaderParseError, ValueError, LookupError):
        return clean(text)


def _words(text: str) -> Iterator[str]:
    for word, label in email.header.decode_header(text):
        if isinstance(word, bytes):
            yield word.decode("raw_unicode_escape") if label is None else decode_labelled(word, label).text
        else:
            yield word
