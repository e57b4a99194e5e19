"""Many rows at once: numbers taken in one go, rows written the fastest way the engine offers."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

BATCH = 5_000
T = TypeVar("T")


def take_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Return `count` unused primary keys of `model`, ascending; to be called in a transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return range(first, first + count)


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert `rows` into the table of `model` and return how many there were.

    `columns` are names of table columns and cover every column without a database default;
    values are what the driver takes (text, numbers, dates, None). COPY on PostgreSQL. On SQLite
    rows wait in a temporary table and enter a batch at a time: one statement opens the table, its
    indexes and the tables it refers to once for a batch, not once for every row, which costs a
    third less. OR FAIL spares a copy of every page the statement touches, kept in memory in case it
    has to be taken back alone: a refusal here takes the whole transaction back. Constraints of the
    database hold; nothing of the model class runs.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(name) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copy_rows(cursor, f"COPY {table} ({names}) FROM STDIN", rows)
        count = 0
        holes = ", ".join(["%s"] * len(columns))
        cursor.execute("DROP TABLE IF EXISTS temp.waiting_rows")
        cursor.execute(f"CREATE TEMP TABLE waiting_rows ({names})")
        for batch in batches(rows, BATCH):
            cursor.executemany(f"INSERT INTO temp.waiting_rows VALUES ({holes})", batch)
            cursor.execute(f"INSERT OR FAIL INTO {table} ({names}) SELECT * FROM temp.waiting_rows")
            cursor.execute("DELETE FROM temp.waiting_rows")
            count += len(batch)
        cursor.execute("DROP TABLE temp.waiting_rows")
    return count


def _copy_rows(cursor: Any, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with cursor.copy(statement) as copy:
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is returned
            copy.write_row(row)
    return count


def stored_among(model: type[models.Model], column: str, values: Sequence[Any]) -> set[Any]:
    """Return which of some thousands of values stand in an indexed column of `model`.

    The plain statement: building a lookup of so many values costs more than the database does.
    """
    quote = connection.ops.quote_name
    table, name = quote(model._meta.db_table), quote(column)
    found: set[Any] = set()
    with connection.cursor() as cursor:
        for batch in batches(values, BATCH):
            holes = ", ".join(["%s"] * len(batch))
            cursor.execute(f"SELECT {name} FROM {table} WHERE {name} IN ({holes})", batch)
            found.update(
                bytes(value) if isinstance(value, memoryview) else value
                for (value,) in cursor.fetchall()
            )
    return found


def delete_rows(model: type[models.Model], first: int, last: int) -> int:
    """Delete the rows numbered `first` to `last` and return how many there were.

    One statement without model instances: nothing cascades, and the database refuses where
    another row refers to one of them, at the latest when the transaction ends.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id BETWEEN %s AND %s", [first, last])
        return int(cursor.rowcount)


# SQLite reads its file through its own small cache while many rows pass: pages of a mapping count
# as memory of this process, and a load touches them all.
_LOAD_PRAGMAS = {"mmap_size": 0, "cache_size": -16_384}


@contextmanager
def many_rows() -> Iterator[None]:
    """Set this process up for a million rows passing through it, and back again afterwards.

    The collector of cycles runs rarely: rows form none, and its rounds cost a fifth of an import.
    """
    before, pragmas = gc.get_threshold(), _pragmas()
    gc.set_threshold(200_000, 20, 50)
    _set_pragmas(_LOAD_PRAGMAS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        _set_pragmas(pragmas)


def _pragmas() -> dict[str, int]:
    """Return what SQLite is set to; files in memory have no mapping, other engines nothing."""
    if connection.vendor != "sqlite":
        return {}
    connection.ensure_connection()
    found = {
        name: connection.connection.execute(f"PRAGMA {name}").fetchone() for name in _LOAD_PRAGMAS
    }
    return {name: int(row[0]) for name, row in found.items() if row}


def _set_pragmas(pragmas: Mapping[str, int]) -> None:
    # Past the cursors of Django, which refuse in a transaction that has failed.
    if connection.vendor == "sqlite" and connection.connection is not None:
        for name, value in pragmas.items():
            connection.connection.execute(f"PRAGMA {name} = {value:d}")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` rows, in order."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
