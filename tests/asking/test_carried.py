"""A question is no evidence, what follows it answers it; words are their speaker's."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.index import build_index
from qa.settings import Settings

Write = Callable[[str, str], Path]
FAQ = [
    ("Who repairs the taps?", "The committee for water does."),
    ("How much is the ferry?", "Three crowns a crossing."),
]
ZH = "问：谁负责修理水龙头？\n答：由水务委员会修理。\n\n问：渡船多少钱？\n答：单程三元，儿童免费。\n"
CHAT = (
    "[10:01] Tom: Good morning everybody.\n[10:02] Mia: Morning! Who has the map?\n"
    "[10:03] Tom: I gave it to Lena yesterday.\n"
    "[10:04] Mia: Fine. The map shows the old path only; the new one by the lake is missing.\n"
    "[10:05] Lena: I can draw the path in tonight.\n[10:06] Tom: I disagree about the map, it is right.\n"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("faq.md", "# Help\n\n" + "".join(f"**Q: {asked}**\n\nA: {said}\n\n" for asked, said in FAQ)),
        ("faq.txt", "".join(f"Q: {asked}\nA: {said}\n\n" for asked, said in FAQ)),
        ("faq.html", "<h1>Help</h1>" + "".join(f"<p><b>{asked}</b></p><p>{said}</p>" for asked, said in FAQ)),
    ],
)
def test_what_follows_a_question_answers_it(settings: Settings, write: Write, name: str, text: str) -> None:
    """The question itself was the first quote, and "Q" the answer, at 64 to 88 %."""
    write(name, text)
    build_index(settings)
    with Bot.open(settings) as bot:
        for asked, said in FAQ:
            reply = bot.ask(asked)
            assert reply.verdict != "not_found"
            assert said in reply.quotes[0].text
            assert reply.text.removeprefix("Q") == reply.text
            assert not any("?" in quote.text for quote in reply.quotes)


def test_a_question_in_chinese_or_in_a_chat_is_answered_by_the_next_line(settings: Settings, write: Write) -> None:
    write("faq.txt", ZH)
    write("chat.txt", CHAT)
    build_index(settings)
    with Bot.open(settings) as bot:
        assert bot.ask("渡船多少钱？").quotes[0].text == "答：单程三元，儿童免费。"
        assert "Lena" in bot.ask("Who has the map?").quotes[0].text
        asked = bot.ask("What did Mia ask?")
        assert any("Who has the map?" in quote.text for quote in (*asked.quotes, *asked.near_misses))


def test_what_somebody_said_is_in_their_own_words(settings: Settings, write: Write) -> None:
    """The third sentence of Mia's turn does not say that it is hers."""
    write("chat.txt", CHAT)
    build_index(settings)
    with Bot.open(settings) as bot:
        for name, said in (("Mia", "The map shows the old path"), ("Tom", "I disagree about the map")):
            reply = bot.ask(f"What did {name} say about the map?")
            assert said in (reply.quotes or reply.near_misses)[0].text
            assert not reply.text.startswith("[10:")
