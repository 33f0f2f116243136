"""A question → with its words and numbers as the documents write them.

"pho do duc dat" asks for “Phố Đỗ Đức Đạt”, 1984 for 一九八四, 2023 for 令和5. They are looked up by the same
terms anyway; but neither the model nor the reader know one from the other.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from qa.records import Hit
from qa.text import find_numbers, fold

LOOKED_AT = 5
"""So many passages tell how words are spelled."""
LEAST_HELD, LEAST_MARKED = 0.5, 0.3
"""Of the question's words: so many the passages hold, and so many only with marks, or they are left as they are."""
_WORD = regex.compile(r"[\p{Latin}\p{M}]+")


def spelled(question: str, hits: Sequence[Hit]) -> str:
    """The question with the words and numbers of the first passages; as it was where they have its own."""
    texts = [f"{hit.chunk.title}\n{hit.chunk.whole}" for hit in hits[:LOOKED_AT]]
    return _with_numbers(_with_marks(question, texts), texts)


def _with_marks(question: str, texts: Sequence[str]) -> str:
    if not question.isascii() or all(map(str.isascii, texts)):
        return question
    asked = {fold(word) for word in _WORD.findall(question)}
    found = _forms(asked, texts)
    marked = {word: forms.most_common(1)[0][0] for word, forms in found.items() if word not in forms}
    if len(found) < LEAST_HELD * len(asked) or len(marked) < LEAST_MARKED * len(asked):
        return question
    return _WORD.sub(lambda word: marked.get(fold(word[0]), word[0]), question)


def _forms(asked: set[str], texts: Sequence[str]) -> dict[str, Counter[str]]:
    """How the texts write those of the folded words that they hold."""
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for word in _WORD.findall(text):
            if (plain := fold(word)) in asked:
                found.setdefault(plain, Counter())[plain if word.isascii() else word] += 1
    return found


def _with_numbers(question: str, texts: Sequence[str]) -> str:
    asked = list(_numbers(question))
    if not asked:
        return question
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for term, said, _ in _numbers(text):
            found.setdefault(term, {})[said] = None
    for term, said, start in reversed(asked):
        forms = found.get(term, {said: None})
        if said not in forms:
            question = question[:start] + next(iter(forms)) + question[start + len(said) :]
    return question


def _numbers(text: str) -> Iterator[tuple[str, str, int]]:
    """The numbers of a text by their place: the term, how it is written, where; of overlapping ones the longest."""
    shadow, stop = "".join(map(_sign, text)), 0
    for number in sorted(find_numbers(shadow), key=lambda one: (one.start, -one.end)):
        if number.start >= stop:
            stop = number.end
            yield number.terms[0], text[number.start : number.end], number.start


@lru_cache(maxsize=1 << 12)
def _sign(sign: str) -> str:
    folded = fold(sign)
    return folded if len(folded) == 1 else sign
