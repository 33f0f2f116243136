"""Quotes → answer: the verdict, its confidence, and what to show."""

from collections.abc import Sequence

from qa.records import Answer, IndexState, Quote, Verdict
from qa.settings import Answering


class Answerer:
    """Decides by the first quote's probability; see `quote.Evidence.confidence` for where that comes from."""

    def __init__(self, settings: Answering) -> None:
        self._settings = settings

    def answer(self, question: str, quotes: Sequence[Quote], state: IndexState) -> Answer:
        """The answer; when nothing was found the quotes become near misses."""
        confidence = quotes[0].score if quotes else 0.0
        verdict = self._verdict(confidence)
        shown = tuple(quotes)
        if verdict == "not_found":
            return Answer(question, verdict, confidence, "", (), shown, state)
        return Answer(question, verdict, confidence, "", shown, (), state)

    def _verdict(self, confidence: float) -> Verdict:
        if confidence >= self._settings.found:
            return "found"
        return "possible" if confidence >= self._settings.possible else "not_found"
