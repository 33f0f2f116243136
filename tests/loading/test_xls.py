"""Old Excel files are read like new ones."""

import io

import pytest
import xlwt

from qa.errors import DocumentError
from qa.loading.sandbox import Sandbox
from tests.loading.made import compound, named, read


def book() -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Fees")
    money = xlwt.easyxf(num_format_str="#,##0.00")
    for row, cells in enumerate([("Course", "Price"), ("Sailing", 1200), ("Diving", 95.5)]):
        for column, value in enumerate(cells):
            sheet.write(row, column, value, money)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_rows_have_heads_and_numbers_are_shown() -> None:
    found = read("a.xls", book())
    assert found.text == "Fees\n\nCourse | Price\nCourse: Sailing | Price: 1,200.00\nCourse: Diving | Price: 95.50\n\n"
    assert named(found, "Fees!A2:B2") == "Course: Sailing | Price: 1,200.00"


def test_a_file_that_one_reader_gives_up_on_is_read_by_the_other() -> None:
    """The mark of the byte order in the container's head is wrong; xlrd refuses that, Excel does not."""
    made = bytearray(book())
    made[28:30] = b"\xff\xff"
    assert "Course: Diving | Price: 95.5" in read("a.xls", bytes(made)).text


@pytest.mark.parametrize("data", [compound({"Workbook": b"x"}), b"words", book()[:2000]])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.xls", data)
    assert caught.value.reason == "damaged"


def test_a_file_whose_sectors_lead_in_a_circle_is_refused() -> None:
    """The last sector of the directory points to its first; calamine followed that until no memory was left."""
    made = bytearray(book())
    made[28:30] = b"\xff\xff"  # xlrd gives up at once
    table, directory = (512 * (1 + int.from_bytes(made[at : at + 4], "little")) for at in (76, 48))
    first = directory // 512 - 1
    chain = range(table + 4 * first, table + 512, 4)
    last = next(at for at in chain if made[at : at + 4] == b"\xfe\xff\xff\xff")
    made[last : last + 4] = first.to_bytes(4, "little")
    with Sandbox(memory=2_000_000_000) as sandbox, pytest.raises(DocumentError) as caught:
        sandbox.read("a.xls", bytes(made), None)
    assert "is not a whole Excel file" in caught.value.message
