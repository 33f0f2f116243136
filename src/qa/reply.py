"""An answer as JSON: the one shape of `qa ask --json`, of the web API and of an evaluation report's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pydantic import BaseModel, ConfigDict

from qa.records import EVERYTHING, Answer, Elsewhere, Hit, Quote, Relation, Verdict


class ReplyPlace(BaseModel):
    """Where a further document says the same as a quote, or an older or newer version of it does otherwise."""

    model_config = ConfigDict(frozen=True)

    source: str
    title: str = ""
    start: int
    end: int
    text: str
    date: str | None = None
    relation: Relation = "same"

    @classmethod
    def of(cls, place: Elsewhere) -> "ReplyPlace":
        """The place as it is written."""
        return cls.model_validate({**asdict(place), "date": place.date or None})


class ReplySlice(BaseModel):
    """Words of a source and their place."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    text: str


class ReplyQuote(BaseModel):
    """A quote of a reply; reports of earlier versions may lack what has a default.

    `rest` is where a sentence goes on that a column has torn.
    """

    model_config = ConfigDict(frozen=True)

    rank: int
    source: str
    title: str = ""
    start: int
    end: int
    text: str
    answer_start: int | None = None
    answer_end: int | None = None
    score: float = 0.0
    page: int | None = None
    place: str | None = None
    date: str | None = None
    rest: ReplySlice | None = None
    also: tuple[ReplyPlace, ...] = ()

    @classmethod
    def of(cls, rank: int, quote: Quote) -> "ReplyQuote":
        """The quote that stands at this rank, which counts from 1."""
        return cls(
            rank=rank,
            source=quote.source,
            title=quote.title,
            start=quote.start,
            end=quote.end,
            text=quote.text,
            answer_start=quote.answer_start,
            answer_end=quote.answer_end,
            score=round(quote.score, 4),
            page=quote.page,
            place=quote.place or None,
            date=quote.date or None,
            rest=ReplySlice(**asdict(quote.rest)) if quote.rest else None,
            also=tuple(map(ReplyPlace.of, quote.also)),
        )


class ReplyPassage(BaseModel):
    """A passage that a search found, at its `rank`, which counts from 1."""

    model_config = ConfigDict(frozen=True)

    rank: int
    source: str
    title: str = ""
    start: int
    end: int
    text: str
    score: float
    date: str | None = None
    rest: ReplySlice | None = None

    @classmethod
    def of(cls, rank: int, hit: Hit) -> "ReplyPassage":
        """The passage of a hit."""
        one = hit.chunk
        return cls(
            rank=rank,
            source=one.source,
            title=one.title,
            start=one.start,
            end=one.end,
            text=one.text,
            score=round(hit.score, 4),
            date=one.date or None,
            rest=ReplySlice(**asdict(one.rest)) if one.rest else None,
        )


class ReplyIndex(BaseModel):
    """Which index answered."""

    model_config = ConfigDict(frozen=True)

    generation: int
    model: str


class ReplyFilter(BaseModel):
    """What the answer was looked for in; `undated` documents were left out because they have no date."""

    model_config = ConfigDict(frozen=True)

    within: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    undated: int = 0

    @classmethod
    def of(cls, answer: Answer) -> "ReplyFilter | None":
        """The filter of an answer; None where it was looked for in everything."""
        only = answer.only
        if only == EVERYTHING:
            return None
        return cls(within=only.within, since=only.since or None, until=only.until or None, undated=answer.undated)


class Reply(BaseModel):
    """An `Answer` as it is written: numbers rounded, quotes with their rank, and None for what it goes on from.

    Its keys stand in the order of the fields.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    verdict: Verdict
    confidence: float
    answer: str
    quotes: tuple[ReplyQuote, ...]
    near_misses: tuple[ReplyQuote, ...]
    index: ReplyIndex
    headline: str = ""
    answer_confidence: float | None = None
    several: bool = False
    follows: str | None = None
    filter: ReplyFilter | None = None
    milliseconds: Mapping[str, float]

    @classmethod
    def of(cls, answer: Answer) -> "Reply":
        """The reply that says what the answer says."""
        return cls(
            question=answer.question,
            verdict=answer.verdict,
            confidence=round(answer.confidence, 4),
            answer=answer.text,
            quotes=_ranked(answer.quotes),
            near_misses=_ranked(answer.near_misses),
            index=ReplyIndex(generation=answer.index.generation, model=answer.index.model),
            headline=answer.headline,
            answer_confidence=round(answer.quotes[0].answer_score, 4) if answer.text else None,
            several=answer.several,
            follows=answer.follows or None,
            filter=ReplyFilter.of(answer),
            milliseconds={name: round(value, 2) for name, value in answer.milliseconds.items()},
        )

    @property
    def all_quotes(self) -> tuple[ReplyQuote, ...]:
        """The quotes, or where nothing was found the near misses."""
        return self.quotes + self.near_misses


def _ranked(quotes: Sequence[Quote]) -> tuple[ReplyQuote, ...]:
    return tuple(ReplyQuote.of(rank, quote) for rank, quote in enumerate(quotes, start=1))
