"""A source as the page shows it: the text, or a window of a huge one, passages marked, its articles set apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from qa.errors import DocumentError
from qa.records import ARROW, Document, Section, Span
from qa.text import written_in
from qa.web.cards import parts
from qa.web.messages import Json
from qa.web.tables import table_rows

WHOLE = 200_000
"""Documents of up to so many characters are sent whole."""
WINDOW = 100_000
"""How many characters of a longer one are sent."""
OUTLINED = 500
"""So many headings are listed at most."""


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

    @property
    def span(self) -> Span:
        """From where to where it stands."""
        return self.start, self.end


NOWHERE = Passage(0, 0, "")
"""What is marked where no passage is asked for: nothing, at the beginning."""


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


def view(document: Document, place: Passage, sections: Sequence[Section] = (), others: Sequence[Passage] = ()) -> Json:
    """The text around `place`, in pieces: plain ones, the passage, the `others`, and where an article begins.

    All passages stand there; of what overlaps the present one is marked.
    """
    first, last = window(len(document.text), place.start, place.end)
    marked = [*_marked(document, place, present=True), *(one for other in others for one in _marked(document, other))]
    return {
        "source": document.source,
        "title": document.title,
        "encoding": document.encoding,
        "lang": written_in(document.text),
        "length": len(document.text),
        "start": place.start,
        "end": place.end,
        "pieces": _pieces(
            document.text[first:last],
            first,
            _begun(sections, first, last) + [one for one in _apart(marked) if first <= one[0] and one[1] <= last],
        ),
        "outline": [
            {"title": one.title.rpartition(ARROW)[2], "depth": one.title.count(ARROW), "start": one.start}
            for one in sections[:OUTLINED]
        ],
        "first": first,
        "last": last,
    }


_Apart = tuple[int, int, Json]
"""From where to where a piece stands that is more than text, and what the page is told of it."""


def _marked(document: Document, place: Passage, *, present: bool = False) -> list[_Apart]:
    """The passage, and the rest of it, which the answer may lie in; an empty one is not marked."""
    found: list[_Apart] = []
    for one in (place, place.rest):
        if one and one.text:
            answer = answer_inside(replace(one, answer_start=place.answer_start, answer_end=place.answer_end))
            rows = table_rows(document.text, one.start, one.end, answer)
            told: Json = {"start": place.start, "present": present, "rows": rows}
            found.append((one.start, one.end, {**parts(one.text, one.start, answer), **told}))
    return found


def _apart(marked: Sequence[_Apart]) -> list[_Apart]:
    """Those that overlap none before them."""
    kept: list[_Apart] = []
    for one in marked:
        if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    return kept


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


def standing(document: Document, place: Passage) -> tuple[str, Passage]:
    """Whether the passage is still "there" word for word, has "moved", or has "changed"; and where it stands now.

    Of several places that hold the words it is the nearest. One that has changed is an empty one where it stood.

    >>> standing(Document("a", "", "zero one", "", ""), Passage(0, 3, "one"))[0]
    'moved'
    """
    slices = [one for one in (place, place.rest) if one]
    now = [_nearest(document.text, one) for one in slices]
    if now[0] is None or now[-1] is None:
        start = max(0, min(place.start, len(document.text)))
        return "changed", Passage(start, start, "")
    moved = [_shifted(one, start) for one, start in zip(slices, now, strict=True) if start is not None]
    rest = moved[1] if place.rest else None
    way = moved[0].start - place.start if _within_slice(place) or rest is None else rest.start - slices[1].start
    answer = [None if one is None else one + way for one in (place.answer_start, place.answer_end)]
    found = replace(moved[0], answer_start=answer[0], answer_end=answer[1], rest=rest)
    return ("there" if found == place else "moved"), found


def _nearest(text: str, place: Passage) -> int | None:
    """Where the place's words begin, as near to where they did as they stand."""
    if text[place.start : place.end] == place.text and 0 <= place.start <= place.end <= len(text):
        return place.start
    near = max(0, place.start)
    found = [text.rfind(place.text, 0, near + len(place.text)), text.find(place.text, near)]
    return min((at for at in found if at >= 0), key=lambda at: abs(at - place.start), default=None)


def _shifted(place: Passage, start: int) -> Passage:
    return Passage(start, start + len(place.text), place.text)


def _within_slice(place: Passage) -> bool:
    """Whether the answer lies in the passage itself, not in the rest of it."""
    return place.answer_start is None or place.start <= place.answer_start < place.end


def must_stand_there(document: Document, place: Passage) -> None:
    """DocumentError when the place's words are not where it says."""
    if place.rest:
        must_stand_there(document, place.rest)
    inside = 0 <= place.start <= place.end <= len(document.text)
    if not inside or document.text[place.start : place.end] != place.text:
        message = f"{document.source} has changed: this passage no longer stands at {place.start}–{place.end}"
        raise DocumentError(message, hint="ask the question again")


def occurrences(text: str, words: str) -> list[Span]:
    """Where `text` holds the words, in any case and with any white space between them; none for no words.

    >>> occurrences("The old\\nbridge, an Old Bridge.", "old bridge")
    [(4, 14), (19, 29)]
    """
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)] if pattern else []


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
