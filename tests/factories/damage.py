"""Rows on which every write breaks, as a damaged page or a constraint nobody thought of would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def damaged(table: str, *numbers: object) -> Iterator[None]:
    """Let the database itself refuse every statement that changes these rows of a table."""
    wanted = {str(number) for number in numbers}

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        changes = sql.startswith((f'UPDATE "{table}"', f'DELETE FROM "{table}"'))
        asked = sql.rpartition(" WHERE ")[2].count("%s")
        if changes and wanted & {str(one) for one in (params or ())[-asked:]}:
            return execute("SELECT no_such_column", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
