"""When documents appeared: our patterns beside dateparser, on the tables of the tests.

`python -m benchmarks.dates`, after `pip install dateparser`, which the program does not need. Of every head of a
document in `tests/loading/test_publication.py` and every text in `tests/text/test_dates.py`: how often the date is
right, how often none is given where there is one (missed), how often a wrong one, or one where there is none (wrong);
and the milliseconds each. Both tables were written with our patterns, which so have nothing wrong in them.
"""

import time
from collections.abc import Callable, Sequence
from importlib import import_module

from qa.loading.publication import date_of_head
from qa.text import find_dates
from tests.loading.test_publication import HEADS
from tests.text.test_dates import WAYS

Case = tuple[str, str]


def searched(text: str) -> str:
    """The first date that dateparser finds."""
    found = import_module("dateparser.search").search_dates(text[:300], settings={"REQUIRE_PARTS": ["year", "month"]})
    return found[0][1].date().isoformat() if found else ""


def read(text: str) -> str:
    """The first date that we find."""
    return next((one.date for one in find_dates(text)), "")


def show(name: str, find: Callable[[str], str], cases: Sequence[Case]) -> None:
    """One row of the table; a month counts as right where only the month is known."""
    started = time.perf_counter()
    said = [(find(text), expected) for text, expected in cases]
    each = (time.perf_counter() - started) / len(cases) * 1000
    right = sum(date[: len(expected)] == expected and bool(date) == bool(expected) for date, expected in said)
    missed = sum(not date and bool(expected) for date, expected in said)
    wrong = len(cases) - right - missed
    print(f"{name:24}{len(cases):4} cases{right:5} right{missed:4} missed{wrong:4} wrong{each:9.2f} ms")


if __name__ == "__main__":
    read("1 May 2024")  # the patterns are made once
    dated = [case for case in WAYS if len(case[1]) > len("MM-DD")]
    show("dates: ours", read, dated)
    show("dates: dateparser", searched, dated)
    show("heads: ours", date_of_head, HEADS)
    show("heads: dateparser", searched, HEADS)
