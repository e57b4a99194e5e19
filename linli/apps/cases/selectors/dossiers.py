"""Everything one page says of a case: its facts, its thread, its tasks, who reported it."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from linli.apps.accounts.models import Account
from linli.apps.cases.labels import PARTS, step_done
from linli.apps.cases.labels.contacts import CONTACT_WAYS
from linli.apps.cases.labels.revisits import WAYS
from linli.apps.cases.models import Case, CaseStep, Clip, Follower, Photo, Task
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import RESULTS, CaseAction, Part
from linli.apps.cases.rules.kinds import AnswerWay
from linli.apps.cases.rules.names import NameSight
from linli.apps.cases.rules.numbers import slip_ends
from linli.apps.cases.rules.refusals import NotOffered
from linli.apps.cases.rules.words import is_among_colleagues
from linli.apps.cases.selectors import visibility
from linli.apps.cases.selectors.place_moves import place_moves
from linli.apps.cases.selectors.rows import clock_words
from linli.apps.organisations.models import Body
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.identifiers import masked_name
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened

HANDED_OUT_MINUTES = 60  # how long the desk that entered a case can print its code
_WITH = (
    "category",
    "lead",
    "place",
    "wanted_place",
    "came_from",
    "unit",
    "cell",
    "seat__body",
    "merged_into",
    "community",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the thread as a page shows it.

    `is_among` says that its words, or all of it with `is_inner`, are not for the reporter.
    """

    when: str
    who: str
    what: str
    detail: str
    text: str
    is_inner: bool
    is_among: bool
    proposed: str
    photos: tuple[Photo, ...]
    clips: tuple[Clip, ...] = ()
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """What somebody sees of the reporter: a name, a number, or in words why not."""

    name: str
    phone: str = ""
    email: str = ""
    is_sealed: bool = False


def get_case(actor: Actor, number: str, *, day: date, slip: str = "") -> Case:
    """Return a case that the actor may see, or whose slip they hold; raises NotFound, CaseLeft."""
    case = Case.objects.select_related(*_WITH).filter(number=number[:24]).first()
    if case is None:
        raise NotFound(kind="case")
    visibility.refuse_unseen(actor, case, day=day, slip=slip)
    return case


def case_of_slip(code: str) -> Case | None:
    """Return the case that a slip belongs to, or None."""
    found = Case.objects.filter(slip_index__in=visibility.candidates(Case, "slip_index", code))
    return found.first() if code else None


def is_slip_open(case: Case, day: date) -> bool:
    """Tell whether the code of a case still opens it on `day`."""
    ends = slip_ends(local_day(case.closed_at) if case.closed_at else None)
    return ends is None or day < ends


def slip_of(case: Case) -> str:
    """Return the code of a case's slip in clear, for whoever may hold it."""
    return opened(case.slip_code)


def slip_to_show(actor: Actor, case: Case, slip: str, *, now: datetime) -> str:
    """Return the code to show: to whoever speaks by it, and to whoever has to hand it out.

    That is the account that entered the case for somebody, for as long as that somebody stands at
    the counter; it gives no right to act as the reporter.
    """
    if visibility.holds_slip(actor, case, slip, local_day(now)):
        return slip
    entered = actor.account_id is not None and actor.account_id == case.entered_by_id
    is_fresh = now - case.reported_at <= timedelta(minutes=HANDED_OUT_MINUTES)
    return slip_of(case) if entered and is_fresh else ""


def speaks_by_slip(actor: Actor) -> bool:
    """Tell whether the code of a slip makes this actor the reporter."""
    return visibility.speaks_by_slip(actor)


def thread_of(case: Case, *, inner: bool, now: datetime) -> list[Entry]:
    """Return what happened, newest first; entries and words for colleagues only with `inner`."""
    rows = CaseStep.objects.filter(case=case).select_related("body").order_by("-number")
    if not inner:
        rows = rows.filter(is_inner=False)
    steps = list(rows.prefetch_related("photos", "clips"))
    names = _names(steps) if inner else {}
    proposals = _proposals(steps) if inner else {}
    moves = place_moves(steps)
    return [
        Entry(
            when=clock_words(step.at, now=now),
            who=_who(step, names),
            what=str(step_done(step.kind, step.action)),
            detail=moves.get(step.pk) or _detail(step),
            text="" if is_among_colleagues(step.kind) and not inner else step.text,
            is_inner=step.is_inner,
            is_among=is_among_colleagues(step.kind) and bool(step.text),
            proposed=proposals.get(step.pk, ""),
            photos=tuple(step.photos.all()),
            clips=tuple(step.clips.all()),
            is_result=step.action in RESULTS,
        )
        for step in steps
    ]


def _detail(step: CaseStep) -> str:
    """Return whom an entry went to, or in which way somebody spoke with the reporter."""
    if step.body is not None:
        return step.body.name
    way = json.loads(step.facts).get("way") if '"way"' in step.facts else None
    if not way:
        return ""
    return str(WAYS[AnswerWay(way)] if way in WAYS else CONTACT_WAYS[ContactWay(way)])


def _names(steps: list[CaseStep]) -> dict[int, str]:
    accounts = {step.account_id for step in steps if step.account_id is not None}
    return dict(Account.objects.filter(pk__in=accounts).values_list("pk", "display_name"))


def _proposals(steps: list[CaseStep]) -> dict[int, str]:
    """Return the names of the bodies that were proposed as lead, by the entry that proposes."""
    bodies = {step.pk: body for step in steps if (body := _proposed_in(step)) is not None}
    if not bodies:
        return {}
    names = dict(Body.objects.filter(pk__in=bodies.values()).values_list("pk", "name"))
    return {pk: names[body] for pk, body in bodies.items() if body in names}


def _proposed_in(step: CaseStep) -> int | None:
    if step.action != CaseAction.ACCEPT:
        return None
    body: int | None = json.loads(step.facts).get("proposed")
    return body


def mediator_told(case: Case) -> str:
    """Return the name of the committee that was told of a dispute; empty where none was."""
    steps = CaseStep.objects.filter(case=case, action=CaseAction.REFER).order_by("-number")
    last = steps.first()
    body = json.loads(last.facts).get("mediator") if last else None
    return Body.objects.filter(pk=body or 0).values_list("name", flat=True).first() or ""


def proposed_lead(case: Case) -> int | None:
    """Return the body that the sorting desk proposed as lead, last time it took the case up."""
    steps = CaseStep.objects.filter(case=case, action=CaseAction.ACCEPT).order_by("-number")
    last = steps.first()
    return _proposed_in(last) if last else None


def _who(step: CaseStep, names: dict[int, str]) -> str:
    part = str(PARTS[Part(step.part)]) if step.part else ""
    name = names.get(step.account_id or 0, "")
    if step.part == Part.REPORTER:
        return part
    return " ".join(word for word in (part, name) if word)


def contact_of(actor: Actor, case: Case, *, now: datetime, slip: str = "") -> Contact:
    """Return what the reporter's choice lets this actor see of name and number."""
    sight = visibility.sight_of_name(actor, case, day=local_day(now), slip=slip)
    if sight == NameSight.OPENABLE and visibility.has_opened(actor, case, now=now):
        sight = NameSight.SHOWN
    name = opened(case.reporter_name)
    if sight == NameSight.SHOWN and name:
        return Contact(name, opened(case.reporter_phone), opened(case.reporter_email))
    if sight == NameSight.OPENABLE and name:
        return Contact(masked_name(name), is_sealed=True)
    return Contact(_("not named"))


def report_photos(case: Case) -> list[Photo]:
    """Return the pictures of the report itself."""
    return list(case.photos.filter(step=None).order_by("pk"))


def tasks_of(case: Case) -> list[Task]:
    """Return the tasks of a case, in the order they were sent."""
    return list(case.tasks.select_related("body", "cell").order_by("pk"))


def get_task(actor: Actor, task_id: int) -> Task:
    """Return a task of a body the actor works for, or of a place they watch; raises NotFound."""
    task = Task.objects.select_related("case", "body", "cell", "seat").filter(pk=task_id).first()
    if task is None:
        raise NotFound(kind="task")
    if task.body_id not in visibility.own_bodies(actor) and not actor.holds(
        visibility.STAFF_VIEWERS, task.case.scope_path
    ):
        raise NotFound(kind="task")
    return task


def case_of_task(task: Task) -> Case:
    """Return the case of a task with everything its page reads."""
    return Case.objects.select_related(*_WITH).get(pk=task.case_id)


def follower_count(case: Case) -> int:
    """Return how many others said the same."""
    return Follower.objects.filter(case=case, left_at=None).count()


def entered_by(case: Case) -> str:
    """Return who entered the case for somebody, or nothing."""
    if case.entered_by_id is None:
        return ""
    name = Account.objects.filter(pk=case.entered_by_id).values_list("display_name", flat=True)
    return _("entered by %(name)s") % {"name": name.first() or "–"}


def holder_words(case: Case) -> str:
    """Return which office has the case now, in words that name no person."""
    if case.lead is not None:
        return case.lead.name
    if case.seat is not None:
        return case.seat.body.name
    return case.community.name if case.community is not None else ""


def is_own(actor: Actor, case: Case) -> bool:
    """Tell whether the actor reported the case."""
    return visibility.is_reporter(actor, case)


def merged_end(case: Case) -> Case | None:
    """Return the case in which a merged one is worked on now, also through several merges."""
    end = case.merged_into
    while end is not None and end.merged_into is not None:
        end = end.merged_into
    return end


def is_joined(actor: Actor, case: Case) -> bool:
    """Tell whether the actor follows the case under their own account."""
    return visibility.is_follower(actor, case)


def is_staffed(actor: Actor, case: Case) -> bool:
    """Tell whether the actor works at the place of the case, and sees its staff's page."""
    return actor.holds(visibility.STAFF_VIEWERS, case.scope_path) is not None


def open_case_id(number: str) -> int:
    """Return the case with this number for "me too", also to whoever may not read it.

    Raises NotOffered for a number that no case has.
    """
    found = Case.objects.filter(number=number[:24]).values_list("pk", flat=True).first()
    if found is None:
        raise NotOffered()
    return found
