"""Automatic numbers of lists and headings are text, as they are printed."""

import pytest

from qa.loading.formats.numbering import spelled
from tests.loading.made import p, read, word

LEVELS = (
    '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
)


def item(text: str, level: int) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_the_paragraphs_of_a_list_are_counted_by_level() -> None:
    body = item("甲", 0) + item("a", 1) + item("b", 1) + item("乙", 0) + item("c", 1)
    lines = read("a.docx", word(body, numbering=LEVELS)).text.split("\n\n")
    assert lines == ["第一条 甲", "一.1 a", "一.2 b", "第二条 乙", "二.1 c", ""]


def test_a_style_numbers_its_paragraphs() -> None:
    style = '<w:style w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = p("甲", '<w:pStyle w:val="S"/>') + p("plain")
    assert read("a.docx", word(body, numbering=LEVELS, styles=style)).text == "第一条 甲\n\nplain\n\n"


@pytest.mark.parametrize(
    ("count", "style", "words"),
    [
        (4, "decimal", "4"),
        (4, "lowerLetter", "d"),
        (28, "upperLetter", "BB"),
        (1994, "upperRoman", "MCMXCIV"),
        (12, "chineseCounting", "十二"),
        (35, "japaneseCounting", "三十五"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
    ],
)
def test_numbers_are_spelled_as_the_list_says(count: int, style: str, words: str) -> None:
    assert spelled(count, style) == words
