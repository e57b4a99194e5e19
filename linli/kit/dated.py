"""Rows that hold from a day to a day; the end is the first day on which they no longer do."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import F, Q

from linli.kit.scoped import ScopedQuerySet


def in_force(day: date, prefix: str = "") -> Q:
    """Return the filter "holds on `day`"; `prefix` leads to the dated row ("seat__")."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


class SetRow(NamedTuple):
    """What holds from a day on: the row, what held there before it, and the row that ended."""

    row: Any
    before: Mapping[str, Any] | None
    ended: Any | None


class DatedQuerySet(models.QuerySet[Any]):
    """A queryset over dated rows."""

    def on(self, day: date) -> Self:
        """Keep the rows that hold on `day`."""
        return self.filter(in_force(day))

    def overlapping(self, starts: date, ends: date | None) -> Self:
        """Keep the rows that hold on some day from `starts` up to, not including, `ends`."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=starts))
        return rows if ends is None else rows.filter(valid_from__lt=ends)

    def set_from(self, starts: date, values: Mapping[str, Any], **more: Any) -> SetRow:
        """Let `values` hold from a day on, where these are the locked rows of one setting.

        What began on that day is corrected, what held until then ends, and what begins later
        stays. `more` is what a new row has beside the values.
        """
        later = self.filter(valid_from__gt=starts).order_by("valid_from").first()
        present = self.on(starts).first()
        before = None if present is None else {name: getattr(present, name) for name in values}
        if present is not None and present.valid_from == starts:
            for name, value in values.items():
                setattr(present, name, value)
            present.save(update_fields=[*values])
            return SetRow(present, before, None)
        if present is not None:
            present.valid_to = starts
            present.save(update_fields=["valid_to"])
        ends = later.valid_from if later else None
        made = self.create(valid_from=starts, valid_to=ends, **values, **more)
        return SetRow(made, before, present)


class DatedScopedQuerySet(DatedQuerySet, ScopedQuerySet):  # type: ignore[override]
    """Dated rows that carry the path of their place."""


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint that a dated row holds on at least one day."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name
    )
