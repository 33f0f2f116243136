"""Text → lexical terms: what the index counts and what a question is looked up by.

Scripts without spaces (Han, kana, Thai, …) give overlapping character pairs, which need no dictionary; Hangul
words give pairs as well, because Korean endings change; all other scripts give whole words. Everything is folded
first: compatibility forms (ｶﾞ → ガ, １２ → 12), case, accents of alphabetic scripts, traditional Chinese →
simplified. Only this shadow copy is folded; documents stay as they are.
"""

import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise

import regex

_PAIRED = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Hangul}"
_RUN = regex.compile(
    rf"(?P<paired>[{_PAIRED}][{_PAIRED}\p{{M}}]*)|[\p{{L}}\p{{N}}][\p{{L}}\p{{N}}\p{{M}}--[{_PAIRED}]]*", regex.V1
)
_ACCENTED = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}]\p{M}*)\p{M}+")


def terms(text: str) -> list[str]:
    """The terms of `text` in order, repeats included.

    >>> terms("IBM 在臺北開會。")
    ['ibm', '在台', '台北', '北开', '开会']
    """
    found: list[str] = []
    for run in _RUN.finditer(fold(text)):
        word = run.group()
        if run.lastgroup == "paired" and len(word) > 1:
            found.extend(map("".join, pairwise(word)))
        else:
            found.append(word)
    return found


def fold(text: str) -> str:
    """`text` as it is matched: NFKC, lower case, no accents on alphabets, simplified characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", _ACCENTED.sub("", unicodedata.normalize("NFD", folded)))
    return folded.translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    """Traditional → simplified, one character for one, from OpenCC's table (first choice where it has several)."""
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split() for line in table.splitlines() if line)
    return {ord(fields[0]): fields[1] for fields in pairs if len(fields[0]) == 1 and len(fields[1]) == 1}
