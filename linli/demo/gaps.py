"""What is not settled in the demonstration: somebody has gone, is away, or is about to be."""

from datetime import date, datetime, timedelta

from linli.apps.organisations import services
from linli.apps.organisations.models import Appointment
from linli.apps.organisations.rules.basis import AwayReason, Ending
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.access import Actor
from linli.demo import plan
from linli.kit.days import local_day


def leave_gaps(workers: dict[int, list[int]], *, actor: Actor, now: datetime) -> None:
    """Let workers go and be away; `workers` are the full-time ones of each compound."""
    today = local_day(now)
    for compound in sorted(plan.LEFT_CELLS):
        post = _post_of(workers[compound][-1])
        services.end_appointment(
            actor=actor,
            appointment_id=post.pk,
            valid_to=today - timedelta(days=20 + compound),
            ending=Ending.RESIGNED,
            now=now,
        )
    leave = _Leave(actor, now, today)
    first, second, third, *_rest = workers[plan.CHAIN_OF_TWO]
    seat = _post_of(first).seat_id
    leave.away(seat, first, second, AwayReason.TRAINING, -3, 11)
    leave.away(seat, second, third, AwayReason.LEAVE, -1, 4)
    alone = workers[plan.NOBODY_STANDS_IN][0]
    leave.away(_post_of(alone).seat_id, alone, None, AwayReason.LEAVE, -2, 6)
    going, instead, *_rest = workers[plan.PROCURATORATE]
    leave.away(_post_of(going).seat_id, going, instead, AwayReason.LEAVE, 10, 22)


class _Leave:
    def __init__(self, actor: Actor, now: datetime, today: date) -> None:
        self.actor, self.now, self.today = actor, now, today

    def away(
        self,
        seat_id: int,
        person_id: int,
        substitute_id: int | None,
        reason: AwayReason,
        first: int,
        back: int,
    ) -> None:
        services.record_absence(
            actor=self.actor,
            seat_id=seat_id,
            person_id=person_id,
            substitute_id=substitute_id,
            reason=reason,
            valid_from=self.today + timedelta(days=first),
            valid_to=self.today + timedelta(days=back),
            now=self.now,
        )


def _post_of(person_id: int) -> Appointment:
    return Appointment.objects.valid().get(
        person=person_id, seat__kind=SeatKind.GRID_WORKER_FULL, valid_to=None
    )
