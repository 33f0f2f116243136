"""Separated values are told apart by what the rows agree on."""

import csv

import pytest

from qa.loading.formats.delimited import delimiter_of
from tests.loading.made import named, read


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("Year;Costs\n2023;-814,38\n2024;-11,08\n", ";"),
        ("a|b|c\nx, y|2|3\n", "|"),
        ("a\tb\n1,5\t2,5\n", "\t"),
        ('"x;y",1\n"z;w",2\n', ","),
        ("one column\nonly\n", ","),
    ],
)
def test_the_delimiter_is_what_the_rows_agree_on(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_a_row_is_quoted_with_its_heads_and_placed_by_its_number() -> None:
    found = read("a.csv", "名称;价格\n帆船;120\n".encode("gb18030"))
    assert (found.encoding, named(found, "row 2")) == ("gb18030", "名称: 帆船 | 价格: 120")


def test_a_cell_may_hold_lines_and_doubled_quotation_marks() -> None:
    assert read("a.csv", b'q,a\nWhy?,"First ""a"".\nThen b."\n').text.split("\n")[1:3] == [
        'q: Why? | a: First "a".',
        "Then b.",
    ]


def test_a_quotation_mark_that_nobody_closed_swallows_nothing() -> None:
    data = b'name,height\n"Varn,212\n' + b"Tove,98\n" * 2000
    assert read("a.csv", data).text.count("name: Tove | height: 98") == 2000


def test_a_long_cell_is_read_and_the_limit_of_others_stays() -> None:
    before = csv.field_size_limit()
    assert len(read("a.csv", b"a,b\n1," + b"x" * 200_000).text) > 200_000
    assert csv.field_size_limit() == before


def test_ragged_rows_are_read() -> None:
    assert read("a.csv", b"a,b,c\n1,2\n1,2,3,4\n").text == "a | b | c\na: 1 | b: 2\na: 1 | b: 2 | c: 3 | 4\n\n"
