"""Numbers and measures: looked up by the same terms however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.numbers import find_numbers
from qa.text.terms import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一九八四年", "1984年"),
        ("二十二", "22"),
        ("令和5年", "2023"),
        ("令和五年", "2023"),
        ("昭和元年", "1926"),
        ("พ.ศ. ๒๕๖๖", "2023"),
        ("٢٠٢٣", "2023"),
        ("5千", "5,000"),
        ("5.000", "5,000"),
        ("5 thousand", "5.000"),
        ("12 000", "12,000"),
        ("1'234'567", "1.234.567"),
        ("5,00,000", "5 lakh"),
        ("1.2 million", "1,200,000"),
        ("1,2 Mio.", "1 200 000"),
        ("三千万", "30,000,000"),
        ("１.２万", "12000"),
        ("12km", "12公里"),
        ("kilómetros", "km"),
        ("километров", "公里"),
    ],
)
def test_a_number_shares_a_term_with_its_other_ways_of_writing(one: str, other: str) -> None:
    shared = set(terms(one)) & set(terms(other))
    assert any(len(term) > 1 for term in shared)


@pytest.mark.parametrize(("one", "other"), [("2.3.1", "12.3.1"), ("2.3.1", "2.3.10"), ("5,000", "7,000")])
def test_numbers_that_end_alike_share_nothing(one: str, other: str) -> None:
    assert not set(terms(one)) & set(terms(other))


def test_a_date_keeps_its_parts_and_a_footnote_is_no_digit_of_the_number_behind_it() -> None:
    assert {"17", "5", "2024"} <= set(terms("17.5.2024"))
    assert set(terms("treaty³ 340")) >= {"treaty", "340"}
    assert "3340" not in terms("treaty³ 340")


@given(st.text(alphabet="0123456789.,' 千万亿thousand年令和二十พ.ศ", max_size=30))
def test_every_number_stands_where_it_is_said_to(text: str) -> None:
    for number in find_numbers(text):
        assert text[number.start : number.end].strip()
        assert all(term[0].isdecimal() for term in number.terms)
