"""A head names the columns below it, and only where it is one."""

from qa.loading.formats.table import Cell, Row, cell_range, letters, write_table
from qa.loading.formats.text_builder import TextBuilder


def written(*rows: tuple[str, ...] | None, headed: bool = False) -> list[str]:
    """The lines of rows whose cells are numbers where they look so; None is a blank row."""
    made = [
        Row(number, [Cell(column, text, text.isdecimal()) for column, text in enumerate(row) if text])
        for number, row in enumerate(rows, 1)
        if row
    ]
    text = TextBuilder()
    write_table(made, text, cell_range("S"), headed=headed)
    return text.extracted("").text.split("\n")[:-1]


def test_titles_may_stand_over_the_head() -> None:
    assert written(("Fees of 2024",), ("Course", "Price"), ("Sailing", "120"))[2] == "Course: Sailing | Price: 120"


def test_the_head_goes_on_after_a_blank_row() -> None:
    rows = written(("Name", "Age"), ("Jane", "23"), None, ("Ian", "34"))
    assert rows[-2] == "Name: Ian | Age: 34"


def test_one_blank_row_may_stand_under_the_head() -> None:
    assert written(("Number", "Square"), None, ("15", "225"))[2] == "Number: 15 | Square: 225"


def test_years_may_be_heads() -> None:
    assert written(("Country", "2023", "2024"), ("Chile", "5", "6"))[1] == "Country: Chile | 2023: 5 | 2024: 6"


def test_a_form_has_no_head() -> None:
    assert written(("Name:", "Ada"), ("Born:", "1815")) == ["Name: | Ada", "Born: | 1815", ""]


def test_words_over_words_are_a_head_only_where_the_format_has_one() -> None:
    rows = (("Capital", "Country"), ("Oslo", "Norway"))
    assert written(*rows)[1] == "Oslo | Norway"
    assert written(*rows, headed=True)[1] == "Capital: Oslo | Country: Norway"


def test_columns_are_named_as_in_spreadsheets() -> None:
    assert [letters(column) for column in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
