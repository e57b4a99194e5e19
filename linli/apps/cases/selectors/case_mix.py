"""Counts of several places by category, from the summaries, for what a place's mix lets expect."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.lookups import In

from linli.apps.cases.models import CategoryFigure, FigureChange
from linli.apps.cases.rules.counts import Count
from linli.apps.cases.selectors.call_figures import next_month
from linli.kit.prepared import PreparedAmong, hole


def by_place_and_category(
    place_ids: Collection[int],
    level: str,
    first_month: date,
    last_month: date,
    names: Iterable[Count],
) -> dict[int, dict[int, Counter[str]]]:
    """Return some totals over whole months for each place and category, by their numbers.

    The places are of one level; `level` is the column by which changes name them.
    """
    found: dict[int, dict[int, Counter[str]]] = {
        number: defaultdict(Counter) for number in place_ids
    }
    if found:
        query = _by_place_and_category(level, tuple(names))
        for place, category, name, count in query.rows(found, first=first_month, last=last_month):
            found[place][category][name] += count
    return found


@cache
def _by_place_and_category(level: str, names: tuple[Count, ...]) -> PreparedAmong:
    first, last = (hole(name, FigureChange, "day") for name in ("first", "last"))

    def build(wanted: In) -> "QuerySet[Any, Any]":
        folded = CategoryFigure.objects.filter(
            wanted, month__gte=first, month__lte=last, name__in=names
        )
        fresh = FigureChange.objects.filter(
            In(F(level), wanted.rhs),
            Q(day__gte=first, day__lt=last.through(next_month)),
            name__in=names,
            category_id__isnull=False,
        )
        columns = ("category_id", "name")
        return (
            folded.order_by()
            .values_list("place_id", *columns)
            .annotate(n=Sum("count"))
            .union(
                fresh.order_by().values_list(level, *columns).annotate(n=Sum("change")), all=True
            )
        )

    return PreparedAmong(CategoryFigure, "place_id", build)
