"""What flows through the program: `Document` → `Chunk`, and `Query` → `Hit` → `Quote` → `Answer`.

Offsets are 0-based code points into `Document.text`, end exclusive, and every piece of text that is shown
as the document's own is a slice of it: `document.text[start:end] == text`.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa.names import words_of

Span = tuple[int, int]
"""Start and end of a piece of text."""
Vectors = NDArray[np.float32]
"""Shape (texts, dimensions), each row of length one; a text without a known token is a row of zeros."""
Verdict = Literal["found", "possible", "not_found"]
Relation = Literal["same", "older", "newer"]
Progress = Callable[[int, int, str], None]
"""Called with (steps done, steps in all, what is being done)."""


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the page's upper left corner, as it is shown."""


BESIDE = "beside the main text"
"""The name of the place of what a page shows around its text, or hides: menus, boxes, collapsed parts."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where `text[start:end]` of a document stands in its file.

    `name` says it in words ("page 3", "slide 4", "Sheet1!B7:D7", "attachment plan.txt"); `page` counts pages or slides
    from 1; `box` bounds the line on that page.
    """

    start: int
    end: int
    name: str
    page: int | None = None
    box: Box | None = None


ARROW = " › "
"""Between the headings of a section's title, the outermost first."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document, `text[start:end]`, with a title of its own: what stands under a heading, or an article.

    `title` is the whole path to it ("Model Ardea › Warranty"). `date` is when the article appeared (`YYYY`, `YYYY-MM`
    or `YYYY-MM-DD`), `author` who wrote it; empty where it does not say so itself. Columns can tear an `is_article` one
    into several with the same title; `goes_on` is then where the rest of its last sentence stands, in the next of them.
    """

    start: int
    end: int
    title: str
    date: str = ""
    author: str = ""
    is_article: bool = False
    goes_on: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source article. `text` is the decoded file with line ends made `\\n`, otherwise untouched.

    `source` is a POSIX path relative to the documents folder; `digest` names the file's bytes and how they
    were read, so an equal digest means an equal text; `encoding` is the one the text was decoded with, or the name of
    a format that has its own. `places` are in the order of the text, do not overlap, and may leave parts of it out; so
    are `sections`. `date` and `author` are as of `Section`, for all of it.
    """

    source: str
    title: str
    text: str
    digest: str
    encoding: str
    places: tuple[Place, ...] = ()
    sections: tuple[Section, ...] = ()
    date: str = ""
    author: str = ""

    @property
    def id(self) -> str:
        """A name that changes with the place and with the content."""
        return hashlib.sha256(f"{self.source}\0{self.digest}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Slice:
    """Where the rest of a torn sentence stands: `document.text[start:end] == text`."""

    start: int
    end: int
    text: str


def joined(text: str, rest: Slice | None) -> str:
    """A torn text as it is read: with its rest, and a blank between them in scripts that have blanks.

    >>> joined("the ferry", Slice(90, 95, "sails")), joined("渡船", Slice(90, 92, "开了")), joined("渡船", None)
    ('the ferry sails', '渡船开了', '渡船')
    """
    if rest is None:
        return text
    return text + (" " if text[-1:] < "\u2e80" and rest.text[:1] < "\u2e80" else "") + rest.text


def called(source: str, title: str) -> str:
    """The title of a passage, with what the names of its file and folders say beyond it.

    >>> called("contracts/2021/lease.txt", "lease"), called("00123.txt", "The last ferry")
    ('lease (contracts 2021)', 'The last ferry')
    """
    words = words_of(source, title)
    return f"{title} ({words})" if words else title


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `document.text[start:end] == text`.

    `title` and `date` are those of the section that it lies in, else of the document; it never runs over a section's
    boundary, but where a column has torn its last sentence, `rest` is where that goes on.
    """

    document_id: str
    source: str
    title: str
    start: int
    end: int
    text: str
    date: str = ""
    rest: Slice | None = None

    @property
    def id(self) -> str:
        """The document's id and the place in it."""
        return f"{self.document_id}:{self.start}-{self.end}"

    @property
    def whole(self) -> str:
        """The passage as it is read and looked up: the text, with the rest of its last sentence."""
        return joined(self.text, self.rest)

    @property
    def called(self) -> str:
        """The title with what the names of file and folders say beyond it: what it is looked up by and read under."""
        return called(self.source, self.title)

    @property
    def headed(self) -> str:
        """The passage under its title: what is embedded."""
        return f"{self.called}\n{self.whole}"

    def spans(self, start: int, end: int) -> list[Span]:
        """Where `whole[start:end]` stands in the document: one place, or two where it is torn.

        >>> Chunk("", "", "", 10, 15, "ab cd", rest=Slice(40, 43, "efg")).spans(3, 9)
        [(13, 15), (40, 43)]
        """
        own = len(self.text)
        found = [(self.start + start, self.start + min(end, own))] if start < own else []
        if self.rest and end > own:
            first = len(self.whole) - len(self.rest.text)
            found.append((self.rest.start + max(0, start - first), self.rest.start + end - first))
        return found

    @property
    def digest(self) -> str:
        """A name for the embedded text: an equal digest means an equal vector of the same model."""
        return hashlib.sha256(self.headed.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, eq=False)
class IndexedDocument:
    """A document with its passages; `vectors[i]` belongs to `chunks[i]`, whose embedded text `digests[i]` names."""

    document: Document
    chunks: Sequence[Chunk]
    digests: Sequence[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """A text's tokens by the bundled model: unit rows, (tokens, dimensions), and how much each says, (tokens,)."""

    rows: Vectors
    lengths: Vectors

    @property
    def mean(self) -> Vectors:
        """The whole text's unit vector, shape (dimensions,); zeros where there is no token."""
        total: Vectors = self.lengths @ self.rows
        return total / max(np.linalg.norm(total), np.float32(1e-12))


_DATE = re.compile(r"(\d{4}(-\d\d){0,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filter:
    """What may be quoted: files, and all in folders, `within` the documents, dated `since` one day `until` another.

    What is empty leaves nothing out. The dates are as of `Section`, and count themselves: until "2024" is until its
    last day. A passage of which only the year or month is known passes where it may lie between; one without a date
    does not where one is asked for. ValueError for a date that is none.
    """

    within: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        wrong = [date for date in (self.since, self.until) if not _DATE.fullmatch(date)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no date as YYYY, YYYY-MM or YYYY-MM-DD")

    @property
    def is_dated(self) -> bool:
        """Whether it leaves out what has no date."""
        return bool(self.since or self.until)


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question as retrieving, weighing evidence and reading use it; made once, by `asking.query.make_query`.

    `terms` are what is looked up, `rarity` the inverse document frequency of each of them; `vector` is by the index's
    model, shape (dimensions,), `tokens` by the bundled one. Passages are looked for among those that `only` allows.
    """

    text: str
    terms: tuple[str, ...]
    rarity: Mapping[str, float]
    vector: Vectors
    tokens: TokenVectors
    only: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage; a larger score is better."""

    chunk: Chunk
    score: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place in a further document where a quote's words stand as well, or an `older` or `newer` version of them.

    `text` is its own there, `document.text[start:end]`; letter for letter it may differ in marks, spaces and script.
    """

    source: str
    title: str
    start: int
    end: int
    text: str
    date: str = ""
    relation: Relation = "same"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, with their exact place; make it with `Quote.cut`, which checks the slice.

    `answer_start` and `answer_end` bound the shortest answer inside the quote (offsets into the document),
    or are both None. `score` is comparable within one answer only. Of a sentence that a column has torn, `rest` is
    where it goes on, and the answer may lie there. `answer_score` estimates the probability that the marked answer is
    right, where the quote comes first. `places` are those of the file that it touches, `title` and `date` those of its
    passage; `also` is where further documents say the same.
    """

    source: str
    title: str
    start: int
    end: int
    text: str
    score: float
    answer_start: int | None = None
    answer_end: int | None = None
    places: tuple[Place, ...] = ()
    date: str = ""
    rest: Slice | None = None
    also: tuple[Elsewhere, ...] = ()
    answer_score: float = 0.0

    @classmethod
    def cut(
        cls,
        document: Document,
        start: int,
        end: int,
        *,
        title: str | None = None,
        date: str | None = None,
        score: float,
        answer: Span | None = None,
        places: Sequence[Place] = (),
        rest: Span | None = None,
    ) -> "Quote":
        """The quote `document.text[start:end]`; ValueError for bounds that are not a place in the text.

        `title` and `date` are the document's where none are given; `rest` is where a torn sentence goes on.
        """
        for first, last in ((start, end), rest or (start, end)):
            if not 0 <= first < last <= len(document.text):
                size = len(document.text)
                raise ValueError(f"{first}:{last} is not a passage of {document.source} ({size} characters)")
        inside = ((start, end), rest or (start, end))
        if answer is not None and not any(a <= answer[0] < answer[1] <= b for a, b in inside):
            raise ValueError(f"the answer {answer} lies outside the quote {start}:{end} of {document.source}")
        begun, done = answer or (None, None)
        text = document.text[start:end]
        more = Slice(*rest, document.text[rest[0] : rest[1]]) if rest else None
        title, date = document.title if title is None else title, document.date if date is None else date
        return cls(document.source, title, start, end, text, score, begun, done, tuple(places), date, more)

    @property
    def whole(self) -> str:
        """The quote as it is read: the text, with the rest of a torn sentence."""
        return joined(self.text, self.rest)

    @property
    def page(self) -> int | None:
        """The page or slide that it begins on; None in files that have none."""
        return next((place.page for place in self.places if place.page is not None), None)

    @property
    def place(self) -> str:
        """Where it stands in the file, in words: "page 3", "page 3, page 4", "Sheet1!A7:D7"; may be empty."""
        return ", ".join(dict.fromkeys(place.name for place in self.places))

    @property
    def answer(self) -> str:
        """The shortest answer inside the quote; empty where none is marked."""
        if self.answer_start is None or self.answer_end is None:
            return ""
        inside = self.start <= self.answer_start < self.end or self.rest is None
        text, start = (self.text, self.start) if inside or self.rest is None else (self.rest.text, self.rest.start)
        return text[self.answer_start - start : self.answer_end - start]


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which index answered: its generation grows by one with every committed change."""

    generation: int
    model: str
    documents: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question; "not in the documents" is a verdict, not an error.

    `confidence` estimates the probability that the first quote holds the answer. `text` is the shortest verbatim
    answer, or empty; `headline` is the same where it is sure enough to stand by itself. `quotes` are best first;
    `near_misses` are the closest passages when nothing was found. `follows` is the previous question that completed
    this one, empty when it stands alone. It was looked for among what `only` allows, which leaves out `undated`
    documents because they have no date. `several`: no quote is the answer alone, what they say is to be compared.
    """

    question: str
    verdict: Verdict
    confidence: float
    text: str
    quotes: tuple[Quote, ...]
    near_misses: tuple[Quote, ...]
    index: IndexState
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    follows: str = ""
    only: Filter = EVERYTHING
    undated: int = 0
    headline: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an index was made; two indexes are compatible when their recipes are equal.

    `probe` is the vector of a fixed text: it may differ by what arithmetic differs by (see `store.recipes`).
    """

    model: str
    dimensions: int
    chunk_size: int
    chunk_overlap: int
    format: int = 8
    method: str = "sentences"
    probe: tuple[float, ...] = field(default=(), repr=False)

    def as_json(self) -> dict[str, object]:
        """Its part of an evaluation's report: all but the numbers of the probe."""
        return {name: value for name, value in asdict(self).items() if name != "probe"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A source that was left out or read with doubt, and what to do about it."""

    source: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a list shows it: `beginning` are the first characters of its text, `passages` how many it has."""

    source: str
    title: str
    encoding: str
    date: str
    passages: int
    beginning: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of `qa index` did: documents by kind, passages embedded, problems met."""

    added: int
    changed: int
    removed: int
    unchanged: int
    chunks: int
    seconds: float
    problems: tuple[Problem, ...]
    state: IndexState

    @property
    def changes(self) -> int:
        """How many documents came, changed or went."""
        return self.added + self.changed + self.removed
