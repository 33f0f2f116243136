"""A test set in, figures out: how well passages are found, answers quoted, and missing answers refused.

Every figure is a mean over questions with a 95 % interval from a percentile bootstrap (Efron 1979; 1,000 resamples,
fixed seed). A question for which nothing is found counts as a miss.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from qa.bot import Bot
from qa.errors import QAError, QuestionError
from qa.records import Answer, Hit, Progress, Quote
from qa.testset import Case

_DEPTH = 50  # passages looked at for the retrieval figures
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over `n` questions, with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked: the rank (from 1, or 0 for none) of the first right document and of the first right
    passage, whether the first quote and any quote hold the answer, and whether every quote is a slice."""

    case: Case
    reply: Answer | None
    document_rank: int
    passage_rank: int
    first_quote: bool
    any_quote: bool
    verbatim: bool


def evaluate(bot: Bot, cases: Sequence[Case], progress: Progress | None = None) -> list[Result]:
    """Asks every question, in order."""
    results = []
    for number, case in enumerate(cases):
        if progress:
            progress(number, len(cases), "asking")
        results.append(_ask(bot, case))
    if progress:
        progress(len(cases), len(cases), "asking")
    return results


def _ask(bot: Bot, case: Case) -> Result:
    try:
        hits, reply = bot.retrieve(case.question, passages=_DEPTH), bot.ask(case.question)
    except QuestionError:
        return Result(case, None, 0, 0, False, False, True)
    shown = reply.quotes or reply.near_misses
    holding = [_holds(case, quote) for quote in shown]
    return Result(
        case=case,
        reply=reply,
        document_rank=_first(source in case.sources for source in dict.fromkeys(hit.chunk.source for hit in hits)),
        passage_rank=_first(right_passage(case, hit) for hit in hits),
        first_quote=bool(holding and holding[0]),
        any_quote=any(holding),
        verbatim=all(_is_slice(bot, quote) for quote in shown),
    )


def _first(right: Any) -> int:
    return next((rank for rank, is_right in enumerate(right, start=1) if is_right), 0)


def right_passage(case: Case, hit: Hit) -> bool:
    """The passage is of the right source and holds the answer: its place where known, else its words."""
    return _covers(case, hit.chunk.source, hit.chunk.start, hit.chunk.end, hit.chunk.text)


def _holds(case: Case, quote: Quote) -> bool:
    """The quote is of the right source and holds the answer; one of the answers' words suffice, wherever they stand."""
    said = any(answer in quote.text for answer in case.answers)
    return quote.source in case.sources and (said or _covers(case, quote.source, quote.start, quote.end, quote.text))


def _covers(case: Case, source: str, start: int, end: int, text: str) -> bool:
    if source not in case.sources:
        return False
    place = case.place()
    if place is not None and source == case.sources[0]:
        return start <= place[0] and place[1] <= end
    return any(answer in text for answer in case.answers) or bool(case.evidence and case.evidence in text)


def _is_slice(bot: Bot, quote: Quote) -> bool:
    try:
        return bot.document(quote.source).text[quote.start : quote.end] == quote.text
    except QAError:
        return False


def figures(results: Sequence[Result]) -> dict[str, Figure]:
    """The figures by name, in the order they are shown; one that no question speaks to is left out.

    recall@k: share of answerable questions with a right passage among the first k; documents@k: the same for
    documents, each counted once. mrr@10: mean of 1 / rank of the first right passage, 0 beyond 10 (Voorhees, TREC-8,
    1999). first_quote, any_quote: the quotes hold the answer. rejection: unanswerable questions that were refused;
    false_refusal: answerable ones that were.
    """
    answerable = [result for result in results if result.case.answerable and result.case.sources]
    unanswerable = [result for result in results if not result.case.answerable]
    named: dict[str, list[float]] = {}
    for k in (1, 5, 10):
        named[f"recall@{k}"] = [float(0 < result.passage_rank <= k) for result in answerable]
    named["mrr@10"] = [1 / r.passage_rank if 0 < r.passage_rank <= 10 else 0.0 for r in answerable]
    for k in (1, 5, 10):
        named[f"documents@{k}"] = [float(0 < result.document_rank <= k) for result in answerable]
    named["first_quote"] = [float(result.first_quote) for result in answerable]
    named["any_quote"] = [float(result.any_quote) for result in answerable]
    named["verbatim"] = [float(result.verbatim) for result in results]
    named["rejection"] = [float(_refused(result)) for result in unanswerable]
    named["false_refusal"] = [float(_refused(result)) for result in answerable]
    return {name: _figure(values) for name, values in named.items() if values}


def _refused(result: Result) -> bool:
    return result.reply is None or result.reply.verdict == "not_found"


def _figure(values: Sequence[float]) -> Figure:
    sample = np.asarray(values)
    draws = np.random.default_rng(0).integers(0, len(sample), (_RESAMPLES, len(sample)))
    low, high = np.percentile(sample[draws].mean(axis=1), [2.5, 97.5])
    return Figure(float(sample.mean()), float(low), float(high), len(sample))


def report(bot: Bot, results: Sequence[Result]) -> dict[str, Any]:
    """What `qa eval --out` writes: figures, recipe, and every question with its reply, in the test set's order."""
    return {
        "figures": {name: asdict(figure) for name, figure in figures(results).items()},
        "recipe": asdict(bot.recipe),
        "questions": [_row(result) for result in results],
    }


def _row(result: Result) -> dict[str, Any]:
    judged = {
        "document_rank": result.document_rank,
        "passage_rank": result.passage_rank,
        "first_quote": result.first_quote,
        "any_quote": result.any_quote,
        "verbatim": result.verbatim,
    }
    reply = result.reply.as_json() if result.reply else None
    return {**result.case.model_dump(mode="json"), **judged, "reply": reply}


def table(measured: Mapping[str, Figure], write: Callable[[str], None]) -> None:
    """Prints the figures, a line each."""
    for name, figure in measured.items():
        write(f"{name:<14}{figure.value:6.3f}   [{figure.low:.3f}, {figure.high:.3f}]   n = {figure.n}")
