"""The code points of a PDF's text layer → the characters that are shown.

A font tells which glyph is drawn, and often names it by a look-alike: a Kangxi radical for the ideograph, a place in
the private area for a bullet. The look-alike is an accident of the font; everything else is left as the file has it.
"""

import unicodedata
from functools import cache

from qa.loading.formats.text_builder import SYMBOLS

HYPHENS = {0x02, 0xFFFE}
"""What PDFium gives for the hyphen at the end of a line whose word goes on."""
_RADICALS = """
    ⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻡首⻢马⻣骨⻤鬼
    ⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟
"""
"""Radicals of the supplement that are ideographs too, each before its own (EquivalentUnifiedIdeograph.txt)."""


@cache
def shown(code: int) -> str:
    """The character for a code of the text layer; empty for one that stands for nothing.

    >>> shown(0x2F64), shown(0x2ED3), shown(0xFF11), shown(0), shown(0xFFFE)
    ('用', '长', '１', '', '-')
    """
    if code in HYPHENS:
        return "-"
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    character = SYMBOLS.get(code, chr(code))
    if 0x2F00 <= code < 0x2FE0:
        return unicodedata.normalize("NFKC", character)
    place = _RADICALS.find(character) if 0x2E80 <= code < 0x2F00 else -1
    return _RADICALS[place + 1] if place >= 0 else character


@cache
def is_right_to_left(character: str) -> bool:
    """Whether it is a letter of a script that runs to the left.

    >>> is_right_to_left("ש"), is_right_to_left("٣"), is_right_to_left("a")
    (True, False, False)
    """
    return character >= "\u0590" and unicodedata.bidirectional(character) in {"R", "AL"}
