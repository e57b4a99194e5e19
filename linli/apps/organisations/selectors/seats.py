"""Seats as pages show them: who holds each on a day, who acts, since when it is vacant."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Appointment, Seat
from linli.apps.organisations.rules.acting import DutyKind
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.selectors.duties import absences_on, duties_among, posts_on
from linli.apps.organisations.selectors.names import names_of
from linli.kit.prepared import PreparedAmong, hole


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat on a day. Names are empty for those who may not see them.

    `term_until` is the last day of the term, `away_until` the first day back.
    """

    seat_id: int
    body_id: int
    kind: SeatKind
    label: str
    place_name: str
    duty: DutyKind
    leads: bool
    counts: bool
    closed_from: date | None = None
    appointment_id: int | None = None
    person_id: int | None = None
    holder: str = ""
    is_acting: bool = False
    since: date | None = None
    term_until: date | None = None
    term_is_over: bool = False
    substitute: str = ""
    away_until: date | None = None
    absence_id: int | None = None
    vacant_since: date | None = None


def seats_of_bodies(body_ids: Collection[int], day: date) -> list[Seat]:
    """Return the seats of bodies that exist on a day, leading kinds first."""
    return sorted(_SEATS.objects(body_ids, day=day), key=_order)


_SEATS = PreparedAmong(
    Seat,
    "body",
    lambda wanted: (
        Seat.objects.on(hole("day", Seat, "valid_from"))
        .filter(wanted)
        .select_related("body", "place")
    ),
)


def _order(seat: Seat) -> tuple[int, int, str, int]:
    kinds = [template.kind for template in TYPES[BodyType(seat.body.type)].seats]
    return (seat.body_id, kinds.index(SeatKind(seat.kind)), seat.scope_path, seat.position)


def seat_rows(seats: Sequence[Seat], day: date, *, named: Collection[int]) -> list[SeatRow]:
    """Return the rows of `seats` on a day, in their order; four queries for all of them.

    `named` holds the bodies whose holders are shown by name.
    """
    ids = [seat.pk for seat in seats]
    held, absences = posts_on(ids, day), absences_on(ids, day)
    posts = {row.seat_id: row for row in held}
    away = {(row.seat_id, row.person_id): row for row in absences}
    acting = duties_among(ids, held, absences, day)
    shown = [seat.pk for seat in seats if seat.body_id in named]
    people = [posts[seat].person_id for seat in shown if seat in posts]
    names = names_of([*people, *(acting[seat].person_id for seat in shown)])
    vacant = _vacant_since([seat for seat in ids if seat not in posts], day)
    rows = []
    for seat in seats:
        post = posts.get(seat.pk)
        duty = acting[seat.pk]
        absence = away.get((seat.pk, post.person_id)) if post else None
        visible = seat.body_id in named
        template = TYPES[BodyType(seat.body.type)].seat(SeatKind(seat.kind))
        rows.append(
            SeatRow(
                seat_id=seat.pk,
                body_id=seat.body_id,
                kind=SeatKind(seat.kind),
                label=seat.title or str(SEAT_KINDS[seat.kind]),
                place_name=seat.place.name if seat.place_id != seat.body.place_id else "",
                duty=duty.kind,
                leads=template.leads,
                counts=template.counts,
                closed_from=seat.valid_to,
                appointment_id=post.pk if post else None,
                person_id=post.person_id if post and visible else None,
                holder=names.get(post.person_id, "") if post and visible else "",
                is_acting=bool(post and post.is_acting),
                since=post.valid_from if post else None,
                term_until=last_day(post.term_ends) if post else None,
                term_is_over=bool(post and post.term_ends and post.term_ends <= day),
                substitute=(
                    names.get(duty.person_id or 0, "") if duty.kind == DutyKind.COVERED else ""
                ),
                away_until=absence.valid_to if absence else None,
                absence_id=absence.pk if absence else None,
                vacant_since=None if post else vacant.get(seat.pk, seat.valid_from),
            )
        )
    return rows


def _vacant_since(seat_ids: Collection[int], day: date) -> dict[int, date]:
    """Return the day from which vacant seats are vacant, for those that were ever held."""
    return dict(_LAST_HELD.rows(seat_ids, day=day))


_LAST_HELD = PreparedAmong(
    Appointment,
    "seat",
    lambda wanted: (
        Appointment.objects.valid()
        .filter(wanted, valid_to__lte=hole("day", Appointment, "valid_from"))
        .values("seat")
        .annotate(last=Max("valid_to"))
        .values_list("seat", "last")
    ),
)
