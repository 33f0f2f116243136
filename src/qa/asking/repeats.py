"""The same words in several documents, and versions of one document: said once, with all their places.

Reprints, mirrored pages with other furniture and copies would fill the passages that are read, share the chances of a
sentence among them and so lower its confidence. So a passage whose words are known from another document is passed over
(`without_repeats`), and of sentences with the same words, or of versions of one sentence, one is evidence (`grouped`).
Words are compared in a shadow copy: letters and digits alone, folded as for looking up.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import permutations

import regex

from qa.records import Chunk, Hit, Query, Span
from qa.text import fold, sentences, terms

KNOWN = 0.6  # of a passage's letters in another document's words, and it is looked at more closely
ON_TOPIC = 0.25  # of what the passage holds of the question's weight in rare terms
ALIKE = 0.5  # of a sentence's, and it may be another version of one there
LEAST_LETTERS = 16  # of a sentence; the same few words may stand anywhere
_LATIN, _HAN = 8, 4  # letters in a row that are compared, of alphabets and of characters that are words
_NUMBERS = regex.compile(r"\d+")
_EDITION = regex.compile(
    r"[\W_]*(?:(?<!\p{L})(?:v|ver|version|rev|ed|edition|fassung|ausgabe)[\W_]?\d+(?:[\W_]\d+)*|"
    r"(?<!\d)(?:19|20)\d\d(?:[-_.年]?\d\d?(?:[-_.月]?\d\d?日?)?)?[年版]?(?!\d)|第?\d+版)"
)


class _Letters(dict[int, str]):
    """What each sign is compared as, by its code point; a table for `str.translate` that fills itself."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join(letter for letter in fold(chr(code)) if letter.isalnum())
        return self[code]


_LETTERS = _Letters()


@lru_cache(maxsize=1 << 10)
def letters(text: str) -> str:
    """The letters and digits of a text, folded.

    >>> letters("「臺北」 opened in 1786.")
    '台北openedin1786'
    """
    return text.translate(_LETTERS)


def place_of(words: str, text: str) -> Span | None:
    """Where the letters `words` stand in a text; None where they do not."""
    at = letters(text).find(words)
    if at < 0 or not words:
        return None
    places = [place for place, sign in enumerate(text) for _ in _LETTERS[ord(sign)]]
    return places[at], places[at + len(words) - 1] + 1


@lru_cache(maxsize=1 << 10)
def _shingles(words: str) -> frozenset[str]:
    """All stretches of _LATIN letters, or of _HAN from a character that is a word on; none of a short text."""
    sizes = ((at, _HAN if words[at] >= "\u2e80" else _LATIN) for at in range(len(words)))
    return frozenset(words[at : at + size] for at, size in sizes if at + size <= len(words))


@dataclass(frozen=True, slots=True)
class _Known:
    """The shingles of the passages so far, by document."""

    of: dict[str, set[str]] = field(default_factory=dict)

    def add(self, chunk: Chunk) -> None:
        self.of.setdefault(chunk.source, set()).update(_shingles(letters(chunk.text)))

    def share(self, text: str, source: str) -> float:
        """How much of a text of `source` stands in other documents."""
        own = _shingles(letters(text))
        known = set().union(*(own & others for name, others in self.of.items() if name != source))
        return len(known) / max(len(own), 1)


def without_repeats(query: Query, hits: Iterable[Hit], most: int) -> list[Hit]:
    """The first `most` passages that are not another document's words over again, but for what the question is not on.

    A passage stays for a sentence that is new, or another version of a known one, and holds what the question asks for.
    """
    kept: list[Hit] = []
    known = _Known()
    for hit in hits:
        if len(kept) == most:
            break
        if known.share(hit.chunk.text, hit.chunk.source) < KNOWN or any(_news(query, hit.chunk, known)):
            kept.append(hit)
            known.add(hit.chunk)
    return kept


def _news(query: Query, chunk: Chunk, known: _Known) -> Iterator[bool]:
    """For each sentence whether it is new, or another version of a known one, and on what is asked."""
    total = _weight(query, chunk.text)
    for start, end in sentences(chunk.text):
        if is_long(letters(chunk.text[start:end])) and known.share(chunk.text[start:end], chunk.source) < 1:
            yield total > 0 and _weight(query, chunk.text[start:end]) >= ON_TOPIC * total


def _weight(query: Query, text: str) -> float:
    return sum(query.rarity[word] for word in query.rarity.keys() & set(terms(text)))


Said = tuple[Chunk, int, int]
"""A sentence: its passage, and its place in the document."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences by their number: one that speaks for those with the `same` words and for `versions` of them."""

    leader: int
    same: tuple[int, ...] = ()
    versions: tuple[int, ...] = ()


def grouped(said: Sequence[Said], asked: Collection[str] = (), wanted: Collection[str] = ()) -> list[Group]:
    """The sentences in their order, each once: of several documents' same words the first speaks, of versions the last.

    But a version of one of the dates `wanted` goes before a newer one, and one that holds a word that is `asked` for
    stands for itself where the newer one does not.
    """
    sources = {chunk.source for chunk, _, _ in said}
    if len(sources) < 2:
        return [Group(number) for number in range(len(said))]
    words = [letters(_text(one)) for one in said]
    groups: list[Group] = []
    by_words: dict[str, int] = {}
    for number, one in enumerate(said):
        at = by_words.setdefault(words[number], len(groups)) if is_long(words[number]) else len(groups)
        if at == len(groups) or said[groups[at].leader][0].source == one[0].source:
            groups.append(Group(number))
        else:
            groups[at] = _with_same(groups[at], number, said, wanted)
    later = _later([said[group.leader][0] for group in groups], wanted)
    return _with_versions(groups, said, later, set(asked)) if later else groups


def _text(one: Said) -> str:
    chunk, start, end = one
    if chunk.rest and not chunk.start <= start < chunk.end:
        return chunk.rest.text[start - chunk.rest.start : end - chunk.rest.start]
    return chunk.text[start - chunk.start : end - chunk.start]


def is_long(words: str) -> bool:
    """Whether the letters are more than may stand anywhere, inside of other words."""
    return len(words) >= LEAST_LETTERS or (len(words) * 2 >= LEAST_LETTERS and words[0] >= "\u2e80")


def _with_same(group: Group, number: int, said: Sequence[Said], wanted: Collection[str]) -> Group:
    if _is_later(said[number][0], said[group.leader][0], wanted) and _alike(said[number][0], said[group.leader][0]):
        return Group(number, (group.leader, *group.same))
    return replace(group, same=(*group.same, number))


def _later(chunks: Sequence[Chunk], wanted: Collection[str]) -> set[tuple[str, str]]:
    """Which passages, by id, are later versions of which."""
    pairs = permutations({chunk.id: chunk for chunk in chunks}.values(), 2)
    return {(new.id, old.id) for new, old in pairs if _is_later(new, old, wanted) and _alike(new, old)}


def _with_versions(
    groups: list[Group], said: Sequence[Said], later: set[tuple[str, str]], asked: set[str]
) -> list[Group]:
    """The groups whose leader is no older version of another one's, which take those in."""
    taken: dict[int, list[int]] = {}
    for old, new in permutations(range(len(groups)), 2):
        first, second = said[groups[new].leader], said[groups[old].leader]
        if (first[0].id, second[0].id) in later and _replaces(_text(first), _text(second), asked):
            taken.setdefault(new, []).append(old)
    under = {old for olds in taken.values() for old in olds}
    return [
        replace(group, versions=tuple(groups[old].leader for old in taken.get(at, ())))
        for at, group in enumerate(groups)
        if at not in under
    ]


def _replaces(new: str, old: str, asked: set[str]) -> bool:
    """Whether one sentence is a version of another, and holds all that it holds of what is asked."""
    words, others = letters(new), letters(old)
    if min(_shared(words, others), _shared(others, words)) < ALIKE:
        return False
    return asked & set(terms(old)) <= set(terms(new))


def _is_later(one: Chunk, other: Chunk, wanted: Collection[str] = ()) -> bool:
    """Whether both are versions of one document, and the first is the one to show: of a wanted date, or the newer."""
    if one.source == other.source:
        return False
    same_name = _name(one.source) == _name(other.source) or bool(one.date and other.date)
    if not same_name or _name(one.title) != _name(other.title):
        return False
    keys = [(any(date in (chunk.date or chunk.source) for date in wanted), *edition(chunk)) for chunk in (one, other)]
    return keys[0] > keys[1]


def edition(chunk: Chunk) -> tuple[str, tuple[int, ...]]:
    """What orders versions: the date, then the numbers in the name.

    >>> edition(Chunk("", "fees-v2.txt", "", 0, 0, "")) > edition(Chunk("", "fees-v1.txt", "", 0, 0, ""))
    True
    """
    return chunk.date, tuple(map(int, _NUMBERS.findall(fold(chunk.source))))


@lru_cache(maxsize=1 << 12)
def _name(text: str) -> str:
    """Without years, dates and version numbers; other numbers count the parts of a collection.

    >>> [_name(one) for one in ("fees-2021.txt", "Fees v2.txt", "fees 2024-05-17.txt", "fees-0061.txt")]
    ['fees.txt', 'fees.txt', 'fees.txt', 'fees-0061.txt']
    """
    return _EDITION.sub("", fold(text)).strip()


def _alike(one: Chunk, other: Chunk) -> bool:
    """Most of the shorter passage's words stand in the other one."""
    return (
        max(_shared(letters(one.text), letters(other.text)), _shared(letters(other.text), letters(one.text))) >= KNOWN
    )


def _shared(words: str, others: str) -> float:
    """How much of one text's letters stands in another, in a row."""
    own = _shingles(words)
    return len(own & _shingles(others)) / max(len(own), 1)
