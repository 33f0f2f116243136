"""When an article appeared and who wrote it, as its byline, its lead and the page's head say."""

import regex

from qa.articles.signs import BYLINE, LEAD, ROLES, STAFF
from qa.text import Written, find_dates

_LONGEST_NAME = 4
_AND = r",\s*| and | und | et | y | ?& ?"


def date_in(text: str) -> str:
    """The first whole date in it as YYYY-MM-DD; empty where there is none.

    >>> date_in("汀澜晚报　2024年5月17日　星期五"), date_in("中華民國一一二年三月10日")
    ('2024-05-17', '2023-03-10')
    """
    return next((written.date for written in whole_dates(text)), "")


def whole_dates(text: str) -> list[Written]:
    """The dates in it that have a year, a month and a day."""
    return [written for written in find_dates(text) if written.date.count("-") == 2]


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
