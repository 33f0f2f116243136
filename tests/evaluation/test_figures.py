"""Figures against values derived by hand, and against ir-measures."""

from pathlib import Path

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from qa.evaluation.figures import breakdown, figures, tags_of
from qa.evaluation.measures import MEASURES
from qa.evaluation.rows import Row
from tests.evaluation.rows import make_reply, make_row

UNANSWERABLE = {"answerable": False, "sources": [], "answers": [], "source_ranks": []}


def test_figures_are_those_computed_by_hand() -> None:
    """Passage ranks 1, 3, 7, none: recall@1 1/4, @5 2/4, @10 3/4; MRR@10 (1 + 1/3 + 1/7 + 0) / 4."""
    refusal = make_reply("not_found")
    rows = [
        make_row(document_rank=1, source_ranks=[1], passage_rank=1, quote_rank=1, first_quote=True, any_quote=True),
        make_row(document_rank=2, source_ranks=[2], passage_rank=3, quote_rank=4, any_quote=True),
        make_row(document_rank=1, source_ranks=[1], passage_rank=7, reply=refusal),
        make_row(reply=refusal),
        make_row(**UNANSWERABLE, reply=refusal),
        make_row(**UNANSWERABLE, reply=make_reply("found")),
        make_row(**UNANSWERABLE, reply=None),
    ]
    measured = {name: figure.value for name, figure in figures(rows).items()}
    expected = {
        "recall@1": 1 / 4,
        "recall@3": 2 / 4,
        "recall@5": 2 / 4,
        "recall@10": 3 / 4,
        "mrr@10": (1 + 1 / 3 + 1 / 7) / 4,
        "ndcg@10": (1 + 1 / np.log2(4) + 1 / np.log2(8)) / 4,
        "documents@1": 2 / 4,
        "documents@5": 3 / 4,
        "documents_mrr@10": (1 + 1 / 2 + 1) / 4,
        "first_quote": 1 / 4,
        "quotes@3": 1 / 4,
        "any_quote": 2 / 4,
        "verbatim": 1,
        "rejection": 2 / 3,
        "false_refusal": 2 / 4,
    }
    assert {name: measured[name] for name in expected} == pytest.approx(expected)


def test_what_no_question_speaks_to_is_left_out() -> None:
    measured = figures([make_row(**UNANSWERABLE, reply=None)])
    assert set(measured) == {"verbatim", "rejection", "aurc", "ece"}
    without_words = figures([make_row(answers=[], document_rank=1, source_ranks=[1])])
    assert "documents@1" in without_words
    assert "recall@1" not in without_words


def test_retrieval_figures_are_those_of_ir_measures() -> None:
    """300 questions with one to fourteen right documents among thirty, in random order."""
    chance = np.random.default_rng(3)
    rows: list[Row] = []
    qrels: list[Qrel] = []
    run: list[ScoredDoc] = []
    for query in range(300):
        ranked = [f"d{number}" for number in chance.permutation(30)]
        shown = ranked[: chance.integers(1, 21)]
        right = [f"d{number}" for number in chance.choice(30, chance.integers(1, 15), replace=False)]
        ranks = [shown.index(one) + 1 if one in shown else 0 for one in right]
        first = min((rank for rank in ranks if rank), default=0)
        rows.append(make_row(sources=right, source_ranks=ranks, document_rank=first))
        qrels += [Qrel(str(query), one, 1) for one in right]
        run += [ScoredDoc(str(query), one, -place) for place, one in enumerate(shown)]
    ours = {name: figure.value for name, figure in figures(rows).items()}
    named = {
        "documents_mrr@10": RR @ 10,
        "documents_ndcg@10": nDCG @ 10,
        **{f"documents@{k}": Success @ k for k in (1, 3, 5, 10)},
        **{f"documents_recall@{k}": R @ k for k in (1, 3, 5, 10)},
    }
    theirs = ir_measures.calc_aggregate(list(named.values()), qrels, run)
    assert {name: ours[name] for name in named} == pytest.approx({name: theirs[one] for name, one in named.items()})


def test_one_right_passage_gives_the_ndcg_of_ir_measures() -> None:
    ranks = [1, 2, 5, 10, 11, 0]
    qrels = [Qrel(str(query), "right", 1) for query in range(len(ranks))]
    run = [
        ScoredDoc(str(query), "right" if place == rank else f"other-{place}", -place)
        for query, rank in enumerate(ranks)
        for place in range(1, 13)
    ]
    theirs = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10], qrels, run)
    ours = figures([make_row(passage_rank=rank) for rank in ranks])
    assert ours["ndcg@10"].value == pytest.approx(theirs[nDCG @ 10])
    assert ours["mrr@10"].value == pytest.approx(theirs[RR @ 10])


def test_confidence_is_measured_twice() -> None:
    """Answerable with 0.9 (right) and 0.4 (wrong), unanswerable with 0.6.

    Answerable against not: one of two pairs is in order. Right first quotes against the rest: both are.
    """
    rows = [
        make_row(reply=make_reply(confidence=0.9), first_quote=True),
        make_row(reply=make_reply(confidence=0.4)),
        make_row(**UNANSWERABLE, reply=make_reply(confidence=0.6)),
    ]
    measured = figures(rows)
    assert (measured["auroc"].value, measured["auroc_quote"].value) == (0.5, 1)
    assert measured["aurc"].value == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert measured["ece"].value == pytest.approx((0.1 + 0.4 + 0.6) / 3)


def test_lengths_and_times_are_medians_of_what_was_shown() -> None:
    rows = [make_row(reply=make_reply(text="x" * length, total=length)) for length in (10, 20, 90)]
    measured = figures([*rows, make_row(reply=None)])
    assert (measured["quote_length"].value, measured["quote_length"].n) == (20, 3)
    assert (measured["milliseconds_median"].value, measured["milliseconds_p95"].value) == (20, 90)


def test_groups_are_languages_scripts_and_tags_by_size() -> None:
    """Tags are the words of `tags`, and further keys that hold one of a few words; numbers and long lists are none."""
    rows = [
        make_row(lang="zh", document_lang="Han", tags=["date", "long"], level="hard", paragraph=1, first_quote=True),
        make_row(lang="en", document_lang="Han", tags=["date"], level="easy", paragraph=2),
        make_row(lang="en", document_lang="Latin", draft=True),
    ]
    groups = breakdown(rows)
    assert {name: list(parts) for name, parts in groups.items()} == {
        "lang": ["en", "zh"],
        "document_lang": ["Han", "Latin"],
        "tag": ["date", "draft=True", "level=easy", "level=hard", "long"],
    }
    assert groups["tag"]["date"]["first_quote"].value == 0.5
    assert groups["lang"]["zh"] == figures(rows[:1])


def test_the_tags_of_each_row_are_those_it_is_grouped_by() -> None:
    rows = [make_row(tags=["a", "b", "a"], kind="who"), make_row(kind="when", note=7), make_row()]
    assert tags_of(rows) == [["a", "b", "kind=who"], ["kind=when"], []]
    assert set(breakdown(rows)["tag"]) == {"a", "b", "kind=who", "kind=when"}


def test_every_figure_is_explained() -> None:
    explained = (Path(__file__).parent.parent.parent / "docs" / "testsets.md").read_text(encoding="utf-8")
    for name in MEASURES:
        family, _, k = name.partition("@")
        assert any(f"`{one}`" in explained for one in (name, f"{family}@k", f"@{k}")), name
