"""An answer as the page shows it: plain data; offsets become pieces of text that a browser need not count."""

from collections.abc import Callable, Iterable
from dataclasses import asdict

from qa.asking import Turn
from qa.errors import DocumentError
from qa.records import Answer, Document, Place, Quote, Slice, Span
from qa.reply import ReplyQuote
from qa.web.messages import Json
from qa.web.tables import table_rows

LIKELIHOOD = ((0.9, "almost_certain"), (0.7, "very_likely"), (0.5, "likely"), (0.25, "perhaps"))
"""From which confidence on which words are used; below the last: "doubtful"."""

Lookup = Callable[[str], Document]


def card(answer: Answer, document: Lookup) -> Json:
    """The reply to one question, each quote compared once more with the stored document."""
    return {
        "question": answer.question,
        "follows": answer.follows,
        "turn": _turn(answer),
        "verdict": answer.verdict,
        "likelihood": likelihood(answer.confidence),
        "percent": round(answer.confidence * 100),
        "headline": answer.headline,
        "undated": answer.undated,
        "quotes": [_quote(rank, quote, document) for rank, quote in enumerate(answer.quotes, start=1)],
        "near_misses": [_quote(rank, quote, document) for rank, quote in enumerate(answer.near_misses, start=1)],
        "milliseconds": round(answer.milliseconds.get("total", 0.0), 1),
        "generation": answer.index.generation,
    }


def _turn(answer: Answer) -> Json | None:
    """What the next question may go on from."""
    turn = Turn.of(answer)
    return asdict(turn) if turn else None


def likelihood(confidence: float) -> str:
    """The key of the words for a calibrated probability."""
    return next((words for least, words in LIKELIHOOD if confidence >= least), "doubtful")


def holding(quote: Quote, document: Lookup) -> Document | None:
    """The document as stored now, where it holds these very words at this very place."""
    try:
        found = document(quote.source)
    except DocumentError:
        return None
    slices = [Slice(quote.start, quote.end, quote.text), *([quote.rest] if quote.rest else [])]
    return found if all(found.text[one.start : one.end] == one.text for one in slices) else None


def parts(text: str, start: int, answer: Span | None) -> Json:
    """`text`, which begins at `start` of its document, cut into what stands before, in and after the answer.

    All is before it where there is none, or it stands elsewhere.
    """
    if answer is None or not start <= answer[0] < answer[1] <= start + len(text):
        return {"before": text, "answer": "", "after": ""}
    left, right = answer[0] - start, answer[1] - start
    return {"before": text[:left], "answer": text[left:right], "after": text[right:]}


def places_shown(places: Iterable[Place]) -> Json:
    """The names of places, each once; the page puts them into its reader's words."""
    return {"places": list(dict.fromkeys(place.name for place in places))}


def _quote(rank: int, quote: Quote, lookup: Lookup) -> Json:
    document, found = holding(quote, lookup), (quote.answer_start, quote.answer_end)
    answer = (found[0], found[1]) if found[0] is not None and found[1] is not None else None
    return {
        **ReplyQuote.of(rank, quote).model_dump(),
        **places_shown(quote.places),
        "verbatim": document is not None,
        **parts(quote.text, quote.start, answer),
        "rows": table_rows(document.text, quote.start, quote.end, answer) if document else [],
        "rest": _rest(quote.rest, answer),
    }


def _rest(rest: Slice | None, answer: Span | None) -> Json | None:
    """Where a torn sentence goes on, in pieces as the quote itself."""
    return {**asdict(rest), **parts(rest.text, rest.start, answer), "rows": []} if rest else None
