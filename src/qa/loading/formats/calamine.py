"""Excel's binary files (XLSB), and XLS files that xlrd gives up on: values as they are stored, by python-calamine."""

import datetime
import io
from collections.abc import Iterator

from qa.loading.extracted import Extracted
from qa.loading.formats.number_format import general
from qa.loading.formats.package import damaged
from qa.loading.formats.table import Cell, Row, cell_range, write_table
from qa.loading.formats.text_builder import TextBuilder


def read_xlsb(data: bytes, _encoding: str | None) -> Extracted:
    """The rows of every sheet; numbers have no formats here. DocumentError for what is no workbook."""
    text = TextBuilder()
    sheets = _sheets(data)
    if not sheets:
        raise damaged("is an Excel file without sheets")
    for name, values in sheets:
        rows = list(_rows(values))
        if rows:
            text.heading(name, 1)
        write_table(rows, text, cell_range(name))
    return text.extracted("Excel")


def _sheets(data: bytes) -> list[tuple[str, list[list[object]]]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        return [(name, [list(row) for row in sheet.to_python(skip_empty_area=False)]) for name, sheet in sheets]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of Rust is no Exception
        raise damaged(f"is not a whole Excel file ({error})") from None


def _rows(values: list[list[object]]) -> Iterator[Row]:
    for number, row in enumerate(values, 1):
        found = ((column, _shown(value), value) for column, value in enumerate(row))
        cells = [Cell(column, text, not isinstance(value, str | bool)) for column, text, value in found if text.strip()]
        if cells:
            yield Row(number, cells)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return general(float(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(value)
