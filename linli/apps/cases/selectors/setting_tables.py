"""What lists of settings name, and the rows that go into such lists."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from linli.apps.cases.models import (
    Category,
    CheckItem,
    DayOverride,
    LadderPost,
    Limit,
    OfficeHours,
)
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.refusals import CategoryNotNamed, PostNotNamed
from linli.apps.cases.selectors.offered import categories_at
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.selectors.seat_words import seat_kind_named
from linli.apps.organisations.selectors.tables import BodyNotNamed, named_body
from linli.apps.places.models import Place
from linli.core.tree import ancestors
from linli.kit.scoped import under


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


def hours_rows(path: str, day: date) -> Iterable[OfficeHours]:
    """Return the office hours set at a place and below that hold on a day or later."""
    rows = OfficeHours.objects.under(path).filter(_to_come(day)).select_related("place")
    return rows.order_by("scope_path", "valid_from").iterator()


def ladder_rows(path: str, day: date) -> Iterable[LadderPost]:
    """Return the posts named for rungs at a place and below that hold on a day or later."""
    rows = LadderPost.objects.under(path).filter(_to_come(day))
    rows = rows.select_related("place", "seat__body__own_type")
    return rows.order_by("scope_path", "rung", "valid_from").iterator()


def item_rows(path: str, day: date) -> Iterable[CheckItem]:
    """Return the lines of the check-lists of categories set at a place and below."""
    rows = CheckItem.objects.filter(
        under([path], "category__scope_path"), _to_come(day), category__valid_to=None
    )
    rows = rows.select_related("category__place").order_by(
        "category__scope_path", "category__order", "category__code", "action", "position"
    )
    return rows.iterator()


def same_category(place: Place, code: str, values: Mapping[str, Any]) -> bool:
    """Tell whether the place has this category, saying all of this already."""
    row = Category.objects.filter(place=place, code=code, valid_to=None).first()
    return row is not None and all(getattr(row, name) == told for name, told in values.items())


def limit_beginning(
    place: Place, *, category_id: int | None, level: Level, step: Step, valid_from: date
) -> Span | None:
    """Return the limit of just this kind that begins on that day already."""
    rows = Limit.objects.filter(place=place, category=category_id, level=level, step=step)
    row = rows.filter(valid_from=valid_from).first()
    return None if row is None else Span(row.amount, row.unit)


def hours_beginning(place: Place, day: date) -> str:
    """Return the office hours of just this place that begin on a day, nothing for none."""
    rows = OfficeHours.objects.filter(place=place, valid_from=day)
    return rows.values_list("hours", flat=True).first() or ""


def hours_in_force(place: Place, day: date) -> str:
    """Return the office hours that just this place has set, as they hold on a day."""
    rows = OfficeHours.objects.on(day).filter(place=place)
    return rows.values_list("hours", flat=True).first() or ""


def day_is_set(place: Place, day: date, *, is_worked: bool, reason: str) -> bool:
    """Tell whether the place has changed the day in just this way."""
    rows = DayOverride.objects.filter(place=place, day=day, withdrawn_at__isnull=True)
    return rows.filter(is_worked=is_worked, reason=reason).exists()


def namings(place: Place, rung: Rung, day: date) -> list[LadderPost]:
    """Return the posts that the place has named for a rung for a day or later, in order."""
    rows = LadderPost.objects.filter(_to_come(day), place=place, rung=rung)
    return list(rows.order_by("valid_from"))


def named_post_above(path: str, body: str, post: str, number: int | None, day: date) -> int:
    """Return the post of this name in the nearest body of that name at a place or above it.

    `number` tells several apart. Raises BodyNotNamed, SeatWordUnknown, PostNotNamed.
    """
    found = _body_above([*ancestors(path), path], body)
    if found is None:
        raise BodyNotNamed(name=body[:60], field="body")
    kind = seat_kind_named(found, post, field="post")
    seats = Seat.objects.on(day).filter(body=found, kind=kind)
    if number is not None:
        seats = seats.filter(position=number)
    numbers = list(seats.values_list("pk", flat=True)[:2])
    if len(numbers) != 1:
        raise PostNotNamed(body=found.name, field="post")
    return numbers[0]


def items_worded(category_id: int, action: CaseAction, text_zh: str) -> list[CheckItem]:
    """Return the open lines of a check-list that say this."""
    rows = CheckItem.objects.filter(category=category_id, action=action, valid_to=None)
    return list(rows.filter(text_zh=text_zh))


def named_category(path: str, text: str, day: date) -> int:
    """Return the category that holds at a place by its code or Chinese name.

    Raises CategoryNotNamed.
    """
    for one in categories_at(path, day=day):
        if text in (one.code, one.name_zh):
            return one.pk
    raise CategoryNotNamed(name=text[:60], field="category")


def named_lead(path: str, name: str) -> Body:
    """Return the open body of this name above a place, else at it or below.

    Raises what `named_body` raises.
    """
    return _body_above(ancestors(path), name) or named_body(path, name, field="lead")


def _body_above(paths: Iterable[str], name: str) -> Body | None:
    bodies = Body.objects.filter(scope_path__in=list(paths), name=name.strip(), valid_to=None)
    return bodies.order_by("-scope_path").first()
