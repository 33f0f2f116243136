"""The server that the tests of this folder share."""

from collections.abc import Iterator

import pytest

from tests.store.server import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, started when the first test needs it."""
    with running() as started:
        yield started
