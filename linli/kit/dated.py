"""Rows that hold from a day to a day; the end is the first day on which they no longer do."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from linli.kit.scoped import ScopedQuerySet


def in_force(day: date, prefix: str = "") -> Q:
    """Return the filter "holds on `day`"; `prefix` leads to the dated row ("seat__")."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


class DatedQuerySet(models.QuerySet[Any]):
    """A queryset over dated rows."""

    def on(self, day: date) -> Self:
        """Keep the rows that hold on `day`."""
        return self.filter(in_force(day))

    def overlapping(self, starts: date, ends: date | None) -> Self:
        """Keep the rows that hold on some day from `starts` up to, not including, `ends`."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=starts))
        return rows if ends is None else rows.filter(valid_from__lt=ends)


class DatedScopedQuerySet(DatedQuerySet, ScopedQuerySet):  # type: ignore[override]
    """Dated rows that carry the path of their place."""


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint that a dated row holds on at least one day."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name
    )
