"""What is the most of something is not said by one place alone, unless a sentence says which one it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.asking.several import takes_several
from qa.bot import Bot
from qa.index import build_index
from qa.records import Document, Quote
from qa.settings import Settings


def quotes(*texts: str) -> list[Quote]:
    return [
        Quote.cut(Document(f"{number}.txt", "a", text, "", "utf-8"), 0, len(text), score=0.5)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("question", "said", "several"),
    [
        ("Which tower is the highest?", ("Varn is 39 m high.", "Tove is 57 m high."), True),
        ("哪座塔最高？", ("望江塔高44米。", "观云塔高五十七米。"), True),
        ("Welcher Turm ist der höchste?", ("Varn ist 39 m hoch.", "Tove ist 57 m hoch."), True),
        ("Which tower is the highest?", ("Tove is the highest tower, 57 m.", "Varn is 39 m high."), False),
        ("Which tower is the highest?", ("Tove is a tower.", "Varn is 39 m high."), False),
        ("Who is the guest in the forest?", ("He is 39.", "She is 57."), False),
        ("Which is higher, the Varn or the Tove tower?", ("Varn is 39 m high.", "Tove is 57 m high."), True),
        ("Which is higher, the Varn or the Tove tower?", ("Tove is higher than Varn.", "Varn is 39 m high."), False),
        ("Who paid for the tower, the town or the abbey?", ("The town paid 39.", "The abbey paid 57."), False),
        ("望江塔和观云塔哪座更高？", ("望江塔高44米。", "观云塔高五十七米。"), True),
        ("岛上有哪些灯塔？", ("岛上有北角灯塔。", "南岸立着一座灯塔。"), True),
        ("岛上有哪些灯塔？", ("岛上有北角、南岸和西沙灯塔。", "南岸立着一座灯塔。"), False),
        ("Which towers are there?", ("The Varn tower is old.", "The Tove tower is new."), True),
        ("How many towers are there?", ("The Varn tower dates from 1984.", "The Tove tower is new."), True),
        ("How many towers are there?", ("There are three towers.", "The Tove tower is new."), False),
        ("How many steps has the tower?", ("The Varn tower is old.", "The Tove tower is new."), False),
        ("What is the latest fee?", ("It is 9 euros.", "It is 14 euros."), False),
    ],
)
def test_places_are_to_be_compared_where_none_says_which(question: str, said: tuple[str, ...], several: bool) -> None:
    assert takes_several(question, quotes(*said)) is several


def test_the_places_are_shown_and_none_as_the_answer(settings: Settings, write: Callable[[str, str], Path]) -> None:
    """One of them, a wrong one, was the answer."""
    for name, height in (("Orm", 41), ("Tove", 57), ("Varn", 39)):
        write(f"{name}.txt", f"The {name} tower is {height} m high.\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        reply = bot.ask("Which tower is the highest?")
        assert (reply.several, reply.headline) == (True, "")
        assert {quote.source for quote in reply.quotes} == {"Orm.txt", "Tove.txt", "Varn.txt"}
        assert not bot.ask("How high is the Tove tower?").several
