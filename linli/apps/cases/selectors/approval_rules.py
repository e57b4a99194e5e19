"""How many must agree at a place, which place says so, and whether there are as many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.accounts.selectors.holders import holders_of
from linli.apps.cases.models import ApprovalRule, Case, Delay
from linli.apps.cases.rules.approvals import LEAST, ApprovalKind, decisive
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.approvals import deciders, posts_of, reaching, rules_at
from linli.apps.organisations.selectors.post_names import seat_names
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.scoped import under


@dataclass(frozen=True, slots=True)
class NeededCell:
    """How many must agree at one level, and which place set it; none is built in."""

    level: Level
    needed: int
    source: str


@dataclass(frozen=True, slots=True)
class NeededLine:
    """How many must agree to one thing, and the posts at the place that may."""

    kind: ApprovalKind
    cells: tuple[NeededCell, ...]
    people: int
    posts: tuple[str, ...]


def needed_table(place: Place, category_id: int | None, *, now: datetime) -> list[NeededLine]:
    """Return what holds at a place for a category, or for those without rows of their own."""
    wanted = [category_id] if category_id else []
    rows = rules_at(place.path, local_day(now), wanted, list(Level), list(ApprovalKind))
    return [_line(place, kind, rows, now) for kind in ApprovalKind]


def _line(
    place: Place, kind: ApprovalKind, rows: Iterable[ApprovalRule], now: datetime
) -> NeededLine:
    fitting = [row for row in rows if row.kind == kind]
    posts = posts_at(place.path, kind, now=now)
    return NeededLine(
        kind=kind,
        cells=tuple(_cell(fitting, level) for level in Level),
        people=len(posts),
        posts=tuple(dict.fromkeys(posts.values())),
    )


def _cell(rows: Iterable[ApprovalRule], level: Level) -> NeededCell:
    row = decisive(one for one in rows if one.level in (level, None))
    if row is None:
        return NeededCell(level, LEAST, "")
    return NeededCell(level, row.needed, row.place.name)


def posts_at(path: str, kind: ApprovalKind, *, now: datetime) -> dict[int, str]:
    """Return the accounts that may agree at a place, each with its nearest post in words."""
    holders = holders_of(deciders(kind), reaching(path), now=now)
    return posts_of(holders, seat_names({one.source for one in holders}))


@dataclass(frozen=True, slots=True)
class NeededPreview:
    """What a number does: before and after, what waits and keeps its own, who may agree here."""

    before: int
    after: int
    waiting: int
    people: int


def needed_preview(
    place: Place,
    *,
    kind: ApprovalKind,
    category_id: int | None,
    level: Level | None,
    needed: int,
    now: datetime,
) -> NeededPreview:
    """Return what changes when a number is set at a place from today on."""
    levels = [level] if level else []
    wanted = [category_id] if category_id else []
    row = decisive(rules_at(place.path, local_day(now), wanted, levels, [kind]))
    return NeededPreview(
        before=LEAST if row is None else row.needed,
        after=needed,
        waiting=_waiting(place.path, kind, category_id, level),
        people=len(posts_at(place.path, kind, now=now)),
    )


def _waiting(path: str, kind: ApprovalKind, category_id: int | None, level: Level | None) -> int:
    is_one = Q() if level is None else Q(level=level)
    is_one &= Q() if category_id is None else Q(category=category_id)
    cases = Case.objects.filter(under([path], "scope_path"), is_one)
    if kind == ApprovalKind.EXCLUSION:
        return cases.filter(state=CaseState.EXCLUSION_PROPOSED).count()
    asked = Delay.objects.filter(under([path], "case_scope_path"), state=DelayState.ASKED)
    return asked.filter(kind=DelayKind(kind.value), case__in=cases).count()


def own_rules(place: Place, *, day: date) -> list[ApprovalRule]:
    """Return the numbers set at this place that hold today or later."""
    rows = ApprovalRule.objects.filter(place=place).select_related("category")
    return [
        row
        for row in rows.order_by("kind", "level", "valid_from")
        if row.valid_to is None or row.valid_to > day
    ]


def get_kept_rule(actor: Actor, rule_id: int) -> ApprovalRule:
    """Return a number that the actor may end; raises NotFound."""
    row = ApprovalRule.objects.select_related("place", "category").filter(pk=rule_id).first()
    if row is None or actor.holds(PLACE_ADMINS, row.scope_path) is None:
        raise NotFound(kind="approval rule")
    return row


def rule_rows(path: str, day: date) -> Iterable[ApprovalRule]:
    """Return the numbers set at a place and below that hold on a day or later."""
    rows = ApprovalRule.objects.under(path).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    rows = rows.select_related("place", "category")
    return rows.order_by("scope_path", "kind", "category", "level", "valid_from").iterator()


def needed_beginning(
    place: Place,
    *,
    kind: ApprovalKind,
    category_id: int | None,
    level: Level | None,
    valid_from: date,
) -> int | None:
    """Return the number for just this that begins on that day already."""
    rows = ApprovalRule.objects.filter(place=place, kind=kind, category=category_id, level=level)
    return rows.filter(valid_from=valid_from).values_list("needed", flat=True).first()
