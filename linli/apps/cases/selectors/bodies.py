"""Which bodies a case may go to: those at its place and above it, and how their record stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.cases.models import Case, Clock, Task
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.cases.selectors.visibility import own_bodies
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors

MOST = 300  # bodies to choose among; a district has fewer that handle anything
# Who puts things right: offices, service teams and committees; no party body, no volunteers.
HANDLING_TYPES = (
    BodyType.PROPERTY_TEAM,
    BodyType.RESIDENTS_COMMITTEE,
    BodyType.VILLAGERS_COMMITTEE,
    BodyType.OWNERS_COMMITTEE,
    BodyType.GRID_TEAM,
    BodyType.SERVICE_CENTRE,
    BodyType.GOVERNANCE_OFFICE,
    BodyType.DEPARTMENT,
)
CALLED_TYPES = (BodyType.DEPARTMENT, BodyType.GOVERNANCE_OFFICE, BodyType.SERVICE_CENTRE)


def bodies_for(path: str, *, day: date) -> list[Body]:
    """Return the bodies that may handle something at a place, the nearest first."""
    return _nearest(_standing(path, day).filter(type__in=HANDLING_TYPES))


def bodies_around(path: str, *, day: date) -> list[Body]:
    """Return the bodies that may lead cases at or below a place: at it, above it and in it."""
    below = Body.objects.on(day).filter(type__in=HANDLING_TYPES).under(path)
    found = {body.pk: body for body in [*bodies_for(path, day=day), *below.order_by("pk")[:MOST]]}
    return sorted(found.values(), key=lambda body: (body.name, body.pk))


def callable_bodies(path: str, *, day: date) -> list[Body]:
    """Return the bodies that a cell at a place may call."""
    return _nearest(_standing(path, day).filter(type__in=CALLED_TYPES))


def mediators_for(path: str, *, day: date) -> list[Body]:
    """Return the mediation committees at a place and above it, the nearest first."""
    found = _standing(path, day).filter(type=BodyType.MEDIATION_COMMITTEE)
    return sorted(found, key=lambda body: (-len(body.scope_path), body.pk))


def _standing(path: str, day: date) -> "QuerySet[Body]":
    return Body.objects.on(day).filter(scope_path__in=[*ancestors(path), path])


def _nearest(bodies: "QuerySet[Body]") -> list[Body]:
    order = list(HANDLING_TYPES)
    return sorted(
        bodies, key=lambda body: (-len(body.scope_path), order.index(BodyType(body.type)), body.pk)
    )


def bodies_by_id(numbers: Collection[int]) -> list[Body]:
    """Return bodies by their numbers, in the order of their names."""
    return list(Body.objects.filter(pk__in=numbers).order_by("name", "pk"))


def get_own_body(actor: Actor, body_id: int) -> Body:
    """Return a body whose record the actor may read: their own, or one at their place.

    Raises NotFound.
    """
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotFound(kind="body")
    if body_id not in own_bodies(actor) and not actor.holds(PLACE_ADMINS, body.scope_path):
        raise NotFound(kind="body")
    return body


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """What a body was asked and what it did, in counts; `whole` of each stands beside it."""

    sent: int
    taken: int
    never_late: int
    done: int
    returned: int
    refused: int
    open: int
    overdue: int
    calls: int
    calls_arrived: int
    calls_done: int
    refusals_stand: int
    refusals_overruled: int
    led_open: int


def record_of(body: Body, *, since: datetime, now: datetime) -> BodyRecord:
    """Return the counts of the tasks a body was sent since a day."""
    tasks = Task.objects.filter(body=body, sent_at__gte=since)
    open_now = Q(state__in=(TaskState.SENT, TaskState.TAKEN))
    call = Q(kind=TaskKind.CALL)
    refused = call & Q(state=TaskState.REFUSED)
    counts = tasks.aggregate(
        sent=Count("pk"),
        taken=Count("pk", filter=Q(taken_at__isnull=False)),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        returned=Count("pk", filter=Q(state=TaskState.RETURNED)),
        refused=Count("pk", filter=refused),
        refusals_stand=Count("pk", filter=refused & Q(ruling=CallRuling.STANDS)),
        refusals_overruled=Count("pk", filter=refused & Q(ruling=CallRuling.COME)),
        open=Count("pk", filter=open_now),
        overdue=Count("pk", filter=open_now & Q(due_at__lt=now)),
        calls=Count("pk", filter=call),
        calls_arrived=Count("pk", filter=call & Q(taken_at__isnull=False)),
        calls_done=Count("pk", filter=call & Q(state=TaskState.DONE)),
    )
    late = tasks.filter(Exists(_late_clocks())).count()
    led = Case.objects.filter(lead=body).exclude(state="CLOSED").count()
    return BodyRecord(**counts, never_late=counts["sent"] - late, led_open=led)


def _late_clocks() -> "QuerySet[Clock]":
    """Return the clocks by which a body was late with a task.

    Of a lead they are the clocks of the case that ran while it had the task. The arbiter's clock
    on a refused call is not the body's.
    """
    own = Q(task=OuterRef("pk")) & ~Q(step=Step.ARBITRATE)
    led = Q(
        Q(task__isnull=True, case=OuterRef("case"), step__in=(Step.TAKE, Step.HANDLE)),
        Q(started_at__gte=OuterRef("sent_at")),
        Q(started_at__lte=Coalesce(OuterRef("ended_at"), F("started_at"))),
        _is_lead(),
    )
    return Clock.objects.filter(own | led, breached_at__isnull=False)


def _is_lead() -> Exact:
    return Exact(OuterRef("kind"), Value(TaskKind.LEAD))
