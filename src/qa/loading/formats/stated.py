"""What a file says of itself, made plain: the date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, the names of its authors."""

from collections.abc import Iterable
from datetime import date
from email.utils import parsedate

import regex

from qa.text import find_dates

_DIGITS = regex.compile(
    r"(?:d:)?(\d{4})(?:(\d\d)(\d\d)(?=\d{4}|[^\d:]|\Z)|(?:[-/.年](\d\d?)(?:[-/.月](\d\d?))?)?(?![\d:]))"
)
_UNSET = frozenset(
    "1601-01-01 1899-12-30 1900-01-01 1904-01-01 1970-01-01 1980-01-01 2000-01-01 2013-01-27 2013-12-23".split()
)
"""What programs write where nobody set a date; the last two stand in the templates of python-pptx and python-docx."""
LONGEST_AUTHOR = 120
_NOBODY = frozenset({"unknown author"}).union(
    "admin administrator user owner author unknown root none anonymous test windows office openpyxl python-docx".split()
)


def stated_date(stated: object) -> str:
    """The date in what a file states, in any of the forms that formats use; empty where it is none, or a default.

    >>> stated_date("2024-03-01T10:00:00Z"), stated_date("D:20240301100000+01'00'"), stated_date("2024-03")
    ('2024-03-01', '2024-03-01', '2024-03')
    >>> stated_date("2024"), stated_date("1970-01-01T00:00:00Z"), stated_date("12:30"), stated_date(None)
    ('2024', '', '', '')
    >>> stated_date("Fri, 01 Mar 2024 10:00:00 +0100"), stated_date("March 1, 2024"), stated_date("2024年3月1日")
    ('2024-03-01', '2024-03-01', '2024-03-01')
    """
    words = str(stated or "").strip()[:100].lower()
    if match := _DIGITS.match(words):
        found = _checked(match[1], match[2] or match[4], match[3] or match[5])
    elif mailed := parsedate(words):
        found = _checked(*map(str, mailed[:3]))
    else:
        found = next((one.date for one in find_dates(words) if one.has_year), "")
    return "" if found in _UNSET else found


def first_date(stated: Iterable[object]) -> str:
    """The first of these that states a date; empty where none does."""
    return next(filter(None, map(stated_date, stated)), "")


def made_date(created: object, changed: object = None) -> str:
    """When a file was made; empty where it was changed a year later or more, as what was begun from a template is."""
    first, last = stated_date(created), stated_date(changed)
    if not (first and last):
        return first
    years = int(last[:4]) - int(first[:4]) - (last[5:] < first[5:])
    return first if years < 1 else ""


def _checked(year: str, month: str | None, day: str | None) -> str:
    """The ISO form where there is such a day, in an age of printed books."""
    try:
        known = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "" if not 1400 <= known.year <= 2100 else known.isoformat()[: 10 if day else 7 if month else 4]


def names(stated: Iterable[object]) -> str:
    """Authors' names, each once, joined by commas; without addresses, and without what programs call their user."""
    found = [" ".join(str(name or "").split()) for name in stated]
    told = [name for name in found if name and name.lower() not in _NOBODY and not regex.match(r"https?:", name)]
    joined = ", ".join(dict.fromkeys(told))
    return joined if len(joined) <= LONGEST_AUTHOR else joined[:LONGEST_AUTHOR].rpartition(", ")[0]
