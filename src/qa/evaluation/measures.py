"""What is measured of a row, with formula, source, title and unit of every figure.

A question for which nothing is found counts as a miss.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.evaluation.rows import Row
from qa.evaluation.statistics import Statistic, aurc, auroc, ece, mean, quantile

Numbers = tuple[float, ...]
Column = Callable[[Row], Numbers | None]
Unit = Literal["share", "score", "characters", "milliseconds"]
"""A share is one of questions, documents or characters; a score goes from 0 to 1 and is a share of nothing."""
_KS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure is: `numbers` of each question that it is about (None for others), and a statistic of them.

    `title` says what it tells; those that stand large at the top of a report have a `headline` as well.
    """

    name: str
    group: str
    title: str
    numbers: Column
    statistic: Statistic = mean
    unit: Unit = "share"
    more_is_better: bool = True
    headline: str = ""


def hit(rank: int, k: int) -> float:
    """1 when the first right one is among the first k, else 0: averaged, the share of questions that are hit."""
    return float(0 < rank <= k)


def reciprocal(rank: int, k: int) -> float:
    """1 / rank within the first k, else 0: averaged, the MRR@k (Voorhees, TREC-8, 1999)."""
    return 1 / rank if 0 < rank <= k else 0.0


def recall(ranks: Sequence[int], k: int) -> float:
    """The share of the right ones that are among the first k."""
    return sum(0 < rank <= k for rank in ranks) / len(ranks)


def ndcg(ranks: Sequence[int], k: int) -> float:
    """Σ 1 / log2(rank + 1) over the right ones in the first k, by the most it can be (Järvelin, Kekäläinen, 2002)."""
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if 0 < rank <= k)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(len(ranks), k) + 1))


def _answerable(number: Callable[[Row], float]) -> Column:
    """Of questions whose document is known."""
    return lambda row: (number(row),) if row.case.answerable and row.case.sources else None


def _located(number: Callable[[Row], float]) -> Column:
    """Of questions whose answer or evidence is known as well."""
    return lambda row: (number(row),) if row.knows_passage else None


def _known(name: str) -> Column:
    """Of questions for which the outcome has that number."""

    def number(row: Row) -> Numbers | None:
        found: float | None = getattr(row.outcome, name)
        return None if found is None else (found,)

    return number


def _passages() -> Iterable[Measure]:
    """The evidence is one thing to be found, so that hit and recall are the same."""

    def at(k: int) -> Column:
        return _located(lambda row: hit(row.outcome.passage_rank, k))

    headlines = {5: "Right passage among the first five"}
    for k in _KS:
        title = f"right passage among the first {k}"
        yield Measure(f"recall@{k}", "passages", title, at(k), headline=headlines.get(k, ""))
    first = _located(lambda row: reciprocal(row.outcome.passage_rank, 10))
    gain = _located(lambda row: ndcg([row.outcome.passage_rank], 10))
    yield Measure("mrr@10", "passages", "mean reciprocal rank of the right passage", first, unit="score")
    yield Measure("ndcg@10", "passages", "discounted gain of the right passage", gain, unit="score")


def _documents() -> Iterable[Measure]:
    """Each document counts once."""

    def any_at(k: int) -> Column:
        return _answerable(lambda row: hit(row.outcome.document_rank, k))

    def share_at(k: int) -> Column:
        return _answerable(lambda row: recall(row.outcome.source_ranks, k))

    for k in _KS:
        yield Measure(f"documents@{k}", "documents", f"a right document among the first {k}", any_at(k))
    for k in _KS:
        title = f"share of the right documents among the first {k}"
        yield Measure(f"documents_recall@{k}", "documents", title, share_at(k))
    first = _answerable(lambda row: reciprocal(row.outcome.document_rank, 10))
    gain = _answerable(lambda row: ndcg(row.outcome.source_ranks, 10))
    yield Measure("documents_mrr@10", "documents", "mean reciprocal rank of the first right one", first, unit="score")
    yield Measure("documents_ndcg@10", "documents", "discounted gain of the right documents", gain, unit="score")


def _length(row: Row) -> Numbers | None:
    return (float(len(row.reply.all_quotes[0].text)),) if row.reply and row.reply.all_quotes else None


def _quotes() -> Iterable[Measure]:
    """Whether the first, one of three, or any shown quote holds the answer; the first one against the gold passage."""
    first, any_quote = _located(lambda row: row.outcome.first_quote), _located(lambda row: row.outcome.any_quote)
    three = _located(lambda row: hit(row.outcome.quote_rank, 3))
    said = "First quote holds the answer"
    yield Measure("first_quote", "quotes", "first quote holds the answer", first, headline=said)
    yield Measure("quotes@3", "quotes", "one of the first three quotes does", three)
    yield Measure("any_quote", "quotes", "some quote does", any_quote, headline="Some quote holds the answer")
    for name, title in (
        ("quote_precision", "share of the first quote that is gold"),
        ("quote_recall", "share of the gold passage that it quotes"),
        ("quote_f1", "F1 of both, in characters"),
        ("quote_place", "first quote stands at the named place"),
    ):
        yield Measure(name, "quotes", title, _known(name))
    length = "median characters of the first quote"
    yield Measure("quote_length", "quotes", length, _length, quantile(0.5), "characters", more_is_better=False)
    slices, all_slices = "quotes are word for word", "Quotes that are word for word"
    yield Measure("verbatim", "quotes", slices, lambda row: (float(row.outcome.verbatim),), headline=all_slices)


def _answers() -> Iterable[Measure]:
    """The shortest answer against the right ones (`scores.py`); whether the quotes hold one of them."""
    for name, title in (
        ("exact_match", "answer is a gold answer"),
        ("answer_f1", "F1 of the answer"),
        ("answer_contained", "quotes contain a gold answer"),
    ):
        yield Measure(name, "answers", title, _known(name))


def _confidence(label: Callable[[Row], bool]) -> Column:
    """(confidence, label) of every question of which is known whether it is answered."""
    return lambda row: (row.confidence, float(label(row))) if row.knows_passage or not row.case.answerable else None


def _refusals() -> Iterable[Measure]:
    """Unanswerable questions that were refused, and answerable ones that were."""

    def rejected(row: Row) -> Numbers | None:
        return None if row.case.answerable else (float(row.refused),)

    title, headline = "refused, where there is no answer", "Refused, where there is no answer"
    yield Measure("rejection", "refusal", title, rejected, headline=headline)
    title, headline = "refused, though the answer is there", "Refused, though the answer is there"
    refused = _answerable(lambda row: row.refused)
    yield Measure("false_refusal", "refusal", title, refused, more_is_better=False, headline=headline)


def _confidences() -> Iterable[Measure]:
    """auroc: does confidence tell answerable from unanswerable questions. auroc_quote, aurc, ece: does it tell first
    quotes that hold the answer from those that do not, which no quote does for an unanswerable question."""
    answerable = _confidence(lambda row: row.case.answerable)
    right = _confidence(lambda row: row.case.answerable and row.outcome.first_quote)
    title, headline = "confidence tells right first quotes (AUROC)", "Confidence tells right quotes (AUROC)"
    yield Measure("auroc", "refusal", "confidence tells answerable questions (AUROC)", answerable, auroc, "score")
    yield Measure("auroc_quote", "refusal", title, right, auroc, "score", headline=headline)
    yield Measure("aurc", "refusal", "area under the risk-coverage curve", right, aurc, "score", more_is_better=False)
    yield Measure("ece", "refusal", "expected calibration error", right, ece, "score", more_is_better=False)


def _milliseconds(row: Row) -> Numbers | None:
    return (row.reply.milliseconds["total"],) if row.reply and "total" in row.reply.milliseconds else None


def _speed() -> Iterable[Measure]:
    """How long `Bot.ask` takes: the median, and what 95 % of the questions stay below (nearest rank)."""
    for name, share, title, headline in (
        ("milliseconds_median", 0.5, "median milliseconds to answer", "Median milliseconds to answer"),
        ("milliseconds_p95", 0.95, "95% are answered within, in milliseconds", ""),
    ):
        yield Measure(name, "speed", title, _milliseconds, quantile(share), "milliseconds", False, headline)


MEASURES = {
    measure.name: measure
    for part in (_passages, _documents, _quotes, _answers, _refusals, _confidences, _speed)
    for measure in part()
}
"""Every figure there is, by name, in the order they are shown."""
