"""Questions proposed from documents: what is asked, what is left alone, and that every answer stands where it says."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.testsets.cases import read_testset
from qa.testsets.check import check
from qa.testsets.draft import drafts, language
from qa.testsets.question_patterns import proposals

BRIDGE = (
    "跨海大桥通车\n\n大桥于2019年3月动工。\n大桥全长11.8公里，海上部分9.3公里。\n它于2024年通车。\n"
    "大桥由陈怀远设计，共有五座桥塔。"
)
FERRY = (
    "The last ferry\n\nThe ferry Morgenrot was built by Karl Brandt. "
    "The ferry was sold to Norway in 1998, to everybody's regret. It is sad."
)
TEXTS = {"zh/bridge.txt": BRIDGE, "ferry.txt": FERRY, "de.txt": "Die Fähre\n\nDie Fähre wurde im Jahr 1998 verkauft."}


@pytest.mark.parametrize(
    ("sentence", "lang", "asked"),
    [
        ("大桥于2019年动工。", "zh", [("大桥于哪一年动工？", "2019年")]),
        ("大橋於2019年5月17日動工。", "zh-Hant", [("大橋於哪一天動工？", "2019年5月17日")]),
        ("2019年，大桥正式动工建设。", "zh", [("哪一年大桥正式动工建设？", "2019年")]),
        ("大桥由总工程师陈怀远设计。", "zh", [("大桥由谁设计？", "陈怀远")]),
        ("本报讯（记者 于槿）旧城区大桥于二〇一九年动工。", "zh", [("旧城区大桥于哪一年动工？", "二〇一九年")]),
        ("螢嶼劇團以《牡丹亭》揭開了序幕。", "zh-Hant", [("填空：螢嶼劇團以《____》揭開了序幕。", "牡丹亭")]),
        ("The tower is 31 metres high and white.", "en", [("How high is the tower?", "31 metres")]),
        ("The ferry has 40 cabins and a bar.", "en", [("How many cabins does the ferry have?", "40")]),
        ("Anna Berg lived there in 1903.", "en", [("Fill in the year: Anna Berg lived there in ____.", "1903")]),
        (
            "The tower was designed by Anna Berg in 1903.",
            "en",
            [
                ("By whom was the tower designed?", "Anna Berg"),
                ("In which year was the tower designed by Anna Berg?", "1903"),
                ("Fill in the year: The tower was designed by Anna Berg in ____.", "1903"),
            ],
        ),
    ],
)
def test_what_is_asked(sentence: str, lang: str, asked: list[tuple[str, str]]) -> None:
    assert [(one.question, sentence[one.start : one.end]) for one in proposals(sentence, lang)] == asked


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("它于2019年动工，后来停工。", "zh"),  # it hangs in the air
        ("大桥建设期为2019年至2024年。", "zh"),  # a span of time
        ("大桥在2019年之前已经动工。", "zh"),
        ("2019年的大桥工程已经动工。", "zh"),
        ("大桥于2019年动工并于2019年完工。", "zh"),  # the answer is given away
        ("这是第3个大桥工程项目。", "zh"),
        ("本报讯（记者 于槿）2021年8月9日凌晨四时二十分，暴雨。", "zh"),  # nothing is left but the date
        ("When Adams was appointed in 1785, he left.", "en"),
        ("She was born in 1903.", "en"),
        ("Spain ruled in 1900-1903.", "en"),
        ("大橋於2019年動工。", "ja"),
    ],
)
def test_what_is_left_alone(sentence: str, lang: str) -> None:
    assert proposals(sentence, lang) == []


def test_every_document_gives_its_surest_question_first() -> None:
    assert [(case.sources[0], case.question) for case in drafts(TEXTS)] == [
        ("ferry.txt", "By whom was the ferry Morgenrot built?"),
        ("zh/bridge.txt", "大桥由谁设计？"),
        ("ferry.txt", "In which year was the ferry sold to Norway?"),
        ("zh/bridge.txt", "大桥于哪年哪月动工？"),
    ]


def test_drafts_are_marked_and_stand_where_they_say() -> None:
    made = drafts(TEXTS, each=9)
    assert check(made, TEXTS) == []
    assert all(case.answer_place() and case.evidence_place() for case in made)
    assert {case.tags_by_name()["draft"] for case in made} == {True}
    assert len({case.id for case in made}) == len(made)
    assert len({case.evidence for case in made}) == len(made)
    assert made == drafts(dict(reversed(TEXTS.items())), each=9)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (BRIDGE, "zh"),
        ("大橋全長十一公里，後來開通。", "zh-Hant"),
        (FERRY, "en"),
        (TEXTS["de.txt"], ""),
        ("橋の話です", ""),
    ],
)
def test_the_language_of_a_document(text: str, lang: str) -> None:
    assert language(text) == lang


def test_the_command_writes_drafts_that_can_be_asked(write: Callable[[str, str], Path]) -> None:
    for source, text in TEXTS.items():
        write(source, text)
    command = [sys.executable, "-m", "qa", "testset", "draft", "--out", "drafts.jsonl"]
    run = subprocess.run([*command, "--most", "3"], capture_output=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("3 drafts in drafts.jsonl")
    assert read_testset(Path("drafts.jsonl")) == drafts(TEXTS)[:3]
