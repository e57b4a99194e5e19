"""What lists of bodies and posts name, and the rows that go into such lists."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from linli.apps.organisations.models import (
    Absence,
    Appointment,
    Body,
    CompoundCondition,
    Declaration,
    LocalRule,
    Seat,
    Stewardship,
)
from linli.apps.organisations.rules.bodies import PARTY_TYPES, TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.refusals import PostNotKnown
from linli.apps.organisations.selectors.names import names_of
from linli.apps.people.models import Household
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import DIVISIONS
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor
from linli.core.errors import InvalidInput
from linli.core.tree import ancestors
from linli.kit.bulk import batches

_CHUNK = 1_000


class BodyNotNamed(InvalidInput):
    """No open body here has this name."""

    code = "organisations.body_not_named"


class BodyNamedTwice(InvalidInput):
    """Several bodies here have this name; the place in front tells them apart."""

    code = "organisations.body_named_twice"


class SeatNotFree(InvalidInput):
    """All posts of this kind in the body are held in that time."""

    code = "organisations.seat_not_free"


class DwellingNotNamed(InvalidInput):
    """No dwelling here has this number, or nobody lives in it."""

    code = "organisations.dwelling_not_named"


def named_body(path: str, text: str, *, field: str = "body") -> Body:
    """Return the open body at or below a path by name, or by names of places and it with "/".

    Raises BodyNotNamed, BodyNamedTwice, and what `named_place` raises.
    """
    above, _slash, name = text.rpartition("/")
    place = named_place(path, above, field=field) if above else None
    bodies = Body.objects.under(path).filter(name=name.strip(), valid_to=None)
    if place is not None:
        bodies = bodies.filter(place=place)
    bodies = bodies.exclude(type=BodyType.OPERATOR).select_related("place", "own_type")
    found = list(bodies[:2])
    if len(found) > 1:
        raise BodyNamedTwice(name=text[:60], field=field)
    if not found:
        raise BodyNotNamed(name=text[:60], field=field)
    return found[0]


def named_parent(body_type: BodyType, path: str, name: str) -> Body:
    """Return the open body of that name which one of this type at a place can stand below.

    Raises BodyNotNamed, BodyNamedTwice.
    """
    above = [*ancestors(path), path]
    bodies = Body.objects.filter(
        type__in=TYPES[body_type].parents, scope_path__in=above, name=name.strip(), valid_to=None
    )
    found = list(bodies[:2])
    if len(found) > 1:
        raise BodyNamedTwice(name=name[:60], field="parent")
    if not found:
        raise BodyNotNamed(name=name[:60], field="parent")
    return found[0]


def free_seat(body: Body, kind: SeatKind, place: Place, starts: date, ends: date | None) -> int:
    """Return the first seat of a kind at a place of a body that nobody holds in that time.

    Raises SeatNotFree.
    """
    held = Appointment.objects.valid().overlapping(starts, ends).values("seat")
    seats = Seat.objects.on(starts).filter(body=body, kind=kind, place=place).exclude(pk__in=held)
    seat = seats.order_by("position").first()
    if seat is None:
        raise SeatNotFree(field="kind", body=body.name)
    return seat.pk


def household_in(path: str, place_text: str, number: str) -> int:
    """Return the household that lives in a dwelling below a path; raises DwellingNotNamed."""
    place = named_place(path, place_text)
    units = Unit.objects.filter(place=place, number=number, valid_to=None)
    household = Household.objects.filter(unit__in=units, valid_to=None).first()
    if household is None:
        raise DwellingNotNamed(number=number[:30], field="number")
    return household.pk


def body_rows_below(actor: Actor, path: str, day: date) -> Iterator[Body]:
    """Yield the open bodies at or below a path that this person sees, those above first."""
    bodies = Body.objects.visible_to(actor).under(path).on(day).exclude(type=BodyType.OPERATOR)
    ordered = bodies.select_related("place", "parent", "own_type").order_by("scope_path", "pk")
    yield from ordered.iterator(_CHUNK)


class PostLine(NamedTuple):
    """One post as a list shows it; no name in bodies of the party."""

    post: Appointment
    seat: Seat
    name: str


def post_rows_below(actor: Actor, path: str, day: date) -> Iterator[PostLine]:
    """Yield the posts held on a day in bodies at or below a path, body by body.

    Files travel: names in party bodies are left out. Source: [rule:membership-visibility].
    """
    bodies = Body.objects.visible_to(actor).under(path).exclude(type=BodyType.OPERATOR)
    rows = _ordered(Appointment.objects.on(day).filter(seat__body__in=bodies.values("pk")))
    for chunk in batches(rows.iterator(_CHUNK), _CHUNK):
        open_to_files = [row for row in chunk if row.seat.body.type not in PARTY_TYPES]
        names = names_of(row.person_id for row in open_to_files)
        shown = {row.pk for row in open_to_files}
        for row in chunk:
            yield PostLine(row, row.seat, names.get(row.person_id, "") if row.pk in shown else "")


class DeclarationLine(NamedTuple):
    """One declaration that stands, and who made it."""

    row: Declaration
    name: str


def declaration_rows_below(actor: Actor, path: str) -> Iterator[DeclarationLine]:
    """Yield what stands declared to bodies at or below a path, the latest of each person.

    Party bodies are left out, as in the file of posts. Source: [rule:membership-visibility].
    """
    bodies = Body.objects.visible_to(actor).under(path)
    bodies = bodies.exclude(type__in=[BodyType.OPERATOR, *PARTY_TYPES])
    rows = Declaration.objects.filter(body__in=bodies.values("pk")).select_related("body")
    order = ("body__scope_path", "body", "person", "statement")
    latest: dict[tuple[int, int, str], Declaration] = {}
    for row in rows.order_by(*order, "declared_on", "pk").iterator(_CHUNK):
        latest[row.body_id, row.person_id, row.statement] = row
    for chunk in batches(latest.values(), _CHUNK):
        names = names_of(row.person_id for row in chunk)
        for row in chunk:
            yield DeclarationLine(row, names.get(row.person_id, ""))


def _ordered(rows: "QuerySet[Appointment]") -> "QuerySet[Appointment]":
    return rows.select_related("seat__body__place", "seat__body__own_type", "seat__place").order_by(
        "seat__body__scope_path", "seat__body", "seat__kind", "seat__position"
    )


def post_acted_for(body: Body, kind: SeatKind, person_id: int, day: date) -> int:
    """Return the post of a kind in a body that a person holds, else stands in for, on a day.

    Raises PostNotKnown, also where they stand in for several.
    """
    seats = Seat.objects.filter(body=body, kind=kind)
    held = Appointment.objects.on(day).filter(person=person_id, seat__in=seats.values("pk"))
    stood = Absence.objects.on(day).filter(substitute=person_id, seat__in=seats.values("pk"))
    for rows in (held, stood):
        found = set(rows.values_list("seat", flat=True))
        if len(found) == 1:
            return found.pop()
    raise PostNotKnown(field="kind", body=body.name)


class AwayLine(NamedTuple):
    """One absence as a list shows it."""

    absence: Absence
    seat: Seat
    name: str
    substitute: str


def away_rows_below(actor: Actor, path: str, day: date) -> Iterator[AwayLine]:
    """Yield who is away on a day or later from posts of bodies at or below a path.

    Files travel: bodies of the party are left out. Source: [rule:membership-visibility].
    """
    bodies = Body.objects.visible_to(actor).under(path)
    bodies = bodies.exclude(type__in=[BodyType.OPERATOR, *PARTY_TYPES])
    rows = Absence.objects.valid().filter(valid_to__gt=day, seat__body__in=bodies.values("pk"))
    ordered = rows.select_related("seat__body__own_type").order_by(
        "seat__body__scope_path", "seat", "pk"
    )
    for chunk in batches(ordered.iterator(_CHUNK), _CHUNK):
        people = {row.person_id for row in chunk} | {row.substitute_id for row in chunk}
        names = names_of(person for person in people if person is not None)
        for row in chunk:
            substitute = names.get(row.substitute_id or 0, "")
            yield AwayLine(row, row.seat, names.get(row.person_id, ""), substitute)


def absence_there(seat_id: int, **said: object) -> bool:
    """Tell whether just this absence from a post is recorded already."""
    return Absence.objects.valid().filter(seat=seat_id, **said).exists()


def local_rules_below(path: str, day: date) -> Iterator[LocalRule]:
    """Yield the rules of the divisions at or below a path that hold on a day or later."""
    codes = Place.objects.under(path).filter(kind__in=DIVISIONS).values("code")
    rows = LocalRule.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), jurisdiction__in=codes)
    rows = rows.select_related("own_type")
    yield from rows.order_by("jurisdiction", "body_type", "test", "valid_from").iterator(_CHUNK)


def local_rule_there(**said: object) -> bool:
    """Tell whether just this rule of a place is entered already."""
    return LocalRule.objects.filter(**said).exists()


def steward_rows_below(path: str, day: date) -> Iterator[Stewardship]:
    """Yield who looks after each compound at or below a path on a day."""
    rows = Stewardship.objects.on(day).under(path).select_related("place", "body")
    yield from rows.order_by("scope_path", "pk").iterator(_CHUNK)


def condition_rows_below(path: str, day: date) -> Iterator[CompoundCondition]:
    """Yield the open shortcomings of compounds at or below a path."""
    rows = CompoundCondition.objects.on(day).under(path).select_related("place")
    yield from rows.order_by("scope_path", "condition").iterator(_CHUNK)
