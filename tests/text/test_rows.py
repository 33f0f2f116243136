"""Rows of tables: their cells and heads are slices of the line, in order, and no line costs more than its length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text import cells, heads, is_row, row_around, sentences

RULED = (
    "# Rooms\n\n| Room | Seats | Key holder |\n|:--|--:|---|\n| Great hall | 310 | Edda |\n| Blue chamber | | Piet |\n"
)
PLAIN = "Boats\n\nBoat | Cox | Rowers\nSwift | Bea | 8\nHeron | Ravi | 4\n"


def parts(line: str) -> list[tuple[str, str]]:
    return [(line[slice(*head)], line[slice(*value)]) for head, value in cells(line, 0, len(line))]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Name: Ada | Born: 1815", [("Name", "Ada"), ("Born", "1815")]),
        ("Time: 7:30 | Note: see: below | B", [("Time", "7:30"), ("Note", "see: below"), ("", "B")]),
        ("Swift | Bea | 8", [("", "Swift"), ("", "Bea"), ("", "8")]),
        ("10:30 | Meeting: plans | Room 4", [("", "10:30"), ("", "Meeting: plans"), ("", "Room 4")]),
        ("| Great hall | 310 | Edda |", [("", "Great hall"), ("", "310"), ("", "Edda")]),
        ("|a||c", [("", "a"), ("", ""), ("", "c")]),
        (r"| a \| b | c |", [("", r"a \| b"), ("", "c")]),
        ("Ferry: Kestrel\tBuilt: 2003", [("Ferry", "Kestrel"), ("Built", "2003")]),
    ],
)
def test_a_row_is_divided_into_cells_with_their_heads(line: str, found: list[tuple[str, str]]) -> None:
    assert is_row(line)
    assert parts(line) == found


@given(st.text("ab|: \t\\-", max_size=60))
def test_heads_and_values_are_in_order_and_do_not_overlap(line: str) -> None:
    places = [edge for cell in cells(line, 0, len(line)) for span in cell for edge in span]
    assert places == sorted(places)
    assert all(0 <= place <= len(line) for place in places)


@pytest.mark.parametrize(
    ("text", "row", "named"),
    [
        (RULED, "| Blue", ["Room", "Seats", "Key holder"]),
        (RULED, "| Great", ["Room", "Seats", "Key holder"]),
        (RULED, "| Room", []),
        (PLAIN, "Heron", ["Boat", "Cox", "Rowers"]),
        (PLAIN, "Swift", ["Boat", "Cox", "Rowers"]),
        (PLAIN, "Boat |", []),
        ("Name | Ada\nBorn | 1815\nDied | 1852\n", "Died", []),
        ("2019 | 2020 | 2021\n1 | 2 | 3\n", "1 |", []),
        ("Boat | Cox | Rowers\n\nHeron | Ravi | 4\n", "Heron", []),
    ],
)
def test_heads_stand_above_a_row_where_the_text_tells_them(text: str, row: str, named: list[str]) -> None:
    """Not for the head itself, not in a list of names and values, not over a blank line."""
    start = text.index(row)
    found = cells(text, start, text.index("\n", start))
    assert heads(text, found) == (named or [""] * len(found))


def test_each_row_is_a_sentence_and_is_quoted_whole() -> None:
    """Three rows of 60 to 90 characters look like wrapped prose."""
    lines = [
        f"Department: {name} | Head: {head} | Staff: {staff} | Remarks: none that anyone knows"
        for name, head, staff in (("Harbour office", "Jonas Pell", 12), ("Lighthouses", "Mira", 5), ("Fish", "Tom", 7))
    ]
    text = "\n".join(lines)
    assert [text[start:end] for start, end in sentences(text)] == lines
    place = row_around(text, text.index("Mira"), text.index("Mira") + 4)
    assert place is not None
    assert text[slice(*place)] == lines[1]


@pytest.mark.parametrize("line", [" " * 300_000, "|" + " " * 300_000, "-" * 300_000, "--|" * 100_000, "| " * 60_000])
def test_a_line_costs_no_more_than_its_length(line: str) -> None:
    """Linear, the worst takes under a second; by the square it would take hours."""
    started = time.perf_counter()
    cells(line + "x", 0, len(line) + 1)
    under = f"{line}x\na | b"
    heads(under, cells(under, len(line) + 2, len(under)))
    assert time.perf_counter() - started < 8
