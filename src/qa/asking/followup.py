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
from qa.records import Answer, Hit, Query, Quote
from qa.text import terms

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

_WHY = regex.compile(r"\s*(?:why|warum|pourquoi|почему|为什么|為什麼|なぜ|왜|لماذا|ทำไม)", regex.IGNORECASE)
_WHOLE = regex.compile(rf"\s*(?:\S+\s+){{6}}|{_WHY.pattern}(?:\s+\S+){{3}}|[^ ]{{24}}", regex.IGNORECASE)
"""It is long enough to name what it is about."""
_ASKS = regex.compile(
    r"[?？؟]|\b(?:who|what|when|where|which|how|wer|was|wann|wo|wie|qui|que|quand|où|combien|quién|qué|cuándo|"
    r"dónde|cuánto|кто|что|когда|где|сколько)\b|什么|何|谁|誰|哪|几|幾|多|いつ|どこ|どれ|いくら|누구|언제|어디|얼마|متى|أين|كم",
    regex.IGNORECASE,
)
_NO_QUESTION = regex.compile(
    r"[\W_]*(?:(?:thanks?|thank you|thx|ok(?:ay)?|yes|no|hello|hi|hey|bye|good|great|fine|nice|cool|wow|i see|got it|"
    r"danke\w*|ja|nein|hallo|gut|merci|oui|non|bonjour|gracias|sí|hola|grazie|ciao|obrigad[oa]|спасибо|да|нет|привет|"
    r"takk|谢谢|謝謝|好的?|嗯|你好|您好|知道了|明白了?|ありがとう(?:ございます)?|はい|いいえ|こんにちは|감사합니다|고마워요?|네|"
    r"안녕하세요|شكرا|نعم|لا|مرحبا|ขอบคุณ|cảm ơn|धन्यवाद|very much|a lot|so much|for that|for this|beaucoup|mucho|"
    r"vielmals|and|then|that is|that's|it|all|schön|你|您|了|啊)[\W_]*)+",
    regex.IGNORECASE,
)
"""Thanks, greetings, and that one has understood."""
HELD = 0.5  # of the question's weight in rare terms


@dataclass(frozen=True, slots=True)
class Turn:
    """What came before: a question, and the document that its answer was quoted from.

    Where it went on itself, it is completed by the one that stood alone, the `root`; what was between is forgotten.
    """

    question: str
    source: str
    root: str = ""

    @classmethod
    def of(cls, answer: Answer) -> "Turn | None":
        """The turn that an answer ends; None when nothing was found to go on from."""
        quotes = () if _NO_QUESTION.fullmatch(answer.question) else answer.quotes or answer.near_misses
        question = f"{answer.follows} {answer.question}".strip()
        return cls(question, quotes[0].source, answer.follows) if quotes else None


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


def points_back(question: str) -> bool:
    """Whether it says "it", "there", 它 or the like.

    >>> points_back("Why was it closed?"), points_back("Why was the mill closed?")
    (True, False)
    """
    return _POINTS_BACK.search(question) is not None


def may_go_on(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether a question may go on from what came before; thanks, greetings, and what asks nothing never do.

    It points back, opens like that, or is short; else it must ask in the words of the passages, which are those found
    where the previous answer stood.
    """
    text, short = query.text, not _WHOLE.match(query.text)
    if _NO_QUESTION.fullmatch(text):
        return False
    if _POINTS_BACK.search(text) or (_OPENS.match(text) and (short or not _WHY.match(text))):
        return True
    if not _ASKS.search(text) or short:
        return short and _ASKS.search(text) is not None
    told = {term for hit in hits for term in terms(f"{hit.chunk.title}\n{hit.chunk.whole}")}
    return sum(query.rarity[word] for word in query.rarity if word in told) >= HELD * sum(query.rarity.values())


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
