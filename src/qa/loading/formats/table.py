"""Rows of a sheet → lines that can be quoted by themselves: each value after its column's head.

`Name: Ada | Born: 1815` under the head `Name | Born`; where a sheet has no head, `Ada | 1815`.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import regex

from qa.loading.formats.text_builder import TextBuilder

LONGEST_HEAD = 80
MOST_REPEATED = 100_000_000
"""Characters up to which heads are repeated in the rows below them."""
_SEEN = 30
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")


class Cell(NamedTuple):
    """A filled cell: its column from 0, what it shows, and whether that is a number or a date."""

    column: int
    text: str
    is_number: bool = False
    is_bold: bool = False


class Row(NamedTuple):
    """The filled cells of a row, from left to right; rows count from 1."""

    number: int
    cells: Sequence[Cell]


Namer = Callable[[Row], str]
"""The name of a row's place in the file."""


def write_table(rows: Sequence[Row], text: TextBuilder, place: Namer, *, headed: bool = False) -> None:
    """Writes the rows that hold something, a line each; `headed` says that the first full row is surely a head."""
    heads: dict[int, str] = {}
    blocks = [*_blocks(rows), []]
    for block, after in pairwise(blocks):
        is_near = after and after[0].number == block[-1].number + 2
        top = _head(block, after if is_near else (), headed and not heads)
        if top is not None:
            heads = {cell.column: " ".join(cell.text.split()) for cell in block[top].cells}
            heads = heads if sum(map(len, heads.values())) * len(block) < MOST_REPEATED else {}
        elif not _fits(block, heads):
            heads = {}
        for index, row in enumerate(block):
            under = top is None or index > top
            text.line(_line(row, heads if under else {}), place(row))
        text.add("\n")


def _blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Runs of rows with no blank row between them."""
    block: list[Row] = []
    for row in rows:
        if not row.cells:
            continue
        if block and row.number > block[-1].number + 1:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _line(row: Row, heads: dict[int, str]) -> str:
    if len(row.cells) == 1 and row.cells[0].column == min(heads, default=0):
        return row.cells[0].text
    return " | ".join(
        f"{heads[cell.column]}: {cell.text}" if heads.get(cell.column) else cell.text for cell in row.cells
    )


def _head(block: Sequence[Row], after: Sequence[Row], headed: bool) -> int | None:
    """The index of the row that names the columns of those below it; titles may stand over it, one blank row below."""
    for index, row in enumerate(block):
        below = block[index + 1 : index + 1 + _SEEN] or after[:_SEEN]
        if not below:
            return None
        if len(row.cells) > 1:
            return index if _names_columns(row, below) and (headed or _differs(row, below)) else None
    return None


def _names_columns(row: Row, below: Sequence[Row]) -> bool:
    """Whether the cells are short, different words, and nearly all that stands below stands under one of them."""
    words = [cell.text.strip() for cell in row.cells]
    if row.cells[0].is_number or any(len(word) > LONGEST_HEAD for word in words) or len(set(words)) < len(words):
        return False
    if any(cell.is_number and not _YEAR.fullmatch(cell.text) for cell in row.cells):
        return False
    if any(word.endswith((":", "：")) for word in words) or max(len(other.cells) for other in below) < 2:
        return False
    columns = {cell.column for cell in row.cells}
    placed = [cell.column in columns for other in below for cell in other.cells[:200]]
    return sum(placed) >= 0.8 * len(placed)


def _differs(row: Row, below: Sequence[Row]) -> bool:
    """Whether it looks unlike the rows below: bold, or words over numbers, or names over longer texts."""
    if all(cell.is_bold for cell in row.cells) and not all(cell.is_bold for other in below for cell in other.cells):
        return True
    for head in islice(row.cells, 50):
        column = [cell for other in below for cell in other.cells if cell.column == head.column]
        numbers = sum(cell.is_number for cell in column)
        if column and 2 * numbers >= len(column):
            return True
        if column and sum(len(cell.text) for cell in column) > 3 * len(column) * max(len(head.text), 4):
            return True
    return False


def _fits(block: Sequence[Row], heads: dict[int, str]) -> bool:
    """Whether a block without a head goes on under the last one: rows as wide as the head, or nearly."""
    columns = [cell.column for row in block for cell in row.cells]
    wide = sum(len(row.cells) for row in block) >= 0.5 * len(heads) * len(block)
    return wide and all(column in heads for column in columns)


def letters(column: int) -> str:
    """A column's name: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cell_range(sheet: str) -> Namer:
    """Names a row's place as spreadsheets do: `Sheet1!A7:D7`."""

    def place(row: Row) -> str:
        first, last = letters(row.cells[0].column), letters(row.cells[-1].column)
        return f"{sheet}!{first}{row.number}" + (f":{last}{row.number}" if first != last else "")

    return place
