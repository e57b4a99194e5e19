"""Many rows at once: numbers taken in one go, rows written the fastest way the engine offers."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice, repeat
from operator import add
from typing import Any, TypeVar

from django.db import connection, models

BATCH = 5_000
_VALUES = 1_500  # of one statement
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
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    in_common: Mapping[str, Any] | None = None,
) -> int:
    """Insert `rows` into the table of `model` and return how many there were.

    `columns` are names of table columns and with those of `in_common`, whose values all rows
    share, cover every column without a database default; values are what the driver takes (text,
    numbers, dates, None). COPY on PostgreSQL. On SQLite some dozens of rows a statement: it opens
    the table, its indexes and the tables it refers to once for all of them, which costs a third
    less. OR FAIL spares a copy of every page the statement touches, kept in memory in case it has
    to be taken back alone: a refusal here takes the whole transaction back. Constraints of the
    database hold; nothing of the model class runs.
    """
    quote, shared = connection.ops.quote_name, in_common or {}
    table, common = quote(model._meta.db_table), tuple(shared.values())
    names = ", ".join(map(quote, (*shared, *columns)))
    if connection.vendor == "postgresql":
        whole = map(add, repeat(common), map(tuple, rows)) if common else rows
        with connection.cursor() as cursor:
            return _copy_rows(cursor, f"COPY {table} ({names}) FROM STDIN", whole)
    begin = f"INSERT OR FAIL INTO {table} ({names}) VALUES "
    return _insert_rows(begin, common, len(columns), rows)


def _insert_rows(
    begin: str, common: tuple[Any, ...], width: int, rows: Iterable[Sequence[Any]]
) -> int:
    """Insert rows of `width` values behind those in common, past the cursors of Django.

    Those would look for the holes of a long statement again each time.
    """
    together, count = max(1, _VALUES // width), 0
    holes = [f"?{place}" for place in range(1, len(common) + 1)] + ["?"] * width
    one = f"({', '.join(holes)})"
    many = begin + ", ".join([one] * together)
    connection.ensure_connection()
    driver = connection.connection
    with connection.wrap_database_errors:
        for batch in batches(rows, BATCH):
            whole = len(batch) - len(batch) % together
            starts = range(0, whole, together)
            flat = chain.from_iterable
            taken = _quickly_bound if bytes in map(type, batch[0]) else iter
            driver.executemany(
                many, ((*common, *taken(flat(batch[start : start + together]))) for start in starts)
            )
            driver.executemany(begin + one, ((*common, *row) for row in batch[whole:]))
            count += len(batch)
    return count


def _quickly_bound(values: Iterable[Any]) -> Iterator[Any]:
    """Return the values with bytes as the kind of bytes that the driver binds as it stands.

    For `bytes` it first looks for an adapter, each time, which takes as long as storing does.
    """
    return iter([bytearray(value) if type(value) is bytes else value for value in values])


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


# While the keys of an index are sorted two more threads take a part of it: whatever shared the work
# of the load has ended by then. They are given runs that no longer fit the cache, so that is small.
_SORT_PRAGMAS = {"cache_size": -8_192, "threads": 2}


class IndexesAside:
    """Plain indexes of a table of SQLite, away while many rows enter, then built at once.

    Those that begin with one of `columns`, whose values come in no order: each row touches another
    page of each of them, and built from sorted keys an index of a million takes a fifth of the
    time. Worth it where at least as many rows enter as there are. All of it happens in the
    transaction of the caller, so nobody else sees the table without them, and a crash leaves them
    as they were. Unique ones stay: they refuse. PostgreSQL would lock out readers meanwhile, so
    there nothing happens.
    """

    def __init__(self, model: type[models.Model], columns: Collection[str]) -> None:
        self._statements: list[str] = []
        if connection.vendor != "sqlite" or not connection.in_atomic_block:
            return
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s",
                [table],
            )
            written = dict(cursor.fetchall())
            for name, found in connection.introspection.get_constraints(cursor, table).items():
                if found["index"] and not found["unique"] and found["columns"][0] in columns:
                    cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
                    self._statements.append(written[name])

    def build(self) -> None:
        """Build the indexes again."""
        before = _pragmas(_SORT_PRAGMAS)
        _set_pragmas(_SORT_PRAGMAS)
        try:
            with connection.cursor() as cursor:
                for statement in self._statements:
                    cursor.execute(statement)
        finally:
            _set_pragmas(before)
        self._statements = []


# SQLite reads its file through its own small cache while many rows pass: pages of a mapping count
# as memory of this process, and a load touches them all.
_LOAD_PRAGMAS = {"mmap_size": 0, "cache_size": -8_192}


@contextmanager
def sorting_in_files() -> Iterator[None]:
    """Let SQLite sort the keys of large indexes in temporary files, not in memory.

    That is quicker and takes a third of the memory. Only outside a transaction; what is sorted are
    keyed indexes, no personal data in clear.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    driver = connection.connection
    (before,) = driver.execute("PRAGMA temp_store").fetchone()
    driver.execute("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        if connection.connection is driver:
            driver.execute(f"PRAGMA temp_store = {before:d}")


@contextmanager
def many_rows() -> Iterator[None]:
    """Set this process up for a million rows passing through it, and back again afterwards.

    The collector of cycles runs rarely: rows form none, and its rounds cost a fifth of an import.
    """
    before, pragmas = gc.get_threshold(), _pragmas(_LOAD_PRAGMAS)
    gc.set_threshold(200_000, 20, 50)
    _set_pragmas(_LOAD_PRAGMAS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        _set_pragmas(pragmas)


def _pragmas(names: Iterable[str]) -> dict[str, int]:
    """Return what SQLite is set to; files in memory have no mapping, other engines nothing."""
    if connection.vendor != "sqlite":
        return {}
    connection.ensure_connection()
    found = {name: connection.connection.execute(f"PRAGMA {name}").fetchone() for name in names}
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
