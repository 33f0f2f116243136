"""A story around a question does not hide it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.asking.story import retold
from qa.bot import Bot
from qa.index import build_index
from qa.records import Chunk, Hit
from qa.settings import Settings

MILLS = (
    "The mill of Sunderby was closed in 1962 because the river Lenne ran dry.\n\n"
    "The mill of Nordby was closed in 1971 after a fire.\n"
)
STORY = (
    "My grandmother was born in the north in 1931 and often told us stories about the life there. Her father worked in "
    "a mill, I think the one of Sunderby, and he lost his work when she was a girl. We went there last summer and took "
    "a lot of photographs of the valley and the church. "
)
ZH = "我的祖母出生在北方，常常给我们讲那里的生活。她的父亲在平湖磨坊工作。去年夏天我们去了那里，拍了很多照片。"


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        (f"{STORY}So please tell me: why was it closed?", MILLS, "mill Sunderby why was it closed?"),
        (f"{STORY}When was the school of Lenne built?", MILLS, "When was the school of Lenne built?"),
        (f"{ZH}请问：它为什么关闭？", "平湖磨坊因河水干涸于1962年关闭。", "平湖磨坊 它为什么关闭？"),
        ("I like mills. Why was it closed?", MILLS, "I like mills. Why was it closed?"),
        (f"{STORY}Thank you.", MILLS, f"{STORY}Thank you."),
    ],
)
def test_the_question_and_what_it_points_back_to_are_left(question: str, text: str, read: str) -> None:
    assert retold(question, [Hit(Chunk("", "0.txt", "0", 0, len(text), text), 1.0)]) == read


def test_a_question_at_the_end_of_a_story_is_answered(settings: Settings, write: Callable[[str, str], Path]) -> None:
    """Refused at 3 %; what no document says still is, and the answer shows the question as it was asked."""
    write("mills.txt", MILLS)
    build_index(settings)
    with Bot.open(settings) as bot:
        asked = f"{STORY}So please tell me: why was it closed?"
        reply = bot.ask(asked)
        assert (reply.question, reply.verdict) == (asked, "found")
        assert "because the river Lenne ran dry" in reply.quotes[0].text
        assert bot.ask(f"{STORY}So please tell me: who painted its doors?").verdict == "not_found"
