"""Who acts for posts on a day, and to whom a post falls that nobody of its own acts for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.apps.organisations.models import Absence, Appointment, Body, Seat
from linli.apps.organisations.rules.acting import Away, Duty, Holding, on_duty
from linli.apps.organisations.rules.basis import SUSPENDING
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.core.errors import NotFound
from linli.core.tree import is_within
from linli.kit.prepared import PreparedAmong, hole

# To whom a post falls when the bodies of its own tree have nobody: the nearest of these on the way
# up the place tree.
_OFFICES = (
    BodyType.RESIDENTS_COMMITTEE,
    BodyType.VILLAGERS_COMMITTEE,
    BodyType.GOVERNANCE_OFFICE,
)


@dataclass(frozen=True, slots=True)
class Fallback:
    """The body a post falls to, and who answers there; no person when nobody does at all."""

    body_id: int
    body_name: str
    work_phone: str
    seat_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who acts for a post on a day: its own people first, else the named fallback."""

    duty: Duty
    person_id: int | None
    fallback: Fallback | None = None


def holding_of(row: Appointment) -> Holding:
    """Return a post as the rules see it."""
    return Holding(row.person_id, row.valid_from, row.valid_to, row.is_acting)


def away_of(row: Absence) -> Away:
    """Return an absence as the rules see it."""
    suspends = row.reason in SUSPENDING
    return Away(row.person_id, row.substitute_id, row.valid_from, row.valid_to, suspends)


def holdings_of(seat_id: int) -> list[Holding]:
    """Return all valid posts in a seat."""
    return holdings_in([seat_id])[seat_id]


def holdings_in(seat_ids: Collection[int]) -> dict[int, list[Holding]]:
    """Return all valid posts in each seat, in order."""
    found: dict[int, list[Holding]] = {seat: [] for seat in seat_ids}
    for row in Appointment.objects.valid().filter(seat__in=seat_ids).order_by("valid_from"):
        found[row.seat_id].append(holding_of(row))
    return found


def aways_of(seat_id: int) -> list[Away]:
    """Return all valid absences from a seat."""
    return aways_in([seat_id])[seat_id]


def aways_in(seat_ids: Collection[int]) -> dict[int, list[Away]]:
    """Return all valid absences from each seat, in the order of entry."""
    found: dict[int, list[Away]] = {seat: [] for seat in seat_ids}
    for row in Absence.objects.valid().filter(seat__in=seat_ids).order_by("pk"):
        found[row.seat_id].append(away_of(row))
    return found


def duties(seat_ids: Collection[int], day: date) -> dict[int, Duty]:
    """Return who acts for each seat on `day`: two queries for all of them."""
    return duties_among(seat_ids, posts_on(seat_ids, day), absences_on(seat_ids, day), day)


def posts_on(seat_ids: Iterable[int], day: date) -> list[Appointment]:
    """Return who holds these seats on `day`."""
    return _POSTS.objects(seat_ids, day=day)


def absences_on(seat_ids: Iterable[int], day: date) -> list[Absence]:
    """Return who is away from these seats on `day`."""
    return _ABSENCES.objects(seat_ids, day=day)


_POSTS = PreparedAmong(
    Appointment,
    "seat",
    lambda wanted: Appointment.objects.on(hole("day", Appointment, "valid_from")).filter(wanted),
)
_ABSENCES = PreparedAmong(
    Absence,
    "seat",
    lambda wanted: Absence.objects.on(hole("day", Absence, "valid_from")).filter(wanted),
)


def duties_among(
    seat_ids: Collection[int], posts: Iterable[Appointment], absences: Iterable[Absence], day: date
) -> dict[int, Duty]:
    """Return who acts for each seat, from its posts and absences of that day."""
    holdings: dict[int, list[Holding]] = defaultdict(list)
    aways: dict[int, list[Away]] = defaultdict(list)
    for post in posts:
        holdings[post.seat_id].append(holding_of(post))
    for absence in absences:
        aways[absence.seat_id].append(away_of(absence))
    return {seat: on_duty(holdings[seat], aways[seat], day) for seat in seat_ids}


def fallbacks(bodies: Sequence[Body], day: date) -> dict[int, Fallback]:
    """Return for each body to whom its uncovered posts fall on `day`.

    In this order: whoever acts for the seat that leads the body, the same in each body above it,
    then in the nearest committee or office on the way up the place tree. Where nobody answers
    the body itself is named. The number of queries does not grow with `bodies`.
    Source: [rule:no-post-without-fallback].
    """
    chains = _ways_up(bodies, day)
    every = {body.pk: body for chain in chains.values() for body in chain}
    answering = _answering(every.values(), day)
    found = {}
    for body in bodies:
        chain = chains[body.pk]
        answer = next((other for other in chain if other.pk in answering), None)
        named = answer or body
        seat_id, person_id = answering.get(named.pk, (None, None))
        found[body.pk] = Fallback(named.pk, named.name, named.work_phone, seat_id, person_id)
    return found


def _ways_up(bodies: Sequence[Body], day: date) -> dict[int, list[Body]]:
    known = {body.pk: body for body in bodies}
    missing = _parents(bodies) - known.keys()
    while missing:
        parents = {body.pk: body for body in Body.objects.filter(pk__in=missing)}
        known |= parents
        missing = _parents(parents.values()) - known.keys()
    places = {
        path[:end] for path in {body.scope_path for body in bodies}
        for end in range(4, len(path) + 1, 4)
    }  # fmt: skip
    offices = sorted(
        _OFFICES_AT.objects(places, day=day),
        key=lambda office: (-len(office.scope_path), _OFFICES.index(office.type), office.pk),
    )
    return {body.pk: _chain(body, known, offices) for body in bodies}


_OFFICES_AT = PreparedAmong(
    Body,
    "scope_path",
    lambda wanted: Body.objects.on(hole("day", Body, "valid_from")).filter(
        wanted, type__in=_OFFICES
    ),
)
_LEADING = PreparedAmong(
    Seat,
    "body",
    lambda wanted: (
        Seat.objects.on(hole("day", Seat, "valid_from"))
        .filter(wanted, kind__in={template.lead for template in TYPES.values()})
        .order_by("-position", "-pk")
    ),
)


def _parents(bodies: Iterable[Body]) -> set[int]:
    return {body.parent_id for body in bodies if body.parent_id is not None}


def _chain(body: Body, known: dict[int, Body], offices: Iterable[Body]) -> list[Body]:
    chain, seen = [body], {body.pk}
    while (parent := known.get(chain[-1].parent_id or 0)) is not None and parent.pk not in seen:
        chain.append(parent)
        seen.add(parent.pk)
    return chain + [
        office
        for office in offices
        if office.pk not in seen and is_within(body.scope_path, office.scope_path)
    ]


def _answering(bodies: Iterable[Body], day: date) -> dict[int, tuple[int, int]]:
    leads = {body.pk: TYPES[BodyType(body.type)].lead for body in bodies}
    seats = [seat for seat in _LEADING.objects(leads, day=day) if seat.kind == leads[seat.body_id]]
    acting = duties([seat.pk for seat in seats], day)
    return {
        seat.body_id: (seat.pk, person)
        for seat in seats
        if (person := acting[seat.pk].person_id) is not None
    }


def responsible_for(seat_id: int, day: date) -> Responsible:
    """Return who acts for the post on `day`; never nobody without saying to whom it falls.

    Raises NotFound when there is no such seat.
    """
    seat = Seat.objects.select_related("body").filter(pk=seat_id).first()
    if seat is None:
        raise NotFound(seat=seat_id)
    duty = duties([seat_id], day)[seat_id]
    if duty.person_id is not None:
        return Responsible(duty, duty.person_id)
    fallback = fallbacks([seat.body], day)[seat.body_id]
    return Responsible(duty, fallback.person_id, fallback)


def on_duty_people(seat_id: int, day: date) -> list[int]:
    """Return the holder of a seat and everybody standing in, from a day on, in order."""
    holdings = [one for one in holdings_of(seat_id) if one.ends is None or one.ends > day]
    aways = [one for one in aways_of(seat_id) if one.ends > day]
    people = [one.person_id for one in holdings]
    people += [one.substitute_id for one in aways if one.substitute_id is not None]
    return list(dict.fromkeys(people))
