"""A text is cheapest in its own language, and what a language never does costs what the table says."""

import pytest

from qa.loading.encoding.languages import read_as
from tests.loading.test_decoding import TEXTS

NAMES = {name: "vi composed" if name == "vi" else name for name in TEXTS}


@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_cheapest_and_no_stranger_in_its_own_language(name: str) -> None:
    bits = {other: read_as(TEXTS[name], (other,)).bits for other in NAMES.values()}
    assert min(bits, key=bits.__getitem__) == NAMES[name]
    assert read_as(TEXTS[name], tuple(NAMES.values())).bits == bits[NAMES[name]]
    assert read_as(TEXTS[name], (NAMES[name],)).strange < 0


@pytest.mark.parametrize("name", ["zh-Hans", "ja", "ko", "ru", "el", "th", "ar", "he"])
def test_text_read_in_the_wrong_encoding_is_strange_in_every_language(name: str) -> None:
    garbled = TEXTS[name].encode().decode("latin-1")
    assert read_as(garbled, tuple(NAMES.values())).strange > 0


@pytest.mark.parametrize(
    ("right", "wrong", "language", "bits"),
    [
        ("λόγος", "λόγςο", "el", 6.0),
        ("Мод", "доМ", "ru", 8.0),
        ("กา", "าก", "th", 9.0),
        ("שלום", "שלםו", "he", 8.0),
        ("汉字 A", "汉A 字", "zh-Hans", 1.5),
    ],
)
def test_the_same_letters_in_an_impossible_order_cost_what_the_fault_costs(
    right: str, wrong: str, language: str, bits: float
) -> None:
    assert sorted(right) == sorted(wrong)
    assert read_as(wrong, (language,)).bits - read_as(right, (language,)).bits == pytest.approx(bits)


def test_repetition_costs_bits_and_is_no_evidence() -> None:
    once, often = read_as("今天很好", ("zh-Hans",)), read_as("今天很好" * 50, ("zh-Hans",))
    assert often.bits == pytest.approx(50 * once.bits)
    assert often.weight == once.weight
    assert once.novelty == 1.0
    assert often.novelty == pytest.approx(1 / 50)


def test_a_reading_past_the_limit_is_not_searched_for_faults() -> None:
    assert read_as("λόγςο", ("el",)).bits - read_as("λόγςο", ("el",), limit=0).bits == pytest.approx(6.0)


def test_ascii_alone_is_evidence_for_nothing() -> None:
    reading = read_as("plain", ("de",))
    assert (reading.weight, reading.novelty) == (0, 1)
