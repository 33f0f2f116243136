"""PDFs that the tests write themselves: reading order, joined lines, places, forms, refusals."""

import io
from itertools import pairwise

import numpy as np
import pypdfium2
import pytest

from qa.errors import DocumentError
from qa.loading.extracted import Extracted
from qa.loading.formats.pages.ocr import can_recognize
from qa.loading.formats.pages.pdf import read_pdf
from tests.loading.pdf_writer import Line, Page, paragraph, pdf

LEFT = ["one two three four five", "six seven eight nine ten", "eleven twelve thirteen.", "Fourteen and fifteen all"]
RIGHT = ["Red orange yellow green", "blue violet black white", "grey brown pink golden", "silver and so many more."]
IN_ORDER = (" ".join(LEFT) + "\n\n" + " ".join(RIGHT)).split()


def read(*pages: Page, title: str = "") -> Extracted:
    found = read_pdf(pdf(*pages, title=title), None)
    assert all(before.end <= after.start for before, after in pairwise(found.places))
    return found


def test_columns_are_read_one_after_the_other_in_whatever_order_they_are_drawn() -> None:
    left, right = paragraph(50, 500, LEFT), paragraph(220, 500, RIGHT)
    by_row = [line for row in zip(left, right, strict=True) for line in row]
    misaligned = paragraph(220, 505, RIGHT)
    for lines in ([*left, *right], [*right, *left], by_row, [*left, *misaligned]):
        assert read(Page(tuple(lines))).text.split() == IN_ORDER


def test_a_heading_over_columns_comes_before_them_and_a_line_below_after() -> None:
    lines = (*paragraph(50, 500, LEFT), *paragraph(220, 500, RIGHT))
    head, foot = (
        Line(60, 530, "A heading that goes over both of the columns", 12),
        Line(50, 430, "Below, over both: " + "x" * 40),
    )
    words = read(Page((*lines, foot, head))).text.split()
    assert words == [*head.text.split(), *IN_ORDER, *foot.text.split()]


def test_three_columns_are_read_from_the_left() -> None:
    columns = [[f"{name}{number} of the text here" for number in range(6)] for name in "abc"]
    lines = [paragraph(30 + 120 * at, 500, column) for at, column in enumerate(columns)]
    by_row = tuple(line for row in zip(*lines, strict=True) for line in row)
    assert read(Page(by_row)).text.split() == " ".join(" ".join(column) for column in columns).split()


def test_a_table_is_read_row_by_row_with_a_tab_between_cells_even_when_drawn_by_column() -> None:
    rows = [("Item", "Price", "Left"), ("Apple", "1.20", "7"), ("Pear", "2.40", "12"), ("Plum", "0.90", "3")]
    cells = [
        [Line(50 + 100 * column, 500 - 14 * row, text) for column, text in enumerate(r)] for row, r in enumerate(rows)
    ]
    expected = "\n".join("\t".join(row) for row in rows)
    assert read(Page(tuple(cell for row in cells for cell in row))).text == expected
    assert read(Page(tuple(cell for column in zip(*cells, strict=True) for cell in column))).text == expected


def test_a_cell_of_several_lines_is_not_torn() -> None:
    cells = [
        Line(50, 500, "Apple"), *paragraph(150, 500, ["red, sweet and as round as", "any fruit that you know"]),
        Line(50, 470, "Pear"), *paragraph(150, 470, ["green, sweet and longer than", "it is wide in most cases"]),
    ]  # fmt: skip
    text = read(Page(tuple(cells))).text
    assert text.split() == " ".join(cell.text for cell in cells).split()


def test_what_stands_lower_is_read_later_though_it_is_drawn_first() -> None:
    assert read(Page((Line(50, 300, "second"), Line(50, 500, "first")))).text == "first\n\nsecond"


def test_a_wrapped_line_is_joined_and_a_word_that_its_end_divides_stays_divided() -> None:
    lines = ["The lines of a paragraph are an impor-", "tant matter, and those that are short", "end.", "A new one"]
    assert read(Page(paragraph(50, 500, lines))).text == (
        "The lines of a paragraph are an impor-\ntant matter, and those that are short end.\nA new one"
    )


def test_lines_without_blanks_between_words_are_joined_without_one() -> None:
    lines = [
        "吾輩は猫である。名前はまだ無い。どこで",
        "生れたかとんと見当がつかぬ。何でも薄暗",
        "いじめじめした所で泣いていた。",
    ]
    assert read(Page(paragraph(50, 500, lines))).text == "".join(lines)


def test_paragraphs_are_an_empty_line_apart() -> None:
    one, two = ["The first has two lines of text,", "of which this is the last here."], ["The second one begins lower."]
    three = Page((*paragraph(50, 500, one), *paragraph(50, 460, two), Line(50, 430, "Large", 16)))
    assert read(three).text == " ".join(one) + "\n\n" + two[0] + "\n\nLarge"


def test_a_sentence_goes_on_over_a_page_break_as_one_slice() -> None:
    first = Page(paragraph(50, 100, ["Here is the first line of a text", "whose sentence does not end, but"]))
    second = Page(paragraph(50, 500, ["goes on upon the following page.", "And there it comes to its end."]))
    found = read(first, second)
    quote = "whose sentence does not end, but goes on upon the following page."
    start = found.text.index(quote)
    met = [place for place in found.places if place.start < start + len(quote) and place.end > start]
    assert [place.name for place in met] == ["page 1", "page 2"]


def test_running_heads_and_page_numbers_are_kept_on_the_first_page_only() -> None:
    pages = [
        Page((Line(50, 580, "The Annual Report"), Line(50, 300, f"Text {word}."), Line(200, 20, f"Page {number}")))
        for number, word in enumerate(["alpha", "beta", "gamma"], 1)
    ]
    assert read(*pages).text.split("\n\n") == [
        "The Annual Report",
        "Text alpha.",
        "Page 1",
        "Text beta.",
        "Text gamma.",
    ]


def test_heads_that_stand_on_two_pages_only_are_kept() -> None:
    assert read(*[Page((Line(50, 580, "Head"), Line(50, 300, word))) for word in "ab"]).text.count("Head") == 2


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_place_of_a_line_is_where_the_page_shows_it(turned: int) -> None:
    """A black bar is drawn over the text: on the rendered page the line's box is dark, and nothing else is."""
    page = Page((Line(60, 500, "Hello there"),), drawing="60 498 55 10 re f", turned=turned)
    data = pdf(page)
    (place,) = read_pdf(data, None).places
    assert place.box is not None
    pixels = pypdfium2.PdfDocument(data)[0].render(scale=1).to_numpy()[:, :, 0]
    left, top, right, bottom = (round(side) for side in place.box)
    assert pixels[top + 1 : bottom - 1, left + 1 : right - 1].mean() < 30
    pixels = pixels.copy()
    pixels[top - 1 : bottom + 1, left - 1 : right + 1] = 255
    assert np.all(pixels > 200)


def test_text_on_turned_paper_is_read_in_order() -> None:
    """Drawn upwards on a page that is shown turned to the right: upright for the reader."""
    drawing = "\n".join(
        f"BT /F 10 Tf 0 1 -1 0 {100 + 12 * at} 50 Tm <{code:04x}> Tj ET" for at, code in enumerate([1, 2])
    )
    page = Page((Line(-50, -50, "ab"),), drawing=drawing, turned=90)
    found = read(page)
    assert found.text.split() == ["a", "b"]


def test_vertical_japanese_is_read_down_and_to_the_left() -> None:
    columns = ["吾輩は猫である。名前は", "まだ無い。どこで生れた", "かとんと見当がつかぬ。"]
    lines = [
        Line(300 - 16 * column, 500 - 10 * row, character + " ")
        for column, text in enumerate(columns)
        for row, character in enumerate(text)
    ]
    assert read(Page(tuple(lines))).text.replace(" ", "") == "".join(columns)


def seen(text: str) -> str:
    """A line as a page shows it, from its left end; numbers run to the right."""
    return " ".join(word if word.isascii() else word[::-1] for word in reversed(text.split()))


def test_leftward_text_is_read_in_logical_order_with_its_numbers() -> None:
    text = "שלום עולם זה משפט בעברית עם המספר 2026 בתוכו"
    assert read(Page((Line(50, 500, seen(text)),))).text == text


def test_a_leftward_word_in_rightward_text_is_read_in_logical_order() -> None:
    text = "The word " + "שלום"[::-1] + " means peace."
    assert read(Page((Line(50, 500, text),))).text == "The word שלום means peace."


def test_a_glyph_of_two_arabic_letters_is_not_turned_round() -> None:
    """As seen: alef, lam-alef, lam with their neighbours, from the left; the one glyph says two letters."""
    glyphs = ("م", "ا", "ل", "ـ", "س", "لأ", "ا")
    assert read(Page((Line(50, 500, "", glyphs=glyphs),))).text == "الأسـلام"


def test_columns_of_leftward_text_are_read_from_the_right() -> None:
    words = ["שלום", "עולם", "משפט", "בעברית"]
    right = [" ".join(words[at:] + words[:at]) for at in range(4)]
    left = [" ".join(reversed(line.split())) for line in right]
    lines = (*paragraph(220, 500, map(seen, right)), *paragraph(50, 500, map(seen, left)))
    assert read(Page(lines)).text.split() == " ".join(right + left).split()


def test_radicals_are_read_as_the_characters_that_they_show() -> None:
    assert read(Page((Line(50, 500, "⽤⼾⻓⻛"),))).text == "用戶长风"


def test_full_width_signs_and_ligatures_stay_as_they_are() -> None:
    assert read(Page((Line(50, 500, "（１２）：㎡"),))).text == "（１２）：㎡"


def test_what_is_printed_twice_in_one_place_is_read_once_and_what_lies_off_the_page_not_at_all() -> None:
    lines = (Line(50, 500, "Twice"), Line(50.4, 500, "Twice"), Line(50, 700, "above"), Line(-300, 300, "aside"))
    assert read(Page(lines)).text == "Twice"


def test_values_of_a_form_are_read_where_they_stand() -> None:
    page = Page((Line(50, 130, "Name:"), Line(50, 90, "The end.")), fields={"name": "Ada Lovelace"})
    found = read(page)
    assert found.text.split() == ["Name:", "Ada", "Lovelace", "The", "end."]
    place = next(place for place in found.places if found.text[place.start : place.end] == "Ada Lovelace")
    assert place.page == 1


@pytest.mark.parametrize(
    ("named", "title"),
    [("A Report", "A Report"), ("report_v2.docx", "Great Things"), ("untitled", "Great Things"), ("", "Great Things")],
)
def test_the_title_is_what_the_file_calls_itself_or_its_largest_line(named: str, title: str) -> None:
    assert read(Page((Line(50, 500, "Great Things", 18), *paragraph(50, 450, LEFT))), title=named).title == title


def test_a_file_without_a_title_has_none() -> None:
    assert read(Page(paragraph(50, 500, LEFT))).title == ""


ENCRYPTED = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + "00" * 32 + ">/U<" + "00" * 32 + ">>>/ID[<00><00>]"


def test_an_encrypted_file_is_refused_as_such() -> None:
    with pytest.raises(DocumentError, match="is encrypted") as caught:
        read_pdf(pdf(Page((Line(50, 500, "secret"),)), trailer=ENCRYPTED), None)
    assert (caught.value.reason, bool(caught.value.hint)) == ("encrypted", True)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"no pdf", pdf(Page((Line(5, 5, "x"),)))[:120]])
def test_a_damaged_file_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(DocumentError, match="is damaged or no PDF") as caught:
        read_pdf(data, None)
    assert caught.value.reason == "damaged"


def test_a_file_whose_table_is_lost_is_read() -> None:
    data = pdf(Page((Line(50, 500, "Still here"),)))
    assert read_pdf(data.replace(b"startxref\n", b"startxref\n9"), None).text == "Still here"


def test_a_blank_page_is_no_text_and_no_doubt() -> None:
    found = read(Page(), Page((Line(50, 500, "Only here"),)))
    assert (found.text, found.certain, [place.page for place in found.places]) == ("Only here", True, [2])


def test_attached_files_are_members() -> None:
    document = pypdfium2.PdfDocument(pdf(Page((Line(50, 500, "See the attachment"),))))
    document.new_attachment("plan.txt").set_data(b"The plan.")
    file = io.BytesIO()
    document.save(file)
    assert [(member.name, member.data) for member in read_pdf(file.getvalue(), None).members] == [
        ("plan.txt", b"The plan.")
    ]


PICTURE = "q 300 0 0 300 50 200 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q"


@pytest.mark.skipif(can_recognize(), reason="the extra is installed")
def test_pages_that_are_pictures_are_named_with_what_reads_them() -> None:
    found = read(Page((Line(50, 500, "This page has a text layer of its own"),)), Page(drawing=PICTURE))
    assert not found.certain
    assert found.doubt == 'page 2 is a picture and was not read: install "qa[ocr]"'
    with pytest.raises(DocumentError, match="pictures of text only") as caught:
        read(Page(drawing=PICTURE))
    assert "qa[ocr]" in caught.value.hint
