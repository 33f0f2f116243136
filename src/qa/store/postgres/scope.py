"""A `Filter` as a condition in PostgreSQL's SQL over `documents d` and `chunks c`."""

from qa.records import Filter

Condition = tuple[str, list[str]]
"""What stands behind WHERE, and its parameters."""


def allowed(only: Filter) -> Condition:
    """Holds for the passages that may be quoted; dates are compared as far as both go."""
    where, values = within(only)
    if only.since:
        where += " AND c.date >= left(%s, length(c.date))"
        values.append(only.since)
    if only.until:
        where += ' AND left(c.date, length(%s)) COLLATE "C" <= %s'
        values += [only.until, only.until]
    return (where + " AND c.date != ''" if only.is_dated else where), values


def within(only: Filter) -> Condition:
    """Holds for the documents that are, or lie in, one of the filter's places; '0' comes right behind '/'."""
    if not only.within:
        return "true", []
    inside = " OR ".join(["d.source = %s OR (d.source > %s AND d.source < %s)"] * len(only.within))
    return f"({inside})", [value for place in only.within for value in (place, f"{place}/", f"{place}0")]
