"""Cases as programs are shown them: within the scope of the key, by the same rules as pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.cases import permissions as case_permissions
from linli.apps.cases.models import Case, CaseStep, Clip, Delay, Photo, Task
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.names import NameSight
from linli.apps.cases.rules.words import is_among_colleagues
from linli.apps.cases.selectors import dossiers, visibility
from linli.apps.cases.selectors.approvals import agreements_to
from linli.apps.cases.selectors.calls import to_rule_on
from linli.apps.cases.selectors.checklists import Line, check_list
from linli.apps.cases.selectors.courses import source_condition
from linli.apps.cases.selectors.feeds import (
    Area,
    Feed,
    FeedFilter,
    FeedRow,
    changed_feed,
    feed,
    feed_rows,
)
from linli.apps.interfaces.rules.refusals import ContactHidden, PlaceOutside
from linli.apps.interfaces.selectors.calls import CallingKey
from linli.apps.places.models import FormerCode, Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.pages import Page, keyset_page
from linli.kit.scoped import under


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with everything its key may read; never the reporter's name and number."""

    row: FeedRow
    text: str
    spot: str
    unit: str
    lon: float | None
    lat: float | None
    disclosure: str
    exclusion: str | None
    exclusion_needed: int | None
    exclusion_agreed: int
    rating: int | None
    merged_into: str | None
    contact_due_at: datetime | None
    contacted_at: datetime | None
    contact_way: str | None
    steps: Sequence[CaseStep]
    tasks: Sequence[Task]
    delays: Sequence[Delay]
    photos: Sequence[Photo]
    clips: Sequence[Clip]
    actions: Sequence[CaseAction]
    followers: int
    items: Sequence[Line]


@dataclass(frozen=True, slots=True)
class SeenContact:
    """Name and phone of a reporter, where the reporter's choice shows them."""

    name: str
    phone: str


def place_in_scope(key: CallingKey, code: str) -> Place:
    """Return an open place within the scope of a key; raises PlaceOutside."""
    place: Place | None = Place.objects.filter(code=code[:40]).first()
    if place is None:
        former = FormerCode.objects.filter(code=code[:40]).values("place_id")
        place = Place.objects.filter(pk__in=former).first()
    if place is None or not key.reaches(place.path):
        raise PlaceOutside(code=code[:40])
    return place


def area_of(key: CallingKey, actor: Actor, place: Place | None) -> Area:
    """Return where the key lists cases: its place or one below, or the tasks of its body."""
    if not actor.paths(visibility.STAFF_VIEWERS):
        low = place.path if place else key.scope_path
        return Area(body_id=key.body_id, path=low)
    if place is None:
        return Area(kind=key.place_kind, place_id=key.place_id, path=key.scope_path)
    return Area(kind=PlaceKind(place.kind), place_id=place.pk, path=place.path)


def case_feed(
    key: CallingKey,
    actor: Actor,
    chosen: FeedFilter,
    *,
    place: Place | None,
    after: tuple[datetime, int] | None,
    size: int,
) -> Feed[FeedRow]:
    """Return a page of the cases of a key, the newest first."""
    return feed(area_of(key, actor, place), chosen, after=after, size=size, shape=FeedRow)


def case_changes(
    key: CallingKey,
    actor: Actor,
    chosen: FeedFilter,
    *,
    place: Place | None,
    since: datetime,
    after: tuple[datetime, int] | None,
    size: int,
    now: datetime,
) -> Feed[FeedRow]:
    """Return a page of the cases of a key that changed since an instant, oldest change first."""
    path = place.path if place else key.scope_path
    cases = visibility.visible_to(actor, day=local_day(now)).filter(under([path]))
    cases = cases.filter(state__in=[str(state) for state in chosen.states])
    if chosen.category:
        cases = cases.filter(category__code=chosen.category)
    if chosen.lead_id is not None:
        cases = cases.filter(lead=chosen.lead_id)
    cases = cases.filter(source_condition(chosen.source))
    return changed_feed(cases, since=since, after=after, size=size)


def case_id_in_scope(key: CallingKey, number: str) -> int:
    """Return the case with a number within the scope of a key, for an act that asks the rest.

    Raises NotFound.
    """
    found = Case.objects.filter(number=number[:24]).values_list("pk", "scope_path").first()
    if found is None or not key.reaches(found[1]):
        raise NotFound(kind="case")
    return int(found[0])


def seen_case(key: CallingKey, actor: Actor, number: str, *, now: datetime) -> Case:
    """Return a case that the key may read; raises NotFound."""
    case = dossiers.get_case(actor, number, day=local_day(now))
    if not key.reaches(case.scope_path):
        raise NotFound(kind="case")
    return case


def case_file(actor: Actor, case: Case, *, now: datetime) -> CaseFile:
    """Return everything a key may read of a case it may see."""
    day = local_day(now)
    works = bool(case_permissions.can_see_inner(actor, case, day=day))
    steps = CaseStep.objects.filter(case=case).select_related("body").order_by("number")
    if not works:
        steps = steps.filter(is_inner=False)
    for step in steps:
        if not works and is_among_colleagues(step.kind):
            step.text = ""
    tasks = list(case.tasks.select_related("body", "cell").order_by("pk")) if works else []
    shows = bool(case_permissions.can_see_photos(actor, case, day=day))
    return CaseFile(
        row=feed_rows(Case.objects.filter(pk=case.pk), FeedRow)[0],
        text=case.text,
        spot=case.spot,
        unit=case.unit.number if case.unit else "",
        lon=case.lon,
        lat=case.lat,
        disclosure=case.disclosure,
        exclusion=case.exclusion,
        exclusion_needed=case.exclusion_needed if works else None,
        exclusion_agreed=len(agreements_to(case.pk)) if works else 0,
        rating=case.rating,
        merged_into=case.merged_into.number if case.merged_into else None,
        contact_due_at=case.contact_due_at,
        contacted_at=case.contacted_at,
        contact_way=case.contact_way,
        steps=list(steps),
        tasks=tasks,
        delays=_delays_of(case) if works else [],
        photos=list(case.photos.order_by("pk")) if shows else [],
        clips=list(case.clips.order_by("pk")) if shows else [],
        actions=case_permissions.actions_open_to(actor, case, day=day),
        followers=dossiers.follower_count(case),
        items=check_list(case, day=day) if works else [],
    )


def _delays_of(case: Case) -> list[Delay]:
    delays = Delay.objects.filter(case=case).select_related("clock")
    return list(delays.order_by("asked_at", "pk"))


def contact_for(actor: Actor, case: Case, *, now: datetime) -> SeenContact:
    """Return name and phone of a reporter who shows them to this body; raises ContactHidden.

    What is sealed is opened at a desk, with a reason, and never by a program.
    """
    if visibility.sight_of_name(actor, case, day=local_day(now)) != NameSight.SHOWN:
        raise ContactHidden(number=case.number)
    contact = dossiers.contact_of(actor, case, now=now)
    return SeenContact(contact.name, contact.phone)


def task_page(key: CallingKey, *, states: Sequence[str], after: str, size: int) -> Page:
    """Return a page of the tasks of the key's body within its scope, the newest first."""
    tasks = Task.objects.filter(
        under([key.scope_path], "case_scope_path"), body_id=key.body_id, state__in=states
    )
    tasks = tasks.select_related("case__category", "case__place", "body", "cell")
    return keyset_page(tasks, order=("-sent_at", "-id"), after=after, size=size)


def get_task(key: CallingKey, task_id: int) -> Task:
    """Return a task of the key's body within its scope; raises NotFound."""
    tasks = Task.objects.select_related("case__category", "case__place", "body", "cell")
    task = tasks.filter(
        under([key.scope_path], "case_scope_path"), pk=task_id, body_id=key.body_id
    ).first()
    if task is None:
        raise NotFound(kind="task")
    return task


def open_states() -> list[CaseState]:
    """Return the states in which somebody still has something to do."""
    return [state for state in CaseState if state != CaseState.CLOSED]


def path_of_case(case_id: int) -> str:
    """Return the path of the place of a case."""
    return str(Case.objects.filter(pk=case_id).values_list("scope_path", flat=True).get())


def delay_page(
    key: CallingKey, actor: Actor, *, states: Sequence[str], after: str, size: int
) -> Page:
    """Return a page of what the key may decide on: requests for more time, the oldest first."""
    if not actor.paths(PLACE_ADMINS):
        return Page(rows=[], after="")
    delays = Delay.objects.filter(under([key.scope_path], "case_scope_path"))
    delays = delays.filter(state__in=states).select_related("case", "clock")
    return keyset_page(delays, order=("asked_at", "id"), after=after, size=size)


def refusal_page(key: CallingKey, actor: Actor, *, after: str, size: int) -> Page:
    """Return a page of the refused calls that wait for the arbiter, the oldest call first."""
    tasks = to_rule_on(actor).filter(under([key.scope_path], "case_scope_path"))
    tasks = tasks.select_related("case", "body", "cell")
    return keyset_page(tasks, order=("sent_at", "id"), after=after, size=size)


def delay_id_in_scope(key: CallingKey, delay_id: int) -> int:
    """Return a request for more time within the scope of a key, for an act that asks the rest.

    Raises NotFound.
    """
    delays = Delay.objects.filter(under([key.scope_path], "case_scope_path"))
    if not delays.filter(pk=delay_id).exists():
        raise NotFound(kind="delay")
    return delay_id


def call_id_in_scope(key: CallingKey, task_id: int) -> int:
    """Return a task of any body within the scope of a key, for the act of whoever sent it.

    Raises NotFound.
    """
    tasks = Task.objects.filter(under([key.scope_path], "case_scope_path"))
    if not tasks.filter(pk=task_id).exists():
        raise NotFound(kind="task")
    return task_id


def task_id_in_scope(key: CallingKey, task_id: int) -> int:
    """Return the number of a task of the key's body within its scope, for an act on it.

    Raises NotFound.
    """
    tasks = Task.objects.filter(under([key.scope_path], "case_scope_path"), body_id=key.body_id)
    if not tasks.filter(pk=task_id).exists():
        raise NotFound(kind="task")
    return task_id
