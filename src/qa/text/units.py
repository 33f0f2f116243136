"""Numbered units of laws, contracts and books: 第二十二条, § 12, Article 5(2), Chapter III.

A unit is found however its number is written, so that “第22条” asks for 第二十二条 and "Chapter 3" for Chapter III.
"""

import re
from typing import Literal, NamedTuple

import regex

UnitKind = Literal["part", "chapter", "section", "article"]
"""From the widest to the narrowest."""

_KINDS: dict[UnitKind, str] = {
    "part": "编 編 편 part teil partie parte titre título titulo titolo часть раздел",
    "chapter": "章 장 chapter chap. chapitre kapitel capítulo capitulo capitolo глава главе главы บทที่ หมวด "
    "chương chuong",
    "section": "节 節 절 section sec. sección seccion seção secao sezione abschnitt §",
    "article": "条 條 조 article articles art. artikel artículo articulo artigo articolo статья статьи статье madde "
    "điều đieu dieu มาตรา المادة",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WORDS = [word for word in _KIND if len(word) > 1 or word == "§"]
_HAN_NUMBER = r"[\d〇零一二三四五六七八九十百千两兩]+"
_UNIT = regex.compile(
    rf"[第제]\s?(?P<number>{_HAN_NUMBER})\s?(?P<word>[编編편章장节節절条條조])(?:[之의](?P<more>{_HAN_NUMBER}))?"
    r"|(?P<word>\L<words>)\s?"
    r"(?P<number>\d+(?:\.\d+)*(?:bis|ter|[a-z])?|x{0,3}(?:ix|iv|vi{0,3}|i{1,3}|x))(?![\p{L}\p{N}])",
    regex.IGNORECASE,
    words=_WORDS,
)
_SIGN = re.compile(rf"[第제§]|\b(?:{'|'.join(word.rstrip('.') for word in _WORDS if word != '§')})\b")
"""Where a unit may be named; this pattern is the standard library's, which is the faster one for such a list."""
_DIGITS = {
    sign: value
    for value, signs in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_ROMAN = {"i": 1, "v": 5, "x": 10}


class Unit(NamedTuple):
    """A unit that is named at `text[start:end]`; `number` is "22", or "20-1" of 第二十条之一, or "12a"."""

    kind: UnitKind
    number: str
    start: int
    end: int


def unit_at(text: str, start: int = 0) -> Unit | None:
    """The unit that is named at `start`, where a word begins.

    >>> [unit_at(text)[:2] for text in ("第二十二条", "§ 12a", "Article 5(2)")]
    [('article', '22'), ('section', '12a'), ('article', '5')]
    >>> [unit_at(text)[:2] for text in ("Chapter III", "第二十条之一")]
    [('chapter', '3'), ('article', '20-1')]
    """
    match = _UNIT.match(text, start)
    if match is None:
        return None
    number = _number(match["number"]) + (f"-{_number(match['more'])}" if match["more"] else "")
    return Unit(_KIND[match["word"].lower()], number, start, match.end())


def unit_term(unit: Unit) -> str:
    """What a unit is looked up by, the same however it is written: "#article22"."""
    return f"#{unit.kind}{unit.number}"


def units(text: str) -> list[Unit]:
    """The units that a folded text names, in order.

    >>> [unit_term(unit) for unit in units("第二十二条 and article 5 of chapter iii")]
    ['#article22', '#article5', '#chapter3']
    """
    found = (unit_at(text, sign.start()) for sign in _SIGN.finditer(text))
    return [unit for unit in found if unit]


def _number(written: str) -> str:
    written = written.lower()
    if written[0] in _DIGITS or written[0] in _TENS:
        return str(han_number(written))
    if written[0] in _ROMAN and not written.isdecimal():
        return str(_roman(written))
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in written).lstrip("0") or "0"


def han_number(written: str) -> int:
    """A Chinese numeral, by units or digit by digit.

    >>> han_number("二十二"), han_number("一百零三"), han_number("一九八四"), han_number("三千万")
    (22, 103, 1984, 30000000)
    """
    total = below = digits = 0
    for sign in written:
        if sign in _MYRIADS:
            total, below, digits = (total + below + digits or 1) * _MYRIADS[sign], 0, 0
        elif sign in _TENS:
            below, digits = below + (digits or 1) * _TENS[sign], 0
        else:
            digits = digits * 10 + (_DIGITS[sign] if sign in _DIGITS else int(sign))
    return total + below + digits


def _roman(written: str) -> int:
    values = [_ROMAN[sign] for sign in written]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
