"""Which language a text is written in, as far as its script tells: enough to choose glyphs and a direction."""

import regex

from qa.text.script import script
from qa.text.terms import fold

_LANGUAGES = {
    "Japanese": "ja",
    "Hangul": "ko",
    "Arabic": "ar",
    "Hebrew": "he",
    "Thai": "th",
    "Devanagari": "hi",
    "Bengali": "bn",
    "Tamil": "ta",
    "Greek": "el",
    "Cyrillic": "ru",
}
_HAN = regex.compile(r"\p{Han}")
_LOOKED_AT = 2000  # characters
_TRADITIONAL = 0.1
"""From this share of characters on that have a simplified form; in traditional texts a third have one."""


def written_in(text: str) -> str:
    """The BCP 47 tag of the language; empty where the script has many, as Latin.

    Of languages that share another script it is the one with most readers.

    >>> written_in("大桥全长11.8公里"), written_in("大橋全長11.8公里"), written_in("橋の長さ"), written_in("bridge")
    ('zh-Hans', 'zh-Hant', 'ja', '')
    """
    found = script(text)
    return _chinese(text) if found == "Han" else _LANGUAGES.get(found, "")


def _chinese(text: str) -> str:
    letters = _HAN.findall(text[:_LOOKED_AT])
    other = sum(letter != fold(letter) for letter in letters)
    return "zh-Hant" if other >= _TRADITIONAL * len(letters) else "zh-Hans"
