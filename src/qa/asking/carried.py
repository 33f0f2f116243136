"""What a sentence says without its words: the question that it answers, and who speaks.

"Q: Who repairs the taps? A: The committee does." The question is no evidence, it is what its answer is about; and the
third sentence of Mia's turn is hers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from qa.records import ARROW, Chunk, Span
from qa.text import is_question, labels

LONGEST_ANSWER = 3
"""So many sentences in a row may answer a question; the second and third in the same paragraph."""
_OF_QUESTIONS = regex.compile(
    r"\b(?:ask(?:s|ed|ing)?|questions?|frag(?:t|te|en|e)|demand\w+|pregunt\w+|chied\w+|chiest\w+|спрос\w+|вопрос\w*)\b|"
    r"[问問]|質問|尋ね|묻|물었|질문|سأل|ถาม|hỏi|पूछ",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Carried:
    """Of one sentence: whether it asks, the number of the question that it answers, and its speaker."""

    asks: bool = False
    answers: int | None = None
    speaker: str = ""


def carried(chunk: Chunk, spans: Sequence[Span]) -> list[Carried]:
    """For every sentence of the passage, at these places in its text."""
    text, found = chunk.whole, list[Carried]()
    named = labels(text)
    named = named if len(named) > 1 else []
    speaker = chunk.title.rpartition(ARROW)[2] if named and ARROW in chunk.title else ""
    asked: int | None = None
    for at, (start, end) in enumerate(spans):
        begun = next((one for one in named if start <= one.start < end or start == one.words), None)
        speaker = begun.speaker if begun else speaker
        asks = is_question(text[start:end])
        if asks:
            asked = at
        elif asked is not None and not _goes_on(text, spans, asked, at):
            asked = None
        found.append(Carried(asks, None if asks else asked, speaker))
    return found


def _goes_on(text: str, spans: Sequence[Span], asked: int, at: int) -> bool:
    """Whether sentence `at` still answers the question before it."""
    first = at == asked + 1
    return first or (at - asked <= LONGEST_ANSWER and "\n" not in text[spans[at - 1][1] : spans[at][0]])


def asks_for_questions(question: str) -> bool:
    """Whether it is asked what somebody asked, so that a question may be the answer."""
    return _OF_QUESTIONS.search(question) is not None
