"""Spreadsheets: CSV, TSV and XLSX with a header row in English or Chinese; only a question column is required.

Several answers, sources or tags in one cell are separated by `|`.
"""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile

from qa.errors import DocumentError, TestSetError
from qa.loading import decode
from qa.testsets.cases import Case, case_of, unreadable
from qa.testsets.formats.imported import Imported

HEADERS = {
    "question": "question questions query 问题 問題 提问 提問 问 問",
    "answers": "answer answers reference 答案 回答 标准答案 標準答案 参考答案 參考答案 答",
    "sources": "source sources document file doc 来源 來源 出处 出處 文档 文檔 文件 文章",
    "evidence": "evidence passage context quote 依据 依據 证据 證據 原文 引文",
    "place": "place 位置",
    "lang": "lang language 语言 語言 语种 語種",
    "id": "id no number 编号 編號 序号 序號",
    "answerable": "answerable 可回答 可答 能否回答 有答案",
    "tags": "tag tags category type 标签 標籤 类别 類別 分类 分類",
}
_NO = frozenset("no n false 0 否 不 不能 无 無".split())
_YES = frozenset("yes y true 1 是 能 可 有".split())
_MOST_ROWS = 200_000
_BROKEN = (
    OSError,
    EOFError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    BadZipFile,
    zlib.error,
)
"""What openpyxl, its XML parser and zipfile raise for files that are no workbooks, or damaged ones."""
_KEYS = {header: key for key, headers in HEADERS.items() for header in headers.split()}


def read_csv(path: Path) -> Imported:
    """The rows of a CSV file in any common encoding; TSV by its ending. Errors name the line."""
    try:
        text = decode(path.read_bytes()).text
    except (OSError, DocumentError) as error:
        raise unreadable(path, error, "save it as CSV in UTF-8") from None
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text.partition("\n")[0]))
    try:
        return Imported(list(_cases(path, ((rows.line_num, row) for row in rows), "line")))
    except csv.Error as error:
        raise TestSetError(f"line {rows.line_num} of {path} is no CSV: {error}", hint="mend its quotes") from None


def _delimiter(path: Path, header: str) -> str:
    """A tab in TSV; a semicolon where the header has those alone, as spreadsheets write with a decimal comma."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    return ";" if ";" in header and "," not in header else ","


def read_xlsx(path: Path) -> Imported:
    """The rows of the first sheet. Errors name the row."""
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        rows = _sheet_rows(path)
    except (*_BROKEN, InvalidFileException) as error:
        raise unreadable(path, error, "save it as .xlsx or CSV") from None
    if len(rows) > _MOST_ROWS:
        raise TestSetError(f"the first sheet of {path} goes on below row {_MOST_ROWS:,}", hint="remove what is below")
    return Imported(list(_cases(path, enumerate(rows, start=1), "row")))


def _sheet_rows(path: Path) -> list[list[str]]:
    """The cells of the first sheet, up to the first row that is too many."""
    from openpyxl import load_workbook

    with path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True)
        rows = islice(book.worksheets[0].iter_rows(values_only=True), _MOST_ROWS + 1)
        return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> str:
    """As the sheet shows it: a whole number without its `.0`."""
    whole = isinstance(value, float) and value.is_integer()
    return "" if value is None else str(int(value) if whole and isinstance(value, float) else value)


def _cases(path: Path, rows: Iterable[tuple[int, Sequence[str]]], unit: str) -> Iterator[Case]:
    filled = ((number, row) for number, row in rows if any(cell.strip() for cell in row))
    number, header = next(filled, (1, ()))
    keys = [_KEYS.get(cell.strip().lower()) for cell in header]
    if "question" not in keys:
        found = ", ".join(cell for cell in header if cell) or "nothing"
        raise TestSetError(
            f"{unit} {number} of {path} names no question column; it holds {found}",
            hint="name the columns question, answer, source … or 问题, 答案, 来源 … in the first row",
        )
    for number, row in filled:
        cells = {key: cell.strip() for key, cell in zip(keys, row, strict=False) if key and cell.strip()}
        place = f"{unit} {number} of {path}"
        if "question" not in cells:
            raise TestSetError(
                f"{place} is not a question: its question is blank",
                hint="fill it in, or remove what else the row holds",
            )
        yield case_of(_fields(cells, place), place, f"{unit}-{number}")


def _fields(cells: Mapping[str, str], place: str) -> dict[str, object]:
    fields: dict[str, object] = dict(cells)
    for key in ("answers", "sources", "tags"):
        if key in cells:
            fields[key] = [part.strip() for part in cells[key].split("|") if part.strip()]
    if "answerable" in cells:
        said = cells["answerable"].lower()
        if said not in _YES | _NO:
            raise TestSetError(f"{place} says {said!r} for answerable", hint="write yes or no, 是 or 否")
        fields["answerable"] = said in _YES
    return fields
