"""Does a question stand alone, or does it go on from the one before it? “它什么时候召开？”, "and in 2019?"

Both readings are tried: alone, and from the document that the previous answer came from. A logistic regression decides:
by how much the question says (the lengths of its token vectors, which training made small for words that say little),
by words that point back, and by how sure each reading's answer is. A question that does not say what it is about shares
few words with its answer, so that for those that go on the confidence is calibrated apart. Weights:
`training/evidence/followups.py`, on `testsets/conversations.jsonl`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import regex

from qa.asking.calibration import Calibration
from qa.asking.query import LONGEST_QUESTION
from qa.records import Answer, Query, Quote

WEIGHTS = Path(__file__).with_name("weights") / "followup.json"
CLUES = ("says", "says_most", "points_back", "opens", "alone", "together", "elsewhere")
_POINTS_BACK = regex.compile(
    r"[它他她牠]们?|[这這那該该其此][个個座些里裡时時次位家种種条條]?(?!么|麼)|"
    r"\b(?:it|its|he|him|his|she|her|hers|they|them|their|this|that|these|those|there|then)\b|"
    r"\b(?:er|sie|es|ihn|ihm|ihr|ihre\w?|sein\w{0,2}|dies\w{1,2}|jene\w?|dort|damit|davon|darin|dabei|da)\b|"
    r"\b(?:il|elle|ils|elles|lui|leur|leurs|celui|celle|ceux|ce|cet|cette|ces|son|sa|ses|y|en|là)\b|"
    r"\b(?:él|ella|ellos|ellas|lo|le|les|su|sus|eso|esa|ese|esos|esas|este|esta|allí|ahí)\b|"
    r"それ|これ|あれ|その|この|あの|そこ|ここ|彼|彼女|そちら|그|그것|그녀|거기|이것|"
    r"\b(?:он|она|оно|они|его|её|ее|их|ему|ей|им|там|это|этот|эта|эти|том|тот|той)\b|"
    r"(?<!\p{L})(?:هو|هي|هم|ذلك|تلك|هذا|هذه|هناك)(?!\p{L})|มัน|เขา|นั้น|นี้|ที่นั่น|"
    r"\p{Arabic}{2}(?:ها|هم|هما)(?!\p{L})",
    regex.IGNORECASE,
)
_OPENS = regex.compile(
    r"\s*(?:and|but|so|or|what about|how about|why|who else|und|aber|warum|et|mais|pourquoi|y|pero|а|и|но|почему|"
    r"那么?|那麼|还有|還有|为什么|為什麼|では|じゃあ|それで|なぜ|그럼|그리고|왜|و|لماذا|แล้ว|ทำไม)(?!\p{Latin}|\p{Cyrillic})|.*[呢][？?]?\s*$",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What came before: a question, and the document that its answer was quoted from."""

    question: str
    source: str

    @classmethod
    def of(cls, answer: Answer) -> "Turn | None":
        """The turn that an answer ends; None when nothing was found to go on from."""
        quotes = answer.quotes or answer.near_misses
        return cls(f"{answer.follows} {answer.question}".strip(), quotes[0].source) if quotes else None


def completed(question: str, after: Turn) -> str:
    """The question together with the one that it goes on from, as far as both fit into the longest question.

    >>> completed("And when?", Turn("Who built it?", "a.txt"))
    'Who built it? And when?'
    """
    room = max(LONGEST_QUESTION - len(question) - 1, 0)
    return f"{after.question[-room:] if room else ''} {question}".strip()


def clues(query: Query, after: Turn, alone: Answer, together: Answer) -> list[float]:
    """The values of CLUES."""
    question, lengths = query.text, query.tokens.lengths
    first = next((quote.source for quote in (*alone.quotes, *alone.near_misses)), "")
    return [
        float(lengths.sum()),
        float(lengths.max(initial=0)),
        float(bool(_POINTS_BACK.search(question))),
        float(bool(_OPENS.match(question))),
        alone.confidence,
        together.confidence,
        float(first != after.source),
    ]


class FollowUps:
    """Tells questions that go on from the previous one; weights as `training/evidence/followups.py` writes them."""

    def __init__(self, weights: Sequence[float], bias: float, calibration: Calibration) -> None:
        self._weights, self._bias, self._calibration = weights, bias, calibration

    @classmethod
    def open(cls) -> "FollowUps":
        """With the weights that ship with the package."""
        stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        calibration = Calibration(stored["slope"], stored["offset"])
        return cls([stored[name] for name in CLUES], stored["bias"], calibration)

    def goes_on(self, query: Query, after: Turn, alone: Answer, together: Answer) -> bool:
        """Whether the question, answered `alone` and `together` with what came before, needs what came before."""
        found = clues(query, after, alone, together)
        return bool(np.dot(self._weights, found) + self._bias > 0)

    def judged(self, quotes: Sequence[Quote]) -> list[Quote]:
        """The quotes for a question that goes on, each with the probability that it holds the answer."""
        return [replace(quote, score=self._calibration.probability(quote.score)) for quote in quotes]
