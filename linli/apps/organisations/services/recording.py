"""What every act of this application does last: the trail, and the rights that follow."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from linli.apps.accounts.services.grants import PostRight, follow_posts
from linli.apps.audit.services import record
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.acting import rights
from linli.apps.organisations.rules.bodies import BodyType, SeatKind, roles_of
from linli.apps.organisations.rules.events import Event
from linli.apps.organisations.rules.refusals import DatesReversed
from linli.apps.organisations.selectors.circles import seat_source
from linli.apps.organisations.selectors.duties import aways_of, holdings_of
from linli.apps.organisations.services.reach import paths_of
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor, Decision
from linli.core.errors import NotFound
from linli.kit.days import day_start, local_day


def note(
    event: Event,
    *,
    actor: Actor,
    decision: Decision,
    subject: tuple[str, int],
    path: str,
    now: datetime,
) -> None:
    """Record an act in the trail, with the post that allowed it."""
    record(
        actor=actor,
        kind=event.kind,
        subject_type=subject[0],
        subject_id=subject[1],
        scope_path=path,
        facts=event.facts(),
        grant=decision.grant,
        now=now,
    )


def follow_seat(seat: Seat, *, now: datetime) -> None:
    """Make the grants of everybody the seat entitles follow its posts and absences.

    The caller holds the lock of the seat. Source: [rule:rights-follow-posts].
    """
    roles = roles_of(BodyType(seat.body.type), SeatKind(seat.kind), PlaceKind(seat.body.place.kind))
    if not roles:
        return
    today = local_day(now)
    spans = rights(holdings_of(seat.pk), aways_of(seat.pk), today)
    reached = paths_of(seat, roles, today) if spans else []
    follow_posts(
        source=seat_source(seat.pk),
        rights=[
            PostRight(
                person_id=span.person_id,
                role=role,
                scope_path=path,
                starts_at=day_start(span.starts),
                ends_at=None if span.ends is None else day_start(span.ends),
                acting=span.acting,
                body_id=seat.body_id,
            )
            for span in spans
            for role, path in reached
        ],
        now=now,
    )


def follow_seats(seat_ids: Iterable[int], *, now: datetime) -> None:
    """Let the grants of several posts follow, because what they reach has changed.

    Seats are locked in key order.
    """
    seats = Seat.objects.select_for_update(of=("self",)).select_related("body__place")
    for seat in seats.filter(pk__in=list(seat_ids)).order_by("pk"):
        follow_seat(seat, now=now)


def check_days(starts: date, ends: date | None, *, field: str = "valid_to") -> None:
    """Refuse an end that does not lie after the beginning.

    Raises DatesReversed.
    """
    if ends is not None and ends <= starts:
        raise DatesReversed(field=field)


def locked_seat(seat_id: int) -> Seat:
    """Lock a seat and return it with its body and the body's place; raises NotFound."""
    seats = Seat.objects.select_for_update(of=("self",)).select_related("body__place")
    return first_or_refuse(seats.filter(pk=seat_id))


def locked_body(body_id: int) -> Body:
    """Lock a body and return it with its place; raises NotFound."""
    bodies = Body.objects.select_for_update(of=("self",)).select_related("place")
    return first_or_refuse(bodies.filter(pk=body_id))


def locked_seats(body_id: int, on: date) -> list[Seat]:
    """Lock the seats of a body that are open on or after a day, in key order."""
    seats = Seat.objects.select_for_update(of=("self",)).select_related("body__place")
    return [seat for seat in seats.filter(body=body_id).order_by("pk") if _open(seat, on)]


def _open(seat: Seat, on: date) -> bool:
    return seat.valid_to is None or seat.valid_to > on


def first_or_refuse(rows: QuerySet[Any]) -> Any:
    """Return the first row; raises NotFound when there is none."""
    row = rows.first()
    if row is None:
        raise NotFound(kind=rows.model.__name__.lower())
    return row
