"""How plausible a text is in a language: bits for its characters, more for what its letters never do.

A character costs about -log2 of its probability in the language's script. The classes come from the standards
themselves and are read out of Python's codecs: GB 2312 and Big5 keep their common characters in level 1,
KS X 1001 its syllables in 25 rows, JIS X 0208 its kana in rows 4 and 5.
"""

import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

import regex

RARE = 22.0
WRONG = 34.0
ASCII = 5.5
MARK = 9.5
CONTROL = regex.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_LETTER = regex.compile(r"[A-Za-z]")
_TYPOGRAPHY = "„“”‚‘’«»–—…€§°·£©®•´" + "\u00a0"
Faults = tuple[tuple[regex.Pattern[str], float], ...]
"""Patterns that no text of the language holds, with the bits that each occurrence costs."""


@dataclass(frozen=True)
class Language:
    """How many bits a character costs in texts of one language; `typical` is the usual cost outside ASCII."""

    name: str
    bits: dict[str, float]
    typical: float
    faults: Faults = ()


@dataclass(frozen=True, slots=True)
class Plausibility:
    """A text as its most likely language: `bits` to describe it; `strange` > 0 when it looks like no text.

    `weight` is the evidence: the bits of its different characters outside ASCII, each counted once,
    and `novelty` is their share in the bits of all: repetition is no further evidence.
    """

    bits: float
    weight: float
    strange: float
    novelty: float


def read_as(text: str, languages: tuple[str, ...], limit: float = math.inf) -> Plausibility:
    """`text` as the likeliest of the languages; one that costs more than `limit` is not searched for faults."""
    counts = Counter(regex.sub(r"[\x00-\x7f]+", "", text))
    language = min(map(_language, languages), key=lambda language: _price(language, counts))
    plain = ASCII * sum(map(str.isascii, text)) + WRONG * len(CONTROL.findall(text))
    bits = _price(language, counts)
    if bits <= limit - plain:
        bits += sum(len(pattern.findall(text)) * cost for pattern, cost in language.faults)
    weight = _price(language, Counter(set(counts)))
    if language.name in _ALPHABETS:
        weight = min(3 * bits, 6 * weight)  # the ASCII letters around speak for a Latin alphabet as well
    else:
        bits += min(8.0, 0.5 * len(_LETTER.findall(text, 0, 1000)))
    many = counts.total()
    strange = bits / many - language.typical - 6.0 if many else 0.0
    if language.name in _ALPHABETS and many * 20 < len(text):
        strange = min(strange, -0.1)
    return Plausibility(bits + plain, weight, strange, min(1.0, weight / bits) if bits else 1.0)


def _price(language: Language, counts: Counter[str]) -> float:
    """The bits of the characters outside ASCII."""
    return sum(count * (language.bits.get(character) or _strangeness(character)) for character, count in counts.items())


@cache
def _strangeness(character: str) -> float:
    """The cost of a character that the language does not use."""
    category = unicodedata.category(character)
    if category in {"Co", "Cn", "Cc", "Cs"} or character == "\ufffd":
        return WRONG
    return 17.0 if category[0] in "PSZ" else RARE


@cache
def _language(name: str) -> Language:
    if name in _ALPHABETS:
        return _latin(name, _ALPHABETS[name])
    if name in {"zh-Hans", "zh-Hant"}:
        return _chinese(traditional=name == "zh-Hant")
    if name in _SCRIPTS:
        return _script(name, *_SCRIPTS[name])
    return {"ja": _japanese, "ko": _korean, "any": _any_alphabet}[name]()


# ------------------------------------------------------------------------------------------- Chinese, Japanese, Korean


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
    _spread(bits, 0.012, _span(0xFF01, 0xFF5E) + _span(0x4E00, 0x9FA5))
    _spread(bits, 0.003, _span(0x3041, 0x30FF) + _span(0x2460, 0x24FF) + _span(0x2150, 0x217F) + _TYPOGRAPHY)
    return Language("zh-Hant" if traditional else "zh-Hans", bits, 12.0, _IDEOGRAPH_FAULTS)


@cache
def _japanese() -> Language:
    bits: dict[str, float] = {}
    _spread(bits, 0.09, "、。「」・（）ー")
    _spread(bits, 0.41, _span(0x3041, 0x3093))
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


# ------------------------------------------------------------------------------------------------- alphabets

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
_HEBREW_FAULTS = (_FOREIGN, (regex.compile(r"[ךםןףץ](?=\p{L})|(?<!\p{L})\p{M}"), 8.0))
_GREEK_FAULTS = (*_CASE_FAULTS, _FOREIGN, (regex.compile(r"ς(?=\p{L})|σ(?!\p{L})|[ΐΰ]{2}|[άέήίόύώ]{2}"), 6.0))


# (common letters, the others, faults)
_CYRILLIC_FAULTS = (*_CASE_FAULTS, _FOREIGN, _CLUSTERS)
_SCRIPTS: dict[str, tuple[str, str, Faults]] = {
    "ru": ("оеаинтсрвлкмдпуяыь", "гзбчйхжшюцщэфъё", _CYRILLIC_FAULTS),
    "uk": ("оаинтврелскмдпуьяібгз", "чйхжшюцщфїєґыъўђјљњћџёэѓќѕ", _CYRILLIC_FAULTS),
    "el": ("αοιετσνηυρπκμλςωάόίέγδ", "ήχθφύβξώζψϊϋΐΰ", _GREEK_FAULTS),
    "he": ("יוהלארמתבשנדםעקפחט", "גזסכצןךףץ" + _span(0x5B0, 0x5C2), _HEBREW_FAULTS),
    "ar": ("اليمونرتبةعدسفهكقحأ", "جشصىخذضطزثئإءغظآؤپچژگ" + _span(0x64B, 0x652), (_FOREIGN,)),
    "th": ("านรกอเงมยลวดทสตะปบคห่้ัี็ิื์ุูไแจพชขใโ", "ำผซถธณญฐศษฝฟภฉฮฎฏฆฌฑฒฤฦฃฅๆฯึ๐๑๒๓๔๕๖๗๘๙", _THAI_FAULTS),
}
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


def _script(name: str, common: str, others: str, faults: Faults) -> Language:
    """An alphabet of its own: common letters, the others, capitals where there are any."""
    bits: dict[str, float] = {}
    _spread(bits, 0.78, common)
    _spread(bits, 0.12, others)
    letters = dict(bits)
    for letter, cost in letters.items():
        if len(letter.upper()) == 1:
            bits.setdefault(letter.upper(), cost + 2.0)
    bits.update({mark: MARK for mark in _TYPOGRAPHY + "№،؟؛־¿¡" if mark not in bits})
    return Language(name, bits, 5.0, faults)


def _latin(name: str, letters: str) -> Language:
    """A Latin alphabet: about one letter in ten carries an accent or is an extra one."""
    bits: dict[str, float] = {}
    _spread(bits, 0.1, letters)
    for letter, cost in dict(bits).items():
        if len(letter.upper()) == 1:
            bits.setdefault(letter.upper(), cost + 2.5)
    bits.update({mark: MARK for mark in _TYPOGRAPHY if mark not in bits})
    for point in (*range(0xC0, 0x100), 0x152, 0x153, 0x178):
        bits.setdefault(chr(point), 12.0)
    adjacent = 1.0 if name.startswith("vi") else 4.0
    pair = (regex.compile(r"(?V1)[[^\x00-\x7f]&&\p{L}](?=[[^\x00-\x7f]&&[\p{L}\p{S}]])"), adjacent)
    return Language(name, bits, 7.5, (*_CASE_FAULTS, pair))
