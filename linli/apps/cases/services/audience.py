"""Whom an act concerns: the reporter, those who follow, and the posts that have to decide."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from linli.apps.cases.models import Case, Delay, Follower
from linli.apps.cases.rules.approvals import ApprovalKind, of_delay
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.selectors.approvals import deciding_seats
from linli.apps.cases.selectors.posts import office_seat
from linli.apps.notices.rules.posting import Recipient, ToAccount, ToPerson, ToPost
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.kit.days import local_day

# What changes nothing for the reporter is not told: offices sort that out among themselves.
AMONG_OFFICES = frozenset(
    {
        CaseAction.RETURN,
        CaseAction.DISAGREE,
        CaseAction.FEED_BACK,
        CaseAction.SOLVE_ON_SPOT,
        CaseAction.AGREE_EXCLUSION,
    }
)
# The post that takes a case on has it from then on; the posts that must agree wait already.
BY_THE_POST = frozenset({CaseAction.TAKE, CaseAction.AGREE_EXCLUSION})


def reporter_of(case: Case, actor: Actor) -> list[Recipient]:
    """Return the reporter, unless they have acted themselves."""
    return list(_others([(case.reporter_account_id, case.reporter_id)], actor))


def followers_of(case: Case, actor: Actor) -> list[Recipient]:
    """Return those who follow, but not whoever has acted."""
    rows = Follower.objects.filter(case=case, left_at=None).order_by("pk")
    return list(_others(rows.values_list("account_id", "person_id"), actor))


def posts_with(case: Case, now: datetime) -> list[Recipient]:
    """Return the post that has a case, and while several must agree to its exclusion theirs."""
    seats = [case.seat_id] if case.seat_id else []
    if case.state == CaseState.EXCLUSION_PROPOSED and (case.exclusion_needed or 1) > 1:
        seats += deciding_seats(ApprovalKind.EXCLUSION, case.scope_path, now=now)
    return [ToPost(seat) for seat in dict.fromkeys(seats)]


def posts_deciding(case: Case, delay: Delay, now: datetime) -> list[Recipient]:
    """Return the office that decides about more time, and where several must agree all posts."""
    office = office_seat(case.scope_path, PlaceKind.TOWNSHIP, local_day(now))
    seats = [office] if office is not None else []
    if delay.needed > 1:
        seats += deciding_seats(of_delay(DelayKind(delay.kind)), case.scope_path, now=now)
    return [ToPost(seat) for seat in dict.fromkeys(seats)]


def _others(people: Iterable[tuple[int | None, int | None]], actor: Actor) -> Iterator[Recipient]:
    for account_id, person_id in people:
        if account_id is not None and account_id != actor.account_id:
            yield ToAccount(account_id)
        elif account_id is None and person_id is not None and person_id != actor.person_id:
            yield ToPerson(person_id)
