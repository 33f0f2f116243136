"""The one shape of an answer: what is written, in which order, and that what earlier versions wrote is still read."""

import json
from dataclasses import replace

from qa.records import Answer, Document, IndexState, Quote
from qa.reply import Reply
from tests.test_architecture import loaded

WRITTEN = (
    '{"question": "When?", "verdict": "found", "confidence": 0.9311, "answer": "1998", "quotes": [{"rank": 1, '
    '"source": "a.txt", "title": "A", "start": 0, "end": 18, "text": "It opened in 1998.", "answer_start": 13, '
    '"answer_end": 17, "score": 0.9123, "page": null, "place": null, "date": null, "rest": null, "also": []}], '
    '"near_misses": [], '
    '"index": {"generation": 12, "model": "m"}, '
    '"headline": "1998", "answer_confidence": 0.9312, "several": false, "follows": null, '
    '"filter": null, "milliseconds": {"total": 7.12}}'
)


def answer(follows: str = "") -> Answer:
    document = Document("a.txt", "A", "It opened in 1998.", "digest", "utf-8")
    quote = replace(Quote.cut(document, 0, 18, score=0.91234, answer=(13, 17)), answer_score=0.93119)
    state, spent = IndexState(12, "m", 1, 2), {"total": 7.123}
    return Answer("When?", "found", 0.931111, "1998", (quote,), (), state, spent, follows, headline="1998")


def test_a_reply_is_written_byte_for_byte_as_agreed() -> None:
    assert json.dumps(Reply.of(answer()).model_dump(), ensure_ascii=False) == WRITTEN
    assert Reply.of(answer("What is it?")).model_dump()["follows"] == "What is it?"


def test_what_was_written_is_read_as_it_was() -> None:
    assert Reply.model_validate_json(WRITTEN) == Reply.of(answer())


def test_a_reply_of_an_earlier_version_is_read() -> None:
    """Before follow-ups there was no `follows`; keys that are gone are passed over."""
    earlier = {key: value for key, value in json.loads(WRITTEN).items() if key != "follows"} | {"gone": 1}
    assert Reply.model_validate(earlier) == Reply.of(answer())


def test_the_records_themselves_need_no_pydantic() -> None:
    assert "pydantic" not in loaded("import qa.records")
