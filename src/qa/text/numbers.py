"""Numbers and measures → terms, the same however they are written, and in whatever script.

5,000, 5.000, 5'000, 5 thousand, 5千 and 五千 are all 5000; 一九八四年 and 1984, 令和5年, พ.ศ. 2566 and 2023 are
the same year; km and 公里 are one measure. A version, as 2.3.1, is one term and no 12.3.1.

All that is looked at is folded text (`terms.fold`): digits are 0 to 9, Chinese characters simplified.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from qa.text.units import han_number

BUDDHIST = 543
"""The years of the Buddhist era, as in Thailand, run so far ahead."""
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
"""The year before the first of an era."""
_MULTIPLES = {
    word: multiple
    for multiple, words in (
        (10**3, "thousand tausend mille mila mil tusen tusind duizend tysiecy tysiace tys тысячи тысяч тыс ألف الاف"
                " nghin ngan พัน bin हजार 천 千"),
        (10**4, "万 만 หมื่น"),
        (10**5, "lakh लाख แสน"),
        (10**6, "millionen millions million mio mln millones millon milioni milione milhoes milhao miliony milionow"
                " milion миллионов миллиона миллион млн مليون ملايين trieu ล้าน milyon 百万"),
        (10**8, "亿 억"),
        (10**9, "milliarden milliards milliard mrd billions billion miliardow miliardy miliard миллиардов миллиарда"
                " миллиард млрд مليار"),
    )
    for word in words.split()
}  # fmt: skip
_NAMES = {
    "km": "km km2 км км2 kilom* килом* كيلو 公里 千米",
    "kg": "kg кг kilog* килог* 公斤 千克",
    "cm": "cm cm2 cm3 см 厘米",
    "mm": "mm мм 毫米",
    "ha": "ha га hecta* hekta* гекта* 公顷",
    "h": "hour hours stunde stund* heure heures hora horas час часа часов ساعة 小时",
    "min": "min minut* minute минут دقيقة 分钟",
}
_MEASURES = {word: f"={measure}" for measure, words in _NAMES.items() for word in words.split()}
_PLAIN = re.compile(r"(?<![\d.,'’])\d{2,}+(?![.,'’]?\d)")
_SEPARATED = re.compile(r"(?<!\d)\d++(?:[.,'’]\d++)+")  # begun nowhere inside, or a long one is looked at over and over
_PARTS = re.compile(r"[.,'’]")
_SPACED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?: \d{3})+(?![.,]?\d)")
_MULTIPLIED = re.compile(
    r"(?<!\d)(?<!\d[.,])(\d++(?:[.,]\d++)*+)[ -]?"
    rf"({'|'.join(sorted(_MULTIPLES, key=len, reverse=True))})(?![a-zа-яء-ي])"
)
_LONGEST = 40
_HAN_DIGITS = "〇零一二三四五六七八九十百千两"
_HAN = re.compile(rf"[{_HAN_DIGITS}][{_HAN_DIGITS}万亿]+")
_YEAR = re.compile(rf"({'|'.join(ERAS)})\s?(\d{{1,3}}|元|[{_HAN_DIGITS}]{{1,4}})(?=\s?年)|พ\.?ศ\.?\s?(\d{{4}})(?!\d)")


class Number(NamedTuple):
    """A number at `text[start:end]`, and the terms that stand for it."""

    terms: tuple[str, ...]
    start: int
    end: int


def separated(text: str) -> Iterator[Number]:
    """The numbers of several parts, whose parts alone say nothing; in order.

    >>> [one.terms for one in separated("5,000 or 5.000, 1.234,50, 2.3.1, 11.8, 17.5.2024")]
    [('5000',), ('5000',), ('1234', '50'), ('2.3.1',), ('11', '8'), ('17.5.2024', '17', '5', '2024')]
    """
    for match in _SEPARATED.finditer(text):
        yield Number(_terms(match[0]), match.start(), match.end())


def _terms(written: str) -> tuple[str, ...]:
    parts, signs = _PARTS.split(written), _PARTS.findall(written)
    if len(parts) > 1 and _is_grouped(parts, signs):
        return ("".join(parts),)
    if len(parts) > 2 and signs[-1] not in signs[:-1] and _is_grouped(parts[:-1], signs[:-1]):
        return "".join(parts[:-1]), parts[-1]
    if len(parts) > 2 and set(signs) == {"."}:
        return (written, *parts) if any(len(part) == len("2024") for part in parts) else (written,)
    return tuple(parts)


def _is_grouped(parts: list[str], signs: list[str]) -> bool:
    """Whether the parts are groups of three digits, or as in India of two before the last."""
    first, *middle, last = parts
    if first.startswith("0") or len(first) > 3 or len(last) != 3 or len(set(signs)) > 1:
        return False
    return all(len(part) == 3 for part in middle) or (signs[0] == "," and all(len(part) == 2 for part in middle))


def otherwise(text: str) -> Iterator[Number]:
    """Numbers in words, of Chinese characters, in groups parted by a blank, and years of an era.

    >>> [one.terms[0] for one in otherwise("5千, 1.2 million; 一九八四年 二十二; 12 000; 令和5年")]
    ['5000', '1200000', '12000', '1984', '22', '2023']
    """
    for match in _short(_MULTIPLIED.finditer(text)):
        value = _value(match[1]) * _MULTIPLES[match[2]]
        if value == int(value):
            yield _number(int(value), match)
    for match in _short(_SPACED.finditer(text)):
        yield _number(int(match[0].replace(" ", "")), match)
    if text.isascii():
        return
    for match in _short(_HAN.finditer(text)):
        yield _number(han_number(match[0]), match)
    for match in _YEAR.finditer(text):
        era, number, buddhist = match.groups()
        yield _number(ERAS[era] + han_number(number.replace("元", "一")) if era else int(buddhist) - BUDDHIST, match)


def _short(matches: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those that may be numbers: nobody writes one of more than forty signs, and Python refuses one of thousands."""
    return (match for match in matches if match.end() - match.start() <= _LONGEST)


def find_numbers(text: str) -> Iterator[Number]:
    """All numbers, each with one term or more; what is written in one of several ways may be told twice."""
    yield from (Number((match[0],), match.start(), match.end()) for match in _PLAIN.finditer(text))
    yield from separated(text)
    yield from otherwise(text)


def _number(value: int, match: re.Match[str]) -> Number:
    return Number((str(value),), match.start(), match.end())


def _value(written: str) -> Decimal:
    whole, *rest = _terms(written)
    return Decimal(f"{whole}.{rest[0]}" if len(rest) == 1 else whole.replace(".", ""))


def measures(found: Iterable[str]) -> list[str]:
    """What the measures among the terms are looked up by.

    >>> measures(["12", "kilometres", "kilom*"]), measures(["公里", "公", "里"])
    (['=km'], ['=km'])
    """
    return sorted({_MEASURES[word] for word in _MEASURES.keys() & set(found)})
