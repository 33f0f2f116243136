"""How plausible a text is in a language: bits for its characters, more for what its letters never do.

A character costs -log2 of its probability: the share of its class (`letters.py`), divided by the class's size. The
shares and what is typical are measured (`languages.json`, written by `training/encodings/fit.py`); what cannot be
measured in good texts is set here, with its reason.
"""

import json
import math
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex

from qa.loading.encoding.letters import ALPHABETS, FOREIGN_MARKS, SCRIPTS, TYPOGRAPHY, classes

ASCII = 5.5
"""Of any ASCII character: English takes 4 to 5 bits a letter, names and digits more; all readings share them."""
MARK = 9.5
"""Of a typographic sign beside an alphabet: about one in 700 characters, log2(700)."""
FOREIGN_SIGN = 17.0
"""Of punctuation or a symbol that the language does not use: one in 2 ** 17 characters, as in quoted matter."""
RARE = 22.0
"""Of a letter that it does not use: one in 2 ** 22, the size of a library; ten words are dearer than any common one."""
WRONG = 34.0
"""Of what no text holds (controls, unassigned): one outweighs a line of common letters, two a paragraph."""
LATIN = 0.1
"""The share of its own letters in a Latin alphabet: Czech has 0.105. One for all, so that alphabets compete by which
letters they have, not by how often."""
LATIN_TYPICAL = 7.5
"""Bits of a character outside ASCII in Latin texts: 5.9 (German) to 7.7 (Czech) where the fit was made."""
LATIN_CAPITAL = 2.5
"""More for a capital: one letter in six."""
LATIN_1 = 12.0
"""Of a letter of Latin-1 that the language does not use: names of neighbours, one in 4,000 characters."""
ANY = 0.9
"""The share of letters in a text of an unknown alphabet."""
STRANGE = 6.0
"""So many bits a character beyond what is typical make a text look like none: 64 times less probable."""
CONTROL = regex.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_LETTER = regex.compile(r"[A-Za-z]")
Faults = tuple[tuple[regex.Pattern[str], float], ...]
"""Patterns that no text of the language holds, with the bits that each occurrence costs."""


@dataclass(frozen=True)
class Language:
    """How many bits a character costs in texts of one language; `typical` is the usual cost outside ASCII."""

    name: str
    bits: dict[str, float]
    typical: float
    faults: Faults = ()

    def price(self, character: str) -> float:
        """The bits of a character outside ASCII."""
        return self.bits.get(character) or _strangeness(character)


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
    if language.name in ALPHABETS:
        weight = min(3 * bits, 6 * weight)  # the ASCII letters around speak for a Latin alphabet as well
    else:
        bits += min(8.0, 0.5 * len(_LETTER.findall(text, 0, 1000)))
    many = counts.total()
    strange = bits / many - language.typical - STRANGE if many else 0.0
    if language.name in ALPHABETS and many * 20 < len(text):
        strange = min(strange, -0.1)
    return Plausibility(bits + plain, weight, strange, min(1.0, weight / bits) if bits else 1.0)


def _price(language: Language, counts: Counter[str]) -> float:
    """The bits of the characters outside ASCII."""
    return sum(count * language.price(character) for character, count in counts.items())


@cache
def _strangeness(character: str) -> float:
    """The cost of a character that the language does not use."""
    category = unicodedata.category(character)
    if category in {"Co", "Cn", "Cc", "Cs"} or character == "\ufffd":
        return WRONG
    return FOREIGN_SIGN if category[0] in "PSZ" else RARE


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured of a language or script: the share of each class outside ASCII; the bits of a character that 19
    of 20 pieces of text do not exceed; how much dearer a capital is."""

    shares: Mapping[str, float]
    typical: float
    capital: float


@cache
def _measured() -> dict[str, Measured]:
    found = json.loads(Path(__file__).with_name("languages.json").read_text(encoding="utf-8"))
    return {name: Measured(**numbers) for name, numbers in found.items()}


@cache
def _language(name: str) -> Language:
    if name in ALPHABETS:
        return language_of(name, Measured({"letters": LATIN}, LATIN_TYPICAL, LATIN_CAPITAL))
    if name == "any":
        return language_of(name, Measured({"letters": ANY}, math.log2(len(classes(name)["letters"]) / ANY), 0))
    return language_of(name, _measured()["alphabets" if name in SCRIPTS else name])


def language_of(name: str, measured: Measured) -> Language:
    """The language with what is measured of it; an alphabet also with its capitals and with typographic signs."""
    bits: dict[str, float] = {}
    for kind, characters in classes(name).items():
        _spread(bits, measured.shares[kind], characters)
    if name in ALPHABETS or name in SCRIPTS:
        _add_capitals(bits, measured.capital)
        bits.update({mark: MARK for mark in TYPOGRAPHY + FOREIGN_MARKS * (name in SCRIPTS) if mark not in bits})
    if name in ALPHABETS:
        for point in (*range(0xC0, 0x100), 0x152, 0x153, 0x178):
            bits.setdefault(chr(point), LATIN_1)
    return Language(name, bits, measured.typical, _faults(name))


def _add_capitals(bits: dict[str, float], more: float) -> None:
    for letter, cost in dict(bits).items():
        if len(letter.upper()) == 1:
            bits.setdefault(letter.upper(), cost + more)


def _spread(bits: dict[str, float], share: float, characters: str) -> None:
    """Gives `characters` together the probability `share`; what already has a cost keeps it."""
    new = [character for character in dict.fromkeys(characters) if character not in bits]
    if new:
        bits.update(dict.fromkeys(new, math.log2(len(new) / share)))


# ----------------------------------------------------------------------------------------------------- faults
# Costs of what good texts of a language do not hold, so that none can be measured in them: 8 bits make a reading
# with one fault 256 times less probable, which a line of letters outweighs; 6 and 4 bits where names and abbreviations
# do it now and then; 1 to 2 bits where the language does it itself, but the gibberish of its rivals does it more.

_IDEOGRAPH_FAULTS = ((regex.compile(r"[A-Za-z]\p{Lo}|\p{Lo}[A-Za-z]"), 1.5),)
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
_CYRILLIC_FAULTS = (*_CASE_FAULTS, _FOREIGN, _CLUSTERS)
_FAULTS: dict[str, Faults] = {
    **dict.fromkeys(("zh-Hans", "zh-Hant", "ja", "ko"), _IDEOGRAPH_FAULTS),
    **dict.fromkeys(("ru", "uk"), _CYRILLIC_FAULTS),
    "el": _GREEK_FAULTS,
    "he": _HEBREW_FAULTS,
    "ar": (_FOREIGN,),
    "th": _THAI_FAULTS,
}


def _faults(name: str) -> Faults:
    if name not in ALPHABETS:
        return _FAULTS.get(name, ())
    adjacent = 1.0 if name.startswith("vi") else 4.0  # Vietnamese vowels carry two marks
    pair = (regex.compile(r"(?V1)[[^\x00-\x7f]&&\p{L}](?=[[^\x00-\x7f]&&[\p{L}\p{S}]])"), adjacent)
    return (*_CASE_FAULTS, pair)
