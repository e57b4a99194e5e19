"""What an office has set at a place, where each setting comes from, and who changed it when."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import (
    Case,
    Category,
    CheckItem,
    DayOverride,
    LadderPost,
    Limit,
    OfficeHours,
)
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import ARBITERS, RUNGS, Rung
from linli.apps.cases.rules.limits import DEFAULT_LIMITS, Span, nearest
from linli.apps.cases.selectors.offered import categories_at
from linli.apps.cases.selectors.posts import ABOVE, ladder_seat, named_post
from linli.apps.organisations.models import Seat
from linli.apps.organisations.selectors.duties import responsible_for
from linli.apps.people.models import Person
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors
from linli.kit.dated import in_force
from linli.kit.sealed_fields import opened

LATEST = 20
SUBJECTS = (
    "category",
    "case_limit",
    "approval_rule",
    "office_hours",
    "work_day",
    "ladder_post",
)


def place_path(code: str) -> str:
    """Return the path of a place, empty where there is none of this code."""
    return Place.objects.filter(code=code).values_list("path", flat=True).first() or ""


def kept_places(actor: Actor) -> list[Place]:
    """Return the places whose settings the actor keeps: those of the posts, the highest first."""
    return list(Place.objects.filter(path__in=actor.paths(PLACE_ADMINS)).order_by("path"))


def get_kept_place(actor: Actor, code: str) -> Place:
    """Return a place whose settings the actor may change; raises NotFound."""
    place = Place.objects.filter(code=code).first()
    if place is None or actor.holds(PLACE_ADMINS, place.path) is None:
        raise NotFound(kind="place")
    return place


def get_kept_category(actor: Actor, category_id: int) -> Category:
    """Return a category that the actor may change; raises NotFound."""
    category = Category.objects.select_related("place", "lead").filter(pk=category_id).first()
    if category is None or actor.holds(PLACE_ADMINS, category.scope_path) is None:
        raise NotFound(kind="category")
    return category


def category_table(place: Place, *, day: date) -> list[Category]:
    """Return the categories that hold at a place today, and those set here that come or ended."""
    held = categories_at(place.path, day=day)
    known = {one.pk for one in held}
    own = Category.objects.filter(place=place).exclude(pk__in=known).order_by("order", "code")
    rows = [*held, *own]
    places = Place.objects.in_bulk({one.place_id for one in rows})
    for one in rows:
        one.place = places[one.place_id]
    return rows


def open_case_count(category: Category) -> int:
    """Return how many open cases are filed under a category."""
    return Case.objects.filter(category=category, state__in=OPEN_STATES).count()


def items_of(category: Category, *, day: date) -> list[CheckItem]:
    """Return the lines of the check-list of a category that hold on `day`."""
    items = CheckItem.objects.filter(in_force(day), category=category)
    return list(items.order_by("action", "position"))


@dataclass(frozen=True, slots=True)
class LimitCell:
    """The limit of one step at one level: how long, and which place set it; none is built in."""

    level: Level
    span: Span
    source: str


@dataclass(frozen=True, slots=True)
class LimitLine:
    """The limits of one step."""

    step: Step
    cells: tuple[LimitCell, ...]


def limit_table(place: Place, category_id: int | None, *, day: date) -> list[LimitLine]:
    """Return all limits that hold at a place for a category, or for those without rows of own."""
    wanted = [category_id, None] if category_id else [None]
    rows = [
        row
        for row in Limit.objects.on(day)
        .filter(scope_path__in=[*ancestors(place.path), place.path])
        .select_related("place")
        .order_by("pk")
        if row.category_id in wanted
    ]
    return [LimitLine(step, tuple(_cell(rows, step, level) for level in Level)) for step in Step]


def _cell(rows: list[Limit], step: Step, level: Level) -> LimitCell:
    row = nearest(one for one in rows if (one.step, one.level) == (step, level))
    if row is None:
        return LimitCell(level, DEFAULT_LIMITS[level, step], "")
    return LimitCell(level, Span(row.amount, TimeUnit(row.unit)), row.place.name)


def own_limits(place: Place, *, day: date) -> list[Limit]:
    """Return the limits set at this place that hold today or later."""
    rows = Limit.objects.filter(place=place).select_related("category")
    return [
        row
        for row in rows.order_by("step", "level", "valid_from")
        if row.valid_to is None or row.valid_to > day
    ]


def get_kept_limit(actor: Actor, limit_id: int) -> Limit:
    """Return a limit that the actor may end; raises NotFound."""
    row = Limit.objects.select_related("place").filter(pk=limit_id).first()
    if row is None or actor.holds(PLACE_ADMINS, row.scope_path) is None:
        raise NotFound(kind="limit")
    return row


def overrides_at(place: Place, year: int) -> list[DayOverride]:
    """Return the days of a year that were changed at a place or above it, in order."""
    rows = DayOverride.objects.filter(
        scope_path__in=[*ancestors(place.path), place.path],
        day__year=year,
        withdrawn_at__isnull=True,
    )
    return list(rows.select_related("place").order_by("day", "scope_path"))


def get_kept_override(actor: Actor, override_id: int) -> DayOverride:
    """Return a changed day that the actor may take back; raises NotFound."""
    row = DayOverride.objects.select_related("place").filter(pk=override_id).first()
    if row is None or actor.holds(PLACE_ADMINS, row.scope_path) is None:
        raise NotFound(kind="day")
    return row


def hours_at(place: Place, *, day: date) -> OfficeHours | None:
    """Return the office hours in force at a place, of the nearest that set some."""
    rows = OfficeHours.objects.on(day).filter(scope_path__in=[*ancestors(place.path), place.path])
    return max(rows.select_related("place"), key=lambda row: len(row.scope_path), default=None)


@dataclass(frozen=True, slots=True)
class LadderLine:
    """One rung, or arbiter: which post it is, who acts for it today, who named it."""

    hears: tuple[Rung, ...]
    seat: Seat | None
    holder: str
    falls_to: str
    named: LadderPost | None


def ladder_table(place: Place, *, day: date) -> list[LadderLine]:
    """Return who hears at a place on each rung; below the office it follows from the task."""
    return [_ladder_line(place, rung.hears, day) for rung in RUNGS]


def arbiter_table(place: Place, *, day: date) -> list[LadderLine]:
    """Return who arbitrates at a place, the township's post first."""
    return [_ladder_line(place, (rung,), day) for rung in ARBITERS]


def _ladder_line(place: Place, hears: tuple[Rung, ...], day: date) -> LadderLine:
    top = hears[-1]
    if top not in ABOVE:
        return LadderLine(hears, None, "", "", None)
    number = ladder_seat(place.path, top, day)
    seat = Seat.objects.select_related("body").filter(pk=number or 0).first()
    if seat is None:
        return LadderLine(hears, None, "", "", None)
    acting = responsible_for(seat.pk, day)
    holder = Person.objects.filter(pk=acting.person_id or 0).first()
    return LadderLine(
        hears,
        seat,
        opened(holder.name) if holder else "",
        acting.fallback.body_name if acting.fallback else "",
        named_post(place.path, top, day),
    )


def seats_above(place: Place, *, day: date) -> list[Seat]:
    """Return the posts that may be named at a place: of bodies there and above."""
    paths = [*ancestors(place.path), place.path]
    seats = Seat.objects.on(day).filter(in_force(day, "body__"), body__scope_path__in=paths)
    return list(seats.select_related("body").order_by("-body__scope_path", "body__name", "pk"))


def get_kept_ladder_post(actor: Actor, post_id: int) -> LadderPost:
    """Return the naming of a post that the actor may end; raises NotFound."""
    row = LadderPost.objects.select_related("place").filter(pk=post_id).first()
    if row is None or actor.holds(PLACE_ADMINS, row.scope_path) is None:
        raise NotFound(kind="post")
    return row


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a setting: when, by whom, what kind of act, and its facts."""

    at: datetime
    who: str
    kind: str
    facts: dict[str, Any]


def history_of(
    place: Place, subjects: Collection[str] = SUBJECTS, subject_id: int | None = None
) -> list[Change]:
    """Return who changed what at a place, the newest first."""
    events = AuditEvent.objects.filter(scope_path=place.path, subject_type__in=list(subjects))
    if subject_id is not None:
        events = events.filter(subject_id=str(subject_id))
    return list(_changes(events.order_by("-pk")[:LATEST]))


def _changes(events: Any) -> Iterator[Change]:
    for event in events:
        yield Change(event.at, event.actor_name, event.kind, json.loads(event.facts))
