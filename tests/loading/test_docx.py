"""A Word file gives what a reader of the printed page sees, once and in order."""

import io
import zipfile

import pytest

from qa.errors import DocumentError
from tests.loading.made import arrows, compound, named, p, read, word, zipped

BOX = "<w:txbxContent>" + p("In the box.") + "</w:txbxContent>"


def test_paragraphs_are_lines_with_a_blank_line_between() -> None:
    assert read("a.docx", word(p("One.") + p("") + p("Two."))).text == "One.\n\nTwo.\n\n"


def test_what_was_deleted_with_tracking_is_left_out_and_what_was_inserted_is_text() -> None:
    changed = (
        "<w:p><w:r><w:t>The bridge is </w:t></w:r><w:del><w:r><w:delText>98</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>212</w:t></w:r></w:ins><w:r><w:t> m long.</w:t></w:r></w:p>"
    )
    assert read("a.docx", word(changed)).text == "The bridge is 212 m long.\n\n"


def test_a_paragraph_whose_end_was_deleted_runs_into_the_next() -> None:
    first = p("It was ", "<w:rPr><w:del/></w:rPr>")
    assert read("a.docx", word(first + p("built in 1912.") + p("Later."))).text == "It was built in 1912.\n\nLater.\n\n"


def test_a_row_that_was_deleted_is_no_row() -> None:
    row = "<w:tr>{}<w:tc>" + p("{}") + "</w:tc><w:tc>" + p("x") + "</w:tc></w:tr>"
    table = "<w:tbl>" + row.format("<w:trPr><w:del/></w:trPr>", "gone") + row.format("", "kept") + "</w:tbl>"
    assert read("a.docx", word(table)).text == "kept | x\n\n"


def test_a_text_box_that_is_stored_twice_comes_once_after_its_paragraph() -> None:
    twice = (
        "<w:p><w:r><w:t>Before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wps:txbx>"
        f"{BOX}</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>after.</w:t></w:r></w:p>"
    )
    assert read("a.docx", word(twice)).text == "Before after.\n\nIn the box.\n\n"


def test_rows_are_lines_and_the_lines_of_a_cell_stay() -> None:
    cells = "<w:tc>" + p("Open") + "</w:tc><w:tc>" + p("Monday") + p("Friday") + "</w:tc>"
    assert read("a.docx", word(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).text == "Open | Monday\nFriday\n\n"


def test_notes_follow_the_paragraph_that_refers_to_them_and_comments_come_last() -> None:
    body = '<w:p><w:r><w:t>Claim</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + p("Next.")
    found = read(
        "a.docx",
        word(
            body,
            footnotes='<w:footnote w:type="separator" w:id="0">' + p("---") + "</w:footnote>"
            '<w:footnote w:id="2">' + p("Source.") + "</w:footnote>",
            comments='<w:comment w:id="1" w:author="Ada">' + p("Really?") + "</w:comment>",
        ),
    )
    assert found.text == "Claim\n\nSource.\n\nNext.\n\nReally?\n\n"
    assert (named(found, "footnote 2"), named(found, "comment by Ada")) == ("Source.", "Really?")


def test_content_controls_and_fields_show_their_result_only() -> None:
    field = "<w:p><w:r><w:instrText> PAGE </w:instrText></w:r><w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:r>"
    assert read("a.docx", word(field + "<w:t>7</w:t></w:r></w:sdtContent></w:sdt></w:p>")).text == "7\n\n"


def test_a_header_comes_once_and_hidden_words_not_at_all() -> None:
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>open</w:t></w:r></w:p>"
    found = read("a.docx", word(hidden, header=p("Report 2024")))
    assert (found.text, named(found, "header")) == ("open\n\nReport 2024\n\n", "Report 2024")


def test_the_first_heading_is_the_title_where_no_property_names_one() -> None:
    assert read("a.docx", word(p("Fees", '<w:pStyle w:val="Heading1"/>') + p("x"))).title == "Fees"


def test_entities_from_outside_are_not_resolved() -> None:
    xml = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    body = '<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>Kept.&e;</w:t></w:r></w:p></w:body></w:document>'
    assert read("a.docx", zipped({"[Content_Types].xml": "", "word/document.xml": xml + body})).text == "Kept.\n\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "encrypted"),
        (compound({"WordDocument": b"x"}), "unsupported"),
        (word("")[:-30], "damaged"),
        (b"just words", "damaged"),
        (zipped({"other.xml": "<a/>"}), "damaged"),
    ],
)
def test_what_is_no_word_file_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.docx", data)
    assert (caught.value.reason, bool(caught.value.hint)) == (reason, True)


def test_files_inside_a_document_are_read_with_it() -> None:
    with zipfile.ZipFile(io.BytesIO(word(p("Before.")))) as made:
        package: dict[str, str | bytes] = {name: made.read(name) for name in made.namelist()}
    package["word/_rels/document.xml.rels"] = arrows("aFChunk=chunk.html", "package=embeddings/inner.docx")
    package["word/chunk.html"] = "<p>Merged.</p>"
    package["word/embeddings/inner.docx"] = word(p("Embedded."))
    found = read("a.docx", zipped(package))
    assert found.text.split() == ["Before.", "Merged.", "Embedded."]
    assert named(found, "attachment inner.docx") == "Embedded."
