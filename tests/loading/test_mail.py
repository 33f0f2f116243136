"""A mail gives its headers, its text and what is attached, whatever its labels claim."""

import base64
from email.message import EmailMessage

import pytest

from qa.errors import DocumentError
from qa.loading.contents import read_contents
from qa.loading.formats.mail import uudecoded
from tests.loading.made import named, p, read, word


def message(text: str = "Hello.\n") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Grüße 你好", "Ada <ada@example.org>", "b@example.org"
    made.set_content(text)
    return made


def test_headers_are_lines_and_the_subject_is_the_title() -> None:
    found = read("a.eml", message().as_bytes())
    assert found.text == "Subject: Grüße 你好\nFrom: Ada <ada@example.org>\nTo: b@example.org\n\nHello.\n\n"
    assert (found.title, named(found, "head").count("\n")) == ("Grüße 你好", 2)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("us-ascii", "big5", "夫九州之人，言語不同，生民已來，固常然矣。顏氏家訓"),
        ("gb2312", "utf-8", "你好！我公司可代开"),
        ('"charset=us-ascii"', "utf-8", "Straße"),
        ("iso-2022-jp", "iso-2022-jp", "すみません。"),
        ("ks_c_5601-1987", "cp949", "스티해"),
        ("no-such-thing", "utf-8", "naïf"),
        ("hex", "utf-8", "naïf"),
    ],
)
def test_a_label_that_lies_is_not_believed(label: str, codec: str, text: str) -> None:
    head = f"Subject: x\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: base64\n\n"
    assert read("a.eml", head.encode() + base64.b64encode(text.encode(codec))).text == f"Subject: x\n\n{text}\n\n"


def test_a_page_is_taken_where_the_plain_part_says_nothing() -> None:
    made = message("See the page.")
    made.add_alternative("<p>The fee is 120 kroner for members, and 150 for guests of the club.</p>", subtype="html")
    assert "See the page." not in read("a.eml", made.as_bytes()).text
    assert "120 kroner" in read("a.eml", made.as_bytes()).text


def test_files_that_are_attached_are_read_by_their_own_reader() -> None:
    made = message()
    made.add_attachment(word(p("The plan.")), maintype="application", subtype="x", filename="plan.docx")
    made.add_attachment("q;a\nWhy?;Because\n", subtype="csv", filename="b.csv")
    made.add_attachment(b"\x89PNG\r\n\x1a\n\0", maintype="image", subtype="png", filename="logo.png")
    found = read("a.eml", made.as_bytes())
    assert named(found, "attachment plan.docx") == "The plan."
    assert named(found, "attachment b.csv, row 2") == "q: Why? | a: Because"
    assert "PNG" not in found.text


def test_a_message_in_a_message_is_read_in_its_place() -> None:
    outer = message("Outer.\n")
    outer.add_attachment(message("Inner.\n"))
    assert named(read("a.eml", outer.as_bytes()), "attached message") == "Inner."


def test_flowed_lines_are_one_paragraph() -> None:
    head = b"Subject: x\nContent-Type: text/plain; format=flowed\n\n"
    assert read("a.eml", head + b"One line \nthat goes on.\nNext.\n").text.endswith("One line that goes on.\nNext.\n\n")


def test_a_broken_line_among_the_headers_ends_them_not() -> None:
    found = read("a.eml", b"Subject: Two\nlines\nContent-Type: text/html\n\n<p>Page.</p>")
    assert found.text == "Subject: Two lines\n\nPage.\n\n"


def test_files_written_into_the_text_are_taken_out() -> None:
    assert uudecoded("Hi.\nbegin 644 a.txt\n#0V%T\n`\nend\nBye.")[1][0].data == b"Cat"
    assert uudecoded("Hi.\nbegin 644 a.txt\n#0V%T\n`\nend\nBye.")[0] == "Hi.\n\nBye."


def test_each_message_of_a_box_is_a_document() -> None:
    box = (
        b"From a@b Mon\n"
        + message("First.\n>From here\n").as_bytes()
        + b"\nFrom c@d Tue\n"
        + message("Second.\n").as_bytes()
    )
    contents = read_contents("a.mbox", box)
    assert [content.source for content in contents] == ["a.mbox/1.eml", "a.mbox/2.eml"]


def test_a_saved_page_is_its_page() -> None:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
    body = b'Content-Transfer-Encoding: quoted-printable\n\n<title>T</title><p class=3D"x">Sa=\nved.</p>\n--b--\n'
    assert (read("a.mhtml", head + body).text, read("a.mhtml", head + body).title) == ("Saved.\n", "T")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"\0\1\2\3", "damaged"), (b"Subject: x\nContent-Type: message/rfc822\n\n" * 3000, "bomb")],
)
def test_what_is_no_mail_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.eml", data)
    assert caught.value.reason == reason
