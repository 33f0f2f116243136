"""Follow-up questions: completed by what came before when they need it, and never when they stand alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.asking.followup import CLUES, WEIGHTS, Turn, clues
from qa.bot import Bot
from qa.index import build_index
from qa.records import Answer, Document, IndexState, Quote
from qa.settings import Loading, Settings
from qa.testsets.cases import read_testset
from qa.testsets.check import check, texts_in

ROOT = Path(__file__).parent.parent.parent
CONVERSATIONS = ROOT / "testsets" / "conversations.jsonl"
BRIDGE = "跨海大桥通车\n\n跨海大桥全长11.8公里，由总工程师陈怀远设计。大桥于2023年10月18日通车。\n"
FERRY = "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998. Its captain, Anna Kjær, retired in 1999.\n"


@pytest.fixture
def bot(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Bot]:
    write("bridge.txt", BRIDGE)
    write("ferry.txt", FERRY)
    build_index(settings)
    with Bot.open(settings) as opened:
        yield opened


def answer(question: str, *quotes: Quote, follows: str = "") -> Answer:
    return Answer(question, "found", 0.9, "", quotes, (), IndexState(1, "m", 1, 1), follows=follows)


def test_a_turn_remembers_what_stood_alone_and_forgets_what_was_between() -> None:
    """The chain never ended: "Who …? thanks ok How long is it?"."""
    quote = Quote.cut(Document("a.txt", "A", "One sentence.", "d", "utf-8"), 0, 13, score=0.9)
    assert Turn.of(answer("What is it?")) is None
    assert Turn.of(answer("What is it?", quote)) == Turn("What is it?", "a.txt")
    turn = Turn.of(answer("And when?", quote, follows="What is it?"))
    assert turn == Turn("What is it? And when?", "a.txt", "What is it?")
    assert Turn.of(answer("ok, thanks!", quote)) is None


def test_a_question_that_points_back_is_answered_from_the_same_document(bot: Bot) -> None:
    before = Turn.of(bot.ask("跨海大桥有多长？"))
    assert before == Turn("跨海大桥有多长？", "bridge.txt")
    reply = bot.ask("它是什么时候通车的？", before)
    assert reply.follows == "跨海大桥有多长？"
    shown = reply.quotes or reply.near_misses
    assert {quote.source for quote in shown} == {"bridge.txt"}


def test_a_long_thread_is_completed_by_the_question_that_stood_alone(bot: Bot) -> None:
    turn = Turn("跨海大桥有多长？ 它是谁设计的？", "bridge.txt", "跨海大桥有多长？")
    reply = bot.ask("它是什么时候通车的？", turn)
    assert reply.follows == "跨海大桥有多长？"


@pytest.mark.parametrize("vague", ["thanks", "ok", "谢谢！", "thanks for that", "asdf qwer", "Why is the sky blue?"])
def test_what_asks_nothing_of_what_came_before_does_not_go_on(bot: Bot, vague: str) -> None:
    """It became a follow-up, and the refusal "Possibly"."""
    alone, reply = bot.ask(vague), bot.ask(vague, Turn("When was the ferry Morgenrot sold?", "ferry.txt"))
    assert (reply.follows, reply.verdict) == ("", alone.verdict)
    assert reply.verdict == "not_found"


def test_of_several_the_one_asked_about_before_is_meant(settings: Settings, write: Callable[[str, str], Path]) -> None:
    """Asked how long it is, 145 m came after "Who designed the Tove bridge?", and 31 for 44 metres after 望江塔."""
    write(
        "bridges.txt",
        "The Orm bridge was designed by Kari Lund and is 145 m long.\n\n"
        "The Tove bridge was designed by Otto Lang and is 98 m long.\n\n"
        "The Varn bridge was designed by Elin Marsh and is 212 m long.\n",
    )
    write("towers.txt", "望江塔由许伯谦设计，高44米。\n\n听雨塔由林若兰设计，高31米。\n\n观云塔由陈放设计，高57米。\n")
    build_index(settings)
    with Bot.open(settings) as opened:
        for before, source, question, said in (
            ("Who designed the Tove bridge?", "bridges.txt", "How long is it?", "98 m"),
            ("Who designed the Varn bridge?", "bridges.txt", "And how long is it?", "212 m"),
            ("望江塔是谁设计的？", "towers.txt", "它有多高？", "44米"),
            ("观云塔是谁设计的？", "towers.txt", "它有多高？", "57米"),
        ):
            reply = opened.ask(question, Turn(before, source))
            assert reply.follows == before
            assert said in (reply.quotes or reply.near_misses)[0].text


def test_the_confidence_of_a_question_that_goes_on_is_its_own(bot: Bot) -> None:
    """It does not say what it is about, and would be refused by what is usual of other questions."""
    before = Turn("跨海大桥有多长？", "bridge.txt")
    quotes, hits = bot.quotes_after(bot.query("它是什么时候通车的？"), before)
    assert {hit.chunk.source for hit in hits} == {"bridge.txt"}
    judged = bot.followups.judged(quotes)
    assert [quote.text for quote in judged] == [quote.text for quote in quotes]
    assert [quote.score for quote in judged] == sorted((quote.score for quote in judged), reverse=True)
    reply = bot.ask("它是什么时候通车的？", before)
    assert reply.follows
    assert reply.confidence == pytest.approx(judged[0].score)


def test_a_question_that_stands_alone_is_answered_as_if_nothing_came_before(bot: Bot) -> None:
    question = "When was the ferry Morgenrot sold to Norway?"
    alone, after = bot.ask(question), bot.ask(question, Turn("跨海大桥有多长？", "bridge.txt"))
    assert after.follows == ""
    assert (after.verdict, after.confidence, after.quotes) == (alone.verdict, alone.confidence, alone.quotes)


def test_a_turn_about_a_document_that_is_gone_harms_nothing(bot: Bot) -> None:
    question = "它是什么时候通车的？"
    alone, reply = bot.ask(question), bot.ask(question, Turn("跨海大桥有多长？", "gone.txt"))
    assert (reply.follows, reply.quotes, reply.near_misses) == ("", alone.quotes, alone.near_misses)


def test_every_clue_has_a_value_and_a_weight(bot: Bot) -> None:
    alone = bot.ask("它是什么时候通车的？")
    assert len(clues(bot.query(alone.question), Turn("跨海大桥有多长？", "bridge.txt"), alone, alone)) == len(CLUES)
    assert json.loads(WEIGHTS.read_text(encoding="utf-8")).keys() == {*CLUES, "bias", "slope", "offset"}


def test_the_conversations_agree_with_the_sample_documents() -> None:
    cases = read_testset(CONVERSATIONS)
    assert check(cases, texts_in(ROOT / "documents", Loading())) == []
    dependent = [case.model_extra["dependent"] for case in cases if case.model_extra]
    assert (dependent.count(True), dependent.count(False)) == (60, 60)


def test_a_whole_question_that_is_better_answered_alone_stays_alone(
    settings: Settings, write: Callable[[str, str], Path]
) -> None:
    """In another language: how long the bridge is was answered with who built the tower asked about before."""
    write("towers.txt", "Towers\n\nHenry Winstanley completed the first tower on the Eddystone reef in 1698.\n")
    write("bridge.txt", "大桥\n\n大桥全长11.8公里，由陈怀远设计。\n")
    build_index(settings)
    with Bot.open(settings) as opened:
        before = Turn("Who completed the first tower on the Eddystone reef?", "towers.txt")
        reply = opened.ask("Wie lang ist die Brücke?", before)
    assert reply.follows == ""
    assert (reply.quotes or reply.near_misses)[0].source == "bridge.txt"
