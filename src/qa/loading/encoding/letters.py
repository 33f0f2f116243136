"""Which characters the texts of a language are made of: classes of about equally frequent ones, in order of precedence.

The classes come from the standards themselves and are read out of Python's codecs: GB 2312 and Big5 keep their common
characters in level 1, KS X 1001 its syllables in 25 rows, JIS X 0208 its kana in rows 4 and 5. How often each class is
met is in `languages.json`.
"""

import unicodedata
from functools import cache

TYPOGRAPHY = "„“”‚‘’«»–—…€§°·£©®•´" + "\u00a0"
FOREIGN_MARKS = "№،؟؛־¿¡"
_FULL_STOPS = "〇，。、；：？！（）《》「」『』…—·“”‘’～・【】〈〉\u3000"
_SIMPLIFIED = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
_TRADITIONAL = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年"


def _rows(codec: str, first: int, last: int, low: int = 0xA1, high: int = 0xFE) -> str:
    """The characters of a double-byte codec with lead bytes first..last and trail bytes low..high."""
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(low, high + 1))
    return "".join(pair.decode(codec, errors="ignore") for pair in pairs)


def _span(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


@cache
def classes(name: str) -> dict[str, str]:
    """The characters outside ASCII, by class; one that is in two classes counts in the first."""
    if name in ALPHABETS:
        return {"letters": ALPHABETS[name]}
    if name in SCRIPTS:
        common, others = SCRIPTS[name]
        return {"common": common, "others": others}
    return {"zh-Hans": _simplified, "zh-Hant": _traditional, "ja": _japanese, "ko": _korean, "any": _any}[name]()


def _simplified() -> dict[str, str]:
    return {"frequent": _SIMPLIFIED, "signs": _FULL_STOPS, "level 1": _rows("gb2312", 0xB0, 0xD7)} | _rare_chinese(
        _rows("gb2312", 0xD8, 0xF7)
    )


def _traditional() -> dict[str, str]:
    common = {"frequent": _TRADITIONAL, "signs": _FULL_STOPS + "‧／", "level 1": _rows("big5", 0xA4, 0xC6, 0x40)}
    return common | _rare_chinese(_rows("big5", 0xC9, 0xF9, 0x40))


def _rare_chinese(second: str) -> dict[str, str]:
    return {
        "level 2": second,
        "rare": _span(0xFF01, 0xFF5E) + _span(0x4E00, 0x9FA5),
        "foreign": _span(0x3041, 0x30FF) + _span(0x2460, 0x24FF) + _span(0x2150, 0x217F) + TYPOGRAPHY,
    }


def _japanese() -> dict[str, str]:
    return {
        "signs": "、。「」・（）ー",
        "hiragana": _span(0x3041, 0x3093),
        "katakana": _span(0x30A1, 0x30F6),
        "level 1": _rows("euc_jp", 0xB0, 0xCF),
        "level 2": _rows("euc_jp", 0xD0, 0xF4),
        "rare": _span(0xFF01, 0xFF5E) + _FULL_STOPS + TYPOGRAPHY,
        "narrow": _span(0xFF61, 0xFF9F) + _rows("cp932", 0xFA, 0xFC, 0x40),
    }


def _korean() -> dict[str, str]:
    syllables = _rows("euc_kr", 0xB0, 0xC8)
    return {
        "frequent": "이다는에의을가로고한하지은를도서사기대인어자",
        "plain": "".join(filter(_is_plain_syllable, syllables)),
        "syllables": syllables,
        "signs": _FULL_STOPS + TYPOGRAPHY,
        "rare": _span(0xAC00, 0xD7A3),
        "hanja": _rows("euc_kr", 0xCA, 0xFD),
    }


def _is_plain_syllable(syllable: str) -> bool:
    """No doubled initial, no rare vowel, no cluster at the end (the arithmetic of Unicode's Hangul block)."""
    place = ord(syllable) - 0xAC00
    initial, vowel, final = place // 588, place // 28 % 21, place % 28
    return (
        initial not in {1, 4, 8, 10, 13}
        and vowel in {0, 1, 4, 5, 6, 8, 9, 12, 13, 18, 19, 20}
        and final in {0, 1, 4, 8, 16, 17, 19, 20, 21}
    )


def _any() -> dict[str, str]:
    """Letters of whatever alphabet or syllabary: for UTF-16, which is used for all of them."""
    return {"letters": "".join(sign for sign in _span(0xA1, 0x1FFF) if unicodedata.category(sign)[0] in "LM")}


SCRIPTS: dict[str, tuple[str, str]] = {
    "ru": ("оеаинтсрвлкмдпуяыь", "гзбчйхжшюцщэфъё"),
    "uk": ("оаинтврелскмдпуьяібгз", "чйхжшюцщфїєґыъўђјљњћџёэѓќѕ"),
    "el": ("αοιετσνηυρπκμλςωάόίέγδ", "ήχθφύβξώζψϊϋΐΰ"),
    "he": ("יוהלארמתבשנדםעקפחט", "גזסכצןךףץ" + _span(0x5B0, 0x5C2)),
    "ar": ("اليمونرتبةعدسفهكقحأ", "جشصىخذضطزثئإءغظآؤپچژگ" + _span(0x64B, 0x652)),
    "th": ("านรกอเงมยลวดทสตะปบคห่้ัี็ิื์ุูไแจพชขใโ", "ำผซถธณญฐศษฝฟภฉฮฎฏฆฌฑฒฤฦฃฅๆฯึ๐๑๒๓๔๕๖๗๘๙"),
}
"""Of alphabets of their own: the common letters, and the others."""
ALPHABETS = {
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
"""Of Latin alphabets: the letters that ASCII has not."""
