"""A filter as a condition: what it costs."""

import sqlite3
from contextlib import closing

import pytest

from qa.records import Filter
from qa.store import scope


@pytest.mark.parametrize("within", [("a.txt",), ("a.txt", "b"), ("",)])
def test_documents_are_looked_up_by_name_and_not_walked_through(within: tuple[str, ...]) -> None:
    """Each file of a first indexing asks for its own documents: among 28,000 that took 300 ms, and 96 % of the time."""
    with closing(sqlite3.connect(":memory:")) as sql:
        sql.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, source TEXT UNIQUE)")
        where, values = scope.within(Filter(within))
        plan = sql.execute(f"EXPLAIN QUERY PLAN SELECT d.id FROM documents d WHERE {where}", values).fetchall()
    steps = [step.split()[:2] for *_, step in plan]
    assert (["SEARCH", "d"] in steps, ["SCAN", "d"] in steps, ["SCAN", "held"] in steps) == (True, False, False)
