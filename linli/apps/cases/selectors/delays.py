"""More time as pages show it: asked for, granted, standing, to be looked at again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from linli.apps.accounts.models import Account
from linli.apps.cases.models import Agreement, Case, Clock, Delay, Task
from linli.apps.cases.rules.clocks import DelayKind, DelayState, Step, TimeUnit
from linli.apps.cases.rules.delays import DELAYED_STEPS
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.areas import AreaPart, levelled, whole_parts
from linli.apps.cases.selectors.calendars import calendar_of
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.desks import DISPATCHERS, SORTERS
from linli.apps.cases.selectors.listings import Listing
from linli.apps.cases.selectors.rows import (
    CaseHead,
    Due,
    Wording,
    body_names,
    case_heads,
)
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import day_start, local_day
from linli.kit.pages import Page, Part
from linli.kit.prepared import PreparedAmong, hole

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Request:
    """A request for more time with the names of whoever asked and decided."""

    delay: Delay
    asked_by: str
    decided_by: str


def requests_of(case: Case) -> list[Request]:
    """Return all that was ever asked for in a case, the newest first."""
    delays = list(
        Delay.objects.filter(case=case)
        .select_related("clock__task__body", "case")
        .order_by("-asked_at", "-pk")
    )
    numbers = {one.asked_by_id for one in delays} | {one.decided_by_id or 0 for one in delays}
    names = dict(Account.objects.filter(pk__in=numbers).values_list("pk", "display_name"))
    return [
        Request(one, names.get(one.asked_by_id, ""), names.get(one.decided_by_id or 0, ""))
        for one in delays
    ]


def get_delay(delay_id: int) -> Delay:
    """Return a request for more time with its case; raises NotFound."""
    delay = Delay.objects.select_related("clock__task", "case").filter(pk=delay_id).first()
    if delay is None:
        raise NotFound(kind="delay")
    return delay


class DelayedStep(NamedTuple):
    """A step for which more time can be asked, and the unit in which its limit is counted."""

    step: Step
    unit: TimeUnit


def delayed_step(case: Case, task: Task) -> DelayedStep | None:
    """Return the step for which more time can be asked in a task now, None where it cannot."""
    clock: Clock | None = running_clock(case, None if task.kind == TaskKind.LEAD else task)
    if clock is None or clock.due_at is None:
        return None
    if Delay.objects.filter(clock=clock, state=DelayState.ASKED).exists():
        return None
    step = Step(clock.step)
    if not any(step in steps for steps in DELAYED_STEPS.values()):
        return None
    return DelayedStep(step, TimeUnit(clock.unit))


def end_of(
    kind: DelayKind, day: date, case: Case, *, now: datetime, hour: time | None = None
) -> datetime:
    """Return the instant a typed day stands for: an extension ends with it, a pause before it.

    With an hour it is that hour of the day, in every way of asking.
    """
    if hour is not None:
        return datetime.combine(day, hour, day_start(day).tzinfo)
    if kind != DelayKind.EXTENSION:
        return day_start(day)
    calendar = calendar_of(case.scope_path, now).days
    within = calendar.first <= day <= calendar.last
    return calendar.closing(day) if within and calendar.is_worked(day) else day_start(day + DAY)


class ListedDelay(NamedTuple):
    """What a line of a list of requests is made of: these columns, and not the whole row."""

    id: int
    case_number: str
    case_scope_path: str
    category_id: int
    body_id: int | None
    kind: str
    reason: str
    text: str
    until: datetime
    review_on: date | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class DelayRow:
    """A request for more time, or what came of it, with its case and the body that has the task."""

    delay: ListedDelay
    case: CaseHead
    until: Due
    body: str


def _delay_list(where: Q) -> Listing:
    return Listing(
        Delay,
        lambda: where,
        ("asked_at", "id"),
        columns=ListedDelay,
        path="case_scope_path",
    )


_HUNG = Q(state=DelayState.GRANTED, kind=DelayKind.HANG_UP)
_HANGING = _delay_list(_HUNG)
_TO_REVIEW = _delay_list(_HUNG & Q(review_on__lte=hole("day", Delay, "review_on")))
_MINE = Agreement.objects.filter(
    delay=OuterRef("pk"), account_id=hole("account", Agreement, "account_id")
)
_ASKED = _delay_list(
    Q(state=DelayState.ASKED)
    & ~Q(asked_by_id=hole("account", Delay, "asked_by_id"))
    & ~Q(Exists(_MINE))
)
_WITH_CASE = PreparedAmong(
    Delay,
    "id",
    lambda wanted: Delay.objects.filter(wanted).select_related("clock__task", "case"),
)


def _area(actor: Actor, roles: Iterable[str]) -> list[AreaPart]:
    return whole_parts(*levelled(actor.paths(roles)))


def _delay_page(page: Page, now: datetime) -> Page:
    """Return a page of rows; the queries do not grow with them."""
    bodies = body_names(delay.body_id for delay in page.rows)
    wording = Wording(now)
    found = [
        DelayRow(
            delay=delay,
            case=head,
            until=wording.due(delay.until),
            body=bodies.get(delay.body_id or 0, ""),
        )
        for delay, head in zip(page.rows, case_heads(page.rows), strict=True)
    ]
    return Page(rows=found, after=page.after)


def delays_by_id(numbers: Iterable[int]) -> dict[int, Delay]:
    """Return requests for more time with their cases; permissions are the caller's."""
    return {delay.pk: delay for delay in _WITH_CASE.objects(numbers)}


def hung_up_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return the hang-up list of the area: granted and still running, with reason and end."""
    return _delay_page(_HANGING.page(_area(actor, SORTERS | DISPATCHERS), after=after), now)


def to_decide_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits for this actor: nothing they have asked for, or have agreed to."""
    area = _area(actor, DISPATCHERS)
    return _delay_page(_ASKED.page(area, after=after, account=actor.account_id or -1), now)


def to_decide_parts(area: Sequence[AreaPart], actor: Actor) -> list[Part]:
    """Return the parts of the same list, to be counted."""
    return _ASKED.parts(area, {"account": actor.account_id or -1})


def review_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what hangs and is to be looked at again today or was before."""
    area = _area(actor, DISPATCHERS)
    return _delay_page(_TO_REVIEW.page(area, after=after, day=local_day(now)), now)


def review_parts(area: Sequence[AreaPart], *, now: datetime) -> list[Part]:
    """Return the parts of the same list, to be counted."""
    return _TO_REVIEW.parts(area, {"day": local_day(now)})


def standing_delay(case: Case) -> Delay | None:
    """Return the granted delay of what runs in a case that its reporter should know of."""
    granted = Delay.objects.filter(
        case=case, clock__stopped_at__isnull=True, state=DelayState.GRANTED
    )
    own = granted.filter(clock__task__isnull=True).order_by("-asked_at").first()
    return own or granted.filter(reason=PauseReason.REPORTER).order_by("-asked_at").first()


def open_delays(case: Case) -> list[Delay]:
    """Return what waits for a decision in a case, and what was granted and runs."""
    delays = Delay.objects.filter(
        case=case,
        clock__stopped_at__isnull=True,
        state__in=(DelayState.ASKED, DelayState.GRANTED),
    )
    return list(delays.select_related("clock__task__body").order_by("asked_at", "pk"))
