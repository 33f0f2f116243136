"""The answer in a row is the cell whose column the question names."""

import pytest

from qa.asking.cells import answer_in_row
from qa.text import terms

MARKDOWN = (
    "| Room | 2022 | 2023 | Date of opening |\n|---|:--|---|---|\n| Small hall | 80 | 85 | 1902 |\n"
    "| Great hall | 310 | 340 | |"
)
TABBED = "Room: Great hall\t2022: 310\t2023: 340\tDate of opening: 1902"
PIPED = "Room: Great hall | 2022: 310 | 2023: 340 | Date of opening: 1902"


def cell(text: str, question: str, answer: str) -> str:
    """What is marked in the last line of `text` where the reader marked `answer`."""
    row = text.rfind("\n") + 1, len(text)
    first = text.index(answer, row[0])
    start, end = answer_in_row(text, row, (first, first + len(answer)), dict.fromkeys(terms(question), 1.0))
    return text[start:end]


@pytest.mark.parametrize("text", [MARKDOWN, TABBED, PIPED])
@pytest.mark.parametrize(("year", "value"), [("2022", "310"), ("2023", "340")])
def test_the_named_column_has_the_answer(text: str, year: str, value: str) -> None:
    """Marked was the whole row, or the first number of it."""
    for marked in ("310", text.rpartition("\n")[2][7:25]):
        assert cell(text, f"How many seats did the great hall have in {year}?", marked) == value


def test_without_a_named_column_an_answer_keeps_to_its_cell() -> None:
    assert cell(PIPED, "How many seats are there?", "310 | 2023: 340") == "310"
    assert cell(PIPED, "What is the size of it?", "hall | 2022") == "hall"
    assert cell(PIPED, "What is the size of it?", "2022: 310") == "310"
    assert cell(PIPED, "In which room of 2022 were 310?", "Great") == "Great"


def test_two_columns_that_are_named_alike_are_none() -> None:
    assert cell(PIPED, "In 2022 or 2023?", "310") == "310"


@pytest.mark.parametrize("text", ["The hall has 340 seats.", "| 340", "Seats: 340"])
def test_what_is_no_row_of_several_cells_stays_as_it_is(text: str) -> None:
    assert cell(text, "How many seats?", "340") == "340"
