"""Quoted rows as the page shows them: word for word when read together, each value under its head."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.bot import Bot
from qa.index import build_index
from qa.settings import Settings
from qa.web.backend import Backend
from qa.web.tables import table_rows

PIECES = ("head", "colon", "before", "answer", "after", "gap")
BUDGET = """Department,Head,Staff,Remarks
Harbour office,Jonas Pell,12,including the pilots
Lighthouse service,Mira Oduya,5,two posts vacant
Fish market,Tomas Rehn,23,open at night
"""
ROOMS = """# Rooms

| Room | Seats | Key holder |
|---|---|---|
| Great hall | 310 | Edda Krantz |
| Blue chamber | 24 | Piet Aalto |
"""


def passage(shown: dict[str, Any]) -> dict[str, Any]:
    """The piece that is the quoted passage."""
    (found,) = (piece for piece in shown["pieces"] if "rows" in piece)
    return dict(found)


def joined(rows: list[list[Any]]) -> str:
    return "".join(cell[name] for row in rows for cell in row for name in PIECES)


@given(st.text("ab|: \t\n", max_size=60), st.data())
def test_the_pieces_of_a_passage_are_the_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first = data.draw(st.integers(start, end))
    last = data.draw(st.integers(first, end))
    rows = table_rows(text, start, end, (first, last) if last > first else None)
    if rows:
        assert joined(rows) == text[start:end]
        marked = "".join(cell["answer"] for row in rows for cell in row)  # type: ignore[misc]
        assert not marked or marked[0] in text[first:last]


def test_prose_is_no_table() -> None:
    assert table_rows("The bell was cast in 1822.", 0, 26, None) == []
    assert table_rows("a | b\nand prose\n", 0, 16, None) == []


def test_an_answer_is_marked_in_its_cell() -> None:
    text = "Head: Mira Oduya | Staff: 5"
    ((one, two),) = table_rows(text, 0, len(text), (6, 16))
    assert one == {
        "head": "Head",
        "colon": ": ",
        "before": "",
        "answer": "Mira Oduya",
        "after": "",
        "gap": " | ",
        "over": "",
    }
    assert (two["head"], two["answer"], two["before"] or two["after"]) == ("Staff", "", "5")


@pytest.fixture
def backend(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Backend]:
    write("budget.csv", BUDGET)
    write("rooms.md", ROOMS)
    build_index(settings)
    with Bot.open(settings) as bot, closing(Backend(settings, bot)) as opened:
        yield opened


def test_the_row_of_a_sheet_is_quoted_alone_with_its_heads_and_its_answer_in_one_cell(backend: Backend) -> None:
    reply: dict[str, Any] = backend.ask({"question": "Who is the head of the lighthouse service?"})
    quote = reply["quotes"][0]
    assert (quote["places"], quote["answer"]) == (["row 3"], "Mira Oduya")
    (row,) = quote["rows"]
    assert [(cell["head"], bool(cell["answer"])) for cell in row] == [
        ("Department", False),
        ("Head", True),
        ("Staff", False),
        ("Remarks", False),
    ]
    assert joined(quote["rows"]) == quote["text"]
    shown: dict[str, Any] = backend.source({key: quote[key] for key in ("source", "start", "end", "text")})
    assert [cell["head"] for cell in passage(shown)["rows"][0]] == ["Department", "Head", "Staff", "Remarks"]


def test_the_row_of_a_markdown_table_stands_under_the_heads_above_it(backend: Backend) -> None:
    start = ROOMS.index("| Blue")
    words = ROOMS[start:].strip()
    asked = {"source": "rooms.md", "start": start, "end": start + len(words), "text": words}
    shown: dict[str, Any] = backend.source(asked)
    (row,) = passage(shown)["rows"]
    cells = [(cell["over"], cell["before"] or cell["after"]) for cell in row if cell["before"] or cell["after"]]
    assert cells == [("Room", "Blue chamber"), ("Seats", "24"), ("Key holder", "Piet Aalto")]
    assert joined([row]) == words
