"""What climbed the ladder and waits with the post that was told."""

from django.db import models
from django.db.models import Q

from linli.apps.cases.models.cases import Case
from linli.apps.cases.models.clocks import Clock
from linli.apps.cases.models.copies import OfCase
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.organisations.models import Body, Seat
from linli.kit.enums import enum_check, enum_field

WAITS = Q(state=EscalationState.WAITING)


class Escalation(OfCase):
    """An overdue step that climbed to a post (升级到岗位), and whether that post has answered.

    `seat` is the post that was told, `body` the one that has the task, `due_at` when the step was
    due. Words and names stand in the thread alone.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="escalations")
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="escalations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rung = models.SmallIntegerField()
    step = enum_field(Step)
    due_at = models.DateTimeField()
    state = enum_field(EscalationState, default=EscalationState.WAITING)
    climbed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check(Step, "step", "cases_escalation_step"),
            enum_check(EscalationState, "state", "cases_escalation_state"),
            models.UniqueConstraint(
                fields=["clock", "seat"], condition=WAITS, name="cases_escalation_once"
            ),
            models.CheckConstraint(
                condition=Q(WAITS, settled_at__isnull=True)
                | (~WAITS & Q(settled_at__isnull=False)),
                name="cases_escalation_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["seat", "climbed_at", "id"], name="cases_climbed_seat", condition=WAITS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_number} with {self.seat_id}"
