"""Sentences and chunks: exact slices, nothing lost, sizes kept, in every script."""

import sys
import unicodedata
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.records import Document
from qa.text.sentences import LONGEST_SENTENCE, sentences
from qa.text.splitter import split
from qa.text.width import width

PIECES = st.sampled_from([
    "。", "！", "「", "」", "“", "”", '"', "(", ")", "（", "）", ". ", "...", "…", "? ", "; ", "；", "，", ", ", "\n",
    "\n\n", "\u2028", "\x85", "\x0c", "\u3000", "\u00a0", "\u200d", "\u0301", "é", "的", "我们", "𠮷", "𝔘",
    "👨‍👩‍👧", "กข ",
    "מה", "ما؟", "Dr. ", "3.5", "3. ", "U.S. ", "word ", "x" * 90, "字" * 70,
    "- item\n", "# Title\n", "| a | b |\n", "\t",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.lists(PIECES, max_size=60).map("".join)
)


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def document(text: str) -> Document:
    return Document("a.txt", "Title", text, "digest", "utf-8")


@settings(deadline=None)
@given(TEXTS)
def test_sentences_are_ordered_trimmed_and_lose_nothing(text: str) -> None:
    place = 0
    for start, end in sentences(text):
        assert place <= start < end
        assert not text[place:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert width(text[start:end]) <= LONGEST_SENTENCE
        place = end
    assert not text[place:].strip()


@settings(deadline=None)
@given(TEXTS, st.integers(40, 500), st.data())
def test_chunks_are_exact_slices_that_cover_the_text_within_the_size(text: str, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size // 2))
    chunks = split(document(text), size, overlap)
    covered = set[int]()
    for chunk in chunks:
        assert chunk.text == text[chunk.start : chunk.end] == chunk.text.strip() != ""
        assert width(chunk.text) <= size
        assert chunk.title == "Title"
        covered.update(range(chunk.start, chunk.end))
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered)
    assert [chunk.start for chunk in chunks] == sorted({chunk.start for chunk in chunks})
    assert [chunk.end for chunk in chunks] == sorted({chunk.end for chunk in chunks})
    assert chunks == split(document(text), size, overlap)


@settings(deadline=None)
@given(TEXTS)
def test_chunks_begin_and_end_where_sentences_do_when_every_sentence_fits(text: str) -> None:
    spans = sentences(text)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    for chunk in split(document(text), LONGEST_SENTENCE, 80):
        assert chunk.start in starts
        assert chunk.end in ends


WIDE_SINCE_UNICODE_16 = "".join(
    map(chr, (*range(0x2630, 0x2638), *range(0x268A, 0x2690), *range(0x4DC0, 0x4E00), *range(0x1D300, 0x1D377)))
)
"""Trigrams, hexagrams and counting rods: wide to `regex`, whose tables are newer than those of Python 3.11."""


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters=WIDE_SINCE_UNICODE_16)))
def test_width_counts_full_width_characters_twice(text: str) -> None:
    assert width(text) == sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


EXAMPLES = {
    "zh": [
        "今天下雨了。",
        "他说：“我们明天再去。现在先回家吧！”",
        "大家都同意了吗？",
        "价格是3.5元；运费另算。",
        "（见第三章。）",
        "“好的！”，他回答。",
    ],
    "ja": ["「早く行こう。もう遅い。」と彼は言った。", "東京は日本の首都である！", "本当ですか？", "はい。"],
    "en": [
        "Dr. Smith met J. R. Jones at 3.5 km from the U.S. embassy.",
        "He said no.",
        '"Why?" he asked.',
        "See No. 5, e.g. this one.",
        "Really?!",
        "Wait... what?",
        "It cost $3.50 (approx. two pounds. Or three).",
        "The end.",
    ],
    "de": [
        "Am 3. Mai 2020 fuhr z. B. Herr Dr. Müller nach Köln.",
        "Im 19. Jahrhundert war das üblich.",
        "Er rief: „Ich komme. Gleich.“",
        "1990 kam er zurück.",
    ],
    "es": ["¿Qué hora es?", "¡Es tarde!", "El Sr. Pérez llegó ayer.", "Se fue en 1990.", "Volvió luego."],
    "fr": ["Il dit : « Viens. Vite. »", "M. Dupont arriva.", "Pourquoi ?", "Parce que !"],
    "ru": ["В 1990 г. он родился, т. е. давно.", "А. С. Пушкин жил в Москве.", "Правда?"],
    "el": ["Τι ώρα είναι;", "Είναι αργά."],
    "hi": ["यह पहला वाक्य है।", "यह दूसरा वाक्य है।", "क्या?"],
    "ar": ["ما هذا؟", "هذا كتاب.", "انتهى الأمر."],
    "ur": ["یہ کتاب ہے۔", "وہ گھر ہے۔"],
    "ko": ["서울은 수도이다.", "정말입니까?", "네!"],
    "vi": ["TP. Hồ Chí Minh rất lớn.", "PGS. TS. Nguyễn Văn An nói."],
    "hy": ["Սա գիրք է։", "Դա տուն է։"],
}


@pytest.mark.parametrize("language", EXAMPLES)
def test_sentences_end_where_a_reader_ends_them(language: str) -> None:
    between = "" if language in {"zh", "ja"} else " "
    assert said(between.join(EXAMPLES[language])) == EXAMPLES[language]


def test_thai_is_cut_at_a_space_once_the_piece_is_long_enough() -> None:
    clause = "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย"
    text = " ".join([clause] * 5)
    assert said(text) == [" ".join([clause] * 3), " ".join([clause] * 2)]


def test_hard_wrapped_prose_goes_on_across_a_line_break() -> None:
    text = (
        "This paragraph was wrapped by its writer at a column of\nabout fifty-five, so that its lines are of similar\n"
        "length and its sentences run on. A second one ends in\nthe last line.\n\nNext paragraph"
    )
    assert [sentence.replace("\n", " ") for sentence in said(text)] == [
        "This paragraph was wrapped by its writer at a column of about fifty-five, "
        "so that its lines are of similar length and its sentences run on.",
        "A second one ends in the last line.",
        "Next paragraph",
    ]


def test_headings_items_and_table_rows_stand_alone() -> None:
    lines = ["# Heading", "Short line", "- item one", "- item two", "1. first", "2. second", "| a | b |", "| 1 | 2 |"]
    assert said("\n".join(lines)) == lines


def test_a_blank_line_ends_a_sentence_even_inside_quotes() -> None:
    assert said("“one\n\ntwo”") == ["“one", "two”"]


def test_a_long_quotation_is_cut_inside() -> None:
    text = "“" + "这是很长的一段话里的一句。" * 40 + "”"
    assert len(said(text)) == 40


def test_an_overlong_sentence_is_cut_after_its_commas() -> None:
    clause = "这里没有句号只有逗号，"
    pieces = said(clause * 60)
    assert len(pieces) > 1
    assert all(piece.endswith("，") for piece in pieces)
    assert "".join(pieces) == clause * 60


def test_a_combining_mark_stays_with_its_letter_when_a_cut_is_forced() -> None:
    assert all(not unicodedata.combining(piece[0]) for piece in said("e\u0301" * 1000))


def test_chunks_overlap_by_whole_sentences() -> None:
    text = "".join(f"第{number:02}句话在这里结束。" for number in range(30))
    chunks = split(document(text), 100, 40)
    for before, after in pairwise(chunks):
        shared = text[after.start : before.end]
        assert 0 < width(shared) <= 40
        assert shared.startswith("第")
        assert shared.endswith("。")
    assert all(before.end <= after.start for before, after in pairwise(split(document(text), 100, 0)))


def test_a_chunk_prefers_to_end_at_a_paragraph_and_keeps_a_heading_with_its_text() -> None:
    first, second = "One sentence here. " * 12, "Another sentence. " * 12
    text = f"{first}\n\nHeading\n\n{second}"
    chunks = split(document(text), 400, 0)
    assert [chunk.text for chunk in chunks] == [first.strip(), f"Heading\n\n{second.strip()}"]


def test_an_empty_text_gives_nothing() -> None:
    assert sentences(" \n\u3000\n") == []
    assert split(document(""), 400, 80) == []


@pytest.mark.parametrize(
    "unit", ["字", "a", "a ", "“", "(", ".", "A. ", "\u0301", "。）", "กข ", "\n", " ", '"', "!?", "- \n"]
)
def test_work_grows_no_faster_than_the_text(unit: str) -> None:
    """Calls are counted, not seconds: eight times the text may take nine times the calls."""
    assert calls(unit * 16_000) <= 9 * calls(unit * 2_000)


def calls(text: str) -> int:
    """How many functions, Python's own among them, splitting the text calls; 1,000 are given for free."""
    counted = 1_000
    one = document(text)

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        split(one, 400, 80)
    finally:
        sys.setprofile(None)
    return counted
