"""A `Filter` as a condition in SQL over `documents d` and `chunks c`."""

import json

from qa.records import Filter

Condition = tuple[str, list[str]]
"""What stands behind WHERE, and its parameters."""


def allowed(only: Filter) -> Condition:
    """Holds for the passages that may be quoted.

    Dates are compared as far as both go: a passage of 2023 may be of July, so that it passes "since 2023-07".
    """
    where, values = within(only)
    if only.since:
        where += " AND c.date >= substr(?, 1, length(c.date))"
        values.append(only.since)
    if only.until:
        where += " AND substr(c.date, 1, length(?)) <= ?"
        values += [only.until, only.until]
    return (where + " AND c.date != ''" if only.is_dated else where), values


def within(only: Filter) -> Condition:
    """Holds for the documents that are, or lie in, one of the filter's places; '0' comes right behind '/'."""
    if not only.within:
        return "1", []
    inside = "held.source = place.value OR (held.source > place.value || '/' AND held.source < place.value || '0')"
    # joined so, the places are looked up by name; as a condition on each document they cost a walk through all
    found = f"SELECT held.source FROM json_each(?) place JOIN documents held ON {inside}"
    return f"d.source IN ({found})", [json.dumps(only.within)]
