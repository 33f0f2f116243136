"""The words of XML come line by line, and no entity of it is resolved."""

import pytest

from qa.errors import DocumentError
from tests.loading.made import named, read


def test_elements_inside_a_sentence_do_not_break_it() -> None:
    data = b"<doc><title>T</title><p>The <b>Varn</b> bridge.</p><list><i>a</i><i>b</i></list></doc>"
    assert (read("a.xml", data).text, read("a.xml", data).title) == ("T\nThe Varn bridge.\na\nb\n", "T")


def test_a_tower_of_entities_stays_what_it_is() -> None:
    tower = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    assert read("a.xml", f"<!DOCTYPE d [{tower}]><d><a>x&e11;</a></d>".encode()).text.strip() in {"x", "x&e11;"}


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.xml", b"just words")
    assert caught.value.reason == "damaged"


def test_a_workbook_in_xml_is_rows_also_under_the_suffix_of_excel() -> None:
    cell = '<Cell{}><Data ss:Type="{}">{}</Data></Cell>'
    rows = (
        f"<Row>{cell.format('', 'String', 'Course')}{cell.format('', 'String', 'Price')}</Row>"
        f'<Row ss:Index="3">{cell.format("", "String", "Sailing")}{cell.format("", "Number", "120")}</Row>'
        f"<Row>{cell.format(chr(32) + 'ss:Index=' + chr(34) + '2' + chr(34), 'Number', '95')}</Row>"
    )
    book = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Fees"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    for name in ("a.xml", "a.xls"):
        found = read(name, book.encode())
        lines = [line for line in found.text.split("\n") if line]
        assert lines == ["Fees", "Course | Price", "Course: Sailing | Price: 120", "Price: 95"]
        assert named(found, "Fees!B4") == "Price: 95"
