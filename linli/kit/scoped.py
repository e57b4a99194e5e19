"""Everything under a place: one range on the materialised path, on any table that carries it."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q

from linli.core.tree import subtree_range


def under(paths: Iterable[str], column: str = "scope_path") -> Q:
    """Return the filter "at or below one of `paths`"; no paths match nothing."""
    condition = Q()
    for path in paths:
        low, high = subtree_range(path)
        condition |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return condition or Q(pk__in=[])


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset over rows that carry the path of their place."""

    scope_column = "scope_path"

    def under(self, *paths: str) -> Self:
        """Keep the rows at or below one of `paths`."""
        return self.filter(under(paths, self.scope_column))
