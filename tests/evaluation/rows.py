"""Floats of an evaluation made by hand."""

from qa.evaluation.rows import Outcome, Row


def make_reply(
    verdict: str = "found", confidence: float = 0.5, text: str = "", total: float = 1.0
) -> dict[str, object]:
    """A reply of one quote, or of none when there is no text."""
    quotes = [{"rank": 1, "source": "a.txt", "start": 0, "end": len(text), "text": text}] if text else []
    return {
        "question": "q",
        "verdict": verdict,
        "confidence": confidence,
        "answer": "",
        "quotes": quotes,
        "near_misses": [],
        "index": {"generation": 1, "model": "m"},
        "milliseconds": {"total": total},
    }


def make_row(**fields: object) -> Row:
    """An answerable question on a.txt about which nothing was found, with `fields` of case, outcome or row changed."""
    given = {"question": "q", "sources": ["a.txt"], "answers": ["x"], "source_ranks": [0], **fields}
    reply = given.pop("reply", make_reply())
    outcome = {key: given.pop(key) for key in Outcome.model_fields if key in given and key != "document_lang"}
    outcome["document_lang"] = given.get("document_lang", "")
    return Row.model_validate({"case": given, "outcome": outcome, "reply": reply})
