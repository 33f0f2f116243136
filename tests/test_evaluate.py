"""Figures against values derived by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.evaluate import Result, evaluate, figures, report
from qa.index import build_index
from qa.records import Answer, IndexState, Verdict
from qa.settings import Settings
from qa.testset import Case

ANSWERABLE, UNANSWERABLE = Case(question="q", sources=("a.txt",)), Case(question="q", answerable=False)


def result(case: Case, document: int, passage: int, verdict: Verdict, *, first: bool = False) -> Result:
    reply = Answer("q", verdict, 0.5, "", (), (), IndexState(1, "m", 1, 1))
    return Result(case, reply, document, passage, first, first, True)


def test_figures_are_those_computed_by_hand() -> None:
    """Passage ranks 1, 3, 7, none: recall@1 1/4, @5 2/4, @10 3/4; MRR@10 (1 + 1/3 + 1/7 + 0) / 4."""
    results = [
        result(ANSWERABLE, 1, 1, "found", first=True),
        result(ANSWERABLE, 2, 3, "possible"),
        result(ANSWERABLE, 1, 7, "not_found"),
        result(ANSWERABLE, 0, 0, "not_found"),
        result(UNANSWERABLE, 0, 0, "not_found"),
        result(UNANSWERABLE, 0, 0, "found"),
        result(UNANSWERABLE, 0, 0, "not_found"),
    ]
    measured = {name: figure.value for name, figure in figures(results).items()}
    assert measured == pytest.approx(
        {
            "recall@1": 1 / 4,
            "recall@5": 2 / 4,
            "recall@10": 3 / 4,
            "mrr@10": (1 + 1 / 3 + 1 / 7) / 4,
            "documents@1": 2 / 4,
            "documents@5": 3 / 4,
            "documents@10": 3 / 4,
            "first_quote": 1 / 4,
            "any_quote": 1 / 4,
            "verbatim": 1,
            "rejection": 2 / 3,
            "false_refusal": 2 / 4,
        }
    )


def test_an_interval_of_a_coin_is_about_two_standard_errors_wide() -> None:
    """400 tosses, half heads: 1.96 · sqrt(.25 / 400) = 0.049 on each side."""
    figure = figures([result(ANSWERABLE, number % 2, number % 2, "found") for number in range(400)])["recall@1"]
    assert (figure.value, figure.n) == (0.5, 400)
    assert figure.low == pytest.approx(0.451, abs=0.01)
    assert figure.high == pytest.approx(0.549, abs=0.01)


def test_a_set_is_asked_in_order_and_reported_whole(settings: Settings, write: Callable[[str, str], Path]) -> None:
    write("ferry.txt", "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998.")
    write("tea.txt", "Tea\n\nTea is grown on hills above the town.")
    build_index(settings)
    cases = [
        Case(id="1", question="When was the ferry sold?", answers=("1998",), sources=("ferry.txt",)),
        Case(id="2", question="Where is tea grown?", answers=("on hills",), sources=("tea.txt",), start=17),
        Case(id="3", question="？！", answers=("1998",), sources=("ferry.txt",)),
    ]
    with Bot.open(settings) as bot:
        results = evaluate(bot, cases)
        written = report(bot, results)
    assert [(one.document_rank, one.passage_rank, one.first_quote) for one in results] == [
        (1, 1, True),
        (1, 1, True),
        (0, 0, False),
    ]
    assert [row["id"] for row in written["questions"]] == ["1", "2", "3"]
    assert written["questions"][0]["reply"]["quotes"] or written["questions"][0]["reply"]["near_misses"]
    assert written["questions"][2]["reply"] is None
    assert written["figures"]["recall@1"]["value"] == pytest.approx(2 / 3)
    assert written["recipe"]["chunk_size"] == settings.splitting.chunk_size


def test_a_right_passage_covers_the_place_of_the_answer(settings: Settings, write: Callable[[str, str], Path]) -> None:
    """1998 stands in the second sentence; a case that names another place of it is not answered there."""
    write("a.txt", "Title\n\n" + "In 1998 nothing happened. " + "Filler sentence here. " * 60 + "It was sold in 1998.")
    build_index(settings)
    text = (settings.documents / "a.txt").read_text(encoding="utf-8")
    case = Case(question="sold 1998", answers=("1998",), sources=("a.txt",), start=text.rindex("1998"))
    with Bot.open(settings) as bot:
        hits = bot.retrieve(case.question, passages=50)
        rank = evaluate(bot, [case])[0].passage_rank
    place = case.place()
    assert place is not None
    assert hits[rank - 1].chunk.start <= place[0] < place[1] <= hits[rank - 1].chunk.end
    assert all(not (hit.chunk.start <= place[0] and place[1] <= hit.chunk.end) for hit in hits[: rank - 1])
