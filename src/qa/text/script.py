"""Which script a text is written in."""

import unicodedata
from collections import Counter

import regex

SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""What stands in a pattern's brackets for the letters of scripts that put no space between words."""
_SCRIPTS = "Han Hiragana Katakana Hangul Latin Cyrillic Greek Arabic Hebrew Devanagari Bengali Tamil Thai".split()
_NAMED = "|".join(rf"(?P<{name}>\p{{{name}}})" for name in _SCRIPTS)
_LETTERS = regex.compile(rf"{_NAMED}|(?!\p{{Common}})\p{{L}}")
_LOOKED_AT = 2000  # characters


def script(text: str) -> str:
    """The script that most of the letters are of; kana count as "Japanese", and a tenth of them suffice.

    Scripts beside the listed ones are called as Unicode begins the names of their letters: "Georgian", "Ethiopic".

    >>> script("大桥全长11.8公里 (A)"), script("橋の長さは11.8キロ"), script("…")
    ('Han', 'Japanese', '')
    """
    counts = Counter(match.lastgroup or _begun(match[0]) for match in _LETTERS.finditer(text[:_LOOKED_AT]))
    kana = counts.pop("Hiragana", 0) + counts.pop("Katakana", 0)
    if kana * 10 >= kana + counts.total() > 0:
        return "Japanese"
    return max(counts, key=lambda name: (counts[name], name), default="")


def _begun(letter: str) -> str:
    return unicodedata.name(letter, "other").partition(" ")[0].title()
