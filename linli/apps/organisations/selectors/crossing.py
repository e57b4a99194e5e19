"""Posts beside posts: of those in group A, who is also in group B, on any day, at any place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Appointment, Membership, ReportIn
from linli.apps.organisations.rules.criteria import Criterion, Register
from linli.apps.organisations.selectors.names import names_of
from linli.core.tree import ancestors
from linli.kit.pages import Page, keyset_page
from linli.kit.scoped import under


@dataclass(frozen=True, slots=True)
class Crossing:
    """How many posts and persons group A has, and how many of the persons are in B too."""

    posts: int
    persons: int
    both: int


@dataclass(frozen=True, slots=True)
class CrossedPost:
    """One person in both groups: the post of group A, and what makes them one of group B."""

    person_id: int
    name: str
    label: str
    body_id: int
    body_name: str
    place_name: str
    also: str


def count_persons(asked: Criterion, path: str, day: date) -> int:
    """Return how many persons are in a group at or below a place on a day."""
    rows = _rows(asked, path, day)
    return rows.values("person").distinct().count()


def count_posts(asked: Criterion, path: str, day: date) -> int:
    """Return how many held posts (or register rows) a group has at or below a place on a day."""
    return _rows(asked, path, day).count()


def crossing(
    a: Criterion, b: Criterion | None, *, path: str, day: date, same_place: bool = False
) -> Crossing:
    """Count group A, and of its persons those in B too.

    Everything is counted from dated rows, so any past day gives the same answer again. Posts of
    B count at, below and above the place; with `same_place` only on the place of A's body.
    """
    rows = _rows(a, path, day)
    persons = rows.values("person").distinct().count()
    both = 0
    if b is not None:
        crossed = _crossed(rows, a, b, path, day, same_place)
        both = crossed.values("person").distinct().count()
    return Crossing(posts=rows.count(), persons=persons, both=both)


def crossed_page(
    a: Criterion,
    b: Criterion | None,
    *,
    path: str,
    day: date,
    same_place: bool = False,
    after: str = "",
) -> Page:
    """Return a page of the posts of A (whose persons are in B too, where B is given).

    Only for a group of posts: members and report-ins are counted, never listed here.
    """
    rows = _rows(a, path, day)
    if b is not None:
        rows = _crossed(rows, a, b, path, day, same_place)
    rows = rows.select_related("seat__body__place")
    page = keyset_page(rows, order=["seat__scope_path", "id"], after=after)
    names = names_of(row.person_id for row in page.rows)
    also = _also(b, [row.person_id for row in page.rows], path, day)
    return Page(
        rows=[
            CrossedPost(
                person_id=row.person_id,
                name=names.get(row.person_id, ""),
                label=str(SEAT_KINDS[row.seat.kind]),
                body_id=row.seat.body_id,
                body_name=row.seat.body.name,
                place_name=row.seat.body.place.name,
                also="; ".join(also.get(row.person_id, [])),
            )
            for row in page.rows
        ],
        after=page.after,
    )


def _rows(asked: Criterion, path: str, day: date) -> "QuerySet[Any]":
    if asked.register == Register.MEMBERS:
        members = Membership.objects.on(day)
        return members.filter(under([path], "branch__scope_path"))
    if asked.register == Register.REPORT_INS:
        confirmed = ReportIn.objects.on(day).under(path)
        return confirmed.filter(confirmed_by_person_on__lte=day, confirmed_by_branch_on__lte=day)
    return _posts(asked, day).filter(under([path], "seat__scope_path"))


def _posts(asked: Criterion, day: date) -> "QuerySet[Any]":
    posts = Appointment.objects.on(day)
    return posts.filter(seat__kind__in=asked.kinds, seat__body__type__in=asked.types)


def _crossed(
    rows: "QuerySet[Any]", a: Criterion, b: Criterion, path: str, day: date, same_place: bool
) -> "QuerySet[Any]":
    others = _beside(b, path, day).filter(person=OuterRef("person"))
    if same_place and not a.is_sensitive:
        place = "branch__place" if b.is_sensitive else "seat__body__place"
        others = others.filter(**{place: OuterRef("seat__body__place")})
    return rows.filter(Exists(others))


def _beside(asked: Criterion, path: str, day: date) -> "QuerySet[Any]":
    """Return the rows of B: also those on places above, where community posts stand."""
    if asked.is_sensitive:
        return _rows(asked, path, day)
    here = under([path], "seat__scope_path") | Q(seat__scope_path__in=ancestors(path))
    return _posts(asked, day).filter(here)


def _also(b: Criterion | None, people: list[int], path: str, day: date) -> dict[int, list[str]]:
    if b is None or b.is_sensitive:
        return {}
    found: dict[int, list[str]] = {}
    rows = _beside(b, path, day).filter(person__in=people).select_related("seat__body")
    for row in rows.order_by("pk"):
        words = f"{row.seat.body.name} {SEAT_KINDS[row.seat.kind]}"
        found.setdefault(row.person_id, []).append(words)
    return found
