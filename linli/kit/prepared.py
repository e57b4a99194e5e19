"""Queries built once: for those few that every page asks.

Django builds the SQL of a query anew each time, which costs more than a small database needs to
answer it. A `Prepared` query is an ordinary queryset with holes for what changes:

    HELD = Prepared(lambda: RoleGrant.objects.filter(account=hole("id", RoleGrant, "account"))
                    .values_list("role", "scope_path"))
    for role, path in HELD.rows(id=7): ...
"""

from collections.abc import Callable, Mapping, Sequence
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


class Prepared:
    """A queryset with holes, its SQL built at the first use on each connection."""

    def __init__(self, build: Callable[[], "models.QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._ready: WeakKeyDictionary[Any, tuple[SQLCompiler, str, Any]] = WeakKeyDictionary()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, as tuples."""
        compiler, sql, parameters = self._compiled()
        return self._asked(compiler, sql, self._given(parameters, values))

    def newest(self, parts: Sequence[Mapping[str, Any]], *, size: int) -> list[tuple[Any, ...]]:
        """Return the first rows over several sets of values, by the first two columns, downwards.

        The query is asked for each part along its own index, all in one statement; only what is
        returned is read. The parts have no rows in common.
        """
        compiler, sql, parameters = self._compiled()
        given = [one for values in parts for one in self._given(parameters, values)]
        if len(parts) > 1:
            one = f"SELECT * FROM ({sql}) AS part"
            # Positions, not names: the columns of joined tables may share one.
            sql = f"{' UNION ALL '.join([one] * len(parts))} ORDER BY 1 DESC, 2 DESC LIMIT {size}"
        return self._asked(compiler, sql, given)[:size]

    def _compiled(self) -> tuple[SQLCompiler, str, Any]:
        connection = connections["default"]
        if connection not in self._ready:
            compiler = self._build().query.get_compiler(connection=connection)
            self._ready[connection] = (compiler, *compiler.as_sql())
        return self._ready[connection]

    @staticmethod
    def _given(parameters: Any, values: Mapping[str, Any]) -> list[Any]:
        connection = connections["default"]
        return [
            one.field.get_db_prep_value(values[one.name], connection)
            if isinstance(one, Hole)
            else one
            for one in parameters
        ]

    @staticmethod
    def _asked(compiler: SQLCompiler, sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
        with connections["default"].cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.results_iter(results=[found])]
