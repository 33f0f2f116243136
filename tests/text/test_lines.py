"""A line that is a record is a sentence by itself; a column of vertical writing is one; wrapped prose is joined."""

import pytest

from qa.text import laid_flat, sentences, terms, whole_words


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


RECORDS = [
    "The Varn bridge was designed by Elin Marsh and is 212 m long\n"
    "The Tove bridge was designed by Otto Lang and is 98 m long",
    "2024-05-01 10:00:01 INFO backup of server Alpha finished in 340 seconds\n"
    "2024-05-01 10:05:07 ERROR backup of server Beta failed, disk full\n"
    "2024-05-02 10:10:09 INFO backup of server Gamma finished in 120 seconds",
    "Mill of Sunderby, built by Jens Holm in 1820, closed again in 1931\n"
    "Castle of Varn, built for the bishop in 1410, burnt down in 1655\n"
    "Tower of Tove, never finished, taken down by its owner in 1702",
    "สะพานเก่าสร้างเมื่อปี พ.ศ. 2455 ยาว 412 เมตร\nสะพานใหม่สร้างเมื่อปี พ.ศ. 2530 ยาว 268 เมตร",
    "大桥：位于平湖市北部，设计者为许伯谦，全长二百一十二米，一九六九年建成\n"
    "大楼：位于平湖市南部，设计者为沈一舟，共十八层，二〇〇一年建成启用",
]


@pytest.mark.parametrize("text", RECORDS)
def test_one_record_a_line_is_one_sentence_a_line(text: str) -> None:
    assert said(text) == text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "The museum of the old town was opened in 1900 by the mayor of\n"
        "Tinglan, who had given it his house and all that\nwas in it.",
        "Der Bürgermeister eröffnete gestern in Anwesenheit vieler Bürger die\n"
        "Bibliothek, und danach sprach vor allen Gästen noch der Leiter der\nSammlung.",
        "平湖大桥位于平湖市北部，由工程师许伯谦设计，历时三年建成，全长二百\n一十二米，是当时全省最长的一座公路桥。",
    ],
)
def test_wrapped_prose_is_one_sentence(text: str) -> None:
    assert said(text) == [text]


def test_a_column_of_vertical_writing_is_one_sentence_of_its_words() -> None:
    column = "\n".join("平湖大橋於一九六九年竣工，設計者是許伯謙。")
    assert said(column) == [column]
    assert terms(column) == terms("平湖大橋於一九六九年竣工，設計者是許伯謙。")
    assert laid_flat(column) == column.replace("\n", " ")
    assert laid_flat("甲乙\n丙\nab\n") == "甲乙\n丙\nab\n"


def test_characters_that_are_set_wide_are_words() -> None:
    assert terms("平 湖 大 橋 與 許 伯 謙") == terms("平湖大橋與許伯謙")
    assert "王李" not in terms("王 李")


@pytest.mark.parametrize("hyphen", ["-\n", "-\n   ", "\u2010\n", "\u00ad\n", "\u00ad"])
def test_a_word_that_a_line_s_end_divides_is_whole(hyphen: str) -> None:
    text = f"in the museum of Ostre{hyphen}ham from Monday"
    assert "ostreham" in terms(text)


def test_a_mark_takes_the_whole_of_a_divided_word() -> None:
    text = "in the museum of Ostre-\nham from Monday"
    start, end = whole_words(text, 17, 22, 0, len(text))
    assert text[start:end] == "Ostre-\nham"
    assert {"well", "known", "wellknown"} <= set(terms("a well-\nknown name"))
