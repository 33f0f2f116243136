"""A heading has a blank after its signs; a hashtag, a number sign and code in a line have not, or do not open it."""

import pytest

from qa.bot import Bot
from qa.index import build_index
from qa.settings import Settings
from qa.text import is_heading, sentences
from tests.text.texts import said


@pytest.mark.parametrize("line", ["# Fees", "###### Fees", "#\tFees", "#\n", "##"])
def test_up_to_six_signs_and_a_blank_head_a_text(line: str) -> None:
    assert is_heading(line)
    assert is_heading(f"before\n  {line}", len("before\n  "))


@pytest.mark.parametrize(
    "line", ["#MeToo began in 2017.", "#1 bread", "####### Fees", "#!/bin/sh", "＃ Fees", "", "a # b"]
)
def test_what_begins_otherwise_is_prose(line: str) -> None:
    assert not is_heading(line)


def test_signs_inside_a_line_head_nothing() -> None:
    assert not is_heading("Room # 5", len("Room "))


def test_wrapped_prose_goes_on_after_a_hashtag() -> None:
    line = "#MeToo was first written in a post of the year 2006, and"
    text = f"The words that everybody knows by now, in the form of\n{line}\nmuch later it came into all the papers."
    assert len(sentences(text)) == 1
    assert said(text.replace("#MeToo", "# MeToo"))[1].startswith("# MeToo")


def test_a_sentence_that_begins_with_a_hashtag_is_quoted(settings: Settings) -> None:
    text = "#MeToo begann 2017 mit einem Beitrag von Alyssa Milano. Es regnete den ganzen Tag.\n"
    (settings.documents / "a.txt").write_text(text, encoding="utf-8")
    build_index(settings)
    with Bot.open(settings) as bot:
        reply = bot.ask("Womit begann #MeToo?")
    assert (reply.quotes or reply.near_misses)[0].text == text[: text.index(" Es regnete")]
