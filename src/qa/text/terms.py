"""Text → lexical terms: what the index counts and what a question is looked up by.

Scripts without spaces (Han, kana, Thai, …) give overlapping character pairs, which need no dictionary, and Hangul
words do as well, because Korean endings change; Han characters also count alone. Words of other scripts count whole
and by their first five letters, which stands for a stem; Arabic and Hebrew words, which grow at the front as well,
by every four letters. `benchmarks/lexical.py` measures these choices.

A numbered unit is one term, the same however its number is written (`units.py`), and so is a number (`numbers.py`).

Everything is folded first: compatibility forms (ｶﾞ → ガ), digits of all scripts (٣ → 3), case, accents of alphabets
(also of letters that Unicode does not take apart: đ → d), traditional Chinese → simplified. Colours of a terminal are
left out. Only this shadow copy is folded; documents stay as they are.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

import regex

from qa.text.lines import without_colours
from qa.text.numbers import Number, measures, otherwise, separated
from qa.text.script import SPACELESS
from qa.text.units import Unit, unit_term, units

_PAIRED = SPACELESS + r"\p{Tibetan}\p{Hangul}"
_RUN = regex.compile(
    rf"(?P<paired>[{_PAIRED}][{_PAIRED}\p{{M}}]*)"
    r"|(?P<grown>[\p{Arabic}\p{Hebrew}--[\P{L}]][[\p{Arabic}\p{Hebrew}]&&[\p{L}\p{M}]]*)"
    rf"|[\p{{L}}\p{{N}}][\p{{L}}\p{{N}}\p{{M}}--[{_PAIRED}\p{{Arabic}}\p{{Hebrew}}]]*",
    regex.V1,
)
_HAN = regex.compile(r"\p{Han}")
_ACCENTED = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}]\p{M}*)\p{M}+")
_STEM, _GRAM = 5, 4
_SET_WIDE = regex.compile(r"(?<![\p{Han}\p{Hiragana}\p{Katakana}])(?:[\p{Han}\p{Hiragana}\p{Katakana}]\s){2,}")
_RAISED = regex.compile(r"[⁰¹²³⁴-⁹™℠]")
_GLUED = regex.compile(r"(?<=\p{L}\p{M}*\p{L}\p{M}*\p{L}\p{M}*|\p{N})[⁰¹²³⁴-⁹]+|[™℠]")
"""The number of a footnote behind a word; a measure as km² has one or two letters."""
_LED_BY_DIGITS = regex.compile(r"(\d+)(\p{L}.*)")
_UNSPLIT = {
    "đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t",
    "ی": "ي", "ى": "ي", "ک": "ك",
}  # fmt: skip
"""Letters with a stroke and the like, which have no decomposition, as they are written without."""
_DIVIDED = regex.compile(r"(?<!\p{Ll})(\p{Ll}{2,}+)[-\u2010]\n[ \t]*+(\p{Ll}{2,}+)|\u00ad\n?")


def terms(text: str) -> list[str]:
    """The terms of `text`, repeats included.

    >>> terms("IBM 在臺北开会。")
    ['ibm', '在台', '台北', '北开', '开会', '在', '台', '北', '开', '会']
    >>> terms("Libraries")
    ['libraries', 'libra*']
    """
    folded = _joined(fold(without_colours(text)))
    numbered = units(folded)
    found = [unit_term(unit) for unit in numbered]
    rest = _without(folded, numbered)
    numbers = list(separated(rest))
    found += [term for number in numbers for term in number.terms]
    found += [term for number in otherwise(rest) for term in number.terms]
    for run in _RUN.finditer(_without(rest, numbers)):
        word = run.group()
        if run.lastgroup == "paired":
            found += map("".join, pairwise(word))
            found += _HAN.findall(word) if len(word) > 1 else [word]
            continue
        found.append(word)
        if run.lastgroup == "grown" and len(word) > _GRAM:
            found += [word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)]
        elif len(word) > _STEM and word[0].isalpha():
            found.append(f"{word[:_STEM]}*")
        elif word[0].isdecimal() and not word.isdecimal():
            found += _parts(word)
    found += measures(found)
    return found


def _parts(word: str) -> list[str]:
    """A number and what is glued to it: "12km" is found as "12 km" as well."""
    parts = _LED_BY_DIGITS.fullmatch(word)
    return [parts[1], parts[2]] if parts else []


def _without(text: str, named: Sequence[Unit | Number]) -> str:
    """The text with a blank for every unit or number, whose digits are no word of their own."""
    if not named:
        return text
    ends = [0, *(unit.end for unit in named)]
    starts = [*(unit.start for unit in named), len(text)]
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _joined(text: str) -> str:
    """Words that a line's end or a soft hyphen divides made whole, and characters that are set wide moved together.

    A word with a hyphen of its own may stand at a line's end: its parts stay as well.
    """
    if "\n" in text or "\u00ad" in text:
        text = _DIVIDED.sub(lambda found: f"{found[1]}{found[2]} {found[1]} {found[2]}" if found[1] else "", text)
    return text if text.isascii() else _SET_WIDE.sub(lambda found: "".join(found[0].split()), text)


def fold(text: str) -> str:
    """`text` as it is matched: NFKC, lower case, no accents on alphabets, simplified characters, digits 0 to 9."""
    if not text.isascii() and _RAISED.search(text):
        text = _GLUED.sub(r"\n\g<0>\n", unicodedata.normalize("NFC", text))
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", _ACCENTED.sub("", unicodedata.normalize("NFD", folded)))
    return folded if folded.isascii() else folded.translate(_table())


@cache
def _table() -> dict[int, str]:
    """Digits of every script → 0 to 9; traditional → simplified, one character for one (OpenCC's first choice); the
    letters of _UNSPLIT."""
    signs = (chr(point) for point in range(0x80, 0x20000))
    digits = {ord(sign): str(unicodedata.decimal(sign)) for sign in signs if sign.isdecimal()}
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split() for line in table.splitlines() if line)
    simplified = {ord(fields[0]): fields[1] for fields in pairs if len(fields[0]) == 1 and len(fields[1]) == 1}
    return digits | simplified | str.maketrans(_UNSPLIT)
