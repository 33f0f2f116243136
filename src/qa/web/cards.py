"""An answer as the page shows it: plain data; offsets become pieces of text that a browser need not count."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict

from qa.asking import Turn
from qa.errors import DocumentError
from qa.records import Answer, Document, Place, Quote, Section, Slice, Span
from qa.reply import ReplyQuote
from qa.text import written_in
from qa.web.messages import Json
from qa.web.tables import table_rows

LIKELIHOOD = ((0.9, "almost_certain"), (0.7, "very_likely"), (0.5, "likely"), (0.25, "perhaps"))
"""From which confidence on which words are used; below the last: "doubtful"."""
STRONG = 0.5
"""A document's first quote stands by itself from this share of the best quote's score on."""

Lookup = Callable[[str], Document]
Sections = Callable[[str], Sequence[Section]]


def card(answer: Answer, document: Lookup, sections: Sections = lambda source: ()) -> Json:
    """The reply to one question, each quote compared once more with the stored document."""
    shown = answer.quotes or answer.near_misses
    quotes = [_quote(rank, quote, document, sections) for rank, quote in enumerate(shown, start=1)]
    for quote, is_strong in zip(quotes, strong(shown, [str(quote["article"]) for quote in quotes]), strict=True):
        quote["strong"] = is_strong
    return {
        "question": answer.question,
        "follows": answer.follows,
        "turn": _turn(answer),
        "verdict": answer.verdict,
        "likelihood": likelihood(answer.confidence),
        "percent": round(answer.confidence * 100),
        "headline": answer.headline,
        "undated": answer.undated,
        "several": answer.several,
        "quotes": quotes if answer.quotes else [],
        "near_misses": [] if answer.quotes else quotes,
        "searched": {"documents": answer.index.documents, "passages": answer.index.chunks},
        "milliseconds": round(answer.milliseconds.get("total", 0.0), 1),
        "generation": answer.index.generation,
    }


def strong(quotes: Sequence[Quote], articles: Sequence[str]) -> list[bool]:
    """Which quotes stand by themselves: the first of each article, unless the best one is much better."""
    seen: set[tuple[str, str]] = set()
    found = []
    for quote, article in zip(quotes, articles, strict=True):
        place = quote.source, article
        found.append(place not in seen and quote.score >= STRONG * quotes[0].score)
        seen.add(place)
    return found


def _turn(answer: Answer) -> Json | None:
    """What the next question may go on from; nothing after a refusal, so that it goes on from an earlier one."""
    turn = Turn.of(answer) if answer.quotes else None
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


def paragraph(text: str, start: int) -> Json | None:
    """Which paragraph of how many `start` stands in, counted from 1; None where there is one alone.

    >>> paragraph("one\\n\\ntwo\\n\\n\\nthree", 8)
    {'number': 2, 'of': 3}
    """
    blocks = [block for block in _blocks(text) if text[slice(*block)].strip()]
    number = sum(first <= start for first, _ in blocks)
    return {"number": max(number, 1), "of": len(blocks)} if len(blocks) > 1 else None


def _blocks(text: str) -> Iterable[Span]:
    """The text between empty lines."""
    start = 0
    while start < len(text):
        stop = text.find("\n\n", start)
        end = stop if stop >= 0 else len(text)
        yield start, end
        start = end + 2


def _quote(rank: int, quote: Quote, lookup: Lookup, sections: Sections) -> Json:
    document, found = holding(quote, lookup), (quote.answer_start, quote.answer_end)
    answer = (found[0], found[1]) if found[0] is not None and found[1] is not None else None
    around = [one for one in sections(quote.source) if one.start <= quote.start < one.end] if document else []
    return {
        **ReplyQuote.of(rank, quote).model_dump(),
        **places_shown(quote.places),
        "verbatim": document is not None,
        "article": next((one.title for one in around if one.is_article), ""),
        "author": next((one.author for one in around if one.author), document.author if document else ""),
        "paragraph": paragraph(document.text, quote.start) if document and not quote.places else None,
        "lang": written_in(document.text) if document else "",
        **parts(quote.text, quote.start, answer),
        "rows": table_rows(document.text, quote.start, quote.end, answer) if document else [],
        "rest": _rest(quote.rest, answer),
    }


def _rest(rest: Slice | None, answer: Span | None) -> Json | None:
    """Where a torn sentence goes on, in pieces as the quote itself."""
    return {**asdict(rest), **parts(rest.text, rest.start, answer), "rows": []} if rest else None
