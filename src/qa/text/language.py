"""Which language a text is written in, as far as script and frequent words tell: for glyphs, direction and a voice."""

from collections import Counter

import regex

from qa.text.alphabets import ALPHABETS, spelled_in
from qa.text.script import script
from qa.text.terms import fold

_LANGUAGES = {
    "Japanese": "ja",
    "Hangul": "ko",
    "Thai": "th",
    "Bengali": "bn",
    "Tamil": "ta",
    "Greek": "el",
}
_FREQUENT = {
    "en": "the of and to in is was for that with on as by are from at his were which",
    "de": "der die und das ist von den mit für auf ein eine nicht dem des wurde im auch sich wird",
    "fr": "le la les des et est du une dans pour que qui au par sur pas aux son ont était",
    "es": "el los las y del una en que es por con para se su fue al lo como más era",
    "it": "il di che è la per una in del della non sono con nel gli da alla dei fu le",
    "pt": "o os as e do da em um uma que não para com por foi dos no na ao mais",
    "nl": "de het een van en in is dat op te zijn met voor die niet werd door aan bij ook",
}
"""The most frequent words of languages that share the Latin script."""
_WORD = regex.compile(r"\p{L}+")
_ENOUGH, _AHEAD = 0.12, 1.3
"""So large a share of the words has to be frequent ones of a language, and so many times more than of any other."""
_HAN = regex.compile(r"\p{Han}")
_LOOKED_AT = 2000  # characters
_TRADITIONAL = 0.1
"""From this share of characters on that have a simplified form; in traditional texts a third have one."""


def written_in(text: str) -> str:
    """The BCP 47 tag of the language; empty where nothing tells, as for a few words in Latin letters.

    Of languages that share another script it is the one with most readers.

    >>> written_in("大桥全长11.8公里"), written_in("大橋全長11.8公里"), written_in("橋の長さ"), written_in("bridge")
    ('zh-Hans', 'zh-Hant', 'ja', '')
    >>> written_in("The bridge was opened by the mayor"), written_in("Die Brücke wurde von dem Rat eröffnet")
    ('en', 'de')
    """
    found = script(text)
    if found == "Latin":
        return _latin(text)
    if found in ALPHABETS:
        return spelled_in(text[:_LOOKED_AT], found)
    return _chinese(text) if found == "Han" else _LANGUAGES.get(found, "")


def _latin(text: str) -> str:
    """The language whose frequent words are clearly the most."""
    words = Counter(_WORD.findall(text[:_LOOKED_AT].lower()))
    counts = {tag: sum(words[word] for word in frequent.split()) for tag, frequent in _FREQUENT.items()}
    best, second = sorted(counts, key=lambda tag: (-counts[tag], tag))[:2]
    certain = counts[best] >= _ENOUGH * words.total() and counts[best] >= _AHEAD * counts[second]
    return best if certain else ""


def _chinese(text: str) -> str:
    letters = _HAN.findall(text[:_LOOKED_AT])
    other = sum(letter != fold(letter) for letter in letters)
    return "zh-Hant" if other >= _TRADITIONAL * len(letters) else "zh-Hans"
