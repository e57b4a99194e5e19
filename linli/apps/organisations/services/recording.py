"""What every act of this application does last: the trail, and the rights that follow."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from django.db.models import Model, QuerySet

from linli.apps.accounts.rules import Role
from linli.apps.accounts.services.grants import PostRight, follow_all_posts
from linli.apps.audit.services import Entry, record_all
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.acting import rights
from linli.apps.organisations.rules.bodies import BodyType, SeatKind, roles_of
from linli.apps.organisations.rules.events import Event
from linli.apps.organisations.rules.refusals import DatesReversed
from linli.apps.organisations.selectors.circles import seat_source
from linli.apps.organisations.selectors.duties import aways_in, holdings_in
from linli.apps.organisations.services.reach import paths_of
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor, Decision
from linli.core.errors import NotFound
from linli.kit.days import day_start, local_day

Subject = tuple[str, int]
Noted = tuple[Event, Decision, Subject, str]
"""What happened, what allowed it, on what, and the path of its place."""


def note(
    event: Event,
    *,
    actor: Actor,
    decision: Decision,
    subject: Subject,
    path: str,
    now: datetime,
) -> None:
    """Record an act in the trail, with the post that allowed it."""
    note_all([(event, decision, subject, path)], actor=actor, now=now)


def note_all(acts: Iterable[Noted], *, actor: Actor, now: datetime) -> None:
    """Record what one act did to many things, one row for each, in their order."""
    record_all(
        actor=actor,
        entries=[
            Entry(event.kind, *subject, path, event.facts(), decision.grant)
            for event, decision, subject, path in acts
        ],
        now=now,
    )


def follow_seat(seat: Seat, *, now: datetime) -> None:
    """Make the grants of everybody the seat entitles follow its posts and absences.

    The caller holds the lock of the seat. Source: [rule:rights-follow-posts].
    """
    follow_locked([seat], now=now)


def follow_seats(seat_ids: Iterable[int], *, now: datetime) -> None:
    """Let the grants of several posts follow, because what they reach has changed.

    Seats are locked in key order.
    """
    follow_locked(locked_seats_of(seat_ids), now=now)


def follow_locked(seats: Iterable[Seat], *, now: datetime) -> None:
    """Let the grants of several seats follow; the caller holds their locks."""
    by_roles: dict[frozenset[Role], list[Seat]] = defaultdict(list)
    for seat in seats:
        body = seat.body
        roles = roles_of(BodyType(body.type), SeatKind(seat.kind), PlaceKind(body.place.kind))
        if roles:
            by_roles[roles].append(seat)
    posts: dict[str, list[PostRight]] = {}
    for roles, alike in by_roles.items():
        posts |= _rights_of(alike, roles, local_day(now))
    follow_all_posts(posts, now=now)


def _rights_of(
    seats: Sequence[Seat], roles: frozenset[Role], today: date
) -> dict[str, list[PostRight]]:
    ids = [seat.pk for seat in seats]
    holdings, aways = holdings_in(ids), aways_in(ids)
    spans = {seat: rights(holdings[seat], aways[seat], today) for seat in ids}
    reached = paths_of([seat for seat in seats if spans[seat.pk]], roles, today)
    return {
        seat_source(seat.pk): [
            PostRight(
                person_id=span.person_id,
                role=role,
                scope_path=path,
                starts_at=day_start(span.starts),
                ends_at=None if span.ends is None else day_start(span.ends),
                acting=span.acting,
                body_id=seat.body_id,
            )
            for span in spans[seat.pk]
            for role, path in reached[seat.pk]
        ]
        for seat in seats
    }


def check_days(starts: date, ends: date | None, *, field: str = "valid_to") -> None:
    """Refuse an end that does not lie after the beginning.

    Raises DatesReversed.
    """
    if ends is not None and ends <= starts:
        raise DatesReversed(field=field)


def locked_seat(seat_id: int) -> Seat:
    """Lock a seat and return it with its body and the body's place; raises NotFound."""
    return next(iter(locked_seats_of([seat_id])), None) or refuse_unknown(Seat)


def locked_seats_of(seat_ids: Iterable[int]) -> list[Seat]:
    """Lock seats in key order and return those there are, with bodies and their places."""
    seats = Seat.objects.select_for_update(of=("self",)).select_related("body__place")
    return list(seats.filter(pk__in=set(seat_ids)).order_by("pk"))


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
    return rows.first() or refuse_unknown(rows.model)


def refuse_unknown(model: type[Model]) -> NoReturn:
    """Refuse a number that no row has; raises NotFound."""
    raise NotFound(kind=model.__name__.lower())
