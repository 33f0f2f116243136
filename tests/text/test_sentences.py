"""Sentences: exact slices, nothing lost, ended where a reader ends them, in every script."""

import pytest
from hypothesis import given, settings

from qa.text.sentences import LONGEST_SENTENCE, sentences
from qa.text.width import width
from tests.text.texts import TEXTS, said


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


def test_an_empty_text_has_no_sentence() -> None:
    assert sentences(" \n\u3000\n") == []


def test_full_stops_without_end_take_no_time_without_end() -> None:
    """Each of n stops began a search to the end of their run: 8,000 took 8 seconds, these would take a quarter hour."""
    assert "".join(said("." * 100_000 + "x")) == "." * 100_000 + "x"
