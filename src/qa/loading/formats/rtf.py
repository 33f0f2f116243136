"""RTF: groups, code pages by font, Unicode with fallbacks, tables, notes; also the HTML that Outlook hides in it.

Read here because striprtf, the kept library, knows one code page a file and no text boxes, notes or hidden text.
"""

import codecs
from dataclasses import dataclass, replace

import regex

from qa.loading.extracted import Extracted
from qa.loading.formats.declared_encoding import decode_labelled
from qa.loading.formats.package import damaged
from qa.loading.formats.stated import made_date, names
from qa.loading.formats.text_builder import TextBuilder

_TOKEN = regex.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<open>\{)|(?P<close>\})|(?P<plain>[^\\{}\r\n]+)",
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp437",
}  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8", 10000: "mac_roman"}
_SKIPPED = frozenset(
    "colortbl stylesheet pict fldinst xe tc rxe ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonshppict sp sn sv "
    "nonesttables upr private filetbl revtbl objdata objclass themedata datafield formfield bkmkstart bkmkend".split()
)
_TEXT_AFTER_STAR = frozenset("footnote shptxt shpinst ud annotation htmltag shppict".split())
_ASIDE = {"footnote": "footnote", "annotation": "comment", "shptxt": ""}
_RUNNING = ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "zwj": "\u200d", "zwnj": "\u200c",
    "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"-": "\u00ad", b"\n": "\n", b"\r": "\n", b"\t": "\t"}
_LITERAL = (b"\\", b"{", b"}")


_MADE = regex.compile(rb"\\creatim\\yr(\d{4})\\mo(\d\d?)\\dy(\d\d?)")


def read_rtf(data: bytes, _encoding: str | None) -> Extracted:
    """The text of an RTF file; DocumentError where it is none."""
    if not data.lstrip().startswith(b"{\\rt"):
        raise damaged("is no RTF file")
    parser = _Parser(data)
    parser.run()
    text = TextBuilder()
    text.add(parser.sink("").text())
    for name, sink in parser.sinks.items():
        if name.strip("0123456789 ") and name not in {"title", "author"}:
            text.paragraph(sink.text(), name)
    found = text.extracted("RTF", " ".join(parser.sink("title").text().split()))
    made = _MADE.search(data, 0, 100_000)
    return replace(
        found,
        author=names([parser.sink("author").text()]),
        made=made_date(b"-".join(made.groups()).decode()) if made else "",
    )


def hidden_html(data: bytes) -> str:
    """The page that Outlook wrapped in RTF; empty where it wrapped none."""
    if b"\\fromhtml" not in data[:4096]:
        return ""
    parser = _Parser(data, html=True)
    parser.run()
    return parser.sink("").text()


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back: where text goes, how it is read, whether it is hidden."""

    sink: str = ""
    skipped: bool = False
    hidden: bool = False
    in_table: bool = False
    fallback: int = 1
    font: int = -1
    table: str = ""


class _Sink:
    """Text that grows in one place; bytes wait until their character is whole."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.aside: list[_Sink] = []

    def end_row(self) -> None:
        while self.pieces and self.pieces[-1] == " | ":
            self.pieces.pop()
        self.pieces.append("\n")

    def break_(self, text: str) -> None:
        self.pieces.append(text)
        for other in self.aside if text == "\n\n" else ():
            self.pieces += [other.text(), "\n\n"]
        if text == "\n\n":
            self.aside = []

    def text(self) -> str:
        pieces = "".join(self.pieces) + "".join(f"\n\n{other.text()}" for other in self.aside)
        whole = pieces.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return regex.sub(r"\n{3,}", "\n\n", whole)


class _Parser:
    """One pass over the tokens of a file."""

    def __init__(self, data: bytes, *, html: bool = False) -> None:
        self.data, self.html = data, html
        self.sinks: dict[str, _Sink] = {"": _Sink(), "title": _Sink(), "author": _Sink()}
        self.state = _State()
        self.stack: list[_State] = []
        self.default = "cp1252"
        self.first_font = -1
        self.fonts: dict[int, str] = {}
        self.waiting = bytearray()
        self.to_skip = 0
        self.star = False
        self.notes = 0

    def sink(self, name: str) -> _Sink:
        return self.sinks.setdefault(name, _Sink())

    def run(self) -> None:
        position = 0
        while match := _TOKEN.search(self.data, position):
            position = match.end()
            kind = match.lastgroup
            if match["word"] is not None:
                position += self._word(match["word"].decode(), match["number"])
            elif kind == "open":
                self._flush()
                self.stack.append(self.state)
                self.to_skip, self.star = 0, False
            elif kind == "close":
                self._flush()
                self.state = self.stack.pop() if self.stack else self.state
                self.to_skip, self.star = 0, False
            elif kind == "symbol":
                self._symbol(match["symbol"])
            else:
                self._bytes(bytes.fromhex(match["hex"].decode()) if kind == "hex" else match["plain"])
        self._flush()

    # ----------------------------------------------------------------------------------------- characters

    def _bytes(self, data: bytes) -> None:
        skipped = min(self.to_skip, len(data))
        self.to_skip -= skipped
        if self.state.table:
            return
        if not (self.state.skipped or self.state.hidden):
            self.waiting += data[skipped:]

    def _flush(self) -> None:
        if self.waiting:
            data, self.waiting = bytes(self.waiting), bytearray()
            self._write(data.decode(self._codec(), "replace") if data.isascii() else self._decoded(data))

    def _decoded(self, data: bytes) -> str:
        codec = self._codec()
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            return decode_labelled(data, self.default).text

    def _codec(self) -> str:
        font = self.state.font if self.state.font >= 0 else self.first_font
        return self.fonts.get(font) or self.default

    def _write(self, text: str) -> None:
        if text and not (self.state.skipped or self.state.hidden or self.state.table):
            self.sink(self.state.sink).pieces.append(text)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.star = True
        elif symbol in _LITERAL:
            self._bytes(symbol)
        elif symbol in {b"\n", b"\r"}:
            self._break("\n" if self.html else "\n\n")
        elif self.to_skip:
            self.to_skip -= 1
        elif symbol in _SYMBOLS:
            self._flush()
            self._write(_SYMBOLS[symbol])

    # ---------------------------------------------------------------------------------------------- words

    def _word(self, word: str, number: bytes | None) -> int:
        """Obeys a control word; how many bytes after it belong to it."""
        value = int(number) if number is not None else None
        if word == "u" and value is not None:
            self._unicode(value)
            return 0
        if word == "bin":
            return max(0, value or 0)
        if self.to_skip and word in _CHARACTERS:
            self.to_skip -= 1
            return 0
        self._flush()
        star, self.star = self.star, False
        if star and word not in _TEXT_AFTER_STAR:
            self.state = replace(self.state, skipped=True)
        elif not (self._opens(word) or self._breaks(word)):
            self._sets(word, value)
        return 0

    def _unicode(self, value: int) -> None:
        self._flush()
        code = value % 0x10000 if abs(value) < 0x10000 else value
        self._write(chr(code) if 0 <= code < 0x110000 else "\ufffd")
        self.to_skip = self.state.fallback

    def _opens(self, word: str) -> bool:
        """Destinations: groups whose text goes elsewhere, or nowhere."""
        if word in _SKIPPED:
            self.state = replace(self.state, skipped=True)
        elif word in {"ud", "htmltag"}:
            self.state = replace(self.state, skipped=word == "htmltag" and not self.html, hidden=False)
        elif word in {"fonttbl", "info"}:
            self.state = replace(self.state, table=word)
        elif word in {"title", "author"} and self.state.table == "info":
            self.state = replace(self.state, table="", sink=word)
        elif word in _ASIDE and not self.state.skipped:
            self._aside(word)
        elif word in _RUNNING:
            self.state = replace(self.state, sink=word[:6])
        else:
            return False
        return True

    def _aside(self, word: str) -> None:
        """Notes stand after the paragraph that refers to them."""
        self.notes += 1
        name = f"{_ASIDE[word]} {self.notes}"
        if not _ASIDE[word]:
            self.sink(self.state.sink).aside.append(self.sink(name))
        self.state = replace(self.state, sink=name, in_table=False, skipped=False)

    def _breaks(self, word: str) -> bool:
        if word in {"par", "page", "sect", "column"}:
            self._break("\n" if self.html or self.state.in_table else "\n\n")
        elif word in {"cell", "nestcell"}:
            self._break(" | ")
        elif word in {"row", "nestrow"}:
            if not (self.state.skipped or self.state.hidden):
                self.sink(self.state.sink).end_row()
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        else:
            return False
        return True

    def _break(self, text: str) -> None:
        self._flush()
        if not (self.state.skipped or self.state.table):
            self.sink(self.state.sink).break_(text)

    def _sets(self, word: str, value: int | None) -> None:
        """Properties of what follows."""
        if word == "f" and value is not None:
            self.state = replace(self.state, font=value)
        elif word in {"fcharset", "cpg"} and self.state.table == "fonttbl":
            self.fonts[self.state.font] = _page(value or 1252) if word == "cpg" else _CHARSETS.get(value or 0, "")
        elif word in {"ansicpg", "mac"}:
            self.default = _page(value or 1252) if word == "ansicpg" else "mac_roman"
        elif word == "deff" and value is not None:
            self.first_font = value
        else:
            self._shows(word, value)

    def _shows(self, word: str, value: int | None) -> None:
        if word == "uc":
            self.state = replace(self.state, fallback=min(max(value if value is not None else 1, 0), 9))
        elif word in {"v", "deleted"} or (word == "htmlrtf" and self.html):
            self.state = replace(self.state, hidden=value != 0)
        elif word == "plain":
            self.state = replace(self.state, hidden=self.html and self.state.hidden, font=-1)
        elif word in {"intbl", "pard"}:
            self.state = replace(self.state, in_table=word == "intbl")


def _page(number: int) -> str:
    codec = _PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(codec)
    except LookupError:
        return "cp1252"
    return codec
