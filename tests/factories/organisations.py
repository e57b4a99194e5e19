"""Bodies, posts and registers for tests and the demo's checks, made through the services."""

from datetime import UTC, date, datetime
from typing import Any

from linli.apps.organisations import services
from linli.apps.organisations.models import Absence, Appointment, Body, Membership, Seat
from linli.apps.organisations.rules.basis import AwayReason, Basis
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.services import PostData
from linli.apps.people.models import Person
from linli.apps.places.models import Place
from linli.core.access import Actor, Grant
from tests.factories.people import make_person

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LONG_AGO = date(2015, 1, 1)
SYSTEM = Actor.system()

NAMES = {
    BodyType.COMPOUND_BRANCH: "小区党支部",
    BodyType.COMMUNITY_BRANCH: "社区党支部",
    BodyType.OWNERS_COMMITTEE: "业主委员会",
    BodyType.PROPERTY_TEAM: "物业服务中心",
    BodyType.RESIDENTS_COMMITTEE: "居民委员会",
    BodyType.GRID_TEAM: "网格服务队",
}


def make_body(place: Place, body_type: BodyType = BodyType.PROPERTY_TEAM, **options: Any) -> Body:
    """Set up a body on a place, with the seats of its type."""
    name = f"{place.name}{NAMES.get(body_type, body_type)}"
    values = {"name": name, "valid_from": LONG_AGO} | options
    return services.found_body(
        actor=SYSTEM, body_type=body_type, place_id=place.pk, now=NOW, **values
    )


def seat_of(body: Body, kind: SeatKind, position: int = 1) -> Seat:
    """Return a seat of a body."""
    return Seat.objects.get(body=body, kind=kind, position=position)


def make_seat(body: Body, kind: SeatKind, **options: Any) -> Seat:
    """Add a seat to a body."""
    values = {"valid_from": body.valid_from} | options
    return services.open_seat(actor=SYSTEM, body_id=body.pk, kind=kind, now=NOW, **values)


def make_post(
    seat: Seat,
    person: Person | None = None,
    *,
    since: date = date(2024, 1, 1),
    now: datetime = NOW,
    actor: Actor = SYSTEM,
    **options: Any,
) -> Appointment:
    """Put a person into a seat; a new person when none is given."""
    person = person or make_person(seat.place)
    values = {"basis": Basis.ELECTED} | options
    return services.appoint(
        actor=actor,
        seat_id=seat.pk,
        person_id=person.pk,
        post=PostData(valid_from=since, **values),
        now=now,
    )


def make_absence(
    seat: Seat,
    person: Person,
    substitute: Person | None,
    starts: date,
    ends: date,
    *,
    reason: AwayReason = AwayReason.LEAVE,
    now: datetime = NOW,
) -> Absence:
    """Record that somebody is away from a post."""
    return services.record_absence(
        actor=SYSTEM,
        seat_id=seat.pk,
        person_id=person.pk,
        substitute_id=substitute.pk if substitute else None,
        reason=reason,
        valid_from=starts,
        valid_to=ends,
        now=now,
    )


def make_membership(branch: Body, person: Person, since: date = LONG_AGO) -> Membership:
    """Enter a member of a branch."""
    return services.record_membership(
        actor=SYSTEM, branch_id=branch.pk, person_id=person.pk, valid_from=since, now=NOW
    )


def actor_with(role: str, place: Place, *, person: Person | None = None, **options: Any) -> Actor:
    """Return somebody with one role at one place, without an account row."""
    grant = Grant(role=role, path=place.path, source="setup", **options)
    return Actor(account_id=1, person_id=person.pk if person else None, grants=(grant,))
