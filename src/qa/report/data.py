"""The questions for the page's script, as plain data."""

from collections.abc import Mapping

from qa.evaluation import Row, tags_of
from qa.reply import Reply, ReplyQuote
from qa.report.report import Report

Json = Mapping[str, object]


def questions(report: Report) -> list[dict[str, object]]:
    """Every question with what came of it; those that changed with the reply before."""
    changed = {id(one.now): one for one in report.comparison.changed} if report.comparison else {}
    found = []
    for row, tags in zip(report.run.rows, tags_of(report.run.rows), strict=True):
        found.append({**_question(row), "tags": tags})
        if one := changed.get(id(row)):
            found[-1] |= {"transition": one.transition, "before": _reply(one.before.reply)}
    return found


def _question(row: Row) -> dict[str, object]:
    case, outcome = row.case, row.outcome
    return {
        "id": case.id,
        "question": case.question,
        "lang": case.lang,
        "answers": case.answers,
        "evidence": case.evidence,
        "sources": case.sources,
        "answerable": case.answerable,
        "withheld": case.tags_by_name().get("withheld", False),
        "place": case.gold_place(),
        "stale": case.tags_by_name().get("stale", ""),
        "right": row.right,
        "why": row.why_wrong,
        "refused": row.refused,
        "passage": outcome.passage_rank if row.knows_passage else None,
        "quote": outcome.quote_rank if row.knows_passage else None,
        "reply": _reply(row.reply),
    }


def _reply(reply: Reply | None) -> Json | None:
    if reply is None:
        return None
    quotes = [_quote(quote) for quote in reply.all_quotes]
    return {"verdict": reply.verdict, "confidence": reply.confidence, "answer": reply.answer, "quotes": quotes}


def _quote(quote: ReplyQuote) -> Json:
    """With the answer's place inside the quote in UTF-16 units, which is what browsers count."""
    marked = None
    if quote.answer_start is not None and quote.answer_end is not None:
        ends = (quote.answer_start - quote.start, quote.answer_end - quote.start)
        marked = [len(quote.text[:end].encode("utf-16-le")) // 2 for end in ends]
    return {"source": quote.source, "start": quote.start, "end": quote.end, "text": quote.text, "marked": marked}
