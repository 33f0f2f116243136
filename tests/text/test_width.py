"""Columns."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.text.width import width

WIDE_SINCE_UNICODE_16 = "".join(
    map(chr, (*range(0x2630, 0x2638), *range(0x268A, 0x2690), *range(0x4DC0, 0x4E00), *range(0x1D300, 0x1D377)))
)
"""Trigrams, hexagrams and counting rods: wide to `regex`, whose tables are newer than those of Python 3.11."""


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters=WIDE_SINCE_UNICODE_16)))
def test_width_counts_full_width_characters_twice(text: str) -> None:
    assert width(text) == sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
