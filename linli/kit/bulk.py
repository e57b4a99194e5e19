"""Many rows at once: numbers taken in one go, rows written the fastest way the engine offers."""

import gc
from collections.abc import Iterable, Iterator, Sequence
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
    third less. Constraints of the database hold; nothing of the model class runs.
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
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT * FROM temp.waiting_rows")
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


@contextmanager
def many_rows() -> Iterator[None]:
    """Set this process up for a million rows passing through it, and back again afterwards.

    The collector of cycles runs rarely: rows form none, and its rounds cost a fifth of an import.
    SQLite reads its file through its own cache: pages of a mapping count as memory of the process,
    and a load touches them all.
    """
    before, mapped = gc.get_threshold(), _mapped_bytes()
    gc.set_threshold(200_000, 20, 50)
    _map_bytes(0)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        _map_bytes(mapped)


def _mapped_bytes() -> int:
    """Return how much of its file SQLite maps; nought for other engines and files in memory."""
    if connection.vendor != "sqlite":
        return 0
    connection.ensure_connection()
    row = connection.connection.execute("PRAGMA mmap_size").fetchone()
    return int(row[0]) if row else 0


def _map_bytes(size: int) -> None:
    # Past the cursors of Django, which refuse in a transaction that has failed.
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.execute(f"PRAGMA mmap_size = {size:d}")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` rows, in order."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
