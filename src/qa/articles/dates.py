"""When an article appeared and who wrote it, as its byline, its lead and the page's head say."""

import regex

from qa.articles.signs import BYLINE, DATE, LEAD, ROLES, STAFF

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_LONGEST_NAME = 4
_AND = r",\s*| and | und | et | y | ?& ?"
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}


def date_in(text: str) -> str:
    """The first whole date in it as YYYY-MM-DD; empty where there is none.

    >>> date_in("汀澜晚报　2024年5月17日　星期五"), date_in("中華民國一一二年三月10日")
    ('2024-05-17', '2023-03-10')
    """
    found = DATE.search(text)
    if not found:
        return ""
    parts = found.groupdict()
    if parts["era"]:
        year, month, day = 1911 + _number(parts["year3"]), _number(parts["month3"]), _number(parts["day4"])
    elif parts["name"]:
        year, day = int(parts["year2"]), int(parts["day2"] or parts["day3"] or 0)
        month = _MONTHS.index(parts["name"][:3].lower()) + 1
    else:
        year, month, day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{year:04}-{month:02}-{day:02}"


def _number(written: str) -> int:
    """An Arabic or Chinese number below 200.

    >>> _number("一一二"), _number("二十三"), _number("十"), _number("12")
    (112, 23, 10, 12)
    """
    if written.isdecimal():
        return int(written)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_DIGITS.get(sign, sign)) for sign in written if sign in _DIGITS or sign.isdecimal()) or 0)


def author_in(byline: str, lead: str) -> str:
    """The names in a byline, or else in what a lead begins with, with ", " between them.

    >>> author_in("By Peter Lang and Ada Boyd, Staff Writers", ""), author_in("", "本报讯（记者 于槿）昨天")
    ('Peter Lang, Ada Boyd', '于槿')
    """
    found = BYLINE.fullmatch(byline) or LEAD.match(lead)
    said = next((value for value in found.groupdict().values() if value), "") if found else ""
    between = _AND if regex.search(r"\p{Latin}", said) else rf"[\s、,，/／:：]+|{ROLES}"
    names = (_without_place(name.strip()) for name in regex.split(between, said) if name)
    return ", ".join(dict.fromkeys(name for name in names if name and not STAFF.fullmatch(name)))


def _without_place(name: str) -> str:
    """A Chinese name without the town that is written on to it (記者黃怡君螢嶼18日電); most have three characters."""
    return name[:3] if len(name) > _LONGEST_NAME and regex.fullmatch(r"\p{Han}+", name) else name
