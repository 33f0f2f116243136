"""A source as the page shows it: the text, or a window of a huge one, a passage marked, its articles set apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from qa.errors import DocumentError
from qa.records import Document, Section, Span
from qa.web.cards import parts
from qa.web.messages import Json
from qa.web.tables import table_rows

WHOLE = 200_000
"""Documents of up to so many characters are sent whole."""
WINDOW = 100_000
"""How many characters of a longer one are sent."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that the browser asks for. Nothing in it is trusted before `must_stand_there` has compared it.

    `rest` is where a torn sentence goes on.
    """

    start: int
    end: int
    text: str
    answer_start: int | None = None
    answer_end: int | None = None
    rest: "Passage | None" = None


def passage_asked(request: Json) -> Passage | None:
    """The passage named in a request, None when it names none; DocumentError for anything but numbers and text."""
    if request.get("start") is None:
        return None
    start, end, text = request["start"], request.get("end"), request.get("text")
    if not (_number(start) and _number(end) and isinstance(text, str)):
        raise DocumentError("The page asked for a passage that is not one", hint="reload the page and ask again")
    rest = request.get("rest")
    answer = _optional(request.get("answer_start")), _optional(request.get("answer_end"))
    return Passage(start, end, text, *answer, passage_asked({**rest, "rest": None}) if isinstance(rest, dict) else None)


def view(document: Document, place: Passage, sections: Sequence[Section] = ()) -> Json:
    """The text around `place`, which stands there, in pieces: plain ones, the passage, and where an article begins."""
    first, last = window(len(document.text), place.start, place.end)
    return {
        "source": document.source,
        "title": document.title,
        "encoding": document.encoding,
        "length": len(document.text),
        "start": place.start,
        "end": place.end,
        "pieces": _pieces(
            document.text[first:last],
            first,
            [one for one in _marked(document, place) if first <= one[0] < last] + _begun(sections, first, last),
        ),
        "first": first,
        "last": last,
    }


_Apart = tuple[int, int, Json]
"""From where to where a piece stands that is more than text, and what the page is told of it."""


def _marked(document: Document, place: Passage) -> list[_Apart]:
    """The passage, and the rest of it, which the answer may lie in; an empty one is not marked."""
    found: list[_Apart] = []
    for one in (place, place.rest):
        if one and one.text:
            answer = answer_inside(replace(one, answer_start=place.answer_start, answer_end=place.answer_end))
            rows = table_rows(document.text, one.start, one.end, answer)
            found.append((one.start, one.end, {**parts(one.text, one.start, answer), "rows": rows}))
    return found


def _begun(sections: Sequence[Section], first: int, last: int) -> list[_Apart]:
    """Where an article begins, or goes on."""
    seen: set[str] = set()
    found: list[_Apart] = []
    for one in sections:
        if one.is_article and first <= one.start < last:
            told = {"title": one.title, "author": one.author, "date": one.date, "again": one.title in seen}
            found.append((one.start, one.start, {"article": told}))
        seen.add(one.title)
    return found


def _pieces(text: str, first: int, apart: Sequence[_Apart]) -> list[Json]:
    """The text, which begins at `first`, with what is apart in it; nothing of it is lost, nothing is there twice."""
    found: list[Json] = []
    place = first
    for start, end, piece in sorted(apart, key=lambda one: one[:2]):
        if start < place:
            continue  # it begins inside another one
        found += [{"text": text[place - first : start - first]}] if place < start else []
        found.append(piece)
        place = end
    return [*found, {"text": text[place - first :]}] if place < first + len(text) else found


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
    if place.rest:
        must_stand_there(document, place.rest)
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
