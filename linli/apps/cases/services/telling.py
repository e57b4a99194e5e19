"""Who hears of an act: the reporter and all who follow, and the post the case has come to.

Notices stand and fall with the act; they name nobody. Nobody is told what they did themselves:
neither under their account, nor as the person, nor by the post they act for today.
Source: [rule:case-telling].
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from linli.apps.cases.models import Case, CaseStep, Clock, Delay, Task
from linli.apps.cases.rules.clocks import DelayKind, Step
from linli.apps.cases.rules.flow import CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.selectors.charge import desk_seat
from linli.apps.cases.selectors.dossiers import holder_words
from linli.apps.cases.selectors.posts import office_seat
from linli.apps.cases.services.audience import (
    AMONG_OFFICES,
    BY_THE_POST,
    followers_of,
    posts_deciding,
    posts_with,
    reporter_of,
)
from linli.apps.cases.services.leaving import tell_desk_left
from linli.apps.cases.services.posting import pressing, say, urgency_of
from linli.apps.cases.services.reaching import tell_left
from linli.apps.notices.rules.posting import (
    About,
    Fact,
    Recipient,
    ToAccount,
    ToPost,
    Urgency,
    Word,
)
from linli.apps.notices.services import post_notice
from linli.apps.organisations.models import Seat
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.kit.days import local_day

_PLACED = frozenset({"placed", CaseAction.CORRECT_PLACE.lower()})
REVIEW = "cases.review"


def tell(case: Case, step: CaseStep, *, actor: Actor, now: datetime) -> None:
    """Post the notices that follow from an entry of the thread."""
    if step.action is not None:
        if step.action not in AMONG_OFFICES:
            asks = case.state == CaseState.CHECKED
            ends = asks or case.state == CaseState.CLOSED
            urgency = Urgency.PROMPT if ends else Urgency.DIGEST
            kind = "cases.question" if asks else "cases.news"
            facts = _standing(case, step) | ({} if case.closed_at is None else {"closed": 1})
            told = reporter_of(case, actor)
            say(case, step, kind, told, urgency, now, facts, is_news=True)
            _tell_followers(case, step, actor, now, Word(f"cases.state.{case.state}"))
            tell_left(case, step, now=now)
        if step.action not in BY_THE_POST:
            _tell_post(case, step, "cases.work", now)
        if step.action in {CaseAction.DISPATCH, CaseAction.ARBITRATE}:
            _tell_assisting(case, step, now)
        _tell_mediator(case, step, now)
        _tell_ended(case, step, now)
        if step.action == CaseAction.CORRECT_PLACE:
            _tell_desk(case, step, now)
            tell_desk_left(case, step, now)
    elif step.kind == "reported":
        _tell_post(case, step, "cases.work", now)
    elif step.kind in {"remark", "photo", "video", "voice"} and not step.is_inner:
        _tell_post(case, step, "cases.remark", now)
        if step.part == Part.REPORTER:
            _tell_other_offices(case, step, now)
        else:
            _tell_added(case, step, actor, now)
    elif step.kind in TOLD:
        TOLD[step.kind](case, step, actor, now)


def _tell_post(case: Case, step: CaseStep, kind: str, now: datetime) -> None:
    facts = _standing(case, step) | {"todo": Word(f"cases.todo.{case.state}")} | _wanted(case)
    if case.state == CaseState.ARBITRATION and case.seat_id:
        facts["arbiter"] = _post_words(case.seat_id)
    say(case, step, kind, posts_with(case, now), urgency_of(case), now, facts)


def _tell_added(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell the reporter at once, and the followers once a day, that something was added.

    It may be a question; of what stands in it the followers see nothing.
    """
    say(case, step, "cases.added", reporter_of(case, actor), pressing(case), now)
    say(case, step, "cases.added_beside", followers_of(case, actor), Urgency.DIGEST, now)


def _tell_refiled(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell the post, and once a day whoever is concerned: with the category goes the due time."""
    _tell_post(case, step, "cases.remark", now)
    _tell_standing(case, step, actor, now)


def _tell_placed(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell whoever has it now and whoever is concerned, and the desks it came to and has left."""
    has_come = "seat" in json.loads(step.facts)
    _tell_post(case, step, "cases.work" if has_come else "cases.remark", now)
    _tell_standing(case, step, actor, now)
    _tell_desk(case, step, now)
    tell_desk_left(case, step, now)
    _tell_ended(case, step, now)


def _tell_desk(case: Case, step: CaseStep, now: datetime) -> None:
    """Tell the desk of its new place of a case that lies with another post."""
    seat_id = desk_seat(case.scope_path, local_day(now))
    if seat_id is not None and seat_id != case.seat_id:
        say(case, step, "cases.placed", [ToPost(seat_id)], urgency_of(case), now, _wanted(case))


def _wanted(case: Case) -> dict[str, Fact]:
    return {} if case.wanted_place is None else {"wanted": case.wanted_place.name}


def _tell_ended(case: Case, step: CaseStep, now: datetime) -> None:
    for task in _tasks_in(step, "ended"):
        to: list[Recipient] = [ToPost(task.seat_id)]
        say(case, step, "cases.called_off", to, urgency_of(case), now, part=task.pk)


def _tell_due_moved(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell whoever is concerned, once a day, until when the case is due now; of tasks nothing."""
    clock = Clock.objects.filter(pk=json.loads(step.facts).get("clock", 0), task=None)
    if clock.exclude(step=Step.CONTACT).exists():
        _tell_standing(case, step, actor, now)


def _tell_standing(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell the reporter how it stands and until when, the followers how it stands."""
    facts = _standing(case, step)
    say(case, step, "cases.news", reporter_of(case, actor), Urgency.DIGEST, now, facts)
    _tell_followers(case, step, actor, now, Word(f"cases.state.{case.state}"))


def _post_words(seat_id: int) -> str:
    """Return a post as notices name it: its body, and its title where it has one."""
    seat = Seat.objects.select_related("body").get(pk=seat_id)
    return f"{seat.body.name} {seat.title}".strip()


def _standing(case: Case, step: CaseStep) -> dict[str, Fact]:
    """Return after which entry of the thread a notice is true, and until when the case is due.

    Where the case has come to another place also who has it now.
    """
    facts: dict[str, Fact] = {"step": step.number} | _due(case.due_at)
    return facts | ({"office": holder_words(case)} if step.kind in _PLACED else {})


def _due(due_at: datetime | None) -> dict[str, Fact]:
    return {} if due_at is None else {"due_at": due_at}


def _tell_assisting(case: Case, step: CaseStep, now: datetime) -> None:
    tasks = Task.objects.filter(case=case, kind=TaskKind.ASSIST, state=TaskState.SENT)
    for task in tasks.order_by("pk"):
        facts = {"task": task.pk} | _due(task.due_at)
        to: list[Recipient] = [ToPost(task.seat_id)]
        say(case, step, "cases.assist", to, urgency_of(case), now, facts, part=task.pk)


def _tell_mediator(case: Case, step: CaseStep, now: datetime) -> None:
    """Tell the committee a dispute was referred to: where, never who or what."""
    facts = json.loads(step.facts)
    if "mediator_seat" not in facts:
        return
    place = case.community or case.place
    say(
        case, step, "cases.referred", [ToPost(facts["mediator_seat"])], pressing(case), now,
        {"place": place.name}, about=About("case", case.number, f"/places/{place.code}/"),
    )  # fmt: skip


def _tell_other_offices(case: Case, step: CaseStep, now: datetime) -> None:
    """Tell those that were called or assist what the reporter has added: their clock may run."""
    tasks = Task.objects.filter(case=case, state=TaskState.TAKEN).exclude(kind=TaskKind.LEAD)
    for task in tasks.order_by("pk"):
        to: list[Recipient] = [ToPost(task.seat_id)] if task.seat_id != case.seat_id else []
        facts: dict[str, Fact] = {"task": task.pk}
        say(case, step, "cases.remark_beside", to, urgency_of(case), now, facts, part=task.pk)


def _tell_called(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell each department that was called until when it should be there."""
    for task in _tasks_in(step, "tasks"):
        cell = task.cell.name if task.cell else "–"
        facts: dict[str, Fact] = {"cell": cell, "due_at": task.due_at or now, "task": task.pk}
        to: list[Recipient] = [ToPost(task.seat_id)]
        say(case, step, "cases.call", to, pressing(case), now, facts, part=task.pk)


def _tell_caller(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell whoever called, or the lead that is assisted, what the body has done."""
    for task in _tasks_in(step, "task"):
        facts: dict[str, Fact] = {
            "body": task.body.name,
            "task": task.pk,
            "what": Word(f"cases.told.{task.kind}.{step.kind}"),
        }
        if task.kind == TaskKind.CALL:
            caller = task.caller_account_id
            told: list[Recipient] = [ToAccount(caller)] if caller else []
        else:
            told = [ToPost(case.seat_id)] if case.seat_id else []
        told = [one for one in told if one != ToAccount(actor.account_id or 0)]
        due = _due(task.due_at) if task.kind == TaskKind.CALL and step.kind == "arrived" else {}
        say(case, step, "cases.call_news", told, pressing(case), now, facts | due)
        if step.kind == "declined" and task.kind == TaskKind.CALL:
            _tell_office(case, step, "cases.ruling", now, facts | _due(task.due_at))


def _tell_ruling(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell caller and body what the arbiter has decided about a refused call."""
    _tell_caller(case, step, actor, now)
    for task in _tasks_in(step, "task"):
        word = Word(f"cases.ruling.{task.ruling}")
        facts: dict[str, Fact] = {"ruling": word}
        say(case, step, "cases.ruled", [ToPost(task.seat_id)], pressing(case), now, facts)


def _tell_called_off(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    for task in _tasks_in(step, "task"):
        say(case, step, "cases.called_off", [ToPost(task.seat_id)], pressing(case), now)


def _tell_asked_delay(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell those who decide that somebody asks for more time."""
    for delay in _delays_in(step):
        facts = _delay_facts(delay) | {"decide_by": delay.decide_by or now}
        to = posts_deciding(case, delay, now)
        say(case, step, "cases.delay_asked", to, pressing(case), now, facts)


def _tell_decided_delay(case: Case, step: CaseStep, actor: Actor, now: datetime) -> None:
    """Tell the post that asked, and of a delay of the case's own step whoever reported it."""
    for delay in _delays_in(step):
        task = delay.clock.task
        facts = _delay_facts(delay) | _due(delay.clock.due_at)
        seat_id = task.seat_id if task else case.seat_id
        seats: list[Recipient] = [ToPost(seat_id)] if seat_id else []
        say(case, step, "cases.delay_decided", seats, urgency_of(case), now, facts)
        if step.kind == "delay_refused" or (task is not None and not _asks_reporter(delay)):
            continue
        kind, urgency = "cases.delay_news", Urgency.DIGEST
        if step.kind == "delay_ended":
            kind = "cases.delay_over"
        elif _asks_reporter(delay):
            kind, urgency = "cases.waits", Urgency.PROMPT
        say(case, step, kind, reporter_of(case, actor), urgency, now, facts)
        if task is None:
            _tell_followers(case, step, actor, now, Word(f"cases.followed.{step.kind}"))


def tell_review(case: Case, delay: Delay, *, now: datetime) -> None:
    """Remind the office of the place, once a day set, of a matter that hangs."""
    seat_id = office_seat(case.scope_path, PlaceKind.TOWNSHIP, local_day(now))
    if seat_id is None or delay.review_on is None:
        return
    post_notice(
        kind=REVIEW,
        about=About("case", case.number, f"/cases/{case.number}/"),
        recipients=[ToPost(seat_id)],
        facts={
            "number": case.number,
            "delay": delay.pk,
            "reason": Word(f"cases.delay_reason.{delay.reason}"),
        },
        urgency=Urgency.DIGEST,
        dedupe_key=f"cases.review:{delay.pk}:{delay.review_on.isoformat()}",
        scope_path=case.scope_path,
        now=now,
    )


def _asks_reporter(delay: Delay) -> bool:
    return delay.reason == PauseReason.REPORTER and delay.kind != DelayKind.EXTENSION


def _delay_facts(delay: Delay) -> dict[str, Fact]:
    return {
        "delay": delay.pk,
        "kind": Word(f"cases.delay_kind.{delay.kind}"),
        "reason": Word(f"cases.delay_reason.{delay.reason}"),
        "until": delay.until,
    }


def _tasks_in(step: CaseStep, name: str) -> list[Task]:
    """Return the tasks that the facts of an entry name."""
    found = json.loads(step.facts).get(name, [])
    numbers = found if isinstance(found, list) else [found]
    tasks = Task.objects.filter(pk__in=numbers).select_related("body", "cell")
    return list(tasks.order_by("pk"))


def _delays_in(step: CaseStep) -> list[Delay]:
    number = json.loads(step.facts).get("delay", 0)
    return list(Delay.objects.filter(pk=number).select_related("clock__task"))


def _tell_office(
    case: Case, step: CaseStep, kind: str, now: datetime, facts: Mapping[str, Fact]
) -> None:
    seat_id = office_seat(case.scope_path, PlaceKind.TOWNSHIP, local_day(now))
    if seat_id is not None:
        say(case, step, kind, [ToPost(seat_id)], pressing(case), now, facts)


Tell = Callable[[Case, CaseStep, Actor, datetime], None]
TOLD: Mapping[str, Tell] = {
    "refiled": _tell_refiled,
    "placed": _tell_placed,
    "rated_for": _tell_standing,
    "due_moved": _tell_due_moved,
    "called": _tell_called,
    "arrived": _tell_caller,
    "result": _tell_caller,
    "declined": _tell_caller,
    "called_off": _tell_called_off,
    "call_ruled": _tell_ruling,
    "delay_asked": _tell_asked_delay,
    "delay_granted": _tell_decided_delay,
    "delay_refused": _tell_decided_delay,
    "delay_ended": _tell_decided_delay,
}


def _tell_followers(case: Case, step: CaseStep, actor: Actor, now: datetime, status: Word) -> None:
    """Tell those who follow how far it is, and neither why nor until when."""
    facts: dict[str, Fact] = {"step": step.number, "status": status}
    say(case, step, "cases.followed", followers_of(case, actor), Urgency.DIGEST, now, facts)
