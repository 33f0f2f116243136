"""What is too long is divided after its commas, and a mark is not torn from its letter."""

import unicodedata

from tests.text.texts import said


def test_an_overlong_sentence_is_cut_after_its_commas() -> None:
    clause = "这里没有句号只有逗号，"
    pieces = said(clause * 60)
    assert len(pieces) > 1
    assert all(piece.endswith("，") for piece in pieces)
    assert "".join(pieces) == clause * 60


def test_a_combining_mark_stays_with_its_letter_when_a_cut_is_forced() -> None:
    assert all(not unicodedata.combining(piece[0]) for piece in said("e\u0301" * 1000))
