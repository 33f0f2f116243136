"""Bytes whose encoding nothing tells → the most plausible reading, or None.

Every candidate encoding that decodes the bytes strictly is read as each language it is used for, and the
reading with the shortest description wins (minimum description length; `languages.py` does the pricing). A reading that
beats the next *different* one only narrowly is marked uncertain.
"""

import codecs
import math
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from qa.loading.encoding.damage import is_sound, leniently
from qa.loading.encoding.languages import CONTROL, Plausibility, read_as

SAMPLE_BYTES = 24_000
LONGEST_PIECE = 4096
MARGIN_BITS = 10.0
LEAST_BITS = 60.0
_DUBIOUS = regex.compile(r"[\x80-\x9f\p{Co}\p{Cn}\ufffd]")
_SIGNS = regex.compile(r"[\p{P}\p{S}]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text; `certain` is False when it was read with doubt and the user should be told."""

    text: str
    encoding: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A codec, the languages it is used for, and the bits that say how seldom it is met."""

    codec: str
    languages: tuple[str, ...]
    prior: float = 0.0


_WESTERN = ("de", "fr", "es", "pt", "it", "nordic", "nl", "is", "ca")
_CENTRAL = ("pl", "cs", "hu", "hr", "ro")
EASTERN = ("zh-Hans", "zh-Hant", "ja", "ko")
ANY = (*EASTERN, "ru", "uk", "el", "he", "ar", "th", "fr", "es", "pl", "cs", "de", "vi composed")
EBCDIC = ("cp500", "cp037")
"""Of mainframes: every country has its own, which differ in the signs beside A to Z. So none of them is certain."""
_BALTIC = ("lt", "lv", "et")
LEGACY = (
    Candidate("gb18030", ("zh-Hans", "zh-Hant")),
    Candidate("big5hkscs", ("zh-Hant",)),
    Candidate("cp950", ("zh-Hant",), 1.0),
    Candidate("cp932", ("ja",)),
    Candidate("euc_jp", ("ja",), 6.0),
    Candidate("cp949", ("ko",), 4.0),
    Candidate("utf-16-le", ANY, 6.0),
    Candidate("utf-16-be", ANY, 8.0),
    Candidate("cp1252", _WESTERN),
    Candidate("cp1251", ("ru", "uk")),
    Candidate("koi8_r", ("ru",), 2.0),
    Candidate("koi8_u", ("uk",), 3.0),
    Candidate("cp866", ("ru", "uk"), 6.0),
    Candidate("iso8859_5", ("ru", "uk"), 6.0),
    Candidate("cp1250", _CENTRAL, 6.0),
    Candidate("iso8859_2", _CENTRAL, 7.0),
    Candidate("cp1253", ("el",), 2.0),
    Candidate("iso8859_7", ("el",), 3.0),
    Candidate("cp1254", ("tr",), 5.0),
    Candidate("iso8859_9", ("tr",), 6.0),
    Candidate("cp1255", ("he",), 3.0),
    Candidate("iso8859_8", ("he",), 4.0),
    Candidate("cp1256", ("ar",), 3.0),
    Candidate("iso8859_6", ("ar",), 4.0),
    Candidate("cp1257", _BALTIC, 6.0),
    Candidate("cp1258", ("vi",), 7.0),
    Candidate("cp874", ("th",), 4.0),
    Candidate("iso8859_15", ("fr", "de", "nordic"), 5.0),
    Candidate("mac_roman", ("de", "fr", "es", "it", "pt"), 12.0),
    Candidate("cp850", ("de", "fr", "es", "it", "nordic"), 12.0),
    Candidate("gb18030", ("ru", "el", "ko", "th", "ar", "he", *_WESTERN, *_CENTRAL, "vi composed"), 14.0),
    Candidate("cp932", ("ru", "el"), 16.0),
    Candidate("euc_jp", ("ru", "el"), 16.0),
    Candidate("cp949", ("ru", "el"), 16.0),
    Candidate("johab", ("ko",), 14.0),
    Candidate("mac_cyrillic", ("ru", "uk"), 12.0),
    Candidate("mac_greek", ("el",), 14.0),
    Candidate("mac_latin2", _CENTRAL, 14.0),
    Candidate("cp852", _CENTRAL, 14.0),
    Candidate("cp855", ("ru",), 16.0),
    Candidate("cp737", ("el",), 14.0),
    Candidate("cp862", ("he",), 14.0),
    Candidate("iso8859_13", _BALTIC, 14.0),
    Candidate("cp775", _BALTIC, 16.0),
    *(Candidate(codec, _WESTERN, 30.0) for codec in EBCDIC),
)
"""Those after `cp850` are met seldom; without them their texts would be read wrongly, and some called certain."""
UTF8 = (*_WESTERN, *_CENTRAL, *ANY)
WIDE = tuple(Candidate(codec, (*ANY, "any")) for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))


def detect(data: bytes, candidates: tuple[Candidate, ...] = LEGACY) -> Decoded | None:
    """The cheapest reading that also decodes the whole of `data` strictly; None when it looks like no language."""
    priced = sorted(_readings(data, candidates), key=lambda found: found[0])
    whole = ((bits, reading, codec, leniently(data, codec)) for bits, reading, codec in priced)
    valid = ((bits, reading, codec, text) for bits, reading, codec, text in whole if text and not is_control_soup(text))
    bits, reading, codec, text = next(valid, (math.inf, None, "", ""))
    if reading is None or reading.strange > 0:
        return None
    words = _words(text)
    rival = next((other for other, _, _, different in valid if _words(different) != words), math.inf)
    clear = (rival - bits) * reading.novelty >= MARGIN_BITS + 0.04 * reading.weight
    known = codec not in EBCDIC and not _DUBIOUS.search(text)
    certain = clear and known and reading.weight >= LEAST_BITS and reading.strange <= -4.0
    return Decoded(text, codec, certain)


def _words(text: str) -> str:
    """The text without its signs: readings that differ in nothing else are no rivals."""
    return _SIGNS.sub("", text)


def is_control_soup(text: str) -> bool:
    """Whether more than one character in fifty is a control character: no text then, whatever the encoding."""
    return len(CONTROL.findall(text)) * 50 > len(text)


def _readings(data: bytes, candidates: tuple[Candidate, ...]) -> Iterator[tuple[float, Plausibility, str]]:
    """(bits, reading, codec) of each candidate that decodes a sample."""
    narrow, wide = _sample(data), [data[:SAMPLE_BYTES]]
    limit = math.inf
    for candidate in candidates:
        is_wide = candidate.codec.startswith("utf-")
        if is_wide and candidates is LEGACY and (len(data) % 2 or len(data) > SAMPLE_BYTES):
            continue  # a long text in UTF-16 has line ends, which hold a NUL: its candidates are WIDE
        text = _partly(wide if is_wide else narrow, candidate.codec)
        if text is not None:
            reading = read_as(text, candidate.languages, limit - candidate.prior)
            bits = reading.bits + candidate.prior
            limit = min(limit, bits + 2 * MARGIN_BITS + reading.weight / 4)
            yield bits, reading, candidate.codec


_ASCII_RUN = regex.compile(rb"([ -~]{8})[ -~]{8,}([ -~]{8})")
_PIECE = regex.compile(rb"[^\r\n]{1,1024}[^\x00-\x2f]*+[\t -/]?")
"""Up to a byte below 0x30, which is a character by itself in every candidate: a piece begins where a character does."""


def _sample(data: bytes) -> list[bytes]:
    """Long runs of ASCII left out, then pieces that hold more than ASCII, evenly over the whole file.

    Whatever decodes the file decodes every piece, but for a character that may be cut in two at a piece's end.
    """
    pieces = dict.fromkeys(_PIECE.findall(_ASCII_RUN.sub(rb"\1 \2", data)))
    telling = [piece[:LONGEST_PIECE] for piece in pieces if not piece.isascii()]
    step = sum(map(len, telling)) // SAMPLE_BYTES + 1
    return telling[::step]


def _partly(pieces: list[bytes], codec: str) -> str | None:
    """The pieces decoded, but for a character cut in two at a piece's end; None where they hold more than damage."""
    decoder = codecs.getincrementaldecoder(codec)
    try:
        return "\n".join(decoder("strict").decode(piece) for piece in pieces)
    except UnicodeDecodeError:
        text = "\n".join(decoder("replace").decode(piece) for piece in pieces)
    return text if is_sound(text) else None
