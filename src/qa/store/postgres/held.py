"""A moment that a thread holds: a view on a connection of its own, and what happens when that is lost."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from qa.database import Database
from qa.store.postgres.connecting import Gone, Pool, connect_again, must_find_new, told
from qa.store.postgres.view import View

T = TypeVar("T")


class Held:
    """One generation, for one thread. `check` refuses an index that is not as it is wanted."""

    def __init__(self, database: Database, pool: Pool, check: Callable[[View], None]) -> None:
        self._database, self._pool, self._check = database, pool, check
        self._sql = pool.take()
        self._answered = False
        try:
            self._view = self._begun()
        except Gone:
            self._view = self._begun_again()
        except BaseException:
            self._sql.close()
            raise

    def look(self, look: Callable[[View], T]) -> T:
        """What `look` finds in the view; once again where the connection was lost and nothing changed since."""
        try:
            with told(self._database):
                found = look(self._view)
        except Gone:
            before = self._view.moment
            self._view = self._begun_again()
            if self._answered and self._view.moment != before:
                raise Gone(
                    f"the index in {self._database} was changed while the connection to it was lost", hint="ask again"
                ) from None
            with told(self._database):
                found = look(self._view)
        self._answered = True
        return found

    def end(self) -> None:
        """Gives the connection back."""
        from psycopg import Error

        with suppress(Error):
            self._sql.rollback()
        self._pool.give(self._sql)

    def _begun(self) -> View:
        with told(self._database):
            must_find_new(self._sql, self._database)
            view = View.begin(self._sql, self._database)
            self._check(view)
            return view

    def _begun_again(self) -> View:
        """On a new connection: those that wait are as old as the one that was lost."""
        self._sql.close()
        self._pool.close()
        self._sql = connect_again(self._database)
        try:
            return self._begun()
        except BaseException:
            self._sql.close()
            raise
