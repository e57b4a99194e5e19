"""The connection to PostgreSQL: Django's own, with two things done less often.

Instants come as text, and Django reads each through two layers of Python; a list of cases has some
sixty of them, which cost more than all its other values together. And what is asked by every call
is planned once for a connection (`kept_cursor`), not each time: with the indexes that the cases
have, planning a list takes many times as long as answering it.
"""

from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.postgresql.operations import DatabaseOperations as DjangoOperations
from django.db.backends.utils import CursorWrapper
from psycopg.adapt import Buffer, Loader

# Only what asks for it is prepared: never is a statement run so often.
_NEVER_BY_ITSELF = 1 << 31


class InstantLoader(Loader):
    """An instant of the column type `timestamptz`, of a connection that speaks UTC as Django's do.

    Raises DataError for what no `datetime` can hold, such as infinity or a year before Christ.
    """

    timezone = UTC  # Django compares it with what the settings ask for

    def load(self, data: Buffer) -> datetime:
        """Return the instant, in UTC."""
        text = bytes(data).decode()
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise psycopg.DataError(f"no instant: {text!r}") from None


class _KeptCursor(psycopg.Cursor[Any]):
    """A cursor whose statements the server parses once for the connection, and plans a few times.

    It goes on planning anew where knowing the values makes a cheaper plan.
    """

    def execute(self, query: Any, params: Any = None, **_others: Any) -> Any:
        """Ask, with the parameters beside the text and not in it."""
        return super().execute(query, params, prepare=True)


class _Operations(DjangoOperations):
    """What differs between engines."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> Any:
        """Return the statement with its parameters, for whoever counts or shows statements."""
        if isinstance(cursor, _KeptCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(DjangoWrapper):
    """A connection to PostgreSQL."""

    ops_class = _Operations

    def get_connection_params(self) -> dict[str, Any]:
        """Return how to connect; statements are prepared where they ask for it."""
        found = super().get_connection_params()
        if self.keeps_plans:
            found["prepare_threshold"] = _NEVER_BY_ITSELF
        return found

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect."""
        made = super().get_new_connection(conn_params)
        if self.timezone == UTC:
            made.adapters.register_loader("timestamptz", InstantLoader)
        return made

    @property
    def keeps_plans(self) -> bool:
        """Tell whether a statement may stay on the server: not behind a pool of transactions."""
        return not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")

    def kept_cursor(self) -> CursorWrapper:
        """Return a cursor for a text that is asked over and over with other parameters."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        made: CursorWrapper = self._prepare_cursor(_KeptCursor(self.connection))  # type: ignore[attr-defined]
        return made
