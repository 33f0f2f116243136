"""A numbered unit that is asked for by name is quoted as it stands; what is asked about it is answered as ever."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.index import build_index
from qa.records import Filter
from qa.settings import Settings

DOGS = """犬只管理办法

第一章 总则

第一条 本办法适用于全镇。

第十二条 犬只进入公园应当束绳，绳长不得超过两米。

第二章 罚则

第二十二条 违反第十二条规定的，处四十元罚款。

第二十三条 本办法自二〇二一年六月一日起施行。
"""
BOATS = "Boat rules\n\n§ 12 Hire\n\nA canoe costs 12 euros a day.\n\n§ 22 Loss\n\nWho loses a paddle pays 30 euros.\n"


@pytest.fixture
def bot(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Bot]:
    write("dogs.txt", DOGS)
    write("boats.txt", BOATS)
    build_index(settings)
    with Bot.open(settings) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("犬只管理办法第二十二条规定了什么？", "第二十二条 违反第十二条规定的，处四十元罚款。"),
        ("犬只管理办法第22条的内容是什么？", "第二十二条 违反第十二条规定的，处四十元罚款。"),
        ("犬隻管理辦法第12條說了什麼？", "第十二条 犬只进入公园应当束绳，绳长不得超过两米。"),
        ("What does § 22 of the boat rules say?", "§ 22 Loss\n\nWho loses a paddle pays 30 euros."),
        ("Was steht in § 12?", "§ 12 Hire\n\nA canoe costs 12 euros a day."),
    ],
)
def test_a_unit_asked_for_by_name_is_quoted_whole(bot: Bot, question: str, quoted: str) -> None:
    answer = bot.ask(question)
    assert (answer.verdict, answer.quotes[0].text) == ("found", quoted)


def test_a_question_about_a_unit_is_answered_from_it(bot: Bot) -> None:
    quotes = bot.ask("按照犬只管理办法第十二条，绳长不得超过几米？").quotes
    assert [("第十二条" in quote.title, "两米" in quote.text) for quote in quotes[:1]] == [(True, True)]


def test_a_unit_that_its_document_does_not_have_is_not_found(bot: Bot) -> None:
    """Article 22 was quoted for it, at 51 %."""
    assert bot.ask("犬只管理办法第九十九条规定了什么？").verdict == "not_found"


def test_a_unit_of_a_document_that_is_not_meant_hides_nothing(
    settings: Settings, write: Callable[[str, str], Path]
) -> None:
    """A novel's Part 1 was all that was left, and "not in the documents" all that was said."""
    write("novel.md", "# 1984\n\n## Part 1\n\nA bright cold day.\n\n## Part 2\n\nThe next morning.\n")
    write("code.txt", "Federal register\n\nThe authority for Part 1 is given under section 3301 of the Code.\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        answer = bot.ask("Under which section of the Code is the authority for Part 1 given?")
    assert (answer.verdict, answer.quotes[0].source) == ("found", "code.txt")


def test_units_of_the_same_number_in_several_documents_are_all_shown_and_none_is_sure(
    settings: Settings, write: Callable[[str, str], Path]
) -> None:
    write("dogs.txt", "Dog rules\n\n§ 1 Scope\n\nAll dogs.\n\n§ 2 Leash\n\nTwo metres.\n")
    write("boats.txt", "Boat rules\n\n§ 1 Scope\n\nAll boats.\n\n§ 2 Hire\n\nTwelve euros.\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        answer = bot.ask("What does § 2 say?")
    assert sorted(quote.source for quote in answer.quotes) == ["boats.txt", "dogs.txt"]
    assert answer.verdict == "possible"


def test_a_unit_asked_for_where_nothing_is_found_is_not_found(bot: Bot) -> None:
    assert bot.ask("What does § 12 say?", only=Filter(since="2030")).verdict == "not_found"
