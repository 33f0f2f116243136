"""Numbered units: found however their number is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.terms import terms
from qa.text.units import han_number, unit_at, unit_term


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("第二十二条", "#article22"),
        ("第２２條", "#article22"),
        ("第一百零三条之二", "#article103-2"),
        ("제12조의2", "#article12-2"),
        ("§12 Abs. 3", "#section12"),
        ("Section 4.2", "#section4.2"),
        ("Art. 5", "#article5"),
        ("Artikel 12a", "#article12a"),
        ("CHAPTER XIV", "#chapter14"),
        ("Глава 3", "#chapter3"),
        ("มาตรา ๑๒", "#article12"),
        ("المادة ٥", "#article5"),
        ("第三章", "#chapter3"),
    ],
)
def test_a_unit_is_one_term_however_it_is_written(written: str, term: str) -> None:
    unit = unit_at(written)
    assert unit is not None
    assert unit_term(unit) == term
    assert term in terms(f"見 {written}.")


@pytest.mark.parametrize("text", ["第一次", "civil", "Part C", "art of war 5", "sections", "5", "Chapter and verse"])
def test_what_names_no_unit_is_none(text: str) -> None:
    assert unit_at(text) is None
    assert not [term for term in terms(text) if term.startswith("#")]


def test_the_number_of_a_unit_is_no_word_of_its_own() -> None:
    """二十 and 十二 of 第二十二条 would be found in 第十二条 as well."""
    assert terms("第二十二条") == ["#article22"]
    assert set(terms("第十二条")) & set(terms("第二十二条")) == set()


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_as_they_are_written(number: int) -> None:
    """Written here by the rule itself: digit and unit from the left, 零 over a gap, 十 without 一 at the front."""
    written, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    assert han_number(written) == number
    assert han_number(written.removeprefix("一") if written.startswith("一十") else written) == number
