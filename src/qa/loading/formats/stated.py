"""What a file says of itself, made plain: the date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, the names of its authors."""

from collections.abc import Iterable
from datetime import date
from email.utils import parsedate

import regex

_DIGITS = regex.compile(
    r"(?:d:)?(\d{4})(?:(\d\d)(\d\d)(?=\d{4}|[^\d:]|\Z)|(?:[-/.年](\d\d?)(?:[-/.月](\d\d?))?)?(?![\d:]))"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_IN_WORDS = regex.compile(
    r"(?:(\d\d?)\.? ([a-z]{3})[a-z]*\.?,?|([a-z]{3})[a-z]*\.? (\d\d?)(?:st|nd|rd|th)?,) (\d{4})\b"
)
_UNSET = frozenset({"1899-12-30", "1900-01-01", "1904-01-01", "1970-01-01", "1980-01-01", "2000-01-01", "1601-01-01"})
"""What programs write where nobody set a date."""
LONGEST_AUTHOR = 120
_NOBODY = frozenset("admin administrator user owner author unknown root none anonymous test windows office".split())


def iso_date(stated: object) -> str:
    """The date in what a file states, in any of the forms that formats use; empty where it is none, or a default.

    >>> iso_date("2024-03-01T10:00:00Z"), iso_date("D:20240301100000+01'00'"), iso_date("2024-03")
    ('2024-03-01', '2024-03-01', '2024-03')
    >>> iso_date("2024"), iso_date("1970-01-01T00:00:00Z"), iso_date("12:30"), iso_date(None)
    ('2024', '', '', '')
    >>> iso_date("Fri, 01 Mar 2024 10:00:00 +0100"), iso_date("March 1, 2024"), iso_date("2024年3月1日")
    ('2024-03-01', '2024-03-01', '2024-03-01')
    """
    words = str(stated or "").strip()[:100].lower()
    if match := _DIGITS.match(words):
        found = _checked(match[1], match[2] or match[4], match[3] or match[5])
    elif match := _IN_WORDS.match(words):
        month = match[2] or match[3]
        found = _checked(match[5], str(_MONTHS.index(month) + 1) if month in _MONTHS else "0", match[1] or match[4])
    else:
        mailed = parsedate(words)
        found = _checked(*map(str, mailed[:3])) if mailed else ""
    return "" if found in _UNSET else found


def _checked(year: str, month: str | None, day: str | None) -> str:
    """The ISO form where there is such a day, between the first printed books and next year."""
    try:
        known = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    if not 1400 <= known.year <= date.today().year + 1:
        return ""
    return known.isoformat()[: 10 if day else 7 if month else 4]


def names(stated: Iterable[object]) -> str:
    """Authors' names, each once, joined by commas; without addresses, and without what programs call their user."""
    found = [" ".join(str(name or "").split()) for name in stated]
    told = [name for name in found if name and name.lower() not in _NOBODY and not regex.match(r"https?:", name)]
    joined = ", ".join(dict.fromkeys(told))
    return joined if len(joined) <= LONGEST_AUTHOR else joined[:LONGEST_AUTHOR].rpartition(", ")[0]
