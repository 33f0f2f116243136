"""A question inside a story: "My grandmother … a mill, I think of Sunderby … Please tell me: why was it closed?"

What is asked is its last question. Of the story only those words count that the best passages hold, and only where the
question does not say itself what it is about: all else would be missed in every answer.
"""

from collections.abc import Iterator, Sequence

import regex

from qa.asking.followup import points_back
from qa.records import Hit
from qa.text import is_question, sentences, terms, width

LOOKED_AT = 3
"""So many passages tell what the story is about."""
SHORTEST = 60  # columns of what is told beside the question; less than that belongs to it
WHOLE = 40  # columns of a question that says what it is about
LEAST_LETTERS = 4
MOST_WORDS = 8
_LEADS_IN = regex.compile(r"^.{0,60}[:：]\s*(?=\p{L})")
_NAMES = regex.compile(r"(?<=\p{L}.*)\b\p{Lu}\p{Ll}|\d")
_RUN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]+|[\p{L}\p{M}\p{N}]+")


def retold(question: str, hits: Sequence[Hit]) -> str:
    """What is asked, with the words of the story that it points back to; the question itself where it tells none."""
    parts = [question[start:end] for start, end in sentences(question)]
    asked = next((part for part in reversed(parts) if is_question(part)), "")
    told = [part for part in parts if part != asked and not is_question(part)]
    if not asked or width(" ".join(told)) < SHORTEST:
        return question
    asked = _LEADS_IN.sub("", asked)
    if not points_back(asked) and (_NAMES.search(asked) or width(asked) >= WHOLE):
        return asked
    held = {term for hit in hits[:LOOKED_AT] for term in terms(f"{hit.chunk.called}\n{hit.chunk.whole}")}
    words = dict.fromkeys(word for part in told for word in _held(part, held))
    return " ".join([*list(words)[-MOST_WORDS:], asked])


def _held(part: str, held: set[str]) -> Iterator[str]:
    """The words of a sentence that are held: names, numbers and long ones, and of Han and kana what lies in pairs."""
    for run in _RUN.findall(part):
        if run[0] >= "\u2e80":
            yield from _pairs(run, held)
        elif (len(run) >= LEAST_LETTERS or not run.islower()) and held & set(terms(run)) and run != "I":
            yield run


def _pairs(run: str, held: set[str]) -> Iterator[str]:
    start = 0
    for at in range(1, len(run) + 1):
        if at == len(run) or not held & {term for term in terms(run[at - 1 : at + 1]) if len(term) > 1}:
            if at - start > 1:
                yield run[start:at]
            start = at
