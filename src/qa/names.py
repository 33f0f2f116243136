"""What the names of a file and its folders say: "contracts/2021/lease-munich.txt" says "contracts 2021 lease munich".

A name that says nothing gives no word: 00123.txt, IMG_2031.jpg, a hash, a series (page-0012), and what the title has.
"""

from functools import lru_cache

import regex

LONGEST = 100  # characters
_PIECE = regex.compile(r"[\p{L}\p{M}]{4,}(?=(?:1[5-9]|20)\d\d(?!\d))|[\p{L}\p{M}\p{N}]+")
_WORD = regex.compile(r"\p{Lo}[\p{Lo}\p{M}]+|\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})")
_YEAR = regex.compile(r"1[5-9]\d\d|20[0-4]\d")
_SUFFIX = regex.compile(r"\.\p{L}[\p{L}\p{N}]{0,7}$")
_SERIES = regex.compile(r"(?<!\p{N})(?!(?:1[5-9]\d\d|20[0-4]\d)\b)\p{N}{3,}\P{L}*$")
_OPAQUE = regex.compile(r"[a-f]{4,}|[b-df-hj-np-tv-xz]+|.{25,}")
_SAYS_NOTHING = frozenset(
    """
    img image images dsc dcim scan scans scanned doc docs document documents file files page pages text texts txt data
    untitled unnamed copy new final draft index readme main home default temp tmp export exports download downloads
    upload uploads attachment attachments print output input test untitled bild kopie neu seite datei unbenannt the and
    und von der die das for with les des del los las dos das
    """.split()
)


@lru_cache(maxsize=1 << 12)
def words_of(source: str, title: str) -> str:
    """The words of a source's names, in order, each once, that the title does not have; empty where they say nothing.

    >>> words_of("contracts/2021/lease-Munich.txt", "Lease agreement"), words_of("scans/IMG_2031.pdf", "A letter")
    ('contracts 2021 Munich', '')
    """
    said = {word.casefold() for word in _PIECE.findall(title)}
    *folders, name = source.split("/")
    parts = [*(_SUFFIX.sub("", folder) for folder in folders), _SUFFIX.sub("", name)]
    found = {word.casefold(): word for part in reversed(parts) for word in reversed(_words(part))}
    return " ".join(word for key, word in reversed(found.items()) if key not in said)[:LONGEST]


def _words(part: str) -> list[str]:
    pieces = _PIECE.findall(part.replace("_", " "))
    if _SERIES.search(part.replace("_", " ")):
        return []
    years = [piece for piece in pieces if _YEAR.fullmatch(piece)]
    words = [word for piece in pieces if piece.isalpha() for word in _WORD.findall(piece)]
    kept = [word for word in words if _says(word)]
    if words and not kept:
        return []  # its number counts
    return [piece for piece in [*kept, *years] if piece]


def _says(word: str) -> bool:
    plain = word.casefold()
    if plain >= "\u0590":
        return len(word) > 1
    return len(word) > 2 and plain not in _SAYS_NOTHING and (word.isupper() or not _OPAQUE.fullmatch(plain))
