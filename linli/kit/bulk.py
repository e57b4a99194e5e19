"""Many rows at once: numbers taken in one go, rows written the fastest way the engine offers."""

from collections.abc import Iterable, Iterator, Sequence
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
    values are what the driver takes (text, numbers, dates, None). COPY on PostgreSQL, prepared
    batches on SQLite. Constraints of the database hold; nothing of the model class runs.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(name) for name in columns)
    count = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            return count
        holes = ", ".join(["%s"] * len(columns))
        for batch in batches(rows, BATCH):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", batch)
            count += len(batch)
    return count


def delete_rows(model: type[models.Model], first: int, last: int) -> int:
    """Delete the rows numbered `first` to `last` and return how many there were.

    One statement without model instances: nothing cascades, and the database refuses where
    another row refers to one of them, at the latest when the transaction ends.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id BETWEEN %s AND %s", [first, last])
        return int(cursor.rowcount)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` rows, in order."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
