"""An Excel file gives rows that can be quoted by themselves, as they are shown, each with its place."""

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.comments import Comment

from qa.errors import DocumentError
from tests.loading.made import arrows, named, read, zipped


def book(*rows: tuple[str | float, ...], title: str = "Fees") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def raw(sheet: str, strings: str = "", namespace: str = "urn:x") -> bytes:
    """A workbook of one sheet, written by hand."""
    listed = '<sheets><sheet name="S" r:id="r1"/></sheets>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": arrows("officeDocument=xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="urn:r">{listed}</workbook>',
            "xl/_rels/workbook.xml.rels": arrows("worksheet=sheet.xml", "sharedStrings=strings.xml"),
            "xl/strings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
            "xl/sheet.xml": f'<worksheet xmlns="{namespace}"><sheetData>{sheet}</sheetData></worksheet>',
        }
    )


def test_a_row_says_its_column_heads_and_its_cells() -> None:
    found = read("a.xlsx", book(("Course", "Price"), ("Sailing", 120), ("Diving", 95.5)))
    assert found.text == "Fees\n\nCourse | Price\nCourse: Sailing | Price: 120\nCourse: Diving | Price: 95.5\n\n"
    assert named(found, "Fees!A3:B3") == "Course: Diving | Price: 95.5"


def test_a_date_is_a_date_and_a_note_stands_by_its_cell() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["B2"] = date(2021, 1, 1)
    sheet["B2"].number_format = "d mmmm yyyy"
    sheet["B2"].comment = Comment("Holiday", "Ada")
    found = read("a.xlsx", saved(made))
    assert (named(found, "Sheet!B2"), found.text.count("Holiday")) == ("1 January 2021\nHoliday", 1)


def test_strict_files_are_read_like_others() -> None:
    data = raw(
        '<row><c t="inlineStr"><is><t>Seen</t></is></c></row>',
        namespace="http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    assert read("a.xlsx", data).text == "S\n\nSeen\n\n"


def test_rows_at_the_far_end_cost_nothing() -> None:
    data = raw('<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>')
    assert [place.name for place in read("a.xlsx", data).places] == ["S!XFD1048576"]


def test_how_a_string_is_pronounced_is_no_text_and_escapes_are_characters() -> None:
    strings = "<si><r><t>課きく</t></r><rPh><t>カ</t></rPh></si><si><t>a_x000D_\nb</t></si>"
    assert (
        read("a.xlsx", raw('<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>', strings)).text
        == "S\n\n課きく | a\nb\n\n"
    )


@pytest.mark.parametrize("data", [book(), raw('<row r="1"><c r="A1"/></row>')])
def test_a_book_without_cells_is_empty(data: bytes) -> None:
    assert not read("a.xlsx", data).text.strip()


def test_an_endless_sheet_is_refused() -> None:
    """A hundred megabytes of empty cells, packed into a hundred kilobytes."""
    with pytest.raises(DocumentError) as caught:
        read("a.xlsx", raw("<row>" + "<c><v>1</v></c>" * 7_000_000 + "</row>"))
    assert caught.value.reason == "bomb"


def test_a_cell_that_reaches_down_is_said_in_every_row() -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in (("Harbour", "Course", "Price"), ("Varn", "Sailing", 120), (None, "Diving", 95), ("Tove", "Rowing", 40)):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    lines = read("a.xlsx", saved(made)).text.strip().split("\n")
    assert lines[-2:] == ["Harbour: Varn | Course: Diving | Price: 95", "Harbour: Tove | Course: Rowing | Price: 40"]
