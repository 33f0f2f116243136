"""A notebook of collected quotes as the browser keeps it, each compared with the document of today."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from qa.errors import DocumentError
from qa.records import Document, Span
from qa.web.messages import Json
from qa.web.viewer import Passage, passage_asked, standing

Lookup = Callable[[str], Document]
_READ = 16
"""So many documents are held at once: a notebook's quotes are of a few."""


@dataclass(frozen=True, slots=True)
class Collected:
    """One quote with what its reader wrote about it; `place` is in the reader's words.

    `standing` says whether the words are still "there", have "moved", or have "changed", or whether the document is
    "gone"; `passage` is where they stand now, and where they stood when they are nowhere.
    """

    passage: Passage
    standing: str
    source: str
    title: str = ""
    author: str = ""
    date: str = ""
    place: str = ""
    question: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The words, a torn sentence with what stands in its gap."""
        rest = self.passage.rest
        return f"{self.passage.text} […] {rest.text}" if rest else self.passage.text

    @property
    def spans(self) -> list[Span]:
        """From where to where it stands: once, or twice for a torn sentence."""
        return [one.span for one in (self.passage, self.passage.rest) if one]


def collected(request: Json, document: Lookup) -> list[Collected]:
    """The `{"quotes"}` of a notebook as they stand today; DocumentError for what is none."""
    quotes = request.get("quotes")
    if not isinstance(quotes, list):
        raise _no_notebook()
    read = lru_cache(_READ)(document)
    return [_collected(one, read) for one in quotes]


def _collected(one: object, document: Lookup) -> Collected:
    passage = passage_asked(one) if isinstance(one, dict) else None
    if not isinstance(one, dict) or passage is None or not passage.text:
        raise _no_notebook()
    source = _text(one, "source")
    stands, now = _standing(source, passage, document)
    names = "title", "author", "date", "place", "question", "note"
    return Collected(now, stands, source, **{name: _text(one, name) for name in names})


def _standing(source: str, passage: Passage, document: Lookup) -> tuple[str, Passage]:
    """How the passage stands today, and where its words are; those that are nowhere stay where they were."""
    try:
        stands, now = standing(document(source), passage)
    except DocumentError:
        return "gone", passage
    return stands, passage if stands == "changed" else now


def _text(one: Json, name: str) -> str:
    found = one.get(name)
    if found is not None and not isinstance(found, str):
        raise _no_notebook()
    return found or ""


def _no_notebook() -> DocumentError:
    return DocumentError("The page sent a notebook that is none", hint="reload the page and try again")
