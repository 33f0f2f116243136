"""Spreadsheets: CSV, TSV and XLSX as people write them; only a question column is required.

The head is the row, among the first ones, that names most columns in a way that `heads.py` knows; what stands above it,
and columns that it does not know, are told. Several answers, sources or tags in one cell are separated by `|`, or stand
in columns of their own.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import regex

from qa.errors import DocumentError, TestSetError
from qa.loading import Row, decode, delimiter_of, read_rows
from qa.testsets.cases import Case, case_of, unreadable
from qa.testsets.formats.imported import Imported
from qa.testsets.heads import key_of

_NO = frozenset("no n false 0 否 不 不能 无 無 いいえ nein non нет 아니요".split())
_YES = frozenset("yes y true 1 是 能 可 有 はい ja oui sí si sì да 예".split())
_SEVERAL = ("answers", "sources", "tags")
_ABOVE = 20
"""So many filled rows may stand above the head, with titles and remarks."""
_MOST_ROWS, _MOST_COLUMNS = 200_000, 200
_SAID = regex.compile(r'(?i)"?sep=([\t;,|])"?,*')


def read_csv(path: Path) -> Imported:
    """The rows of a CSV file in any common encoding, whatever separates its values. Errors name the line."""
    try:
        text = decode(path.read_bytes()).text
    except (OSError, DocumentError) as error:
        raise unreadable(path, error, "save it as CSV in UTF-8") from None
    lines = _lines(path, text)
    table = _table(path, "line", lines)
    if table is None:
        raise _headless(path, "line", lines)
    return table


def _lines(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """(number of its last line, cells) of each filled row; Excel's `sep=;` says what separates them, and is no row."""
    first, _, rest = text.partition("\n")
    said = _SAID.fullmatch(first)
    above, body = (1, rest) if said else (0, text)
    delimiter = said[1] if said else delimiter_of(body)
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        return [(rows.line_num + above, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise TestSetError(
            f"line {rows.line_num + above} of {path} is no CSV: {error}", hint="mend its quotes"
        ) from None


def read_xlsx(path: Path) -> Imported:
    """The rows of every sheet that has a question column, numbers as they are shown. Errors name sheet and row."""
    try:
        sheets = [(name, _within(path, name, rows)) for name, rows in read_rows(path.read_bytes()) if rows]
    except (OSError, DocumentError) as error:
        raise unreadable(path, error, "save it as .xlsx or CSV") from None
    cases: list[Case] = []
    notes: list[str] = []
    for name, rows in sheets:
        unit = "row" if not cases else f"sheet {name}, row"
        table = _table(path, unit, rows)
        if table:
            cases += table.cases
            notes += table.notes
        else:
            notes.append(f"the sheet {name} names no question column and is not read")
    if not cases and len(notes) == len(sheets):
        raise _headless(path, "row", sheets[0][1] if sheets else [])
    return Imported(cases, notes=notes)


def _within(path: Path, sheet: str, rows: Sequence[Row]) -> list[tuple[int, list[str]]]:
    """(number, cells) of each row; TestSetError for a sheet larger than anybody writes."""
    width = 1 + max(cell.column for row in rows for cell in row.cells)
    if rows[-1].number > _MOST_ROWS or width > _MOST_COLUMNS:
        raise TestSetError(
            f"the sheet {sheet} of {path} goes on beyond row {_MOST_ROWS:,} or column {_MOST_COLUMNS}",
            hint="remove what is there",
        )
    filled = ({cell.column: cell.text for cell in row.cells} for row in rows)
    return [(row.number, [cells.get(at, "") for at in range(width)]) for row, cells in zip(rows, filled, strict=True)]


def _table(path: Path, unit: str, rows: Sequence[tuple[int, Sequence[str]]]) -> Imported | None:
    """The cases below the head, with notes on what is not read; None without a head."""
    named = [{key for cell in row if (key := key_of(cell))} for _, row in rows[:_ABOVE]]
    at = max(range(len(named)), key=lambda index: ("question" in named[index], len(named[index])), default=0)
    if not named or "question" not in named[at]:
        return None
    notes = [f"{unit} {number} of {path} stands above the head: {_short(row)}" for number, row in rows[:at]]
    head = rows[at][1]
    keys = _keys(head)
    unread = [cell for cell, key in zip(head, keys, strict=True) if cell.strip() and not key]
    if unread:
        notes.append(f"not read of {path}: the columns {', '.join(unread)}")
    cases = [_case(row, keys, f"{unit} {number} of {path}", _name(unit, number)) for number, row in rows[at + 1 :]]
    return Imported(cases, notes=notes)


def _keys(head: Sequence[str]) -> list[str | None]:
    """The key of each column; of several that may hold one value only the first is it."""
    keys: list[str | None] = []
    for cell in head:
        key = key_of(cell)
        keys.append(None if key in keys and key not in _SEVERAL else key)
    return keys


def _name(unit: str, number: int) -> str:
    return f"{unit.removeprefix('sheet ').replace(', ', '-')}-{number}"


def _case(row: Sequence[str], keys: Sequence[str | None], place: str, name: str) -> Case:
    outside = [cell for cell in row[len(keys) :] if cell.strip()]
    if outside:
        raise TestSetError(
            f"{place} has a value without a column: {_short(outside)}",
            hint="put quotation marks around values that hold what separates the columns, or name the column",
        )
    cells: dict[str, str] = {}
    for key, cell in zip(keys, row, strict=False):
        if key and cell.strip():
            cells[key] = f"{cells[key]}|{cell.strip()}" if key in cells else cell.strip()
    if "question" not in cells:
        raise TestSetError(
            f"{place} is not a question: its question is blank",
            hint="fill it in, or remove what else the row holds",
        )
    return case_of(_fields(cells, place), place, name)


def _fields(cells: Mapping[str, str], place: str) -> dict[str, object]:
    fields: dict[str, object] = {key: said for key, said in cells.items() if key != "unanswerable"}
    for key in _SEVERAL:
        if key in cells:
            fields[key] = list(dict.fromkeys(part.strip() for part in cells[key].split("|") if part.strip()))
    for key in ("unanswerable", "answerable"):
        if key in cells:
            said = cells[key].lower()
            if said not in _YES | _NO:
                raise TestSetError(f"{place} says {said!r} for {key}", hint="write yes or no, 是 or 否")
            fields["answerable"] = (said in _YES) == (key == "answerable")
    return fields


def _headless(path: Path, unit: str, rows: Sequence[tuple[int, Sequence[str]]]) -> TestSetError:
    number, head = rows[0] if rows else (1, [])
    return TestSetError(
        f"{unit} {number} of {path} names no question column; it holds {_short(head) or 'nothing'}",
        hint="name the columns question, answer, source … or 问题, 答案, 来源 … in the first row",
    )


def _short(cells: Sequence[str]) -> str:
    words = ", ".join(cell.strip() for cell in cells if cell.strip())
    return words if len(words) <= 80 else f"{words[:80]}…"
