"""A source as the page shows it: the whole text, or a window of a huge one, with a passage marked in it."""

from dataclasses import dataclass
from typing import TypeGuard

from qa.errors import DocumentError
from qa.records import Document, Span
from qa.web.cards import parts
from qa.web.messages import Json
from qa.web.tables import table_rows

WHOLE = 200_000
"""Documents of up to so many characters are sent whole."""
WINDOW = 100_000
"""How many characters of a longer one are sent."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that the browser asks for. Nothing in it is trusted before `view` has compared it."""

    start: int
    end: int
    text: str
    answer_start: int | None = None
    answer_end: int | None = None


def passage_asked(request: Json) -> Passage | None:
    """The passage named in a request, None when it names none; DocumentError for anything but numbers and text."""
    if request.get("start") is None:
        return None
    start, end, text = request["start"], request.get("end"), request.get("text")
    if not (_number(start) and _number(end) and isinstance(text, str)):
        raise DocumentError("The page asked for a passage that is not one", hint="reload the page and ask again")
    return Passage(start, end, text, _optional(request.get("answer_start")), _optional(request.get("answer_end")))


def view(document: Document, place: Passage) -> Json:
    """The text around `place`, which stands there, with the passage apart."""
    first, last = window(len(document.text), place.start, place.end)
    answer = answer_inside(place)
    rows = table_rows(document.text, place.start, place.end, answer)
    return {
        "source": document.source,
        "title": document.title,
        "encoding": document.encoding,
        "length": len(document.text),
        "start": place.start,
        "end": place.end,
        "above": document.text[first : place.start],
        "passage": {**parts(place.text, place.start, answer), "rows": rows},
        "below": document.text[place.end : last],
        "first": first,
        "last": last,
    }


def window(length: int, start: int, end: int) -> tuple[int, int]:
    """Which part of a text of `length` characters is sent: all of it, or WINDOW characters around start–end.

    >>> window(1_000_000, 500_000, 500_100)
    (450050, 550050)
    """
    if length <= WHOLE:
        return 0, length
    spare = max(0, WINDOW - (end - start))
    first = min(max(0, start - spare // 2), max(0, length - WINDOW))
    return min(first, start), min(length, max(first + WINDOW, end))


def must_stand_there(document: Document, place: Passage) -> None:
    """DocumentError when the place's words are not where it says."""
    inside = 0 <= place.start <= place.end <= len(document.text)
    if not inside or document.text[place.start : place.end] != place.text:
        message = f"{document.source} has changed: this passage no longer stands at {place.start}–{place.end}"
        raise DocumentError(message, hint="ask the question again")


def answer_inside(place: Passage) -> Span | None:
    """The bounds of the answer when they lie inside the place."""
    start, end = place.answer_start, place.answer_end
    if start is None or end is None or not place.start <= start < end <= place.end:
        return None
    return start, end


def _number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _optional(value: object) -> int | None:
    return value if _number(value) else None
