"""CSV and TSV: the separator as the rows agree on it, each row with its column heads."""

import csv
import io
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Literal

import regex

from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted
from qa.loading.formats.package import bomb
from qa.loading.formats.table import Cell, Row, write_table
from qa.loading.formats.text_builder import TextBuilder

DELIMITERS = (",", ";", "\t", "|")
MOST_CELLS = 10_000_000
_NUMBER = regex.compile(r"[-+(]?\p{Sc}?\s?\d[\d.,' \u00a0\u202f]*\p{Sc}?%?\)?|\d{4}-\d\d-\d\d.{0,15}|\d+[./]\d+[./]\d+")
_LINES_IN_A_CELL = 1_000


def read_csv(data: bytes, encoding: str | None) -> Extracted:
    """The rows of a file of separated values, whatever separates them."""
    return _read(data, encoding, DELIMITERS)


def read_tsv(data: bytes, encoding: str | None) -> Extracted:
    """The rows of a file whose values are separated by tabs, or else by what the rows agree on."""
    return _read(data, encoding, ("\t", *DELIMITERS))


def _read(data: bytes, encoding: str | None, delimiters: tuple[str, ...]) -> Extracted:
    decoded = decode(data, encoding)
    text = TextBuilder()
    rows = _rows(decoded.text, delimiter_of(decoded.text, delimiters))
    write_table(rows, text, lambda row: f"row {row.number}", headed=True)
    return replace(text.extracted(decoded.encoding), certain=decoded.certain)


def delimiter_of(text: str, delimiters: tuple[str, ...] = DELIMITERS) -> str:
    """What separates the values: rows agree best on their number, and on more rather than fewer; a tie is the first."""
    sample = "\n".join(text[:200_000].split("\n", 200)[:200])
    return max(dict.fromkeys(delimiters), key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> float:
    rows = [row for row in _parsed(sample, delimiter, csv.QUOTE_MINIMAL) if any(row)]
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
    return count / len(rows) + min(width, 50) / 1_000 if width > 1 else 0.0


def _rows(text: str, delimiter: str) -> list[Row]:
    parsed = _parsed(text, delimiter, csv.QUOTE_MINIMAL)
    if any(cell.count("\n") > _LINES_IN_A_CELL for row in parsed for cell in row):
        parsed = _parsed(text, delimiter, csv.QUOTE_NONE)  # a quotation mark that nobody closed
    rows = [Row(number, _cells(row)) for number, row in enumerate(parsed, 1)]
    if sum(len(row.cells) for row in rows) > MOST_CELLS:
        raise bomb(f"holds more than {MOST_CELLS:,} cells")
    return rows


def _cells(values: list[str]) -> list[Cell]:
    return [
        Cell(column, value, not value[0].isalpha() and bool(_NUMBER.fullmatch(value.strip())))
        for column, value in enumerate(values)
        if value.strip()
    ]


def _parsed(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    before = csv.field_size_limit(max(len(text) + 1, csv.field_size_limit()))  # the limit is the whole program's
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, skipinitialspace=True)
    try:
        return list(islice(reader, MOST_CELLS))
    finally:
        csv.field_size_limit(before)
