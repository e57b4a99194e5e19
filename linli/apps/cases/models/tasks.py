"""Tasks of bodies in a case: lead, assist, and calls upwards; marks of check-lists."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.cases.models.cases import Case
from linli.apps.cases.models.catalogue import CheckItem
from linli.apps.cases.models.copies import EXCERPT, OfCase
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.grids.models import Cell
from linli.apps.organisations.models import Body, Seat
from linli.kit.enums import enum_check, enum_field, optional_enum_field
from linli.kit.scoped import ScopedQuerySet

OPEN_TASKS = (TaskState.SENT, TaskState.TAKEN)
# Calls that were refused, and about which the arbiter has not decided.
TO_RULE_ON = Q(kind=TaskKind.CALL, state=TaskState.REFUSED, ruling__isnull=True)
# Nobody decides about a call of a case that is closed.
REFUSED = TO_RULE_ON & Q(case_is_open=True)
_CALL = Q(kind=TaskKind.CALL)


def _indexes_of_calls() -> list[models.Index]:
    """Return the indexes of lists of calls: one equality on a copied place, then their order."""
    orders = {
        "due": (("due_at", "id"), _CALL & Q(state__in=OPEN_TASKS)),
        "ended": (("-ended_at", "-id"), _CALL & Q(ended_at__isnull=False)),
        "sent": (("-sent_at", "-id"), _CALL),
        "refused": (("due_at", "id"), REFUSED),
    }
    return [
        models.Index(
            fields=[f"{level}_id", *order], name=f"cases_call_{name}_{level}", condition=condition
        )
        for name, (order, condition) in orders.items()
        for level in ("county", "township", "community")
    ]


def _indexes_of_assists() -> list[models.Index]:
    """Return the indexes of the board by assistance: of an area, of one body in it.

    As for the board of one lead, neither index alone keeps the order and skips what another
    township or another body has.
    """
    open_assist = Q(kind=TaskKind.ASSIST, state__in=OPEN_TASKS)
    fields = {
        "county": ("county_id",),
        "township": ("township_id",),
        "body_county": ("body", "county_id"),
        "body_township": ("body", "township_id"),
    }
    return [
        models.Index(
            fields=[*first, "due_at", "id"], name=f"cases_assist_{name}", condition=open_assist
        )
        for name, first in fields.items()
    ]


class Task(OfCase):
    """What one body has to do in a case (任务): lead, assist, or come when called (吹哨).

    It belongs to `seat`, the post that answers in the body, never to a person. `cell` and
    `caller` tell who called upwards; `legal_basis` why the body is competent, `basis` on what law
    it returned or refused the task. `is_gate` marks an assist without which the lead does not
    feed back, `is_binding` a call the arbiter has decided on; `ruling` is that decision, kept on
    the call that was refused. `news_at` is when somebody outside the body said something in the
    case last, empty once the body has acted since or said that it has read it. `scope_path` is
    that of the body. `arrive_due_at` and `result_due_at` keep when a called department had to be
    on the spot and to report; figures of calls are counted from them. While the clock of the
    result stands, `result_due_at` is empty. `contact_by` is until when the lead has to contact the
    reporter, empty once that is done.
    """

    COPIED: ClassVar[dict[str, str]] = {**OfCase.COPIED, "case_level": "level"}

    case_level = enum_field(Level)
    case_text = models.CharField(max_length=EXCERPT + 1)
    case_is_open = models.BooleanField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    kind = enum_field(TaskKind)
    state = enum_field(TaskState, default=TaskState.SENT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="tasks")
    scope_path = models.CharField(max_length=120)
    cell = models.ForeignKey(Cell, null=True, on_delete=models.PROTECT, related_name="+")
    caller_account_id = models.BigIntegerField(null=True)
    text = models.TextField(blank=True, max_length=2000)
    legal_basis = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True, max_length=2000)
    due_at = models.DateTimeField(null=True)
    arrive_due_at = models.DateTimeField(null=True)
    result_due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    account_id = models.BigIntegerField(null=True)  # who took it
    news_at = models.DateTimeField(null=True)
    is_gate = models.BooleanField(default=False)
    is_binding = models.BooleanField(default=False)
    ruling = optional_enum_field(CallRuling)
    ruled_at = models.DateTimeField(null=True)
    contact_by = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(TaskKind, "kind", "cases_task_kind"),
            enum_check(TaskState, "state", "cases_task_state"),
            enum_check(CallRuling, "ruling", "cases_task_ruling"),
            enum_check(Level, "case_level", "cases_task_case_level"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind=TaskKind.LEAD, state__in=OPEN_TASKS),
                name="cases_task_one_lead",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_TASKS, ended_at__isnull=True)
                | (~Q(state__in=OPEN_TASKS) & Q(ended_at__isnull=False)),
                name="cases_task_ended_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TaskState.RETURNED, TaskState.REFUSED)) | ~Q(basis=""),
                name="cases_task_refusal_has_basis",
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "due_at", "id"],
                name="cases_task_inbox",
                condition=Q(state__in=OPEN_TASKS),
            ),
            models.Index(
                fields=["seat", "due_at", "id"],
                name="cases_task_post",
                condition=Q(state__in=OPEN_TASKS),
            ),
            models.Index(
                fields=["cell", "due_at", "id"],
                name="cases_task_cell",
                condition=Q(state__in=OPEN_TASKS, cell__isnull=False),
            ),
            models.Index(fields=["body", "-sent_at", "-id"], name="cases_task_body"),
            *_indexes_of_calls(),
            *_indexes_of_assists(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class CheckMark(models.Model):
    """That a line of the check-list was seen to in a case (核对项)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="check_marks")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "item"], name="cases_check_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.case_id}"
