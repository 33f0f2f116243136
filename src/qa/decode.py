"""Bytes → text: byte-order marks, UTF-8, UTF-16/32 and the legacy encodings; never a silently wrong character.

UTF-8 that decodes strictly is taken at its word. Otherwise every candidate encoding that decodes the file
strictly is read as each language it is used for, and the reading with the shortest description wins: a
character costs -log2 of its probability in that language's script, where the classes come from the standards
themselves (GB 2312 and Big5 keep their common characters in level 1, KS X 1001 its syllables in 25 rows,
JIS X 0208 its kana in rows 4 and 5) and are read out of Python's codecs. A reading that beats the next
*different* one only narrowly is marked uncertain; one that looks like no language at all is refused.
"""

import codecs
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from qa.errors import DocumentError

SAMPLE_BYTES = 24_000
MARGIN_BITS = 10.0
LEAST_BITS = 60.0
CHANCE = 6
OVERRIDE = 'name the encoding in qa.toml: [loading.encodings] "pattern" = "gb18030"'


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text; `certain` is False when it was read with doubt and the user should be told."""

    text: str
    encoding: str
    certain: bool


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of `data` with line ends made `\\n`, otherwise untouched; `encoding` overrides the judgement.

    Raises DocumentError for binary data, for damaged UTF-8, and for bytes that make sense in no encoding.
    """
    found = _forced(data, encoding) if encoding is not None else _judged(data)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, found.encoding, found.certain)


def _forced(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"byte {error.start} cannot be read as {encoding} ({error.reason})",
            hint="correct the encoding under [loading.encodings] in qa.toml, or remove it to let it be detected",
        ) from None
    except (LookupError, ValueError):
        raise DocumentError(
            f"{encoding!r} is not a text encoding", hint="use a name such as utf-8, gb18030, big5hkscs or cp1252"
        ) from None
    _refuse_unstorable(text)
    return Decoded(text.removeprefix("\ufeff"), name, True)


def _refuse_unstorable(text: str) -> None:
    bad = regex.search(r"[\x00\uD800-\uDFFF]", text)
    if bad:
        raise DocumentError(
            f"is not text: character {bad.start()} is U+{ord(bad[0]):04X}",
            hint="remove the file from the folder, or correct its encoding under [loading.encodings] in qa.toml",
        )


def _judged(data: bytes) -> Decoded:
    _refuse_known_format(data)
    found = _by_mark(data) or _by_nul_bytes(data) or _by_escapes(data) or _as_utf8(data)
    if found:
        return found
    _refuse_damaged_utf8(data)
    try:
        return _most_plausible(data, _LEGACY)
    except DocumentError:
        _refuse_controls(data)
        raise


# ------------------------------------------------------------------------------------------- signatures

_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP archive (or DOCX, XLSX, PPTX, EPUB)"),
    (b"PK\x05\x06", "ZIP archive"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"\x1f\x8b\x08", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document (DOC, XLS, PPT)"),
    (b"{\\rtf", "RTF document"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"\x7fELF", "program"),
    (b"MZ", "Windows program"),
    (b"RIFF", "sound, video or WebP file"),
    (b"ID3", "MP3 file"),
    (b"OggS", "Ogg file"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
)
_MARKUP = ("PDF", "RTF document")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"


def _looks_like(data: bytes) -> str:
    return next((name for magic, name in _FORMATS if data.startswith(magic)), "")


def _not_text(data: bytes, why: str) -> DocumentError:
    name = _looks_like(data)
    hint = f"it looks like a {name}; {name.split(' (')[0]} is not read yet" if name else OVERRIDE
    return DocumentError(f"is not text: {why}", hint=hint)


def _refuse_known_format(data: bytes) -> None:
    """Signatures made of letters alone ("MZ", "ID3") prove nothing by themselves; the controls decide there."""
    name = _looks_like(data)
    magic = next((magic for magic, _ in _FORMATS if data.startswith(magic)), b"")
    telling = any(byte < 32 or byte > 126 for byte in magic) or name in _MARKUP
    if name and telling:
        raise _not_text(data, f"it begins like a {name}")


def _refuse_controls(data: bytes) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * 50 > len(data):
        raise _not_text(data, f"{controls} of its {len(data)} bytes are control characters")


# ------------------------------------------------------------------------------- marks, UTF-8 and escapes

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, codec, name)
    return None


def _marked(data: bytes, mark: bytes, codec: str, name: str) -> Decoded:
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        raise _damaged(name, len(mark) + error.start, "its byte-order mark") from None
    if "\0" in text:
        raise _not_text(data, f"NUL at character {text.index(chr(0))}")
    return Decoded(text, name, "\ufffd" not in text)


def _damaged(name: str, offset: int, witness: str) -> DocumentError:
    return DocumentError(
        f"byte {offset} is not valid {name}, although {witness} says {name}",
        hint=f"mend or save the file again, or {OVERRIDE}",
    )


def _by_nul_bytes(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: the only texts that hold NUL bytes."""
    if b"\0" not in data:
        return None
    try:
        found = _most_plausible(data, _WIDE)
    except DocumentError:
        raise _not_text(data, f"NUL at byte {data.index(0)}") from None
    _refuse_unstorable(found.text)
    return found


def _by_escapes(data: bytes) -> Decoded | None:
    """ISO-2022 and HZ hide their characters in ASCII behind escape sequences."""
    if not data.isascii():
        return None
    names = ("iso2022_jp", "iso2022_jp_2", "iso2022_kr") if b"\x1b$" in data else ("hz",) if b"~{" in data else ()
    for name in names:
        text = _strictly(data, name)
        if text and not text.isascii() and not _CONTROL.search(text):
            reading = _best_reading(name, text, _ESCAPED)
            if reading.strange <= 0:
                return Decoded(text, name, True)
    return None


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _as_utf8(data: bytes) -> Decoded | None:
    text = _strictly(data, "utf-8")
    if text is None or _is_control_soup(text):
        return None
    return _by_chance(data, text) or Decoded(text, "utf-8", "\ufffd" not in text)


def _by_chance(data: bytes, text: str) -> Decoded | None:
    """A legacy reading of a few characters that happen to form UTF-8 (头皮 in GBK is valid UTF-8 for "ͷƤ")."""
    foreign = len(data) - len(text)
    if not 0 < foreign <= CHANCE or (foreign > 2 and max(text) > "\u07ff"):
        return None
    as_utf8 = _best_reading("utf-8", text, (*_WESTERN, *_CENTRAL, *_ALL))
    if as_utf8.strange <= -2.0:
        return None
    try:
        other = _most_plausible(data, _LEGACY)
    except DocumentError:
        return Decoded(text, "utf-8", False)
    return Decoded(other.text, other.encoding, False) if other.certain else Decoded(text, "utf-8", False)


def _refuse_damaged_utf8(data: bytes) -> None:
    """In other encodings bytes form UTF-8 sequences by chance only; a file full of them is damaged UTF-8."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    sequences = len(regex.sub(r"[\x00-\x7f\ufffd]+", "", text).encode())
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.end == len(data)
        if sequences >= 3 * bad and (sequences > 2 * CHANCE or cut_off):
            raise _damaged("utf-8", error.start, "the rest of the file") from None


# ------------------------------------------------------------------------------------------- plausibility

_RARE = 22.0
_WRONG = 34.0
_ASCII = 5.5
_MARKS_BITS = 9.5
_TYPOGRAPHY = "„“”‚‘’«»–—…€§°·£©®•´" + "\u00a0"
_LETTER = regex.compile(r"[A-Za-z]")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_DUBIOUS = regex.compile(r"[\x80-\x9f\p{Co}\p{Cn}\ufffd]")


@dataclass(frozen=True)
class Language:
    """How many bits a character costs in texts of one language, and what its letters never do.

    `typical` is the usual cost of a character outside ASCII; `faults` are patterns with the bits each costs.
    """

    name: str
    bits: dict[str, float]
    typical: float
    faults: tuple[tuple[regex.Pattern[str], float], ...] = ()
    prior: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the sample: `bits` to describe it; `strange` > 0 when it looks like no text.

    `weight` is the evidence: the bits of its different characters outside ASCII, each counted once,
    and `novelty` is their share in the bits of all: repetition is no further evidence.
    """

    encoding: str
    bits: float
    weight: float
    strange: float
    novelty: float


def _spread(bits: dict[str, float], share: float, characters: str) -> None:
    """Gives `characters` together the probability `share`; what already has a cost keeps it."""
    new = [character for character in dict.fromkeys(characters) if character not in bits]
    if new:
        bits.update(dict.fromkeys(new, math.log2(len(new) / share)))


def _rows(codec: str, first: int, last: int, low: int = 0xA1, high: int = 0xFE) -> str:
    """The characters of a double-byte codec with lead bytes first..last and trail bytes low..high."""
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(low, high + 1))
    return "".join(pair.decode(codec, errors="ignore") for pair in pairs)


def _span(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


_FULL_STOPS = "〇，。、；：？！（）《》「」『』…—·“”‘’～・【】〈〉\u3000"
_IDEOGRAPH_FAULTS = ((regex.compile(r"[A-Za-z]\p{Lo}|\p{Lo}[A-Za-z]"), 1.5),)


@cache
def _chinese(traditional: bool) -> Language:
    if traditional:
        common, second = _rows("big5", 0xA4, 0xC6, 0x40), _rows("big5", 0xC9, 0xF9, 0x40)
        frequent = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年"
    else:
        common, second = _rows("gb2312", 0xB0, 0xD7), _rows("gb2312", 0xD8, 0xF7)
        frequent = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    bits: dict[str, float] = {}
    _spread(bits, 0.2, frequent)
    _spread(bits, 0.1, _FULL_STOPS)
    _spread(bits, 0.65, common)
    _spread(bits, 0.03, second)
    _spread(bits, 0.006, _span(0xFF01, 0xFF5E))
    _spread(bits, 0.006, _span(0x4E00, 0x9FA5))
    _spread(bits, 0.003, _span(0x3041, 0x30FF) + _span(0x2460, 0x24FF) + _span(0x2150, 0x217F) + _TYPOGRAPHY)
    return Language("zh-Hant" if traditional else "zh-Hans", bits, 12.0, _IDEOGRAPH_FAULTS)


@cache
def _japanese() -> Language:
    bits: dict[str, float] = {}
    _spread(bits, 0.09, "、。「」・（）ー")
    _spread(bits, 0.25, "のにはをたがでてとしれさいなるかもらりっこ")
    _spread(bits, 0.16, _span(0x3041, 0x3093))
    _spread(bits, 0.13, _span(0x30A1, 0x30F6))
    _spread(bits, 0.55, _rows("euc_jp", 0xB0, 0xCF))
    _spread(bits, 0.01, _rows("euc_jp", 0xD0, 0xF4))
    _spread(bits, 0.008, _span(0xFF01, 0xFF5E) + _FULL_STOPS + _TYPOGRAPHY)
    _spread(bits, 0.0005, _span(0xFF61, 0xFF9F) + _rows("cp932", 0xFA, 0xFC, 0x40))
    return Language("ja", bits, 10.5, _IDEOGRAPH_FAULTS)


@cache
def _korean() -> Language:
    bits: dict[str, float] = {}
    _spread(bits, 0.25, "이다는에의을가로고한하지은를도서사기대인어자")
    syllables = _rows("euc_kr", 0xB0, 0xC8)
    _spread(bits, 0.62, "".join(filter(_is_plain_syllable, syllables)))
    _spread(bits, 0.08, syllables)
    _spread(bits, 0.02, _FULL_STOPS + _TYPOGRAPHY)
    _spread(bits, 0.01, _span(0xAC00, 0xD7A3))
    _spread(bits, 0.01, _rows("euc_kr", 0xCA, 0xFD))
    return Language("ko", bits, 11.0, _IDEOGRAPH_FAULTS)


def _is_plain_syllable(syllable: str) -> bool:
    """No doubled initial, no rare vowel, no cluster at the end (the arithmetic of Unicode's Hangul block)."""
    place = ord(syllable) - 0xAC00
    initial, vowel, final = place // 588, place // 28 % 21, place % 28
    return (
        initial not in {1, 4, 8, 10, 13}
        and vowel in {0, 1, 4, 5, 6, 8, 9, 12, 13, 18, 19, 20}
        and final in {0, 1, 4, 8, 16, 17, 19, 20, 21}
    )


@cache
def _any_alphabet() -> Language:
    """Letters of whatever alphabet or syllabary: for UTF-16, which is used for all of them."""
    bits: dict[str, float] = {}
    _spread(
        bits, 0.9, "".join(filter(lambda character: unicodedata.category(character)[0] in "LM", _span(0xA1, 0x1FFF)))
    )
    return Language("any", bits, 13.0)


_CASE_FAULTS = (
    (regex.compile(r"(?V1)\p{Ll}(?=[\p{Lu}--[A-Z]])|[\p{Ll}--[a-z]](?=[A-Z])"), 8.0),
    (regex.compile(r"(?V1)\p{L}(?=[[^\x00-\x7f]--[\p{L}\p{M}’·\u00ad]]\p{L})"), 8.0),
)
_FOREIGN = (regex.compile(r"(?V1)[A-Za-z][[^\x00-\x7f]&&\p{L}]|[[^\x00-\x7f]&&\p{L}][A-Za-z]"), 8.0)
_CLUSTERS = (regex.compile(r"(?i)[бвгджзйклмнпрстфхцчшщъь]{5}|[аеёиоуыэюяіїє]{4}|(?<!\p{L})[ъыь]"), 6.0)
_THAI_FAULTS = (
    (regex.compile(r"(?<![ก-ฮ\p{M}])\p{M}|[เ-ไ](?![ก-ฮ])|(?<![ก-ฮ\p{M}])[ะาำ]|[ฺํ๎๏-๛]|(?:\p{M}){3}"), 9.0),
    _FOREIGN,
)
_ARABIC_FAULTS = (_FOREIGN, (regex.compile(r"[ةى](?=\p{L})|ء{2}|(?<!\p{L})\p{M}"), 6.0))
_HEBREW_FAULTS = (_FOREIGN, (regex.compile(r"[ךםןףץ](?=\p{L})|(?<!\p{L})\p{M}"), 8.0))
_GREEK_FAULTS = (*_CASE_FAULTS, _FOREIGN, (regex.compile(r"ς(?=\p{L})|σ(?!\p{L})|[ΐΰ]{2}|[άέήίόύώ]{2}"), 6.0))


def _script(name: str, common: str, others: str, faults: tuple[tuple[regex.Pattern[str], float], ...]) -> Language:
    """An alphabet of its own: common letters, the others, capitals where there are any."""
    bits: dict[str, float] = {}
    _spread(bits, 0.78, common)
    _spread(bits, 0.12, others)
    letters = dict(bits)
    for letter, cost in letters.items():
        if len(letter.upper()) == 1:
            bits.setdefault(letter.upper(), cost + 2.0)
    bits.update({mark: _MARKS_BITS for mark in _TYPOGRAPHY + "№،؟؛־¿¡" if mark not in bits})
    return Language(name, bits, 5.0, faults)


def _latin(name: str, letters: str) -> Language:
    """A Latin alphabet: about one letter in ten carries an accent or is an extra one."""
    bits: dict[str, float] = {}
    _spread(bits, 0.1, letters)
    for letter, cost in dict(bits).items():
        if len(letter.upper()) == 1:
            bits.setdefault(letter.upper(), cost + 2.5)
    bits.update({mark: _MARKS_BITS for mark in _TYPOGRAPHY if mark not in bits})
    for point in (*range(0xC0, 0x100), 0x152, 0x153, 0x178):
        bits.setdefault(chr(point), 12.0)
    adjacent = 1.0 if name.startswith("vi") else 4.0
    pair = (regex.compile(r"(?V1)[[^\x00-\x7f]&&\p{L}](?=[[^\x00-\x7f]&&[\p{L}\p{S}]])"), adjacent)
    return Language(name, bits, 7.5, (*_CASE_FAULTS, pair))


_ALPHABETS = {
    "de": "äöüß",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúü¿¡ºª",
    "pt": "áâãàçéêíóôõúü",
    "it": "àèéìíòóù",
    "nordic": "åäöæøé",
    "nl": "éëïèöü",
    "is": "áðéíóúýþæö",
    "ca": "àçèéíïòóúü·",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýžäĺľŕô",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "ro": "ăâîşţșț",
    "tr": "çğıöşüâîİ",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
    "vi": "ăâđêôơư\u0300\u0301\u0303\u0309\u0323àáâãèéêëìíòóôõùúý₫",
    "vi composed": "ăâđêôơưàáãèéìíòóõùúý" + _span(0x1EA0, 0x1EF9),
}


@cache
def _language(name: str) -> Language:
    if name in _ALPHABETS:
        return _latin(name, _ALPHABETS[name])
    if name in {"zh-Hans", "zh-Hant"}:
        return _chinese(traditional=name == "zh-Hant")
    return {"ja": _japanese, "ko": _korean, "any": _any_alphabet}.get(name, lambda: _alphabetic(name))()


def _alphabetic(name: str) -> Language:
    cyrillic = (*_CASE_FAULTS, _FOREIGN, _CLUSTERS)
    if name == "ru":
        return _script(name, "оеаинтсрвлкмдпуяыь", "гзбчйхжшюцщэфъё", cyrillic)
    if name == "uk":
        return _script(name, "оаинтврелскмдпуьяібгз", "чйхжшюцщфїєґыъўђјљњћџёэѓќѕ", cyrillic)
    if name == "el":
        return _script(name, "αοιετσνηυρπκμλςωάόίέγδ", "ήχθφύβξώζψϊϋΐΰ", _GREEK_FAULTS)
    if name == "he":
        return _script(name, "יוהלארמתבשנדםעקפחט", "גזסכצןךףץ" + _span(0x5B0, 0x5C2), _HEBREW_FAULTS)
    if name == "ar":
        return _script(name, "اليمونرتبةعدسفهكقحأ", "جشصىخذضطزثئإءغظآؤپچژگ" + _span(0x64B, 0x652), _ARABIC_FAULTS)
    return _script("th", "านรกอเงมยลวดทสตะปบคห่้ัี็ิื์ุูไแจพชขใโ", "ำผซถธณญฐศษฝฟภฉฮฎฏฆฌฑฒฤฦฃฅๆฯึ๐๑๒๓๔๕๖๗๘๙", _THAI_FAULTS)


_WESTERN = ("de", "fr", "es", "pt", "it", "nordic", "nl", "is", "ca")
_CENTRAL = ("pl", "cs", "hu", "hr", "ro")
_ALL = (
    "zh-Hans",
    "zh-Hant",
    "ja",
    "ko",
    "ru",
    "uk",
    "el",
    "he",
    "ar",
    "th",
    "fr",
    "es",
    "pl",
    "cs",
    "de",
    "vi composed",
)
# (codec, languages it is used for, bits that say how seldom it is met)
_LEGACY: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("gb18030", ("zh-Hans", "zh-Hant"), 0.0),
    ("big5hkscs", ("zh-Hant",), 0.0),
    ("cp950", ("zh-Hant",), 6.0),
    ("cp932", ("ja",), 0.0),
    ("euc_jp", ("ja",), 6.0),
    ("cp949", ("ko",), 4.0),
    ("utf-16-le", _ALL, 6.0),
    ("utf-16-be", _ALL, 8.0),
    ("cp1252", _WESTERN, 0.0),
    ("cp1251", ("ru", "uk"), 0.0),
    ("koi8_r", ("ru",), 2.0),
    ("koi8_u", ("uk",), 3.0),
    ("cp866", ("ru", "uk"), 6.0),
    ("iso8859_5", ("ru", "uk"), 6.0),
    ("cp1250", _CENTRAL, 6.0),
    ("iso8859_2", _CENTRAL, 7.0),
    ("cp1253", ("el",), 2.0),
    ("iso8859_7", ("el",), 3.0),
    ("cp1254", ("tr",), 5.0),
    ("iso8859_9", ("tr",), 6.0),
    ("cp1255", ("he",), 3.0),
    ("iso8859_8", ("he",), 4.0),
    ("cp1256", ("ar",), 3.0),
    ("iso8859_6", ("ar",), 4.0),
    ("cp1257", ("lt", "lv", "et"), 6.0),
    ("cp1258", ("vi",), 7.0),
    ("cp874", ("th",), 4.0),
    ("iso8859_15", ("fr", "de", "nordic"), 5.0),
    ("mac_roman", ("de", "fr", "es", "it", "pt"), 12.0),
    ("cp850", ("de", "fr", "es", "it", "nordic"), 12.0),
)
_WIDE = tuple((name, (*_ALL, "any"), 0.0) for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
_ESCAPED = ("zh-Hans", "zh-Hant", "ja", "ko")


def _price(language: Language, counts: Counter[str]) -> float:
    """The bits of the characters outside ASCII."""
    return sum(count * (language.bits.get(character) or _strangeness(character)) for character, count in counts.items())


def _ascii_price(text: str) -> float:
    return _ASCII * sum(map(str.isascii, text)) + _WRONG * len(_CONTROL.findall(text))


@cache
def _strangeness(character: str) -> float:
    """The cost of a character that the language does not use."""
    category = unicodedata.category(character)
    if category in {"Co", "Cn", "Cc", "Cs"} or character == "\ufffd":
        return _WRONG
    return 17.0 if category[0] in "PSZ" else _RARE


def _best_reading(
    encoding: str, sample: str, languages: tuple[str, ...], prior: float = 0.0, limit: float = math.inf
) -> Reading:
    """The cheapest reading of `sample` as one of the languages; only the two likeliest are looked at closely.

    A reading that costs more than `limit` by its characters alone is not looked at closely either.
    """
    counts = Counter(regex.sub(r"[\x00-\x7f]+", "", sample))
    frequent = Counter(dict(counts.most_common(24)))
    likely = sorted(map(_language, languages), key=lambda language: _price(language, frequent))[:2]
    plain = _ascii_price(sample) + prior
    readings = [_reading(encoding, sample, language, counts, limit - plain) for language in likely]
    best = min(readings, key=lambda reading: reading.bits)
    return Reading(encoding, best.bits + plain, best.weight, best.strange, best.novelty)


def _reading(encoding: str, sample: str, language: Language, counts: Counter[str], limit: float) -> Reading:
    bits = _price(language, counts)
    if bits <= limit:
        bits += sum(len(pattern.findall(sample)) * cost for pattern, cost in language.faults)
    weight = _price(language, Counter(set(counts)))
    if language.name in _ALPHABETS:
        weight = min(3 * bits, 6 * weight)  # the ASCII letters around speak for a Latin alphabet as well
    else:
        bits += min(8.0, 0.5 * len(_LETTER.findall(sample, 0, 1000)))
    many = counts.total()
    strange = bits / many - language.typical - 6.0 if many else 0.0
    if language.name in _ALPHABETS and many * 20 < len(sample):
        strange = min(strange, -0.1)
    return Reading(encoding, bits, weight, strange, min(1.0, weight / bits) if bits else 1.0)


def _most_plausible(data: bytes, candidates: tuple[tuple[str, tuple[str, ...], float], ...]) -> Decoded:
    """The cheapest reading that also decodes the whole file strictly."""
    readings = sorted(_readings(data, candidates), key=lambda reading: reading.bits)
    whole = ((reading, _strictly(data, reading.encoding)) for reading in readings)
    valid = ((reading, text) for reading, text in whole if text is not None and not _is_control_soup(text))
    first = next(valid, None)
    if first is None or first[0].strange > 0:
        raise DocumentError("is not text in any encoding that can be recognised", hint=OVERRIDE)
    reading, text = first
    rival = next((other for other, different in valid if different != text), None)
    margin = math.inf if rival is None else (rival.bits - reading.bits) * reading.novelty
    clear = margin >= MARGIN_BITS + 0.04 * reading.weight
    certain = clear and reading.weight >= LEAST_BITS and reading.strange <= -4.0 and not _DUBIOUS.search(text)
    return Decoded(text, reading.encoding, certain)


def _is_control_soup(text: str) -> bool:
    return len(_CONTROL.findall(text)) * 50 > len(text)


def _readings(data: bytes, candidates: tuple[tuple[str, tuple[str, ...], float], ...]) -> Iterator[Reading]:
    narrow, wide = _sample(data), _windows(data)
    dropped = _ASCII * max(0, len(data) - sum(map(len, narrow))) if len(wide) == 1 else 0.0
    limit = math.inf
    for name, languages, prior in candidates:
        is_wide = name.startswith("utf-")
        if is_wide and (len(data) % 2 or (len(wide) > 1 and candidates is _LEGACY)):
            continue
        text = _partly(wide if is_wide else narrow, name)
        if text is not None:
            reading = _best_reading(name, text, languages, prior + (0.0 if is_wide else dropped), limit)
            limit = min(limit, reading.bits + 2 * MARGIN_BITS + reading.weight / 4)
            yield reading


def _sample(data: bytes) -> list[bytes]:
    """Long runs of ASCII left out, then lines that hold more than ASCII, evenly over the whole file."""
    dense = regex.sub(rb"([ -~]{8})[ -~]{8,}([ -~]{8})", rb"\1 \2", data)
    lines = [line[:4096] for line in dict.fromkeys(dense.split(b"\n")) if not line.isascii()]
    if sum(map(len, lines)) <= SAMPLE_BYTES:
        return [b"\n".join(lines)]
    step = sum(map(len, lines)) // SAMPLE_BYTES + 1
    return lines[::step]


def _windows(data: bytes) -> list[bytes]:
    """The sample for two- and four-byte encodings: windows that begin on a whole character."""
    if len(data) <= SAMPLE_BYTES:
        return [data]
    step = len(data) // 12 // 4 * 4
    return [data[start : start + 4096] for start in range(0, len(data), step)]


def _partly(pieces: list[bytes], name: str) -> str | None:
    """The pieces decoded strictly, but for a character cut in two at a piece's end."""
    decoder = codecs.getincrementaldecoder(name)
    try:
        return "\n".join(decoder("strict").decode(piece) for piece in pieces)
    except UnicodeDecodeError:
        return None
