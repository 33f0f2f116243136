"""The same words in several documents are one answer with all its places; of versions the newest is shown first."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from qa.asking.naming import FAVOUR, NAMED, Said, dates_named, favoured, wants_newest
from qa.asking.repeats import edition, grouped, letters, place_of
from qa.bot import Bot
from qa.index import build_index
from qa.records import Answer, Chunk, Filter
from qa.settings import Settings

Write = Callable[[str, str], Path]
ARTICLE = (
    "跨海大桥通车\n\n大桥全长11.8公里，由总工程师陈怀远设计。通车仪式于2023年10月18日上午举行。"
    "收费标准为小客车每次二十五元，夜间减半。\n"
)
OTHER = "老桥修复\n\n老桥全长74.5米，由石匠修复，工程历时十四个月。老桥收费早已取消。\n"


def asked(settings: Settings, *questions: str) -> list[Answer]:
    build_index(settings)
    with Bot.open(settings) as bot:
        answers = [bot.ask(question) for question in questions]
        for place in (place for answer in answers for quote in answer.quotes for place in quote.also):
            assert bot.document(place.source).text[place.start : place.end] == place.text
    return answers


def copies(write: Write) -> None:
    for n in range(1, 31):
        above, below = f"Mirror {n} · Home · Archive\nServed on 2025-01-01.\n\n", f"\nShare page {n}.\n"
        write(f"mirror{n}/bridge.txt", f"{above}{ARTICLE}{below}")


def test_thirty_copies_leave_quotes_and_confidence_as_they_were(settings: Settings, write: Write) -> None:
    """The other article was gone from the quotes, and the confidence fell by half."""
    write("bridge.txt", ARTICLE)
    write("old.txt", OTHER)
    (once,) = asked(settings, "大桥有多长？")
    copies(write)
    (copied,) = asked(settings, "大桥有多长？")
    assert copied.quotes[0].text == once.quotes[0].text
    assert copied.confidence >= once.confidence - 0.05
    assert {place.source for place in copied.quotes[0].also} | {copied.quotes[0].source} == {
        "bridge.txt",
        *(f"mirror{n}/bridge.txt" for n in range(1, 31)),
    }
    assert any(quote.source == "old.txt" for quote in copied.quotes)


def test_a_copy_with_other_line_ends_marks_and_script_is_the_same(settings: Settings, write: Write) -> None:
    write("a.txt", "The old mill\n\nThe mill at Wexbridge was built by Anna Kjær in 1786, and burnt down in 1901.\n")
    write("b.txt", "THE OLD MILL\n\nThe mill at Wexbridge was built by Anna Kjær\nin 1786 and burnt down in 1901!\n")
    (answer,) = asked(settings, "Who built the mill at Wexbridge?")
    assert len([quote for quote in answer.quotes if "1786" in quote.text]) == 1
    assert [place.relation for place in answer.quotes[0].also] == ["same"]


FEES = "Fees of the library\n\nA library card costs {} euros a year for all who live here.\n"


def test_of_two_versions_the_newer_is_shown_and_the_older_named(settings: Settings, write: Write) -> None:
    write("fees-2021.txt", FEES.format(9))
    write("fees-2024.txt", FEES.format(14))
    current, earlier = asked(
        settings, "What is the current fee for a library card?", "What was the fee for a library card in 2021?"
    )
    assert "14 euros" in current.quotes[0].text
    assert [(place.source, place.relation) for place in current.quotes[0].also] == [("fees-2021.txt", "older")]
    first = (*earlier.quotes, *earlier.near_misses)[0]
    assert "9 euros" in first.text
    assert [(place.source, place.relation) for place in first.also] == [("fees-2024.txt", "newer")]


def test_a_sentence_that_only_one_version_has_is_still_found(settings: Settings, write: Write) -> None:
    write("fees-v1.txt", FEES.format(9) + "Dogs may come in on a leash on Mondays.\n")
    write("fees-v2.txt", FEES.format(14))
    (answer,) = asked(settings, "When may dogs come in?")
    assert "Mondays" in (answer.quotes or answer.near_misses)[0].text


def passage(source: str, text: str, date: str = "") -> Chunk:
    return Chunk(source, source, "Title", 0, len(text), text, date)


def leaders(*chunks: Chunk, asked: Sequence[str] = (), wanted: Sequence[str] = ()) -> list[str]:
    said = [(chunk, chunk.start, chunk.end) for chunk in chunks]
    return [said[group.leader][0].source for group in grouped(said, asked, wanted)]


def test_what_is_alike_in_other_documents_is_no_version() -> None:
    """Two models of one maker, and the numbered files of a collection, differ in what they are about."""
    ardea, birka = (f"The warranty of the model {name} lasts two years from purchase." for name in ("Ardea", "Birka"))
    assert leaders(passage("ardea.txt", ardea), passage("birka.txt", birka)) == ["ardea.txt", "birka.txt"]
    stations = [
        passage(f"s_{n}.txt", f"The station has {n} exits and was opened with the whole line.") for n in (60, 61)
    ]
    assert leaders(*stations) == ["s_60.txt", "s_61.txt"]


def test_yesterdays_report_stands_for_itself_where_only_it_holds_what_is_asked() -> None:
    """The same sentence is written every day, of another ward."""
    days = [
        passage(f"day 2024-05-{n}.txt", f"The council said that the bridge in ward {n} stays closed.")
        for n in (15, 16, 17)
    ]
    assert leaders(*days) == ["day 2024-05-17.txt"]
    assert leaders(*days, asked=["ward", "15"]) == ["day 2024-05-15.txt", "day 2024-05-17.txt"]


def test_the_version_of_the_date_asked_for_speaks() -> None:
    old, new = (passage(f"fees-{year}.txt", FEES.format(fee)) for year, fee in ((2021, 9), (2024, 14)))
    assert leaders(old, new) == ["fees-2024.txt"]
    assert leaders(old, new, wanted=["2021"]) == ["fees-2021.txt"]
    assert edition(passage("b.txt", "", "2024-05-01")) > edition(passage("c9.txt", "", "2023"))


def test_words_are_found_in_another_dress() -> None:
    text = "他说：「臺北　開會」，then left."
    place = place_of(letters("台北开会"), text)
    assert place is not None
    assert text[slice(*place)] == "臺北　開會"
    assert place_of(letters("高雄"), text) is place_of("", text) is None


@pytest.mark.parametrize(
    ("question", "date"),
    [
        ("What did the council say on 4 July?", "2023-07-04"),
        ("What was decided on July 4, 2023?", "2023-07-04"),
        ("Was beschloss der Rat am 4. Juli 2023?", "2023-07-04"),
        ("Qu'a dit le conseil le 4 juillet 2023 ?", "2023-07-04"),
        ("¿Qué dijo el consejo el 4 de julio?", "2023-07-04"),
        ("2023年7月4日市议会说了什么？", "2023-07-04"),
        ("7月4日の議会は何を決めたか", "2023-07-04"),
        ("Что решил совет 4 июля 2023?", "2023-07-04"),
        ("What is the latest decision of the council?", "2024-02-01"),
        ("市议会目前的决定是什么？", "2024-02-01"),
        ("Was gilt aktuell?", "2024-02-01"),
    ],
)
def test_a_day_and_the_newest_are_favoured_up_to_a_bound(question: str, date: str) -> None:
    """It takes the place of what is less than so many times as likely, and of nothing more."""
    chunks = [passage(f"{n}.txt", "", date) for n, date in enumerate(("2023-07-04", "2023-08-05", "2024-02-01", ""))]
    wished = [chunk.date for chunk in chunks].index(date)
    bound = NAMED if "2023" in question else FAVOUR
    for times, first in ((bound * 0.9, wished), (bound * 1.1, 3)):
        chances = [0.01] * 3 + [0.01 * times]
        weighed = favoured(question, [Said(chunk, "") for chunk in chunks], chances)
        assert max(range(4), key=weighed.__getitem__) == first
        assert sum(weighed) == pytest.approx(sum(chances))


def test_a_named_file_is_favoured_and_a_year_alone_is_not() -> None:
    said = [Said(passage("old/fees.txt", "", "1969-07-20"), ""), Said(passage("notes.txt", "", "2024"), "")]
    weighed = favoured("What does it cost according to Fees.txt?", said, [0.2, 0.5])
    assert weighed == pytest.approx([0.7 * 3.2 / 3.7, 0.7 * 0.5 / 3.7])
    for question in ("谁在1969年设计了大桥？", "Who designed the bridge in 1969?"):
        assert favoured(question, said, [0.2, 0.5]) == [0.2, 0.5]
    assert dates_named("谁在1969年设计了大桥？") == ["1969"]
    assert not wants_newest("Who knows what is known of Newcastle, and is nowhere?")


def test_the_passages_of_a_named_day_are_read_among_many_others(settings: Settings, write: Write) -> None:
    for n in range(1, 27):
        text = (
            f"Ward {chr(96 + n)}\n\nThe council said that the bridge in ward {chr(96 + n)} stays closed for repairs.\n"
        )
        write(f"ward {chr(96 + n)} 2024-02-{n:02}.txt", text)
    write("2023-07-04.txt", "Report\n\nThe council said that the fair in the old town needs more volunteers.\n")
    named, unnamed = asked(settings, "What did the council say on 4 July 2023?", "What did the council say?")
    assert (*named.quotes, *named.near_misses)[0].source == "2023-07-04.txt"
    assert (*unnamed.quotes, *unnamed.near_misses)[0].source != "2023-07-04.txt"


def test_a_few_letters_inside_other_words_are_no_copy(settings: Settings, write: Write) -> None:
    """The "No." of one file was found in the "snow" of another."""
    write("a.txt", "Is the ferry of Ardea open on Sunday?\nNo.\n")
    write("b.txt", "There is much snow on the ferry of Ardea on Sunday in winter.\n")
    (answer,) = asked(settings, "Is the ferry of Ardea open on Sunday?")
    assert [place for quote in answer.quotes for place in quote.also if len(place.text) < 10] == []


def test_letters_that_fold_to_nothing_are_no_evidence(settings: Settings, write: Write) -> None:
    """Arabic vowel signs as presentation forms are letters without a term: nothing was picked, and nothing unpacked."""
    write(
        "a.txt", "Ferry list\n\n\ufc5e\ufc5e\ufc5e \ufc5e\ufc5e\ufc5e\ufc5e\n\n\ufc5e\ufc5e\ufc5e\ufc5e \ufc5e\ufc5e.\n"
    )
    write("b.txt", "The ferry was sold in 1998.\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        assert bot.ask("When was the ferry sold?", only=Filter(("a.txt",))).verdict == "not_found"


def test_hundreds_of_files_of_one_name_can_be_asked_by_it(settings: Settings, write: Write) -> None:
    """Each place was a condition of its own, and SQLite takes a thousand."""
    for number in range(700):
        write(f"d{number}/index.txt", f"The fee in town {number} is {number + 3} euros.\n")
    (answer,) = asked(settings, "According to index.txt, what is the fee in town 12?")
    assert answer.quotes[0].source.endswith("/index.txt")
