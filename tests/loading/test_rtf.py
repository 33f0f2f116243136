"""RTF is read with the code page of each font, with its tables and notes, and without what is not shown."""

import pytest

from tests.loading.made import named, read

FONTS = rb"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset134 C;}{\f3\fcharset128 D;}}"


def text_of(body: bytes) -> str:
    return read("a.rtf", rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + body + b"}").text


def hexed(text: str, codec: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in text.encode(codec))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"caf\'e9", "café"),
        (rb"\f1 " + hexed("Уважаемый", "cp1251"), "Уважаемый"),
        (rb"\f2 " + hexed("印刷情况", "gbk") + rb" {\f3 " + hexed("表題", "cp932") + b"}", "印刷情况 表題"),
        (rb"\u-28670?\u26631 ?x", "道标x".replace("道", chr(65536 - 28670))),
        (rb"{\uc2\u24180\'c4\'ea abc}", "年 abc"),
        (rb"\u-10179?\u-8694?", "\U0001f60a"),
        (rb"\u-3947?One \u-3913?Two \u-3968?", "•One •Two \uf080"),
        (rb"lone \u-10179? half", "lone \ufffd half"),
        (rb"a{\*\unknown gone}b{\v hidden}c{\deleted old}d{\pict 89504e47}e", "abcde"),
        (rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}", "here"),
        (rb"{\upr{plain}{\*\ud{\u26085?}}}", "日"),
        (rb"\{x\}\~y\emdash z\line w", "{x}\u00a0y—z\nw"),
        (rb"a\bin3 }}}b", "ab"),
    ],
)
def test_characters_are_those_that_are_shown(body: bytes, text: str) -> None:
    assert text_of(body) == text


def test_rows_are_lines_and_paragraphs_stand_apart() -> None:
    table = rb"\pard\intbl Oslo\cell 709\cell\row\pard\intbl Bergen\cell 291\cell\row\pard After.\par End.\par"
    assert text_of(table) == "Oslo | 709\nBergen | 291\nAfter.\n\nEnd.\n\n"


def test_notes_headers_and_comments_have_places_and_a_box_stands_after_its_paragraph() -> None:
    box = rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt Boxed.\par}}}"
    body = rb"{\header Report}Claim{\footnote Source.}" + box + rb".\par Next.\par"
    found = read("a.rtf", rb"{\rtf1" + body + b"}")
    assert found.text.startswith("Claim.\n\nBoxed.\n\nNext.\n\n")
    assert (named(found, "header"), named(found, "footnote 1")) == ("Report", "Source.")
    assert found.text.count("Boxed.") == 1


def test_the_title_is_that_of_the_file() -> None:
    assert read("a.rtf", rb"{\rtf1{\info{\title Fees}{\author Ada}}x}").title == "Fees"
