"""Keeping the summaries: each act writes what changes, the worker folds it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction

from linli.apps.cases.models import FigureChange
from linli.apps.cases.rules.call_counts import CallFacts, counts_of_call
from linli.apps.cases.rules.counts import CaseFacts, Key, change
from linli.apps.cases.selectors.figures import COLUMNS, Totals, all_counts, key_of, places_of

FOLD_AT_ONCE = 20_000
AT_ONCE = 1_000  # rows of one statement
# Any fixed number; it names the lock that lets one fold run at a time.
_FOLD_LOCK = 7_213_041_998


def note_change(before: CaseFacts | None, after: CaseFacts | None) -> None:
    """Add what changes in the figures, inside the transaction of the act.

    Source: [rule:case-figures].
    """
    note_changes([(before, after)])


def note_changes(pairs: Iterable[tuple[CaseFacts | None, CaseFacts | None]]) -> None:
    """Do the same for many cases at once."""
    delta: Counter[Key] = Counter()
    for before, after in pairs:
        delta.update(change(before, after))
    _note(delta)


def note_call(before: CallFacts | None, after: CallFacts | None) -> None:
    """Add what changes in the figures of calls, inside the transaction of the act.

    Source: [rule:call-figures].
    """
    note_calls([(before, after)])


def note_calls(pairs: Iterable[tuple[CallFacts | None, CallFacts | None]]) -> None:
    """Do the same for many calls at once."""
    delta: Counter[Key] = Counter()
    for before, after in pairs:
        delta.update(counts_of_call(after))
        delta.subtract(counts_of_call(before))
    _note(delta)


def _note(delta: Counter[Key]) -> None:
    FigureChange.objects.bulk_create(
        [_row(key, number) for key, number in delta.items() if number], batch_size=2000
    )


def _row(key: Key, number: int) -> FigureChange:
    return FigureChange(
        name=key.name,
        day=key.day,
        county_id=key.county,
        township_id=key.township,
        community_id=key.community,
        cell_id=key.cell,
        category_id=key.category,
        body_id=key.body,
        change=number,
    )


def fold_all() -> int:
    """Fold until nothing is left; return how many changes were folded."""
    count = 0
    while folded := fold_changes():
        count += folded
    return count


@transaction.atomic
def fold_changes(*, size: int = FOLD_AT_ONCE) -> int:
    """Fold the oldest changes into the tables of summaries; return how many.

    The changes folded are deleted by their numbers: one that a slower transaction adds later with
    a smaller number stays for the next fold. A fold that dies half-way has not happened.
    """
    _alone()
    rows = list(FigureChange.objects.order_by("pk")[:size])
    tables: Totals = defaultdict(Counter)
    for row in rows:
        for table, key in places_of(key_of(row)):
            tables[table][key] += row.change
    _add_all(tables)
    FigureChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@transaction.atomic
def recount(*, size: int = FOLD_AT_ONCE) -> int:
    """Count everything anew, after a restore or a doubt; return how many cases and calls.

    Acts wait meanwhile on SQLite; on PostgreSQL what they change is folded on top afterwards, as
    cases and calls are read in one snapshot with the changes that are thrown away.
    """
    _alone()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE cases_case, cases_task, cases_figurechange IN SHARE MODE")
    FigureChange.objects.all().delete()
    for table in COLUMNS:
        table.objects.all().delete()
    tables: Totals = defaultdict(Counter)
    count = 0
    for counts in all_counts():
        count += 1
        for key in counts:
            for table, place in places_of(key):
                tables[table][place] += 1
        if count % size == 0:
            _add_all(tables)
    _add_all(tables)
    return count


def _add_all(tables: Totals) -> None:
    for table, delta in tables.items():
        _add(table, {key: number for key, number in delta.items() if number})
    tables.clear()


def _add(table: type[models.Model], delta: dict[tuple[Any, ...], int]) -> None:
    """Add to the counts of a table in one statement a batch, in the order of the keys."""
    columns = COLUMNS[table]
    name = connection.ops.quote_name(table._meta.db_table)
    keys = ", ".join(connection.ops.quote_name(column) for column in columns)
    width = len(columns) + 1
    ordered = sorted(delta.items(), key=lambda item: tuple(map(str, item[0])))
    for start in range(0, len(ordered), AT_ONCE):
        batch = ordered[start : start + AT_ONCE]
        values = ", ".join(["(" + ", ".join(["%s"] * width) + ")"] * len(batch))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {name} ({keys}, count) VALUES {values} "  # noqa: S608
                f"ON CONFLICT ({keys}) DO UPDATE SET count = {name}.count + excluded.count",
                [part for key, number in batch for part in (*key, number)],
            )


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FOLD_LOCK])
