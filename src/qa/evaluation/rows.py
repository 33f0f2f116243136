"""One question asked, and what is right of the reply: the rows of an evaluation report."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from qa.bot import Bot
from qa.errors import QAError, QuestionError
from qa.evaluation.scores import Overlap, answer_f1, exact_match, overlap, runs_overlap, spans_overlap
from qa.records import Answer, Hit, Quote
from qa.reply import Reply
from qa.testsets import Case
from qa.text import script

Why = Literal["", "stale", "answered", "not_indexed", "unasked", "not_found", "refused", "other_quoted"]
"""What makes a reply wrong: what is held to be right no longer stands in the documents; an answer where there is none;
its document is not indexed; nothing to look up in the question; the right passage was not found; it was, but the
question was refused, or another passage was quoted first."""


class Outcome(BaseModel):
    """What came of a question.

    Ranks count from 1, 0 for none: of the first right document, of each of the sources, of the first right passage, of
    the first quote that holds the answer. `quote_…` compare the first quote with the evidence, or with the answer
    where there is none, and with the place in the file; these and the comparisons of the answer are None where the test
    set does not say what is right.
    `not_indexed` are the sources that the index does not hold.
    """

    model_config = ConfigDict(frozen=True)

    document_lang: str = ""
    not_indexed: tuple[str, ...] = ()
    document_rank: int = 0
    source_ranks: tuple[int, ...] = ()
    passage_rank: int = 0
    quote_rank: int = 0
    first_quote: bool = False
    any_quote: bool = False
    verbatim: bool = True
    quote_precision: float | None = None
    quote_recall: float | None = None
    quote_f1: float | None = None
    quote_place: float | None = None
    exact_match: float | None = None
    answer_f1: float | None = None
    answer_contained: float | None = None


class Row(BaseModel):
    """A question of the test set, what came of it, and the reply; None when it could not be asked."""

    model_config = ConfigDict(frozen=True)

    case: Case
    outcome: Outcome
    reply: Reply | None

    @model_validator(mode="after")
    def _ranks_every_source(self) -> "Row":
        if len(self.outcome.source_ranks) != len(self.case.sources):
            raise ValueError("source_ranks and sources differ in number")
        return self

    @property
    def knows_passage(self) -> bool:
        """The test set says more of the answer than its document."""
        case = self.case
        return case.answerable and bool(case.sources) and bool(case.answers or case.evidence)

    @property
    def refused(self) -> bool:
        """Nothing was asked, or nothing was found."""
        return self.reply is None or self.reply.verdict == "not_found"

    @property
    def confidence(self) -> float:
        """The reply's, 0 without one."""
        return self.reply.confidence if self.reply else 0.0

    @property
    def right(self) -> bool:
        """An answer was given and the first quote holds it; or there is none, and none was given."""
        return self.outcome.first_quote and not self.refused if self.case.answerable else self.refused

    @property
    def why_wrong(self) -> Why:
        """What most likely made the reply wrong; empty where it is right."""
        if self.right:
            return ""
        if "stale" in self.case.tags_by_name():
            return "stale"
        if not self.case.answerable:
            return "answered"
        if self.outcome.not_indexed:
            return "not_indexed"
        if self.reply is None:
            return "unasked"
        if self.knows_passage and not self.outcome.passage_rank:
            return "not_found"
        return "refused" if self.refused else "other_quoted"


def ask_case(bot: Bot, case: Case) -> Row:
    """Asks one question; one that cannot be asked has no reply, and counts as a miss."""
    try:
        reply, hits = bot.explain(case.question)
    except QuestionError:
        return Row(case=case, outcome=_outcome(bot, case, None, ()), reply=None)
    return Row(case=case, outcome=_outcome(bot, case, reply, hits), reply=Reply.of(reply))


def _outcome(bot: Bot, case: Case, reply: Answer | None, hits: Sequence[Hit]) -> Outcome:
    ranked = list(dict.fromkeys(hit.chunk.source for hit in hits))
    quotes = (reply.quotes or reply.near_misses) if reply else ()
    holding = _first(_holds(case, quote) for quote in quotes)
    return Outcome(
        document_lang=_document_lang(bot, case),
        not_indexed=tuple(source for source in case.sources if not _is_indexed(bot, source)),
        document_rank=_first(source in case.sources for source in ranked),
        source_ranks=tuple(ranked.index(source) + 1 if source in ranked else 0 for source in case.sources),
        passage_rank=_first(right_passage(case, hit) for hit in hits),
        quote_rank=holding,
        first_quote=holding == 1,
        any_quote=holding > 0,
        verbatim=all(_is_slice(bot, quote) for quote in quotes),
        **_compared(case, reply.text if reply else "", quotes),
    )


def _compared(case: Case, answer: str, quotes: Sequence[Quote]) -> dict[str, float]:
    """The answer and the first quote against what the test set holds to be right, as far as it says."""
    compared: dict[str, float] = {}
    if case.answerable and case.sources and (case.answers or case.evidence):
        near = _nearness(case, quotes[0]) if quotes else Overlap(0.0, 0.0, 0.0)
        compared.update(quote_precision=near.precision, quote_recall=near.recall, quote_f1=near.f1)
    if case.answerable and case.place:
        compared.update(quote_place=float(bool(quotes) and stands_at(quotes[0], case)))
    if case.answerable and case.answers:
        said = any(one in quote.whole for one in case.answers for quote in quotes)
        compared.update(exact_match=exact_match(answer, case.answers), answer_f1=answer_f1(answer, case.answers))
        compared.update(answer_contained=float(said))
    return compared


def stands_at(quote: Quote, case: Case) -> bool:
    """Whether a part of the quote stands at the place that the test set names, or in a part of it."""
    names = (place.name for place in quote.places)
    here = any(name == case.place or name.startswith(f"{case.place}, ") for name in names)
    return here and (not case.sources or quote.source in case.sources)


def _nearness(case: Case, quote: Quote) -> Overlap:
    """In characters: by place where it is known, else by the longest run that both hold."""
    if quote.source not in case.sources:
        return Overlap(0.0, 0.0, 0.0)
    place = case.gold_place()
    if place is not None and quote.source == case.sources[0]:
        return spans_overlap((quote.start, quote.end), place)
    golds = [case.evidence] if case.evidence else case.answers
    return max((runs_overlap(quote.text, gold) for gold in golds), key=lambda near: near.f1, default=overlap(0, 1, 1))


def _first(right: Iterable[bool]) -> int:
    return next((rank for rank, is_right in enumerate(right, start=1) if is_right), 0)


def right_passage(case: Case, hit: Hit) -> bool:
    """The passage is of the right source and holds the answer: its place where known, else its words."""
    return _covers(case, hit.chunk.source, hit.chunk.start, hit.chunk.end, hit.chunk.whole)


def _holds(case: Case, quote: Quote) -> bool:
    """The quote is of the right source and holds the answer; one of the answers' words suffice, wherever they stand."""
    said = any(answer in quote.whole for answer in case.answers)
    return quote.source in case.sources and (said or _covers(case, quote.source, quote.start, quote.end, quote.text))


def _covers(case: Case, source: str, start: int, end: int, text: str) -> bool:
    if source not in case.sources:
        return False
    place = case.answer_place()
    if place is not None and source == case.sources[0]:
        return start <= place[0] and place[1] <= end
    if not case.answers and not case.evidence:
        return True  # nothing but the document is known to be right
    return any(answer in text for answer in case.answers) or bool(case.evidence and case.evidence in text)


def _is_slice(bot: Bot, quote: Quote) -> bool:
    try:
        text = bot.document(quote.source).text
        more = quote.rest is None or text[quote.rest.start : quote.rest.end] == quote.rest.text
        return more and text[quote.start : quote.end] == quote.text
    except QAError:
        return False


def _is_indexed(bot: Bot, source: str) -> bool:
    try:
        bot.document(source)
    except QAError:
        return False
    return True


def _document_lang(bot: Bot, case: Case) -> str:
    """What the test set says, else the script of the first source; empty where there is none."""
    if case.document_lang or not case.sources:
        return case.document_lang
    try:
        return script(bot.document(case.sources[0]).text)
    except QAError:
        return ""
