"""Members and report-ins beside posts: counted in one's own party tree, where that names nobody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.apps.organisations.models import Membership, ReportIn
from linli.apps.organisations.rules.criteria import Criterion, Register, is_told
from linli.apps.organisations.selectors.crossing import posts_in
from linli.core.tree import ancestors
from linli.kit.scoped import under

Circle = Collection[int] | None
"""The bodies whose members may be counted, `circles.circle_of`; None for all."""


@dataclass(frozen=True, slots=True)
class MembersCrossing:
    """Like `crossing.Crossing`; None where a figure would tell of somebody."""

    posts: int | None
    persons: int | None
    both: int | None


def crossing_members(
    a: Criterion,
    b: Criterion | None,
    *,
    path: str,
    day: date,
    circle: Circle,
    same_place: bool = False,
) -> MembersCrossing:
    """Count group A, and of its persons those in B too, where one of them is a register.

    Rows of B count at, below and above the place, of the branches of `circle` only.
    Source: [rule:membership-visibility].
    """
    rows = _rows(a, day, circle).filter(under([path], _scope(a)))
    persons = _persons(rows)
    if a.is_sensitive and not is_told(persons):
        return MembersCrossing(posts=None, persons=None, both=None)
    posts = rows.count()
    if b is None:
        return MembersCrossing(posts=posts, persons=persons, both=None)
    beside = _rows(b, day, circle)
    beside = beside.filter(under([path], _scope(b)) | Q(**{f"{_scope(b)}__in": ancestors(path)}))
    others = beside.filter(person=OuterRef("person"))
    if same_place and not a.is_sensitive:
        others = others.filter(branch__place=OuterRef("seat__body__place"))
    both = _persons(rows.filter(Exists(others)))
    named = _persons(beside) if a.is_sensitive else persons
    told = both if is_told(both, named) else None
    return MembersCrossing(posts=posts, persons=persons, both=told)


def _rows(asked: Criterion, day: date, circle: Circle) -> "QuerySet[Any]":
    """Return the posts of a group, or the members or report-ins in the branches of a circle."""
    if not asked.is_sensitive:
        return posts_in(asked, day)
    rows: QuerySet[Any] = Membership.objects.on(day)
    if asked.register == Register.REPORT_INS:
        rows = ReportIn.objects.on(day).filter(
            confirmed_by_person_on__lte=day, confirmed_by_branch_on__lte=day
        )
    return rows if circle is None else rows.filter(branch__in=circle)


def _scope(asked: Criterion) -> str:
    return "branch__scope_path" if asked.is_sensitive else "seat__scope_path"


def _persons(rows: "QuerySet[Any]") -> int:
    return rows.order_by().values("person").distinct().count()
