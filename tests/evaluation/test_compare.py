"""Two runs side by side: changes, chance, and the questions that flipped."""

import pytest

from qa.errors import TestSetError
from qa.evaluation.compare import compare
from qa.report.terminal import comparison_lines
from tests.evaluation.rows import make_reply, make_row


def test_questions_are_paired_by_id_and_counted_as_won_and_lost() -> None:
    """Of three pairs (c comes first in the second run), one is won and two are lost; d and e have no partner."""
    before = [
        make_row(id="a", first_quote=False),
        make_row(id="b", first_quote=True),
        make_row(id="c", first_quote=True),
        make_row(id="d", first_quote=True),
    ]
    now = [
        make_row(id="c", first_quote=False),
        make_row(id="a", first_quote=True),
        make_row(id="b", first_quote=False),
        make_row(id="e", first_quote=True),
    ]
    found = compare(before, now)
    change = found.figures["first_quote"]
    assert (found.paired, found.unpaired) == (3, 2)
    assert (change.before, change.now) == pytest.approx((2 / 3, 1 / 3))
    assert change.difference.value == pytest.approx(-1 / 3)
    assert (change.difference.n, change.wins, change.losses) == (3, 1, 2)
    assert not change.improves
    assert [(one.transition, one.now.case.id) for one in found.changed] == [("lost", "c"), ("lost", "b"), ("won", "a")]


def test_less_can_be_better() -> None:
    """One false refusal is gone: the figure falls, and that is an improvement and a win."""
    before = [make_row(id="a", first_quote=True, reply=make_reply("not_found"))]
    now = [make_row(id="a", first_quote=True, reply=make_reply("found"))]
    found = compare(before, now)
    change = found.figures["false_refusal"]
    assert (change.difference.value, change.improves, change.wins, change.losses) == (-1, True, 1, 0)
    assert found.counts() == {"lost": 0, "won": 1, "worse": 0, "better": 0}


def test_a_refusal_that_is_gone_is_a_question_lost_where_there_is_no_answer() -> None:
    nothing = {"answerable": False, "sources": [], "answers": [], "source_ranks": []}
    before = [make_row(id="a", **nothing, reply=make_reply("not_found"))]
    now = [make_row(id="a", **nothing, reply=make_reply("possible"))]
    assert [one.transition for one in compare(before, now).changed] == ["lost"]


def test_what_flipped_comes_before_what_moved() -> None:
    before = [
        make_row(id="up", quote_rank=3, any_quote=True),
        make_row(id="same", passage_rank=2),
        make_row(id="down", passage_rank=2),
        make_row(id="won"),
    ]
    now = [
        make_row(id="up", quote_rank=2, any_quote=True),
        make_row(id="same", passage_rank=2),
        make_row(id="down", passage_rank=20),
        make_row(id="won", first_quote=True, quote_rank=1),
    ]
    changed = compare(before, now).changed
    assert [(one.transition, one.now.case.id) for one in changed] == [
        ("won", "won"),
        ("worse", "down"),
        ("better", "up"),
    ]


def test_a_clear_change_is_told_from_chance() -> None:
    """40 of 100 questions lost and none won is no chance; 2 lost and 1 won may be: p = 1 for sign flips of three."""
    base = [make_row(id=str(number), first_quote=number < 60) for number in range(100)]
    bad = [make_row(id=str(number), first_quote=number < 20) for number in range(100)]
    chance = [make_row(id=str(number), first_quote=2 <= number < 61) for number in range(100)]
    clear, unclear = (compare(base, run).figures["first_quote"].difference for run in (bad, chance))
    assert clear.p == pytest.approx(1 / 1001)  # none of 1,000 exchanges is as extreme, and the observed one counts
    assert clear.high < 0
    assert unclear.p > 0.5
    assert unclear.low < 0 < unclear.high


def test_both_replies_are_shown_and_written() -> None:
    before = [make_row(id="a", question="Wo?", first_quote=True, reply=make_reply(text="here it is"))]
    now = [make_row(id="a", question="Wo?", reply=make_reply("possible", text="not here"))]
    found = compare(before, now)
    shown = "\n".join(comparison_lines(found))
    assert "  a  Wo?\n      before found: here it is\n      now    possible: not here" in shown
    (question,) = found.as_json()["questions"]
    assert (question["transition"], question["before"]["verdict"], question["now"]["verdict"]) == (
        "lost",
        "found",
        "possible",
    )


def test_questions_that_share_an_id_are_paired_by_their_words_and_order() -> None:
    """Two of three have the same words too; the first of them is won, and none is left over."""
    before = [make_row(id="a", question=words) for words in ("one", "two", "two")]
    now = [make_row(id="a", question=words) for words in ("one", "two")]
    now.insert(0, make_row(id="a", question="two", first_quote=True))
    found = compare(before, now)
    assert (found.paired, found.unpaired) == (3, 0)
    assert [(one.transition, one.now) for one in found.changed] == [("won", now[0])]


def test_runs_of_different_questions_are_refused() -> None:
    with pytest.raises(TestSetError, match="no question in common"):
        compare([make_row(id="a", question="one")], [make_row(id="a", question="another")])
