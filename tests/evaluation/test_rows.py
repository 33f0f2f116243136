"""What a row says of a reply, on real documents."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.evaluation.rows import Row, ask_case, right_passage, stands_at
from qa.index import build_index
from qa.records import Chunk, Hit, Place, Quote
from qa.settings import Settings
from qa.testsets.cases import Case
from tests.evaluation.rows import make_reply, make_row

Write = Callable[[str, str], Path]
FERRY = "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998. Its captain retired to the hills."


def asked(settings: Settings, case: Case) -> Row:
    build_index(settings)
    with Bot.open(settings) as bot:
        return ask_case(bot, case)


def test_a_question_and_what_came_of_it(settings: Settings, write: Write) -> None:
    """The first quote is the first sentence; the evidence given is its second half, 26 of 47 characters."""
    write("ferry.txt", FERRY)
    write("tea.txt", "Tea\n\nTea is grown on hills above the town.")
    evidence = "was sold to Norway in 1998"
    case = Case(
        question="When was the ferry Morgenrot sold?",
        answers=("1998",),
        sources=("ferry.txt", "missing.txt"),
        evidence=evidence,
        evidence_start=FERRY.index(evidence),
        start=FERRY.index("1998"),
    )
    row = asked(settings, case)
    assert row.reply is not None
    assert row.reply.all_quotes[0].text == "The ferry Morgenrot was sold to Norway in 1998."
    assert (row.outcome.document_rank, row.outcome.source_ranks, row.outcome.passage_rank, row.outcome.quote_rank) == (
        1,
        (1, 0),
        1,
        1,
    )
    assert (row.outcome.first_quote, row.outcome.any_quote, row.outcome.verbatim) == (True, True, True)
    assert row.outcome.quote_precision == pytest.approx(26 / 47)
    assert row.outcome.quote_recall == 1
    assert row.outcome.answer_contained == 1
    assert row.outcome.document_lang == "Latin"


def test_an_answer_in_the_second_quote_is_in_some_quote_and_not_in_the_first(settings: Settings, write: Write) -> None:
    write("ferry.txt", FERRY)
    row = asked(settings, Case(question="When was the ferry sold?", sources=("ferry.txt",), answers=("the hills",)))
    assert (row.outcome.quote_rank, row.outcome.first_quote, row.outcome.any_quote) == (2, False, True)


@pytest.mark.parametrize(("start", "end", "right"), [(0, 10, True), (5, 20, True), (0, 9, False), (6, 20, False)])
def test_a_passage_that_cuts_the_answer_is_not_right(start: int, end: int, right: bool) -> None:
    """The answer stands at 5–10; its words alone are not enough where the place is known."""
    case = Case(question="q", answers=("abcde",), sources=("a.txt",), start=5)
    hit = Hit(Chunk("id", "a.txt", "A", start, end, "abcde"), 1.0)
    assert right_passage(case, hit) is right


def test_evidence_without_a_place_is_compared_by_its_words(settings: Settings, write: Write) -> None:
    write("ferry.txt", FERRY)
    row = asked(settings, Case(question="When was the ferry sold?", sources=("ferry.txt",), evidence="in 1998."))
    assert row.outcome.quote_precision == pytest.approx(8 / 47)
    assert row.outcome.quote_recall == 1
    assert row.outcome.exact_match is None


def test_a_question_that_cannot_be_asked_counts_as_a_miss(settings: Settings, write: Write) -> None:
    write("ferry.txt", FERRY)
    row = asked(settings, Case(question="？！", answers=("1998",), sources=("ferry.txt",)))
    assert (row.reply, row.refused, row.right, row.outcome.passage_rank, row.outcome.quote_f1) == (
        None,
        True,
        False,
        0,
        0,
    )


def test_a_right_passage_covers_the_place_of_the_answer(settings: Settings, write: Write) -> None:
    """1998 stands in the second sentence; a case that names another place of it is not answered there."""
    write("a.txt", "Title\n\n" + "In 1998 nothing happened. " + "Filler sentence here. " * 60 + "It was sold in 1998.")
    build_index(settings)
    text = (settings.documents / "a.txt").read_text(encoding="utf-8")
    case = Case(question="sold 1998", answers=("1998",), sources=("a.txt",), start=text.rindex("1998"))
    with Bot.open(settings) as bot:
        hits = bot.retrieve(case.question, passages=50)
        rank = ask_case(bot, case).outcome.passage_rank
    place = case.answer_place()
    assert place is not None
    assert hits[rank - 1].chunk.start <= place[0] < place[1] <= hits[rank - 1].chunk.end
    assert all(not (hit.chunk.start <= place[0] and place[1] <= hit.chunk.end) for hit in hits[: rank - 1])


def test_the_test_set_may_name_the_documents_language_itself(settings: Settings, write: Write) -> None:
    write("ferry.txt", FERRY)
    fields = {"question": "When?", "sources": ["ferry.txt"], "document_lang": "en", "verdict": "kept as it is"}
    row = asked(settings, Case.model_validate(fields))
    assert row.outcome.document_lang == "en"
    assert Row.model_validate_json(row.model_dump_json()) == row
    assert row.case.tags_by_name() == {"verdict": "kept as it is"}


@pytest.mark.parametrize(
    ("place", "right"),
    [("row 3", 1.0), ("row 2", 0.0), ("row", 0.0), ("", None)],
)
def test_the_first_quote_stands_at_the_named_place_or_not(
    settings: Settings, write: Write, place: str, right: float | None
) -> None:
    """The ferry's row is the third of the sheet; a place that is only the beginning of its name is another one."""
    write("ships.csv", "Ship,Sold\nThe tug Anna,1984\nThe ferry Marigold,1998\nThe barge Odin,2001\n")
    fields = {"question": "When was the ferry Marigold sold?", "answers": ["1998"], "sources": ["ships.csv"]}
    row = asked(settings, Case.model_validate(fields | {"place": place}))
    assert row.outcome.first_quote
    assert row.outcome.quote_place == right


def test_a_place_holds_what_is_named_after_it() -> None:
    """The slide's notes are of the slide; slide 41 is another one than slide 4."""
    quote = Quote("a.pptx", "A", 0, 4, "text", 1.0, places=(Place(0, 4, "slide 4, notes", 4),))
    for place, sources, right in (
        ("slide 4", ("a.pptx",), True),
        ("slide 4, notes", (), True),
        ("slide", ("a.pptx",), False),
        ("slide 41", ("a.pptx",), False),
        ("slide 4", ("b.pptx",), False),
    ):
        assert stands_at(quote, Case(question="q", sources=sources, place=place)) is right


def test_what_made_a_reply_wrong_is_told_by_what_comes_first() -> None:
    """A stale question tells nothing else; a document that is not there cannot be found; then the way of an answer."""
    refused, found = make_reply("not_found"), {"passage_rank": 3}
    rows = {
        "": make_row(first_quote=True, stale="gone"),
        "stale": make_row(stale="gone", not_indexed=["a.txt"]),
        "answered": make_row(answerable=False, sources=[], source_ranks=[]),
        "not_indexed": make_row(not_indexed=["a.txt"], reply=None),
        "unasked": make_row(reply=None),
        "not_found": make_row(reply=refused),
        "refused": make_row(reply=refused, **found),
        "other_quoted": make_row(**found),
    }
    assert {why: row.why_wrong for why, row in rows.items()} == {why: why for why in rows}
    assert make_row(answerable=False, sources=[], source_ranks=[], reply=refused).why_wrong == ""
