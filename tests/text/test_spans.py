"""Stretches that read well: whole pairs, whole rows, and always inside their bounds."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.spans import closing, opening, row_around, unpaired, whole_pairs, whole_words

TEXT = st.text(alphabet="ab。“”《》()（）「」’ \n", max_size=40)


@pytest.mark.parametrize(
    ("text", "stretch", "expected"),
    [
        ("他写了《红楼梦》。", "红楼梦", "《红楼梦》"),  # a title is answered with its marks
        ("他写了《红楼梦》。", "《红楼梦", "《红楼梦》"),
        ("他写了《红楼梦》。", "红楼梦》", "《红楼梦》"),
        ("他说：“来吧。”", "他说：“来吧。", "他说：“来吧。”"),  # closed where it ends soon
        ("（图）市长说", "）市长说", "（图）市长说"),
        ("爱尔兰绝食（英语：1981 hunger strike", "爱尔兰绝食（英语：", "爱尔兰绝食"),  # nothing closes it: left out
        ("“我们等了。一位老人说", "“我们等了。", "我们等了。"),
        ("走了。”他笑了", "走了。”", "走了。"),
        ("the dogs’ bowl", "the dogs’", "the dogs’"),
        ("it’s (very) small", "it’s (very) small", "it’s (very) small"),
    ],
)
def test_half_a_pair_is_completed_or_left_out(text: str, stretch: str, expected: str) -> None:
    start = text.index(stretch)
    first, last = whole_pairs(text, start, start + len(stretch), 0, len(text), 20)
    assert text[first:last] == expected


def test_every_character_has_what_closes_and_what_opens_it_or_nothing() -> None:
    """U+10FFFF, after which there is no character, among them."""
    signs = [chr(point) for point in range(sys.maxunicode + 1)]
    pairs = {(sign, closing(sign)) for sign in signs if closing(sign)}
    assert {("(", ")"), ("《", "》"), ("｢", "｣"), ("„", "“")} <= pairs
    assert all(opening(closer or "") == opener for opener, closer in pairs if opener != "„")
    assert opening(signs[-1]) is closing(signs[-1]) is None


@given(TEXT, st.data())
def test_a_stretch_stays_within_its_bounds_and_never_becomes_empty(text: str, data: st.DataObject) -> None:
    first, start, end, last = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    if start < end:
        found = whole_pairs(text, start, end, first, last, 10, cut=data.draw(st.booleans()))
        assert first <= found[0] < found[1] <= last


@pytest.mark.parametrize(
    ("text", "stretch", "expected"),
    [
        ("全长11.8公里。", "8公里", "11.8公里"),
        ("It grew 1,250.5% in May", "250", "1,250.5%"),
        ("Frau Müller ging", "üll", "Müller"),
        ("在Müller家", "Mül", "Müller"),
        ("跨海大桥", "海大", "海大"),  # no spaces, no words
    ],
)
def test_no_number_and_no_word_is_cut(text: str, stretch: str, expected: str) -> None:
    start = text.index(stretch)
    first, last = whole_words(text, start, start + len(stretch), 0, len(text))
    assert text[first:last] == expected


@given(TEXT)
def test_what_is_unpaired_are_marks_of_the_text(text: str) -> None:
    opened, closed = unpaired(text)
    assert all(closing(text[at]) for at in opened)
    assert all(text[at] in "”》)）」’" for at in closed)


def test_a_list_item_and_a_table_row_are_whole_and_prose_is_not_a_row() -> None:
    text = "Fees:\n- Cars: 25 yuan. Trucks: 40 yuan.\n| 1998 | sold. To Norway |\nIt was sold. To Norway.\n"
    for inside, row in (
        ("Cars: 25 yuan.", "- Cars: 25 yuan. Trucks: 40 yuan."),
        ("sold.", "| 1998 | sold. To Norway |"),
    ):
        start = text.index(inside)
        found = row_around(text, start, start + len(inside))
        assert found is not None
        assert text[slice(*found)] == row
    start = text.index("It was sold.")
    assert row_around(text, start, start + 12) is None
