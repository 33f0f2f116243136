"""Quotes: exact sentences, the right one first, nothing twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.asking.evidence import Evidence
from qa.asking.features import FEATURES, Features
from qa.asking.ranking import LEAST_JOINED, chosen
from qa.bot import Bot
from qa.index import build_index
from qa.records import Chunk, Document, Quote
from qa.settings import Settings
from tests.articles.pages import PAGES

BRIDGE = (
    "跨海大桥通车\n\n大桥全长11.8公里，由总工程师陈怀远设计。通车仪式于2023年10月18日举行。"
    "“我们等了二十年。”一位老渔民说。\n\n收费标准为小客车每次二十五元。\n"
)
FERRY = (
    "The last ferry\n\nThe ferry Morgenrot was sold to Norway in 1998. Its captain, Anna Kjær, retired the same year.\n"
)


@pytest.fixture
def bot(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Bot]:
    write("bridge.txt", BRIDGE)
    write("copy/bridge.txt", BRIDGE)
    write("ferry.txt", FERRY)
    build_index(settings)
    with Bot.open(settings) as opened:
        yield opened


NOTHING = Features(**dict.fromkeys(FEATURES, 0.0))


def quotes_for(bot: Bot, question: str) -> list[Quote]:
    return bot.quoter.quote(bot.query(question), bot.retrieve(question))


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("大桥有多长？", "11.8公里"),
        ("大橋是誰設計的？", "陈怀远"),
        ("小客车收费多少？", "二十五元"),
        ("Who was the captain of the ferry?", "Anna Kjær"),
    ],
)
def test_the_sentence_that_answers_comes_first(bot: Bot, question: str, held: str) -> None:
    quotes = quotes_for(bot, question)
    assert held in quotes[0].text


def test_an_answer_in_other_words_is_among_the_quotes(bot: Bot) -> None:
    """Nothing but the meaning of 收多少钱 leads to 收费标准 … 二十五元."""
    quotes = quotes_for(bot, "过桥收多少钱？")
    assert any("二十五元" in quote.text for quote in quotes)


def test_quotes_are_slices_of_their_sources_and_ordered(bot: Bot) -> None:
    for question in ("大桥有多长？", "ferry", "通车仪式 渔民", "🙂 ferry 大桥"):
        quotes = quotes_for(bot, question)
        assert quotes
        for quote in quotes:
            assert bot.document(quote.source).text[quote.start : quote.end] == quote.text
        assert [quote.score for quote in quotes] == sorted((quote.score for quote in quotes), reverse=True)
        assert all(0 <= quote.score <= 1 for quote in quotes)


def test_the_same_words_from_two_copies_are_quoted_once(bot: Bot) -> None:
    quotes = quotes_for(bot, "大桥有多长？")
    assert len({quote.text for quote in quotes}) == len(quotes)
    assert quotes[0].source == "bridge.txt"


def test_a_heading_is_not_quoted(bot: Bot) -> None:
    quotes = quotes_for(bot, "跨海大桥通车")
    assert "跨海大桥通车" not in [quote.text for quote in quotes]


def test_no_passages_give_no_quotes(bot: Bot) -> None:
    assert bot.quoter.quote(bot.query("anything"), []) == []


def test_coverage_counts_rare_terms(bot: Bot) -> None:
    """The sentence with every term of the question has coverage 1, one with none 0."""
    found = bot.finder.find(bot.query("Morgenrot Norway"), bot.retrieve("Morgenrot Norway"))
    coverage = {evidence.text: evidence.features.coverage for evidence in found}
    assert coverage["The ferry Morgenrot was sold to Norway in 1998."] == pytest.approx(1)
    assert coverage["收费标准为小客车每次二十五元。"] == 0


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("In which year was the ferry sold?", "1998"),
        ("大桥有多长？", "11.8公里"),
    ],
)
def test_the_shortest_answer_is_marked_inside_the_first_quote(bot: Bot, question: str, answer: str) -> None:
    reply = bot.ask(question)
    first = (*reply.quotes, *reply.near_misses)[0]
    assert first.answer_start is not None
    assert bot.document(first.source).text[first.answer_start : first.answer_end] == first.answer
    assert answer in first.answer


TEXT = "甲乙丙丁。戊己庚辛。壬癸子丑。\n寅卯辰巳。"


def sentence(start: int, end: int, source: str = "a.txt") -> Evidence:
    return Evidence(Chunk("d", source, "t", 0, len(TEXT), TEXT), start, end, NOTHING, None)


def test_neighbours_that_come_out_on_top_are_one_quote_of_two_sentences() -> None:
    """The chances .5, .3, .2: the second joins the first, and the third, though next to it, stands apart."""
    sentences = [sentence(0, 5), sentence(5, 10), sentence(10, 15)]
    picks = chosen(sentences, [0.5, 0.3, 0.2], 3)
    assert [(pick.place, pick.chance) for pick in picks] == [((0, 10), 0.8), ((10, 15), 0.2)]


def test_what_is_unlikely_of_another_paragraph_or_another_source_does_not_join() -> None:
    weak = LEAST_JOINED * 0.9 / 2
    for other, chance in ((sentence(5, 10), weak), (sentence(16, 21), 0.4), (sentence(5, 10, "b.txt"), 0.4)):
        best = sentence(10, 15) if other.start == 16 else sentence(0, 5)
        assert [len(pick.sentences) for pick in chosen([best, other], [0.5, chance], 3)] == [1, 1]


def test_a_table_row_is_quoted_whole_and_no_half_pair_of_marks(
    settings: Settings, write: Callable[[str, str], Path]
) -> None:
    write("fees.md", "# Fees\n\n| vehicle | fee |\n|---|---|\n| lorry | 40 yuan. At night 20 yuan. |\n")
    write("talk.txt", "渔民的话\n\n老渔民周阿福说：“我们等了二十年。桥通了。”说完他笑了。\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        row = quotes_for(bot, "What does a lorry pay?")[0]
        said = quotes_for(bot, "老渔民周阿福等了多少年？")[0]
    assert row.text == "| lorry | 40 yuan. At night 20 yuan. |"
    assert said.text.count("“") == said.text.count("”")


@pytest.mark.parametrize("question", ["Quantum chromodynamics zebra xylophone?", "Zebra xylophone?"])
def test_nonsense_is_refused_however_few_passages_there_are(bot: Bot, question: str) -> None:
    reply = bot.ask(question)
    assert (reply.verdict, reply.text, reply.quotes) == ("not_found", "", ())
    assert reply.near_misses


PAGE = (
    "<h1>Museum</h1><div style='display:none'>The museum of Varn opens at seven.</div>"
    "<textarea>The museum of Varn opens at eight.</textarea><p>The museum of Varn opens at ten.</p>"
)
NEWS = (
    "<article><h1>城北新桥通车</h1><p>城北新桥昨天上午正式通车。新桥由工程师沈一舟设计，历时三年建成，总投资两亿元。</p></article>"
    "<aside><ul><li><a href=1>谁设计了城北新桥？</a><li><a href=2>城北新桥为何延期</a></ul></aside>"
)
FAQ = "<h1>Pool</h1><p>Ask the keeper about anything else.</p><div hidden>The pool opens at nine in summer.</div>"


@pytest.mark.parametrize(
    ("page", "question", "held"),
    [
        (PAGE, "When does the museum of Varn open?", "at ten"),
        (NEWS, "谁设计了城北新桥？", "沈一舟"),
        (FAQ, "When does the pool open in summer?", "at nine"),
    ],
)
def test_what_a_page_shows_comes_before_what_it_hides_or_has_beside(
    settings: Settings, write: Callable[[str, str], Path], page: str, question: str, held: str
) -> None:
    write("page.html", page)
    build_index(settings)
    with Bot.open(settings) as bot:
        assert held in quotes_for(bot, question)[0].text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "Room,2022,2023\nGreat hall,310,340\nSmall hall,80,85\n"),
        (
            "a.html",
            "<table><tr><th>Room<th>2022<th>2023<tr><td>Great hall<td>310<td>340<tr><td>Small hall<td>80<td>85</table>",
        ),
        (
            "a.md",
            "# Rooms\n\n| Room | 2022 | 2023 |\n|---|---|---|\n| Great hall | 310 | 340 |\n| Small hall | 80 | 85 |\n",
        ),
    ],
)
def test_of_a_table_the_cell_is_marked_and_the_head_is_no_quote(
    settings: Settings, write: Callable[[str, str], Path], name: str, text: str
) -> None:
    write(name, text)
    build_index(settings)
    with Bot.open(settings) as bot:
        quotes = quotes_for(bot, "How many seats had the great hall in 2023?")
    assert {quote.text.removeprefix("| ").removeprefix("Room: ")[:5]: quote.answer for quote in quotes} == {
        "Great": "340",
        "Small": "85",
    }


def test_the_heads_over_rows_that_do_not_repeat_them_are_no_quote(
    settings: Settings, write: Callable[[str, str], Path]
) -> None:
    """As the tables of Word are read; "Rowers" was the answer, and said to be found."""
    write("a.txt", "Boats of the club\n\nBoat | Cox | Rowers\nSwift | Bea Lindqvist | 8\nHeron | Ravi Nair | 4\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        quotes = quotes_for(bot, "Who is the cox of the Heron?")
    assert {quote.text[:5] for quote in quotes} & {"Heron", "Swift"}
    assert not any(quote.text.startswith("Boat |") for quote in quotes)


def test_each_record_of_a_list_is_quoted_by_itself(settings: Settings, write: Callable[[str, str], Path]) -> None:
    """The first line is a record, too, and no title that would not be quoted."""
    write(
        "a.txt",
        "The Varn bridge was designed by Elin Marsh and is 212 m long\n"
        "The Tove bridge was designed by Otto Lang and is 98 m long\n",
    )
    build_index(settings)
    with Bot.open(settings) as bot:
        for name, other in (("Varn", "Tove"), ("Tove", "Varn")):
            first = quotes_for(bot, f"How long is the {name} bridge?")[0]
            assert name in first.text
            assert other not in first.text


def test_a_torn_sentence_is_quoted_in_two_slices(settings: Settings, write: Callable[[str, str], Path]) -> None:
    text, _ = PAGES["page-break.txt"]
    write("page.txt", text)
    build_index(settings)
    with Bot.open(settings) as bot:
        first = quotes_for(bot, "陶艺工坊烧出的釉面带着什么颜色？")[0]
        document = bot.document("page.txt")
    assert first.rest is not None
    assert document.text[first.start : first.end] == first.text
    assert document.text[first.rest.start : first.rest.end] == first.rest.text == "淡淡的金色。"
    assert first.whole.endswith("烧出的釉面带着一层淡淡的金色。")
    assert first.title == "旧船厂改成陶艺工坊"


def test_an_answer_in_the_rest_of_a_torn_sentence_is_marked_there() -> None:
    document = Document("a.txt", "A", "The ferry (advert) sails at noon.", "", "")
    quote = Quote.cut(document, 0, 9, score=1.0, rest=(19, 33), answer=(28, 32))
    assert (quote.answer, quote.whole) == ("noon", "The ferry sails at noon.")
    for answer in ((10, 12), (5, 25)):
        with pytest.raises(ValueError, match="lies outside the quote"):
            Quote.cut(document, 0, 9, score=1.0, rest=(19, 33), answer=answer)
    with pytest.raises(ValueError, match="is not a passage"):
        Quote.cut(document, 0, 9, score=1.0, rest=(19, 34))


def test_a_headline_with_its_byline_is_no_quote(settings: Settings, write: Callable[[str, str], Path]) -> None:
    """Two lines of which the first is the longest are read as one wrapped paragraph."""
    title = "28路公交延伸到灯笼嘴　三百多户居民不再走远路"
    write("bus.txt", f"{title}\n通讯员 冯小岚\n\n28路公交下周延伸到灯笼嘴码头。新增五个站点。\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        quotes = quotes_for(bot, "28路公交延伸到哪里？")
    assert quotes
    assert not any(quote.text.startswith(title) for quote in quotes)
