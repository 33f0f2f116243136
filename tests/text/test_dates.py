"""Dates in a text: what every way to write one means, and what is none."""

import pytest

from qa.text.dates import _MONTHS, find_dates, months

WAYS = [
    ("17 May 2024", "2024-05-17"),
    ("May 17, 2024", "2024-05-17"),
    ("17TH OF MAY 2024", "2024-05-17"),
    ("Sept. 3rd, 2019", "2019-09-03"),
    ("17. Mai 2024", "2024-05-17"),
    ("1er mai 2024", "2024-05-01"),
    ("17 de mayo de 2024", "2024-05-17"),
    ("2 de mar. de 2020", "2020-03-02"),
    ("17 maggio 2024", "2024-05-17"),
    ("17 mei 2024", "2024-05-17"),
    ("17. toukokuuta 2024", "2024-05-17"),
    ("17 maja 2024", "2024-05-17"),
    ("17. května 2024", "2024-05-17"),
    ("2024. május 17.", "2024-05-17"),
    ("17 Mayıs 2024", "2024-05-17"),
    ("17 МАЯ 2024 г.", "2024-05-17"),
    ("17 травня 2024", "2024-05-17"),
    ("17 Μαΐου 2024", "2024-05-17"),
    ("17 مايو 2024", "2024-05-17"),
    ("١٧ مايو/أيار ٢٠٢٤", "2024-05-17"),
    ("17 تشرين الثاني 2024", "2024-11-17"),
    ("17 במאי 2024", "2024-05-17"),
    ("17 मई 2024", "2024-05-17"),
    ("17 พฤษภาคม 2567", "2024-05-17"),
    ("๑๗ พฤษภาคม พ.ศ. ๒๕๖๗", "2024-05-17"),
    ("17 พ.ค. 2567", "2024-05-17"),
    ("ngày 17 tháng 5 năm 2024", "2024-05-17"),
    ("2024年5月17日 星期五", "2024-05-17"),
    ("２０２４年５月１７日", "2024-05-17"),
    ("二〇二四年五月十七日", "2024-05-17"),
    ("2024年(令和6年)5月17日(金)", "2024-05-17"),
    ("令和5年3月1日", "2023-03-01"),
    ("令和元年5月1日", "2019-05-01"),
    ("昭和三十九年十月十日", "1964-10-10"),
    ("民國112年10月10日", "2023-10-10"),
    ("中華民國一一二年十月十日", "2023-10-10"),
    ("2024년 5월 17일", "2024-05-17"),
    ("2024. 5. 17.", "2024-05-17"),
    ("2024-05-17T08:00:00Z", "2024-05-17"),
    ("2024/5/17", "2024-05-17"),
    ("17.5.2024", "2024-05-17"),
    ("17. 5. 2024", "2024-05-17"),
    ("13/04/2021", "2021-04-13"),
    ("04/13/2021", "2021-04-13"),
    ("05/05/2021", "2021-05-05"),
    ("May 2024", "2024-05"),
    ("2024年5月", "2024-05"),
    ("mayo de 2024", "2024-05"),
    ("on July 4", "07-04"),
    ("4. Juli", "07-04"),
    ("7月4日", "07-04"),
    ("三月九日", "03-09"),
    ("4 июля", "07-04"),
]


@pytest.mark.parametrize(("text", "expected"), WAYS)
def test_every_way_to_write_a_date_means_the_same(text: str, expected: str) -> None:
    assert [one.date for one in find_dates(text)] == [expected]


@pytest.mark.parametrize("text", ["03/04/2021", "04-03-2021", "12/12/2021 – 03/04/2021"])
def test_where_either_number_may_be_the_month_only_the_year_is_certain(text: str) -> None:
    assert find_dates(text)[-1].date == "2021"


@pytest.mark.parametrize(
    "text",
    [
        "30 February 2024",
        "29 February 2023",
        "2024-13-01",
        "2024年13月1日",
        "192.168.10.2024",
        "0049-17-05-2024",
        "v1.2.2024",
        "call 2024-05-17-22",
        "In May 12 people came, in June 13%",
        "Version 2024.5",
        "the marching of 20 maypoles 2024",
        "1/2/3/2024",
        "page 17 of 2024",
        "1969",
        "17-20 May 2024",
        "二百年五月",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text) == []


def test_a_date_is_found_at_its_place() -> None:
    """Each place is one in the text itself: İ grows when it is made small, ٣ is one character."""
    text = "İzmir, 3 Mayıs 2024; ٣ مايو ٢٠٢٤"
    assert [text[one.start : one.end] for one in find_dates(text)] == ["3 Mayıs 2024", "٣ مايو ٢٠٢٤"]


def test_no_name_stands_for_two_months() -> None:
    for line in _MONTHS.strip().splitlines():
        assert len(line.split()) == 12
        assert all(
            months()[name] == number for number, names in enumerate(line.split(), 1) for name in names.split("|")
        )
