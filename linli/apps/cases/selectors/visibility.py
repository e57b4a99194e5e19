"""Who sees which case, and as what: the one rule for lists, counts, search, export and interface.

`visible_to` filters, `viewers_of` tells for one case; a test holds the two together.
Source: [rule:case-visibility].
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from linli.apps.accounts.rules import PLACE_ADMINS, Role
from linli.apps.cases.models import Case, CaseStep, Follower, Task
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.names import NameSight, Viewer, name_sight
from linli.apps.cases.rules.numbers import slip_ends
from linli.apps.cases.rules.refusals import CaseLeft, SlipExpired
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.organisations.selectors.duties import responsible_for
from linli.apps.organisations.selectors.people import own_seats
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.scoped import under
from linli.kit.sealed_fields import candidates

OPEN_MINUTES = 15  # how long a sealed contact stays in clear for whoever opened it
DESK_ROLES = frozenset({Role.COMMUNITY_WORKER})
CELL_ROLES = frozenset({Role.GRID_WORKER})
STAFF_VIEWERS = DESK_ROLES | CELL_ROLES | PLACE_ADMINS
# A body that gave a task back has no more to do with the case.
STANDING_TASKS = (TaskState.SENT, TaskState.TAKEN, TaskState.DONE)
_ROLE_VIEWERS = ((DESK_ROLES, Viewer.DESK), (PLACE_ADMINS, Viewer.BOARD), (CELL_ROLES, Viewer.CELL))


def visible_to(actor: Actor, *, day: date) -> QuerySet[Case]:
    """Return the cases this actor may see on `day`: by role, by task, as reporter or follower."""
    if actor.is_system:
        return Case.objects.all()
    if not actor.is_known:
        return Case.objects.none()
    sights = Q(pk__in=_tasked(actor, day)) | own_condition(actor) | Q(pk__in=_followed(actor))
    paths = actor.paths(STAFF_VIEWERS)
    return Case.objects.filter(under(paths) | sights if paths else sights)


def own_cases(actor: Actor) -> QuerySet[Case]:
    """Return what the actor has reported, or had reported on their behalf."""
    return Case.objects.filter(own_condition(actor)) if actor.is_known else Case.objects.none()


def own_parts(actor: Actor) -> list[QuerySet[Case]]:
    """Return the same in parts without common cases, each of which has an index of its own."""
    account, person = actor.account_id, actor.person_id
    parts: list[QuerySet[Case]] = []
    if account is not None:
        parts.append(Case.objects.filter(reporter_account_id=account))
    if person is not None:
        others = Q(reporter_account_id=None) | ~Q(reporter_account_id=account)
        parts.append(Case.objects.filter(others, reporter_id=person))
    return parts


def followed_cases(actor: Actor) -> QuerySet[Case]:
    """Return what the actor follows."""
    if not actor.is_known:
        return Case.objects.none()
    return Case.objects.filter(pk__in=_followed(actor))


def viewers_of(actor: Actor, case: Case, *, day: date, slip: str = "") -> frozenset[Viewer]:
    """Return how the actor stands to the case; nothing when it is none of their business."""
    found = {
        viewer
        for roles, viewer in _ROLE_VIEWERS
        if actor.is_system or actor.holds(roles, case.scope_path)
    }
    if is_reporter(actor, case) or holds_slip(actor, case, slip, day):
        found.add(Viewer.REPORTER)
    if is_follower(actor, case) or follows_by_slip(actor, case, slip, day):
        found.add(Viewer.FOLLOWER)
    found |= {
        Viewer.LEAD if kind == TaskKind.LEAD else Viewer.ASSIST
        for kind in _tasks_of(actor, case, day)
    }
    if not found and answers_for(actor, case.seat_id, day):
        found.add(Viewer.LEAD)
    return frozenset(found)


def sees(actor: Actor, case: Case, *, day: date, slip: str = "") -> bool:
    """Tell whether the actor may see the case at all."""
    if actor.is_system or actor.holds(STAFF_VIEWERS, case.scope_path):
        return True
    return bool(viewers_of(actor, case, day=day, slip=slip))


def refuse_unseen(actor: Actor, case: Case, *, day: date, slip: str = "") -> None:
    """Refuse a case that the actor may not see: it looks as if it did not exist.

    Only who had a task in it, or works where it came from, is told that it has left them, as they
    may have been writing about it, and who has its code that the code has run out. Raises
    NotFound, CaseLeft, SlipExpired.
    """
    if sees(actor, case, day=day, slip=slip):
        return
    if is_slip(case, slip) and speaks_by_slip(actor):
        raise SlipExpired()
    if case.came_from is not None and actor.holds(STAFF_VIEWERS, case.came_from.path):
        raise CaseLeft(number=case.number)
    works = bool(actor.grants or actor.person_id)
    if works and Task.objects.filter(_mine(actor, day), case=case).exists():
        raise CaseLeft(number=case.number)
    raise NotFound(kind="case")


def sight_of_name(actor: Actor, case: Case, *, day: date, slip: str = "") -> NameSight:
    """Return what the actor sees of the reporter's name and phone."""
    viewers = viewers_of(actor, case, day=day, slip=slip)
    return name_sight(Disclosure(case.disclosure), viewers)


def has_opened(actor: Actor, case: Case, *, now: datetime) -> bool:
    """Tell whether the actor opened the sealed contact of the case a short while ago."""
    if actor.account_id is None:
        return False
    since = now - timedelta(minutes=OPEN_MINUTES)
    steps = CaseStep.objects.filter(case=case, kind="contact", account_id=actor.account_id)
    return steps.filter(at__gte=since, at__lte=now).exists()


def is_reporter(actor: Actor, case: Case) -> bool:
    """Tell whether the actor's account or person reported the case."""
    by_account = actor.account_id is not None and actor.account_id == case.reporter_account_id
    by_person = actor.person_id is not None and actor.person_id == case.reporter_id
    return by_account or by_person


def is_follower(actor: Actor, case: Case) -> bool:
    """Tell whether the actor follows the case now."""
    if actor.account_id is None and actor.person_id is None:
        return False
    return Follower.objects.filter(_me(actor, "person_id"), case=case, left_at=None).exists()


def speaks_by_slip(actor: Actor) -> bool:
    """Tell whether the code of a slip makes this actor the reporter.

    Never whoever is signed in with a post: what they may do with somebody's slip in hand follows
    from the post. A program speaks for whoever gave it the code.
    """
    return actor.is_program or not actor.grants


def follows_by_slip(actor: Actor, case: Case, slip: str, day: date) -> bool:
    """Tell whether `slip` is of a report that was merged into this case, and still opens that."""
    if not slip or not speaks_by_slip(actor) or is_slip(case, slip):
        return False
    followers = Follower.objects.filter(case=case, left_at=None, slip_case__isnull=False)
    wanted = followers.filter(slip_case__slip_index__in=candidates(Case, "slip_index", slip))
    own = wanted.select_related("slip_case").first()
    if own is None or own.slip_case is None:
        return False
    return holds_slip(actor, own.slip_case, slip, day)


def holds_slip(actor: Actor, case: Case, slip: str, day: date) -> bool:
    """Tell whether the actor speaks by `slip`, the code of the case that still opens it."""
    if not (speaks_by_slip(actor) and is_slip(case, slip)):
        return False
    ends = slip_ends(local_day(case.closed_at) if case.closed_at else None)
    return ends is None or day < ends


def is_slip(case: Case, slip: str) -> bool:
    """Tell whether `slip` is the code of the case, be it run out or not."""
    if not slip or case.slip_index is None:
        return False
    return bytes(case.slip_index) in candidates(Case, "slip_index", slip)


def answers_for(actor: Actor, seat_id: int | None, day: date) -> bool:
    """Tell whether the actor acts for a post on `day`, or it falls to them."""
    if seat_id is None or actor.person_id is None:
        return False
    try:
        return responsible_for(seat_id, day).person_id == actor.person_id
    except NotFound:
        return False


def own_bodies(actor: Actor) -> list[int]:
    """Return the bodies in which the actor holds a post with rights now."""
    return sorted({grant.body_id for grant in actor.grants if grant.body_id is not None})


def _mine(actor: Actor, day: date) -> Q:
    return Q(body__in=own_bodies(actor)) | Q(seat__in=own_seats(actor, day))


def _tasked(actor: Actor, day: date) -> QuerySet[Task, int]:
    tasks = Task.objects.filter(_mine(actor, day), state__in=STANDING_TASKS)
    return tasks.values_list("case_id", flat=True)


def _tasks_of(actor: Actor, case: Case, day: date) -> Iterable[str]:
    if actor.is_system or not (actor.grants or actor.person_id):
        return ()
    tasks = Task.objects.filter(_mine(actor, day), case=case, state__in=STANDING_TASKS)
    return set(tasks.values_list("kind", flat=True))


def _followed(actor: Actor) -> QuerySet[Follower, int]:
    rows = Follower.objects.filter(_me(actor, "person_id"), left_at=None)
    return rows.values_list("case_id", flat=True)


def own_condition(actor: Actor) -> Q:
    """Return the filter "reported by the actor, or on their behalf"."""
    mine = Q(pk__in=[])
    if actor.account_id is not None:
        mine |= Q(reporter_account_id=actor.account_id)
    if actor.person_id is not None:
        mine |= Q(reporter_id=actor.person_id)
    return mine


def _me(actor: Actor, person: str) -> Q:
    me = Q(pk__in=[])
    if actor.account_id is not None:
        me |= Q(account_id=actor.account_id)
    if actor.person_id is not None:
        me |= Q(**{person: actor.person_id})
    return me
