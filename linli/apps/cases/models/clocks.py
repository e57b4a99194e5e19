"""Clocks of cases and tasks: what runs, everything that ever happened to it, and why it moved."""

from django.db import models
from django.db.models import Q

from linli.apps.cases.models.cases import Case
from linli.apps.cases.models.copies import OfCase
from linli.apps.cases.models.tasks import Task
from linli.apps.cases.rules.clocks import ClockEventKind, DelayKind, DelayState, Step, TimeUnit
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.organisations.models import Body
from linli.kit.enums import enum_check, enum_field


class Clock(models.Model):
    """The time of one step of a case, or of a task (计时).

    `amount` and `unit` copy the limit that was chosen, `limit_id` names it. `due_at` is empty
    while it stands. `stopped_at` is set when the step is done; `breached_at` when it was not done
    by `due_at`. `rung` counts the steps of the escalation ladder already climbed, `next_rung_at`
    says when the next one is. `is_provisional` marks a due time that rests on days of a year whose
    holidays are not announced yet; `recheck_at` is set when limit or calendar have changed since.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="clocks")
    step = enum_field(Step)
    limit_id = models.BigIntegerField(null=True)
    amount = models.IntegerField()
    unit = enum_field(TimeUnit)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    rung = models.SmallIntegerField(default=0)
    next_rung_at = models.DateTimeField(null=True)
    is_provisional = models.BooleanField(default=False)
    recheck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check(Step, "step", "cases_clock_step"),
            enum_check(TimeUnit, "unit", "cases_clock_unit"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(stopped_at__isnull=True, task__isnull=True) & ~Q(step=Step.CONTACT),
                name="cases_clock_one_of_case",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(stopped_at__isnull=True, step=Step.CONTACT),
                name="cases_clock_one_contact",
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(stopped_at__isnull=True, task__isnull=False),
                name="cases_clock_one_of_task",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(due_at__isnull=True),
                name="cases_clock_stands_or_runs",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_rung_at"],
                name="cases_clock_ladder",
                condition=Q(stopped_at__isnull=True, next_rung_at__isnull=False),
            ),
            models.Index(
                fields=["recheck_at"],
                name="cases_clock_recheck",
                condition=Q(stopped_at__isnull=True, recheck_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.case_id}"


class ClockEvent(models.Model):
    """What happened to a clock, never changed (计时记录); `words` are the facts of its sentence."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    number = models.IntegerField()
    kind = enum_field(ClockEventKind)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    left_minutes = models.IntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    facts = models.TextField(default="{}")
    account_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            enum_check(ClockEventKind, "kind", "cases_clock_event_kind"),
            models.UniqueConstraint(fields=["clock", "number"], name="cases_clock_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.clock_id}"


def _list_indexes() -> list[models.Index]:
    asked = Q(state=DelayState.ASKED)
    hung = Q(state=DelayState.GRANTED, kind=DelayKind.HANG_UP)
    wanted = {
        "asked": (asked, ("county", "township")),
        "hung": (hung, ("county", "township", "community")),
    }
    return [
        models.Index(
            fields=[f"{level}_id", "asked_at", "id"],
            name=f"cases_{name}_{level}",
            condition=condition,
        )
        for name, (condition, levels) in wanted.items()
        for level in levels
    ]


class Delay(OfCase):
    """Somebody asked for more time (延期、缓办、挂账); another person decides.

    `until` is the new due time of an extension, or when a pause or hanging ends by itself.
    `decide_by` is when the decision is due; `review_on` the day on which a matter on the hang-up
    list is looked at again. `body` is the one that has the task, or leads the case. `needed` is
    how many have to agree, as it was set when it was asked; `agreed` is how many have.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="delays")
    body = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="delays")
    kind = enum_field(DelayKind)
    state = enum_field(DelayState, default=DelayState.ASKED)
    reason = enum_field(PauseReason)
    text = models.TextField(max_length=1000)
    until = models.DateTimeField()
    decide_by = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    needed = models.SmallIntegerField(default=1)
    agreed = models.SmallIntegerField(default=0)
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_text = models.TextField(blank=True, max_length=1000)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check(DelayKind, "kind", "cases_delay_kind"),
            enum_check(DelayState, "state", "cases_delay_state"),
            enum_check(PauseReason, "reason", "cases_delay_reason"),
            models.UniqueConstraint(
                fields=["clock"],
                condition=Q(state=DelayState.ASKED),
                name="cases_delay_one_asked",
            ),
            models.CheckConstraint(
                condition=Q(needed__gte=1, agreed__gte=0, agreed__lte=models.F("needed")),
                name="cases_delay_agreed_of_needed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=models.F("asked_by_id")),
                name="cases_delay_second_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["until"],
                name="cases_delay_running",
                condition=Q(state=DelayState.GRANTED),
            ),
            *_list_indexes(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
