"""A stored number is shown as its format code says; the expected values are those that spreadsheets show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.loading.formats.number_format import general, shown


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (1599.99, "#,##0.00", "1,599.99"),
        (-1599.99, "$#,##0.00;[Red]($#,##0.00)", "($1,599.99)"),
        (0.025, "0.00%", "2.50%"),
        (0.125, "0%", "13%"),
        (1.005, "0.00", "1.01"),
        (2.5, "# ?/?", "2 1/2"),
        (198000000, "0.00E+00", "1.98E+08"),
        (1234567, "0.0,,", "1.2"),
        (7, "000", "007"),
        (0.5, "#.##", ".5"),
        (12, "0.0#", "12.0"),
        (5, '0" kg"', "5 kg"),
        (5, "[$€-407] 0", "€ 5"),
        (0, '0;-0;"none"', "none"),
        (44197, "yyyy-mm-dd", "2021-01-01"),
        (44197, 'yyyy"年"m"月"d"日"', "2021年1月1日"),
        (39219.18055, "h:mm AM/PM", "4:20 AM"),
        (39219.18055, "dddd, mmmm d, yyyy", "Thursday, May 17, 2007"),
        (0.76041667, "h:mm", "18:15"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (3, "General", "3"),
        (0.1, "General", "0.1"),
        (1 / 3, "General", "0.33333333333"),
    ],
)
def test_numbers_are_shown_as_spreadsheets_show_them(value: float, code: str, words: str) -> None:
    assert shown(value, code) == words


def test_days_are_counted_from_1904_where_the_book_says_so() -> None:
    assert shown(42735, "yyyy-mm-dd", from_1904=True) == "2021-01-01"


@given(st.floats(allow_nan=True, allow_infinity=True), st.text('0#?.,%E+-;ymdhs[]"\\/ $@ag', max_size=12))
def test_any_code_shows_any_number(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**14), 10**14))
def test_a_whole_number_is_shown_whole(value: int) -> None:
    assert general(float(value)) == str(value)
