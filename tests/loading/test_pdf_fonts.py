"""What an embedded font says of its glyphs, from tables that the tests pack by hand."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from qa.loading.formats.pages.pdf_fonts import _characters


def font(table: bytes) -> bytes:
    """An OpenType file with nothing but a "cmap", of one table for Unicode."""
    head = struct.pack(">4sHHHH", b"\0\1\0\0", 1, 16, 0, 0)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table
    return head + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def test_a_fonts_table_tells_which_character_has_a_glyph() -> None:
    """Format 4 with one segment by difference (a to c are glyphs 5 to 7) and one by a list (x is glyph 9, y none)."""
    ends, starts, deltas, offsets = (99, 121, 0xFFFF), (97, 120, 0xFFFF), (5 - 97 + 65_536, 0, 1), (0, 4, 0)
    body = struct.pack(">HHHH3HH3H3H3H2H", 6, 4, 1, 0, *ends, 0, *starts, *deltas, *offsets, 9, 0)
    by_segments = struct.pack(">HHH", 4, 6 + len(body), 0) + body
    assert {(5, 97), (6, 98), (7, 99), (9, 120)} <= set(_characters(font(by_segments)))
    groups = struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, 0x20000, 0x20001, 40)
    assert set(_characters(font(groups))) == {(40, 0x20000), (41, 0x20001)}


@given(st.binary(max_size=200))
def test_a_broken_font_tells_nothing_and_breaks_nothing(table: bytes) -> None:
    assert all(0 <= glyph <= 0x7FFFFFFF * 4 for glyph, _ in _characters(font(table)))
    assert list(_characters(table[:12])) == []
