"""Quotes → answer: the verdict, its calibrated confidence, and what to show."""

from collections.abc import Sequence
from dataclasses import replace

from qa.asking.calibration import Calibration
from qa.asking.headline import SHOWN
from qa.asking.several import takes_several
from qa.records import Answer, IndexState, Quote, Verdict
from qa.settings import Answering


class Answerer:
    """Decides by the probability that the first quote holds the answer; a threshold set beats a calibrated one."""

    def __init__(self, settings: Answering, calibration: Calibration) -> None:
        self._found, self._shown = settings.found, SHOWN[settings.reader]
        self._possible = calibration.possible if settings.possible is None else settings.possible
        self._calibration = calibration

    def answer(self, question: str, quotes: Sequence[Quote], state: IndexState) -> Answer:
        """The answer; when nothing was found the quotes become near misses."""
        judged = tuple(replace(quote, score=self._calibration.probability(quote.score)) for quote in quotes)
        confidence = judged[0].score if judged else 0.0
        verdict = self._verdict(confidence) if judged else "not_found"
        if verdict == "not_found":
            unmarked = tuple(replace(quote, answer_start=None, answer_end=None) for quote in judged)
            return Answer(question, verdict, confidence, "", (), unmarked, state)
        first = judged[0]
        several = takes_several(question, [quote for quote in judged if quote.score >= self._possible])
        is_sure = verdict == "found" and first.answer_score >= self._shown and not several
        shown = first.answer if is_sure else ""
        return Answer(question, verdict, confidence, first.answer, judged, (), state, headline=shown, several=several)

    def _verdict(self, confidence: float) -> Verdict:
        if confidence < self._possible:
            return "not_found"
        return "found" if confidence >= self._found else "possible"
