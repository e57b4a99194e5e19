"""Posts beside posts: of those in group A, who is also in group B, on any day, at any place.

Of members and report-ins this module knows nothing: see `members`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Appointment, Seat
from linli.apps.organisations.rules.criteria import Criterion
from linli.apps.organisations.selectors.names import names_of
from linli.core.tree import STEP, depth
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import Prepared, PreparedAmong, counted, hole
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


def crossing(
    a: Criterion, b: Criterion | None, *, path: str, day: date, same_place: bool = False
) -> Crossing:
    """Count group A of posts, and of its persons those in B too.

    Everything is counted from dated rows, so any past day gives the same answer again. Posts of
    B count at, below and above the place; with `same_place` only on the place of A's body.
    """
    asked = _asked(a, b, same_place=same_place, depth=depth(path))
    given = {"path": path, "day": day}
    posts, persons, both = counted([(one, given) for one in asked.counts])
    return Crossing(posts=posts, persons=persons, both=both if b is not None else 0)


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

    Members and report-ins are no posts: `members.crossing_members` counts them, nothing lists them.
    """
    asked = _asked(a, b, same_place=same_place, depth=depth(path))
    page = asked.pages.page(after=after, path=path, day=day)
    people = [row.person_id for row in page.rows]
    names, also = names_of(people), _also(asked.others, people, path, day)
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


def _rows(asked: Criterion, path: Any, day: Any) -> "QuerySet[Any]":
    return posts_in(asked, day).filter(under([path], "seat__scope_path"))


def posts_in(asked: Criterion, day: Any) -> "QuerySet[Any]":
    """Return the held posts of a group on a day, anywhere."""
    posts = Appointment.objects.on(day)
    return posts.filter(seat__kind__in=asked.kinds, seat__body__type__in=asked.types)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The queries of a question: posts, persons, persons in both; the list; what is B of some."""

    counts: tuple[Prepared, Prepared, Prepared]
    pages: PreparedPages
    others: PreparedAmong | None


@lru_cache(maxsize=200)  # of some thousand questions, those that are asked
def _asked(a: Criterion, b: Criterion | None, *, same_place: bool, depth: int) -> _Asked:
    """Return the queries of a question about a place so many levels down."""
    path, day = hole("path", Seat, "scope_path"), hole("day", Appointment, "valid_from")

    def rows() -> "QuerySet[Any]":
        return _rows(a, path, day)

    def crossed() -> "QuerySet[Any]":
        return rows() if b is None else _crossed(rows(), _beside(b, path, day, depth), same_place)

    def persons(of: Callable[[], "QuerySet[Any]"]) -> Prepared:
        return Prepared(lambda: of().order_by().values_list("person").distinct())

    others = None
    if b is not None:
        others = PreparedAmong(
            Appointment,
            "person",
            lambda some: (
                _beside(b, path, day, depth)
                .filter(some)
                .order_by("pk")
                .values_list("person_id", "seat__body__name", "seat__kind")
            ),
        )
    posts = Prepared(lambda: rows().order_by().values_list("pk"))
    return _Asked(
        counts=(posts, persons(rows), persons(crossed)),
        pages=PreparedPages(
            Appointment,
            lambda: crossed().select_related("seat__body__place"),
            order=("seat__scope_path", "id"),
        ),
        others=others,
    )


def _crossed(rows: "QuerySet[Any]", beside: "QuerySet[Any]", same_place: bool) -> "QuerySet[Any]":
    others = beside.filter(person=OuterRef("person"))
    if same_place:
        others = others.filter(seat__body__place=OuterRef("seat__body__place"))
    return rows.filter(Exists(others))


def _beside(asked: Criterion, path: Any, day: Any, depth: int) -> "QuerySet[Any]":
    """Return the rows of B: also those on places above, where community posts stand."""
    here = under([path], "seat__scope_path")
    above = [path.through(_above(level)) for level in range(1, depth)]
    if above:
        here |= Q(In(F("seat__scope_path"), above))
    return posts_in(asked, day).filter(here)


def _above(level: int) -> Callable[[str], str]:
    return lambda path: path[: level * STEP]


def _also(
    asked: PreparedAmong | None, people: list[int], path: str, day: date
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if asked is not None:
        for person, body, kind in asked.rows(people, path=path, day=day):
            found.setdefault(person, []).append(f"{body} {SEAT_KINDS[kind]}")
    return found
