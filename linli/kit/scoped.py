"""Everything under a place: one range on the materialised path, on any table that carries it."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q

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


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset over rows that carry the path of their place."""

    scope_column = "scope_path"

    def under(self, *paths: str) -> Self:
        """Keep the rows at or below one of `paths`."""
        return self.filter(under(paths, self.scope_column))
