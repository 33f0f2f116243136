"""OpenDocument texts, sheets and slides give what they show."""

import pytest

from qa.errors import DocumentError
from tests.loading.made import named, read, zipped

SPACES = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "text", "table", "draw", "presentation", "dc"))


def content(kind: str, body: str) -> str:
    return (
        f"<office:document-content {SPACES}><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )


def opened(kind: str, body: str, manifest: str = "") -> bytes:
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": mime, "content.xml": content(kind, body), "META-INF/manifest.xml": f"<m>{manifest}</m>"})


def test_deleted_text_is_left_out_and_blanks_are_counted() -> None:
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        '<text:p>Built<text:s text:c="2"/>in\n   <text:span>1912</text:span>.<text:tab/>x<text:line-break/>y</text:p>'
    )
    assert read("a.odt", opened("text", body)).text == "Built  in 1912.\tx\ny\n\n"


def test_notes_and_comments_follow_their_paragraph() -> None:
    note = '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
    body = f"<text:p>Cl{note}<text:p>Source.</text:p></text:note-body></text:note>aim"
    body += "<office:annotation><dc:creator>Ada</dc:creator><text:p>Really?</text:p></office:annotation>.</text:p>"
    found = read("a.odt", opened("text", body))
    assert found.text == "Claim.\n\nSource.\n\nReally?\n\n"
    assert (named(found, "footnote 1"), named(found, "comment")) == ("Source.", "Really?")


def test_a_million_repeated_rows_cost_nothing_and_cells_show_what_they_show() -> None:
    cell = '<table:table-cell office:value-type="{}" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    rows = f"<table:table-row>{cell.format('string', '', 'Price')}{cell.format('string', '', 'Tax')}</table:table-row>"
    rows += (
        f"<table:table-row>{cell.format('float', '1200', '1,200.00')}{cell.format('float', '2', '2')}</table:table-row>"
    )
    sheet = f'<table:table table:name="Fees">{rows}{empty}{rows}{empty}</table:table>'
    found = read("a.ods", opened("spreadsheet", sheet))
    assert named(found, "Fees!A2:B2") == "Price: 1,200.00 | Tax: 2"
    assert named(found, "Fees!A1048004:B1048004") == "Price: 1,200.00 | Tax: 2"


def test_slides_have_pages_and_notes() -> None:
    page = "<draw:page><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>{}</draw:page>"
    notes = "<presentation:notes><draw:frame><draw:text-box><text:p>Say hello.</text:p></draw:text-box></draw:frame>"
    found = read(
        "a.odp", opened("presentation", page.format("One", "") + page.format("Two", f"{notes}</presentation:notes>"))
    )
    places = [(place.name, place.page) for place in found.places]
    assert places == [("slide 1", 1), ("slide 2", 2), ("slide 2, notes", 2)]
    assert found.text == "One\n\nTwo\n\nSay hello.\n\n"


def test_a_flat_file_is_read_like_a_package() -> None:
    assert read("a.fodt", content("text", "<text:p>Flat.</text:p>").encode()).text == "Flat.\n\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (opened("text", "", "<encryption-data/>"), "encrypted"),
        (b"words", "damaged"),
        (opened("text", "")[:-40], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.odt", data)
    assert caught.value.reason == reason


def test_a_sheet_that_repeats_itself_beyond_measure_is_refused() -> None:
    """320 KB gave 80 million characters, each of them to be embedded."""
    cell = '<table:table-cell table:number-columns-repeated="100"><text:p>' + "a" * 100 + "</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="100">{cell}</table:table-row>'
    with pytest.raises(DocumentError, match="characters of text") as caught:
        read("a.ods", opened("spreadsheet", f'<table:table table:name="S">{row * 30}</table:table>'))
    assert caught.value.reason == "bomb"
