"""The verdict follows the first quote's probability."""

import pytest

from qa.asking.answer import Answerer
from qa.asking.calibration import Calibration
from qa.records import Document, IndexState, Quote, Verdict
from qa.settings import Answering

STATE = IndexState(1, "m", 1, 1)
DOCUMENT = Document("a.txt", "A", "One sentence. Another one.", "digest", "utf-8")


@pytest.mark.parametrize(
    ("score", "verdict"), [(0.9, "found"), (0.6, "found"), (0.59, "possible"), (0.3, "possible"), (0.29, "not_found")]
)
def test_the_verdict_follows_the_thresholds(score: float, verdict: Verdict) -> None:
    quote = Quote.cut(DOCUMENT, 0, 13, score=score)
    answer = Answerer(Answering(found=0.6, possible=0.3), Calibration()).answer("?", [quote], STATE)
    assert answer.verdict == verdict
    assert answer.confidence == pytest.approx(score)
    shown, kept_back = (answer.quotes, answer.near_misses) if verdict != "not_found" else (answer.near_misses, ())
    assert [one.text for one in shown] == [quote.text]
    assert kept_back == ()


def test_nothing_retrieved_is_not_found() -> None:
    answer = Answerer(Answering(), Calibration()).answer("?", [], STATE)
    assert (answer.verdict, answer.confidence, answer.quotes, answer.near_misses) == ("not_found", 0.0, (), ())
