"""Rows → figures: what is measured, with formula and source; every figure has a 95 % bootstrap interval.

A question for which nothing is found counts as a miss. A figure that no question of the set speaks to is left out.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluation.bootstrap import draws, interval, value
from qa.evaluation.rows import Row
from qa.evaluation.statistics import Floats, Statistic, aurc, auroc, ece, mean, quantile

Numbers = tuple[float, ...]
_KS = (1, 3, 5, 10)
_FEW = 20  # different values that a key of the test set may have to be broken down by


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic of `n` questions, with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure is: `numbers` of each question that it is about (None for others), and a statistic of them."""

    name: str
    group: str
    numbers: Callable[[Row], Numbers | None]
    statistic: Statistic = mean
    more_is_better: bool = True


def _answerable(number: Callable[[Row], float]) -> Callable[[Row], Numbers | None]:
    """Of questions whose document is known."""
    return lambda row: (number(row),) if row.case.answerable and row.case.sources else None


def _located(number: Callable[[Row], float]) -> Callable[[Row], Numbers | None]:
    """Of questions whose answer or evidence is known as well."""
    return lambda row: (number(row),) if row.knows_passage else None


def _known(name: str) -> Callable[[Row], Numbers | None]:
    """Of questions for which the outcome has that number."""

    def number(row: Row) -> Numbers | None:
        found: float | None = getattr(row.outcome, name)
        return None if found is None else (found,)

    return number


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


def _retrieval() -> Iterable[Measure]:
    """Passages: the evidence is one thing to be found, so that hit and recall are the same. Documents: each once."""
    yield from _at_each_k("recall", "passages", lambda k: _located(lambda row: hit(row.outcome.passage_rank, k)))
    yield Measure("mrr@10", "passages", _located(lambda row: reciprocal(row.outcome.passage_rank, 10)))
    yield Measure("ndcg@10", "passages", _located(lambda row: ndcg([row.outcome.passage_rank], 10)))
    yield from _at_each_k(
        "documents", "documents", lambda k: _answerable(lambda row: hit(row.outcome.document_rank, k))
    )
    yield from _at_each_k(
        "documents_recall", "documents", lambda k: _answerable(lambda row: recall(row.outcome.source_ranks, k))
    )
    yield Measure("documents_mrr@10", "documents", _answerable(lambda row: reciprocal(row.outcome.document_rank, 10)))
    yield Measure("documents_ndcg@10", "documents", _answerable(lambda row: ndcg(row.outcome.source_ranks, 10)))


def _at_each_k(name: str, group: str, numbers: Callable[[int], Callable[[Row], Numbers | None]]) -> Iterable[Measure]:
    return (Measure(f"{name}@{k}", group, numbers(k)) for k in _KS)


def _length(row: Row) -> Numbers | None:
    return (float(len(row.reply.all_quotes[0].text)),) if row.reply and row.reply.all_quotes else None


def _quotes() -> Iterable[Measure]:
    """Whether the first, one of three, or any shown quote holds the answer; the first one against the gold passage."""
    yield Measure("first_quote", "quotes", _located(lambda row: row.outcome.first_quote))
    yield Measure("quotes@3", "quotes", _located(lambda row: hit(row.outcome.quote_rank, 3)))
    yield Measure("any_quote", "quotes", _located(lambda row: row.outcome.any_quote))
    for name in ("quote_precision", "quote_recall", "quote_f1"):
        yield Measure(name, "quotes", _known(name))
    yield Measure("quote_length", "quotes", _length, quantile(0.5), more_is_better=False)
    yield Measure("verbatim", "quotes", lambda row: (float(row.outcome.verbatim),))


def _answers() -> Iterable[Measure]:
    """The shortest answer against the right ones (`scores.py`); whether the quotes hold one of them."""
    for name in ("exact_match", "answer_f1", "answer_contained"):
        yield Measure(name, "answers", _known(name))


def _confidence(label: Callable[[Row], bool]) -> Callable[[Row], Numbers | None]:
    """(confidence, label) of every question of which is known whether it is answered."""
    return lambda row: (row.confidence, float(label(row))) if row.knows_passage or not row.case.answerable else None


def _holds(row: Row) -> bool:
    return row.case.answerable and row.outcome.first_quote


def _refusal() -> Iterable[Measure]:
    """rejection: unanswerable questions that were refused; false_refusal: answerable ones that were.

    auroc: does confidence tell answerable from unanswerable questions. auroc_quote, aurc, ece: does it tell first
    quotes that hold the answer from those that do not, which no quote does for an unanswerable question.
    """
    yield Measure("rejection", "refusal", lambda row: None if row.case.answerable else (float(row.refused),))
    yield Measure("false_refusal", "refusal", _answerable(lambda row: row.refused), more_is_better=False)
    yield Measure("auroc", "refusal", _confidence(lambda row: row.case.answerable), auroc)
    yield Measure("auroc_quote", "refusal", _confidence(_holds), auroc)
    yield Measure("aurc", "refusal", _confidence(_holds), aurc, more_is_better=False)
    yield Measure("ece", "refusal", _confidence(_holds), ece, more_is_better=False)


def _milliseconds(row: Row) -> Numbers | None:
    return (row.reply.milliseconds["total"],) if row.reply and "total" in row.reply.milliseconds else None


def _speed() -> Iterable[Measure]:
    """How long `Bot.ask` takes: the median, and what 95 % of the questions stay below (nearest rank)."""
    yield Measure("milliseconds_median", "speed", _milliseconds, quantile(0.5), more_is_better=False)
    yield Measure("milliseconds_p95", "speed", _milliseconds, quantile(0.95), more_is_better=False)


MEASURES = {
    measure.name: measure
    for part in (_retrieval, _quotes, _answers, _refusal, _speed)
    for measure in part()
}  # fmt: skip
"""Every figure there is, by name, in the order they are shown."""


def figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """The figures by name, in the order they are shown; one that no question speaks to is left out."""
    drawn: dict[int, Floats] = {}
    found = {}
    for name, measure in MEASURES.items():
        columns = columns_of(measure, rows)
        n = len(columns)
        if n and not math.isnan(estimate := value(measure.statistic, columns)):
            if n not in drawn:
                drawn[n] = draws(n)
            found[name] = Figure(estimate, *interval(measure.statistic, columns, drawn[n]), n)
    return found


def columns_of(measure: Measure, rows: Sequence[Row]) -> Floats:
    """The numbers of the questions that the measure is about, shape (questions, numbers of each)."""
    return np.array([numbers for row in rows if (numbers := measure.numbers(row)) is not None], np.float64)


def breakdown(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, Figure]]]:
    """The figures by language of the question, language or script of the document, and tag; groups by size."""
    groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    keys = _keys(rows)
    for row in rows:
        for dimension, group in _groups(row, keys):
            groups[dimension][group].append(row)
    by_size = {name: sorted(parts.items(), key=lambda part: (-len(part[1]), part[0])) for name, parts in groups.items()}
    return {name: {group: figures(members) for group, members in parts} for name, parts in by_size.items()}


def _groups(row: Row, keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    if row.case.lang:
        yield "lang", row.case.lang
    if row.outcome.document_lang:
        yield "document_lang", row.outcome.document_lang
    given = row.case.tags_by_name()
    tags = given.get("tags")
    for tag in dict.fromkeys(tags) if isinstance(tags, list) else ():
        yield "tag", str(tag)
    for key in keys:
        if key in given:
            yield "tag", f"{key}={given[key]}"


def _keys(rows: Sequence[Row]) -> list[str]:
    """The further keys of the test set that hold one of a few words, or true or false."""
    values: Mapping[str, set[object]] = defaultdict(set)
    for row in rows:
        for key, given in row.case.tags_by_name().items():
            values[key].add(given if isinstance(given, str | bool) else None)
    return [key for key, given in values.items() if None not in given and len(given) <= _FEW]
