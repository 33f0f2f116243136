"""A question is read with its words and numbers as the documents write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.asking.spelling import spelled
from qa.bot import Bot
from qa.index import build_index
from qa.records import Chunk, Hit
from qa.settings import Settings

Write = Callable[[str, str], Path]


def hits(*texts: str) -> list[Hit]:
    return [Hit(Chunk("", "a.txt", "a", 0, len(text), text), 1.0) for text in texts]


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        ("pho do duc dat dai bao nhieu?", "Phố Đỗ Đức Đạt dài 640 mét.", "Phố Đỗ Đức Đạt dài bao nhieu?"),
        ("什么在1984年竣工？", "平湖大桥于一九八四年竣工。", "什么在一九八四年竣工？"),
        ("2023年に完成した橋は？", "平和橋は令和5年に完成した。", "令和5年に完成した橋は？"),
        ("Who has 5 thousand houses?", "Lenne has 5,000 houses.", "Who has 5,000 houses?"),
        ("二十二层的是哪座？", "观云楼高22层。", "22层的是哪座？"),
    ],
)
def test_words_and_numbers_are_written_as_the_passages_write_them(question: str, text: str, read: str) -> None:
    assert spelled(question, hits(text)) == read


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the date of the fair?", "La foire est datée du 5 mai."),
        ("Wie lang ist die Große Straße?", "Die Grosse Strasse ist lang."),
        ("Who was born in 1984?", "Born in 1984, 一九八四年."),
        ("???", "Łódź"),
    ],
)
def test_what_the_passages_write_alike_or_hardly_hold_stays(question: str, text: str) -> None:
    assert spelled(question, hits(text)) == question


def test_a_question_without_marks_or_in_other_digits_is_answered(settings: Settings, write: Write) -> None:
    """Refused at 1 %; and 1984 was asked in vain of 一九八四年. The answer shows the question as it was asked."""
    write("street.txt", "Phố Đỗ Đức Đạt dài 640 mét.\n")
    write("town.txt", "城里的建筑\n\n平湖大桥于一九八四年竣工。\n\n听雨塔于一九九二年竣工。\n")
    write(
        "build.log", "\x1b[32mPASSED\x1b[0m test_ebb\n\x1b[31mFAILED\x1b[0m test_full\n\x1b[32mPASSED\x1b[0m test_sun\n"
    )
    build_index(settings)
    with Bot.open(settings) as bot:
        street, built, log = map(bot.ask, ("pho do duc dat dai bao nhieu?", "什么在1992年竣工？", "Which test FAILED?"))
    assert (street.question, street.verdict, street.text) == ("pho do duc dat dai bao nhieu?", "found", "640 mét")
    assert built.quotes[0].text == "听雨塔于一九九二年竣工。"
    assert log.quotes[0].text == "\x1b[31mFAILED\x1b[0m test_full"
    assert "31m" not in log.text
