"""Queries built once: for those few that every page asks.

Django builds the SQL of a query anew each time, which costs more than a small database needs to
answer it. A `Prepared` query is an ordinary queryset with holes for what changes:

    HELD = Prepared(lambda: RoleGrant.objects.filter(account=hole("id", RoleGrant, "account"))
                    .values_list("role", "scope_path"))
    for role, path in HELD.rows(id=7): ...
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler


class Hole(Expression):
    """A value that is given when the query is asked, of the type of a field."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Return a placeholder with this hole as its parameter."""
        return "%s", [self]


def hole(name: str, model: type[models.Model], column: str) -> Hole:
    """Return a hole of the type of a model's column."""
    field: Any = model._meta.get_field(column)
    return Hole(name, getattr(field, "target_field", field))


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A query on one connection: its text, its parameters, and what turns columns into values."""

    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    converters: Any


class Prepared:
    """A queryset with holes, its SQL built at the first use on each connection."""

    def __init__(self, build: Callable[[], "models.QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._ready: WeakKeyDictionary[Any, _Compiled] = WeakKeyDictionary()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, as tuples."""
        ready = self._compiled()
        return _asked(ready, ready.sql, _given(ready, [values]))

    def newest(self, parts: Sequence[Mapping[str, Any]], *, size: int) -> list[tuple[Any, ...]]:
        """Return the first rows over several sets of values, by the first two columns, downwards.

        The query is asked for each part along its own index, all in one statement; only what is
        returned is read. The parts have no rows in common.
        """
        ready, sql = self._compiled(), self._compiled().sql
        if len(parts) > 1:
            one = f"SELECT * FROM ({sql}) AS part"  # noqa: S608 - our own text
            # Positions, not names: the columns of joined tables may share one.
            sql = f"{' UNION ALL '.join([one] * len(parts))} ORDER BY 1 DESC, 2 DESC LIMIT {size}"
        return _asked(ready, sql, _given(ready, parts))[:size]

    def _compiled(self) -> _Compiled:
        connection = connections["default"]
        ready = self._ready.get(connection)
        if ready is None:
            compiler = self._build().query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            columns = [column[0] for column in compiler.select[: compiler.col_count]]
            converters = compiler.get_converters(columns)
            ready = _Compiled(compiler, sql, tuple(parameters), converters)
            self._ready[connection] = ready
        return ready


def _given(ready: _Compiled, parts: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return the parameters for some sets of values; the same value is put in form once."""
    connection = connections["default"]
    known: dict[tuple[str, Any], Any] = {}
    given = []
    for values in parts:
        for one in ready.parameters:
            if not isinstance(one, Hole):
                given.append(one)
                continue
            value = values[one.name]
            if (one.name, value) not in known:
                known[one.name, value] = one.field.get_db_prep_value(value, connection)
            given.append(known[one.name, value])
    return given


def _asked(ready: _Compiled, sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, given)
        found = cursor.fetchall()
    if not ready.converters:
        return [tuple(row) for row in found]
    return [tuple(row) for row in ready.compiler.apply_converters(found, ready.converters)]
