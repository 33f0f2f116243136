"""Terms: what is looked up is folded, and the same in a question as in a passage."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.terms import fold, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("體育與廣播", "体育与广播"),
        ("ＩＢＭ１２", "ibm12"),
        ("ｶﾞﾗｽ", "ガラス"),
        ("CAFÉ Straße", "cafe strasse"),
        ("Ελλάδα", "ελλαδα"),
        ("العَرَبِيَّة", "العربية"),
        ("٢٠٢٤", "2024"),
        ("๒๐๒๔", "2024"),
        ("e\u0301tude", "étude"),
        ("Đỗ Łódź Ærø ışık Þórshöfn", "do lodz aero isik thorshofn"),
        ("Straße³", "strasse 3"),
        ("Wispo™", "wispo tm"),
        ("\x1b[31mFAILED\x1b[0m", "failed"),
        ("علی", "علي"),
    ],
)
def test_what_is_written_otherwise_is_found_all_the_same(one: str, other: str) -> None:
    assert terms(one) == terms(other)
    assert terms(one)


def test_vowel_signs_of_indic_scripts_are_not_accents() -> None:
    assert terms("कि") != terms("की")


def test_scripts_without_spaces_give_pairs_and_punctuation_parts_them() -> None:
    assert terms("天气，好") == ["天气", "天", "气", "好"]
    assert terms("ไทย") == ["ไท", "ทย"]
    assert terms("AI时代2024年") == ["ai", "时代", "时", "代", "2024", "年"]


def test_inflected_words_share_a_stem() -> None:
    assert set(terms("Bibliotheken")) & set(terms("Bibliothek")) == {"bibli*"}
    assert set(terms("والكتاب")) & set(terms("كتابها")) == {"كتاب"}


def test_punctuation_alone_gives_nothing() -> None:
    assert terms(" ，。！？…—“”() \n\t") == []


@given(st.text())
def test_any_text_gives_terms_without_spaces(text: str) -> None:
    assert all(term and not any(map(str.isspace, term)) for term in terms(text))


@given(st.text())
def test_normal_forms_give_the_same_terms(text: str) -> None:
    assert terms(unicodedata.normalize("NFC", text)) == terms(unicodedata.normalize("NFD", text))


@given(st.text(alphabet="abcäöüß北京臺體ガกา한국क्ष 12،。", max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
