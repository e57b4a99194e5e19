"""Everything under a place: one range on the materialised path, on any table that carries it."""

import json
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Q
from django.db.models.sql.compiler import SQLCompiler

from linli.core.tree import subtree_range
from linli.kit.prepared import Hole, hole


def under(paths: Iterable[str], column: str = "scope_path") -> Q:
    """Return the filter "at or below one of `paths`"; no paths match nothing.

    A path may be a hole of a prepared query.
    """
    condition = Q()
    for path in paths:
        low, high = _range(path)
        condition |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return condition or Q(pk__in=[])


def _range(path: Any) -> tuple[Any, Any]:
    if isinstance(path, Hole):
        return path.through(lambda one: subtree_range(one)[0]), path.through(
            lambda one: subtree_range(one)[1]
        )
    return subtree_range(path)


def path_holes(count: int, model: type[models.Model], column: str = "scope_path") -> list[Any]:
    """Return the holes of a prepared query for so many paths; `path_values` fills them."""
    return [hole(f"path{number}", model, column) for number in range(count)]


def path_values(paths: Iterable[str]) -> dict[str, str]:
    """Return what fills `path_holes`."""
    return {f"path{number}": path for number, path in enumerate(paths)}


class _Paths(models.TextField):  # type: ignore[type-arg]
    """The type of some paths in one parameter."""

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        return list(value) if connection.vendor == "postgresql" else json.dumps(value)


class Reached(Func):
    """The filter "at or below one of the paths in the hole `name`", whose number may be any.

    It narrows what an index finds by another column. Where the paths alone are the way in, `under`
    enters an index at each.
    """

    def __init__(self, name: str, column: str = "scope_path") -> None:
        super().__init__(F(column), Hole(name, _Paths()), output_field=models.BooleanField())

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_how: Any
    ) -> Any:
        """Return the condition of SQLite, which reads the paths as JSON."""
        column, own, paths = self._parts(compiler)
        begins = f"SUBSTR({column}, 1, LENGTH(reach.value)) = reach.value"
        return f"EXISTS(SELECT 1 FROM JSON_EACH(%s) reach WHERE {begins})", [*paths, *own]  # noqa: S608 - our own text

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_how: Any
    ) -> Any:
        """Return the condition of PostgreSQL, which takes the paths as an array."""
        column, own, paths = self._parts(compiler)
        return f"{column} ^@ ANY(%s::text[])", [*own, *paths]

    def _parts(self, compiler: SQLCompiler) -> tuple[str, Any, Any]:
        column, paths = self.get_source_expressions()
        text, own = compiler.compile(column)
        return text, own, compiler.compile(paths)[1]


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset over rows that carry the path of their place."""

    scope_column = "scope_path"

    def under(self, *paths: str) -> Self:
        """Keep the rows at or below one of `paths`."""
        return self.filter(under(paths, self.scope_column))
