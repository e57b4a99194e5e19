"""Bodies: one, a list, and the history of posts in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from linli.apps.organisations.labels import BASES, ENDINGS, SEAT_KINDS
from linli.apps.organisations.models import Appointment, Body, Seat
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.rules.readers import BODY_READERS, OPERATOR_READERS
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.own_types import type_words
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.dated import in_force
from linli.kit.pages import Page, PreparedPages, keyset_page
from linli.kit.prepared import Prepared, PreparedAmong, hole
from linli.kit.scoped import path_holes, path_values, under

HISTORY_ROWS = 50


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One body in a list, with how many of its seats are held."""

    body_id: int
    name: str
    type_label: str
    place_name: str
    seats: int
    held: int
    term_until: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PastPost:
    """One post in the history of a body."""

    label: str
    holder: str
    is_acting: bool
    starts: date
    until: date | None
    basis: str
    document_number: str
    ending: str
    is_void: bool


BodySight = tuple[int, int, int] | None
"""How many own bodies, places and places of operators somebody's view has; None for all bodies."""


def body_sight(actor: Actor) -> tuple[BodySight, dict[str, Any]]:
    """Return the shape of an actor's view of bodies, and what fills the holes of `bodies_seen`."""
    if actor.is_system:
        return None, {}
    own = sorted({grant.body_id for grant in actor.grants if grant.body_id is not None})
    places, operators = actor.paths(BODY_READERS), actor.paths(OPERATOR_READERS)
    given: dict[str, Any] = {f"own{number}": body_id for number, body_id in enumerate(own)}
    given |= {f"operators{number}": path for number, path in enumerate(operators)}
    return (len(own), len(places), len(operators)), given | path_values(places)


def bodies_seen(shape: BodySight) -> "QuerySet[Body, Any]":
    """Return the bodies that such a view shows, for a prepared query."""
    if shape is None:
        return Body.objects.all()
    own, places, operators = shape
    return Body.objects.visible_at(
        [hole(f"own{number}", Body, "id") for number in range(own)],
        path_holes(places, Body),
        [hole(f"operators{number}", Body, "scope_path") for number in range(operators)],
    )


@cache
def _one_seen(shape: BodySight) -> Prepared:
    def build() -> "QuerySet[Body, Any]":
        return bodies_seen(shape).filter(pk=hole("body", Body, "id"))

    return Prepared(lambda: build().select_related("place", "parent"))


def get_body(actor: Actor, body_id: int) -> Body:
    """Return a body the actor sees, with place and parent; raises NotFound."""
    shape, given = body_sight(actor)
    body = next(iter(_one_seen(shape).objects(body=body_id, **given)), None)
    if body is None:
        raise NotFound(kind="body")
    return body


def visible_bodies(actor: Actor, body_ids: Iterable[int | None]) -> set[int]:
    """Return those of the bodies whose pages the actor may open: only they are linked."""
    asked = [body_id for body_id in body_ids if body_id is not None]
    shape, given = body_sight(actor)
    return {number for (number,) in _seen_among(shape).rows(asked, **given)}


@cache
def _seen_among(shape: BodySight) -> PreparedAmong:
    return PreparedAmong(
        Body, "id", lambda wanted: bodies_seen(shape).filter(wanted).values_list("pk")
    )


def get_any_body(body_id: int) -> Body:
    """Return a body for its public page, whoever asks; permissions decide. Raises NotFound."""
    body = Body.objects.select_related("place").filter(pk=body_id).first()
    if body is None:
        raise NotFound(kind="body")
    return body


def bodies_page(
    actor: Actor,
    *,
    day: date,
    body_type: str = "",
    place_path: str = "",
    text: str = "",
    status: str = "open",
    after: str = "",
) -> Page:
    """Return a page of the bodies the actor sees, by place.

    `status` is "open" on the day, "ended" before it, or "all"; `text` is part of the name.
    """
    if text:
        named = Body.objects.visible_to(actor).filter(name__contains=text)
        found = _narrowed(named, body_type, place_path, status, day)
        page = keyset_page(found.select_related("place"), order=_ORDER, after=after)
    else:
        shape, given = body_sight(actor)
        listed = _listed(shape, bool(body_type), bool(place_path), status)
        given |= {"type": body_type, "place": place_path, "day": day}
        page = listed.page(after=after, **given)
    return Page(rows=body_rows(page.rows, day), after=page.after)


_ORDER = ("scope_path", "type", "id")


def _narrowed(
    bodies: "QuerySet[Body, Any]", body_type: Any, place_path: Any, status: str, day: Any
) -> "QuerySet[Body, Any]":
    if body_type:
        bodies = bodies.filter(type=body_type)
    if place_path:
        bodies = bodies.filter(under([place_path]))
    if status == "open":
        return bodies.filter(in_force(day))
    return bodies.filter(valid_to__lte=day) if status == "ended" else bodies


@cache
def _listed(shape: BodySight, of_type: bool, at_place: bool, status: str) -> PreparedPages:
    def build() -> "QuerySet[Body, Any]":
        kind = hole("type", Body, "type") if of_type else ""
        place = hole("place", Body, "scope_path") if at_place else ""
        day = hole("day", Body, "valid_from")
        found = _narrowed(bodies_seen(shape), kind, place, status, day)
        return found.select_related("place")

    return PreparedPages(Body, build, order=_ORDER)


def body_rows(bodies: list[Body], day: date) -> list[BodyRow]:
    """Return the rows of bodies on a day, in their order; two queries for all of them."""
    seats = seat_counts([body.pk for body in bodies], day)
    words = type_words(bodies)
    return [
        BodyRow(
            body_id=body.pk,
            name=body.name,
            type_label=words[body.pk],
            place_name=body.place.name,
            seats=seats.get(body.pk, (0, 0))[0],
            held=seats.get(body.pk, (0, 0))[1],
            term_until=last_day(body.term_ends),
            until=last_day(body.valid_to),
        )
        for body in bodies
    ]


def seat_counts(body_ids: list[int], day: date) -> dict[int, tuple[int, int]]:
    """Return body → (seats on the day, seats held on it), one query."""
    return {body: (seats, held) for body, seats, held in _SEATS.rows(body_ids, day=day)}


def held_marked(seats: "QuerySet[Seat]", day: date) -> "QuerySet[Seat]":
    """Add to each seat whether somebody holds it on the day (`is_held`)."""
    posts = Appointment.objects.filter(in_force(day), seat=OuterRef("pk"), is_void=False)
    return seats.annotate(is_held=Exists(posts))


def _seats(wanted: In) -> "QuerySet[Seat, Any]":
    day = hole("day", Seat, "valid_from")
    counted = held_marked(Seat.objects.on(day).filter(wanted), day).values("body")
    counted = counted.annotate(seats=Count("pk"), seats_held=Count("pk", filter=Q(is_held=True)))
    return counted.values_list("body", "seats", "seats_held")


_SEATS = PreparedAmong(Seat, "body", _seats)


def bodies_at(path: str, day: date) -> list[Body]:
    """Return the bodies of a place and of those above it, the nearest first."""
    line = [path[:end] for end in range(4, len(path) + 1, 4)]
    bodies = Body.objects.on(day).filter(scope_path__in=line).exclude(type=BodyType.OPERATOR)
    return list(bodies.order_by("-scope_path", "name"))


def possible_parents(body_type: BodyType, path: str, day: date) -> "QuerySet[Body]":
    """Return the bodies that one of this type can stand below, on the way up from a place."""
    above = [path[:end] for end in range(4, len(path) + 1, 4)]
    parents = Body.objects.on(day).filter(type__in=TYPES[body_type].parents, scope_path__in=above)
    return parents.order_by("-scope_path", "name")


def history_of(body: Body, *, named: bool) -> list[PastPost]:
    """Return the latest posts in a body, the newest first, void entries included."""
    rows = _HISTORY.objects(body=body.pk)
    names = names_of(row.person_id for row in rows) if named else {}
    return [
        PastPost(
            label=row.seat.title or str(SEAT_KINDS[row.seat.kind]),
            holder=names.get(row.person_id, ""),
            is_acting=row.is_acting,
            starts=row.valid_from,
            until=last_day(row.valid_to),
            basis=str(BASES[row.basis]),
            document_number=row.document_number,
            ending=str(ENDINGS[row.ending]) if row.ending else "",
            is_void=row.is_void,
        )
        for row in rows
    ]


_HISTORY = Prepared(
    lambda: (
        Appointment.objects.filter(seat__body=hole("body", Body, "id"))
        .select_related("seat")
        .order_by("-valid_from", "-pk")[:HISTORY_ROWS]
    )
)
