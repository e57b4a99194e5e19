"""More time as pages show it: asked for, granted, standing, to be looked at again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from linli.apps.accounts.models import Account
from linli.apps.cases.models import Case, Clock, Delay, Task
from linli.apps.cases.rules.clocks import DelayKind, DelayState, Step
from linli.apps.cases.rules.delays import DELAYED_STEPS
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.calendars import calendar_of
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.desks import COUNTED, DISPATCHERS, counted, delay_page, delays_in
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import day_start, local_day
from linli.kit.pages import Page

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
        Delay.objects.filter(clock__case=case)
        .select_related("clock__task__body", "clock__case")
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
    delay = Delay.objects.select_related("clock__task", "clock__case").filter(pk=delay_id).first()
    if delay is None:
        raise NotFound(kind="delay")
    return delay


def delayed_step(case: Case, task: Task) -> Step | None:
    """Return the step for which more time can be asked in a task now, None where it cannot."""
    clock: Clock | None = running_clock(case, None if task.kind == TaskKind.LEAD else task)
    if clock is None or clock.due_at is None:
        return None
    if Delay.objects.filter(clock=clock, state=DelayState.ASKED).exists():
        return None
    step = Step(clock.step)
    return step if any(step in steps for steps in DELAYED_STEPS.values()) else None


def end_of(kind: DelayKind, day: date, case: Case, *, now: datetime) -> datetime:
    """Return the instant a typed day stands for: an extension ends with it, a pause before it."""
    if kind != DelayKind.EXTENSION:
        return day_start(day)
    calendar = calendar_of(case.scope_path, now).days
    within = calendar.first <= day <= calendar.last
    return calendar.closing(day) if within and calendar.is_worked(day) else day_start(day + DAY)


def to_decide_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits for this actor's decision: never what they have asked for themselves."""
    return delay_page(_asked(actor), after=after, now=now)


def to_decide_count(actor: Actor) -> int:
    """Return how many requests for more time wait for this actor's decision, COUNTED at most."""
    return min(COUNTED, sum(counted(part) for part in _asked(actor)))


def _asked(actor: Actor) -> "list[QuerySet[Delay]]":
    parts = delays_in(actor, DISPATCHERS, Q(state=DelayState.ASKED))
    return [part.exclude(asked_by_id=actor.account_id or -1) for part in parts]


def review_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what hangs and is to be looked at again today or was before."""
    return delay_page(_to_review(actor, now), after=after, now=now)


def review_count(actor: Actor, *, now: datetime) -> int:
    """Return how many cases of the hang-up list are to be looked at again, COUNTED at most."""
    return min(COUNTED, sum(counted(part) for part in _to_review(actor, now)))


def _to_review(actor: Actor, now: datetime) -> "list[QuerySet[Delay]]":
    hung = Q(kind=DelayKind.HANG_UP, state=DelayState.GRANTED, review_on__lte=local_day(now))
    return delays_in(actor, DISPATCHERS, hung)


def standing_delay(case: Case) -> Delay | None:
    """Return the granted delay of what runs in a case that its reporter should know of."""
    granted = Delay.objects.filter(
        clock__case=case, clock__stopped_at__isnull=True, state=DelayState.GRANTED
    )
    own = granted.filter(clock__task__isnull=True).order_by("-asked_at").first()
    return own or granted.filter(reason=PauseReason.REPORTER).order_by("-asked_at").first()


def open_delays(case: Case) -> list[Delay]:
    """Return what waits for a decision in a case, and what was granted and runs."""
    delays = Delay.objects.filter(
        clock__case=case,
        clock__stopped_at__isnull=True,
        state__in=(DelayState.ASKED, DelayState.GRANTED),
    )
    return list(delays.select_related("clock__task__body").order_by("asked_at", "pk"))
