"""Which post answers for a body: work lies with posts, and no post is without somebody above it.

Source: [rule:case-tasks], [rule:no-post-without-fallback].
"""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType

from linli.apps.cases.models import LadderPost
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.selectors.bodies import mediators_for
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.selectors.circles import way_up
from linli.apps.organisations.selectors.duties import fallbacks
from linli.apps.places.rules import PlaceKind
from linli.core.tree import ancestors
from linli.kit.dated import in_force


def answering_seats(body_ids: Collection[int], day: date) -> dict[int, int]:
    """Return the post that answers for each body on `day`; bodies without any post are left out.

    Its leading post when somebody acts for it, else the leading post of the nearest body above
    for which somebody does. Where nobody acts anywhere, the body's own leading post keeps the
    work, vacant as it is; a body that has ended hands it to the nearest body above that stands.
    """
    bodies = list(Body.objects.filter(pk__in=body_ids))
    answers = fallbacks([body for body in bodies if _stands(body, day)], day)
    answers |= fallbacks([body for body in bodies if not _stands(body, day)], day)
    found: dict[int, int] = {}
    for body in bodies:
        seat_id = answers[body.pk].seat_id or _any_post(body, day)
        if seat_id is not None:
            found[body.pk] = seat_id
    return found


def _stands(body: Body, day: date) -> bool:
    return body.valid_from <= day and (body.valid_to is None or body.valid_to > day)


def _any_post(body: Body, day: date) -> int | None:
    for above in way_up(body.pk):
        seats = list(Seat.objects.on(day).filter(body=above).order_by("pk"))
        lead = TYPES[BodyType(above.type)].lead
        seats.sort(key=lambda seat: (seat.kind != lead, seat.position, seat.pk))
        if seats:
            return seats[0].pk
    return None


# Who hears at a township and at the district: the office, else the committee.
_OFFICES = (
    BodyType.GOVERNANCE_OFFICE,
    BodyType.TOWNSHIP_COMMITTEE,
    BodyType.DISTRICT_COMMITTEE,
)


def office_seat(path: str, level: PlaceKind, day: date) -> int | None:
    """Return the post that answers for the office above a place, at the township or district."""
    offices = Body.objects.on(day).filter(
        type__in=_OFFICES, scope_path__in=[*ancestors(path), path], place__kind=level
    )
    first = min(
        offices, key=lambda body: (_OFFICES.index(BodyType(body.type)), body.pk), default=None
    )
    return None if first is None else answering_seats([first.pk], day).get(first.pk)


def mediator_to_tell(path: str, *, day: date) -> tuple[int, int] | None:
    """Return the nearest mediation committee that answers by a post of its own, and that post.

    What would fall to another office is not told: a dispute is nobody else's business.
    """
    committees = mediators_for(path, day=day)
    answers = answering_seats([body.pk for body in committees], day)
    own = Seat.objects.filter(pk__in=answers.values()).values_list("body", "pk")
    seats = {body: seat for body, seat in own if answers.get(body) == seat}
    return next(((body.pk, seats[body.pk]) for body in committees if body.pk in seats), None)


# The posts that an office may name, and where the office stands that they else belong to.
ABOVE: Mapping[Rung, PlaceKind] = MappingProxyType(
    {
        Rung.PLACE_OFFICE: PlaceKind.TOWNSHIP,
        Rung.DISTRICT: PlaceKind.COUNTY,
        Rung.ARBITER: PlaceKind.TOWNSHIP,
        Rung.ARBITER_TOP: PlaceKind.COUNTY,
    }
)


def ladder_seat(path: str, rung: Rung, day: date) -> int | None:
    """Return the post that hears above, or arbitrates: the one named, else the office's."""
    named = named_post(path, rung, day)
    return named.seat_id if named is not None else office_seat(path, ABOVE[rung], day)


def named_post(path: str, rung: Rung, day: date) -> LadderPost | None:
    """Return the post that was named for a rung at the nearest place, while it stands."""
    rows = LadderPost.objects.on(day).filter(scope_path__in=[*ancestors(path), path], rung=rung)
    rows = rows.filter(in_force(day, "seat__"), in_force(day, "seat__body__"))
    return max(rows, key=lambda row: (len(row.scope_path), row.pk), default=None)
