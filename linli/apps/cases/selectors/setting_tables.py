"""What lists of settings name, and the rows that go into such lists."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from linli.apps.cases.models import Category, DayOverride, Limit
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.refusals import CategoryNotNamed
from linli.apps.cases.selectors.offered import categories_at
from linli.apps.organisations.models import Body
from linli.apps.organisations.selectors.tables import named_body
from linli.apps.places.models import Place
from linli.core.tree import ancestors


def _to_come(day: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gt=day)


def category_rows(path: str, day: date) -> Iterable[Category]:
    """Return the categories set at a place and below that hold on a day or later."""
    rows = Category.objects.under(path).filter(_to_come(day)).select_related("place", "lead")
    return rows.order_by("scope_path", "order", "code").iterator()


def limit_rows(path: str, day: date) -> Iterable[Limit]:
    """Return the limits set at a place and below that hold on a day or later."""
    rows = Limit.objects.under(path).filter(_to_come(day)).select_related("place", "category")
    return rows.order_by("scope_path", "category", "step", "level", "valid_from").iterator()


def work_day_rows(path: str, day: date) -> Iterable[DayOverride]:
    """Return the days changed at a place and below, from the beginning of the year on."""
    rows = DayOverride.objects.under(path).filter(
        day__gte=date(day.year, 1, 1), withdrawn_at__isnull=True
    )
    return rows.select_related("place").order_by("scope_path", "day").iterator()


def limit_is_set(
    place: Place, *, category_id: int | None, level: Level, step: Step, valid_from: date
) -> bool:
    """Tell whether a limit of just this kind begins on that day already."""
    rows = Limit.objects.filter(place=place, category=category_id, level=level, step=step)
    return rows.filter(valid_from=valid_from).exists()


def named_category(path: str, text: str, day: date) -> int | None:
    """Return the category that holds at a place by its code or Chinese name, None for no text.

    Raises CategoryNotNamed.
    """
    if not text:
        return None
    for one in categories_at(path, day=day):
        if text in (one.code, one.name_zh):
            return one.pk
    raise CategoryNotNamed(name=text[:60], field="category")


def named_lead(path: str, name: str) -> Body:
    """Return the open body of this name above a place, else at it or below.

    Raises what `named_body` raises.
    """
    above = Body.objects.filter(
        scope_path__in=ancestors(path), name=name.strip(), valid_to=None
    ).order_by("-scope_path")
    return above.first() or named_body(path, name, field="lead")
