"""How many must agree to what was asked for, who has, and who still can: posts, never persons.

Source: [rule:case-approvals].
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from linli.apps.accounts.labels import ROLES
from linli.apps.accounts.rules import FROM_POSTS, PLACE_ADMINS, Role
from linli.apps.accounts.selectors.holders import Holder, holders_of
from linli.apps.cases.models import Agreement, ApprovalRule, Case, CaseStep, Delay
from linli.apps.cases.rules.approvals import (
    LEAST,
    ApprovalKind,
    Standing,
    decisive,
    is_whole_with,
    may_still_agree,
)
from linli.apps.cases.rules.clocks import DelayState
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.organisations.selectors.post_names import seat_names
from linli.core.access import Actor
from linli.core.tree import ancestors

# Who decides on an exclusion, beside whoever may decide on more time.
DESK = frozenset({Role.COMMUNITY_WORKER})


def deciders(kind: ApprovalKind) -> frozenset[Role]:
    """Return the roles of those who may agree."""
    return PLACE_ADMINS | DESK if kind == ApprovalKind.EXCLUSION else PLACE_ADMINS


def needed_for(kind: ApprovalKind, *, path: str, category_id: int, level: Level, day: date) -> int:
    """Return how many must agree to what is asked for at the place at `path` on `day`."""
    row: ApprovalRule | None = decisive(rules_at(path, day, [category_id], [level], [kind]))
    return LEAST if row is None else row.needed


def rules_at(
    path: str,
    day: date,
    category_ids: Collection[int],
    levels: Collection[Level],
    kinds: Collection[ApprovalKind],
) -> list[ApprovalRule]:
    """Return the rows that may count at a place on a day, for these or for all."""
    rows = ApprovalRule.objects.on(day).filter(
        Q(category__in=category_ids) | Q(category__isnull=True),
        Q(level__in=levels) | Q(level__isnull=True),
        scope_path__in=[*ancestors(path), path],
        kind__in=kinds,
    )
    return list(rows.select_related("place").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Given:
    """An agreement: by which account, in which post, when, in which words."""

    account_id: int | None
    post: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Approval:
    """How far a request is, who has agreed, and the posts that still can."""

    standing: Standing
    given: tuple[Given, ...]
    posts: tuple[str, ...]

    def has(self, actor: Actor) -> bool:
        """Tell whether the actor has agreed."""
        return any(one.account_id == actor.account_id for one in self.given)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for: its number, its place, how many are needed, who has no say in it."""

    number: int
    path: str
    needed: int
    waits: bool
    asked_by: frozenset[int]


def agreements_to(case_id: int, delay_id: int | None = None) -> list[Agreement]:
    """Return the agreements that count: to a request for more time, else to the exclusion."""
    rows = Agreement.objects.filter(case=case_id, delay=delay_id, counts=True)
    return list(rows.order_by("pk"))


def is_last(case: Case) -> bool:
    """Tell whether the next yes to the exclusion of a case is the last that is needed."""
    needed = case.exclusion_needed or LEAST
    return needed == LEAST or is_whole_with(needed, len(agreements_to(case.pk)))


def has_agreed(actor: Actor, case_id: int, delay_id: int | None = None) -> bool:
    """Tell whether the actor has agreed to a request for more time, else to the exclusion."""
    if actor.account_id is None:
        return False
    rows = Agreement.objects.filter(case=case_id, delay=delay_id, counts=True)
    return rows.filter(account_id=actor.account_id).exists()


def delay_approvals(delays: Iterable[Delay], *, now: datetime) -> dict[int, Approval]:
    """Return how far requests for more time are; the queries do not grow with them."""
    asked = [
        _Asked(
            number=one.pk,
            path=one.case_scope_path,
            needed=one.needed,
            waits=one.state == DelayState.ASKED,
            asked_by=frozenset({one.asked_by_id}),
        )
        for one in delays
    ]
    rows = Agreement.objects.filter(delay__in=[one.number for one in asked]).order_by("pk")
    given: dict[int, list[Agreement]] = {}
    for row in rows:
        given.setdefault(row.delay_id or 0, []).append(row)
    return _approvals(asked, given, deciders(ApprovalKind.HANG_UP), now)


def exclusion_approvals(
    case_ids: Collection[int], *, now: datetime, least: int = LEAST
) -> dict[int, Approval]:
    """Return how far the exclusions proposed in these cases are, by case.

    Only those to which at least so many must agree.
    """
    cases = list(
        Case.objects.filter(
            pk__in=case_ids, exclusion_needed__gte=least, state=CaseState.EXCLUSION_PROPOSED
        )
    )
    proposers: dict[int, set[int]] = {}
    steps = CaseStep.objects.filter(case__in=cases, action=CaseAction.PROPOSE_EXCLUSION)
    for case_id, account_id in steps.values_list("case", "account_id"):
        proposers.setdefault(case_id, set()).add(account_id or 0)
    asked = [
        _Asked(
            number=one.pk,
            path=one.scope_path,
            needed=one.exclusion_needed or LEAST,
            waits=True,
            asked_by=frozenset(proposers.get(one.pk, ())),
        )
        for one in cases
    ]
    given: dict[int, list[Agreement]] = {}
    for row in Agreement.objects.filter(case__in=cases, delay=None, counts=True).order_by("pk"):
        given.setdefault(row.case_id, []).append(row)
    return _approvals(asked, given, deciders(ApprovalKind.EXCLUSION), now)


def deciding_seats(kind: ApprovalKind, path: str, *, now: datetime) -> list[int]:
    """Return the posts, the nearest first, whose holders may agree to what is asked at a place."""
    holders = holders_of(deciders(kind), reaching(path), now=now)
    numbers = (one.source.removeprefix(FROM_POSTS) for one in holders)
    return [int(one) for one in dict.fromkeys(numbers) if one.isdecimal()]


def _approvals(
    asked: Sequence[_Asked],
    given: Mapping[int, Sequence[Agreement]],
    roles: Collection[Role],
    now: datetime,
) -> dict[int, Approval]:
    if not asked:
        return {}
    wanted = {path for one in asked if one.waits for path in reaching(one.path)}
    holders = holders_of(roles, wanted, now=now) if wanted else []
    rows = [row for several in given.values() for row in several]
    names = seat_names({row.post for row in rows} | {one.source for one in holders})
    return {one.number: _approval(one, given.get(one.number, ()), holders, names) for one in asked}


def _approval(
    asked: _Asked,
    rows: Sequence[Agreement],
    holders: Sequence[Holder],
    names: Mapping[str, str],
) -> Approval:
    agreed = {row.account_id for row in rows if row.account_id is not None}
    near = [one for one in holders if asked.path.startswith(one.path)] if asked.waits else []
    posts = posts_of(near, names)
    left = may_still_agree(posts, asked=asked.asked_by, agreed=agreed)
    return Approval(
        standing=Standing(asked.needed, len(rows), len(left)),
        given=tuple(
            Given(row.account_id, post_words(row.post, row.role, names), row.at, row.text)
            for row in rows
        ),
        posts=tuple(dict.fromkeys(posts[one] for one in left)),
    )


def reaching(path: str) -> tuple[str, ...]:
    """Return the paths at which a right is held that reaches a place."""
    return ("", *ancestors(path), path)


def posts_of(holders: Iterable[Holder], names: Mapping[str, str]) -> dict[int, str]:
    """Return for each account the nearest post it holds, in words that name nobody."""
    found: dict[int, str] = {}
    for one in holders:
        found.setdefault(one.account_id, post_words(one.source, one.role, names))
    return found


def post_words(source: str, role: str | None, names: Mapping[str, str]) -> str:
    """Return a post in words: body and title, else the right that was given by hand."""
    return names.get(source) or (str(ROLES[Role(role)]) if role else "–")
