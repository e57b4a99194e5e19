"""How a district is organised, counted from its bodies, posts and cells on any day.

Each figure has the list that shows its rows. What tells of membership is counted only in the party
tree of whoever asks, where it names nobody, and has no list. Source: [rule:organised-figures].
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from linli.apps.dashboards.rules.organised import CROSSED, CountedOf, OrgLine
from linli.apps.grids.models import Cell
from linli.apps.grids.rules.cells import CellKind
from linli.apps.organisations.models import Body, HouseholdMark, Stewardship
from linli.apps.organisations.rules.basis import Mark, Stewarding
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.criteria import GROUPS
from linli.apps.organisations.selectors.circles import circle_of
from linli.apps.organisations.selectors.crossing import crossing
from linli.apps.organisations.selectors.members import Circle, crossing_members
from linli.apps.people.models import Household
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.tree import is_within
from linli.kit.dated import in_force

LEVELS = (
    OrgLine.AREA_COMMITTEES,
    OrgLine.AREA_OFFICES,
    OrgLine.VILLAGE_CELLS,
    OrgLine.GROUP_CELLS,
    OrgLine.HOUSEHOLDS,
)


@dataclass(frozen=True, slots=True)
class Area:
    """A demonstration area in the countryside: its place, and what stands on each level."""

    code: str
    name: str
    levels: tuple[tuple[OrgLine, int], ...]

    @property
    def filled(self) -> int:
        """Return on how many levels something stands."""
        return sum(bool(number) for _line, number in self.levels)


@dataclass(frozen=True, slots=True)
class Organised:
    """The figures of a place on a day; None where one is not told."""

    figures: tuple[tuple[OrgLine, int | None], ...]
    areas: tuple[Area, ...]


def organised(actor: Actor, place: Place, day: date, *, with_members: bool) -> Organised:
    """Return the figures of a place on a day; but for areas the queries do not grow with the rows.

    Figures about membership are told only `with_members`, in the actor's own circle.
    """
    circle = circle_of(actor) if with_members else []
    plain: dict[OrgLine, int] = {line: rows.count() for line, rows in _counted(place.path, day)}
    figures = []
    for line in OrgLine:
        if line in LEVELS:
            continue
        number = plain[line] if line in plain else _crossed(line, place, day, circle)
        figures.append((line, number))
    return Organised(figures=tuple(figures), areas=tuple(_areas(place.path, day)))


def _counted(path: str, day: date) -> Iterator[tuple[OrgLine, "QuerySet[Any]"]]:
    bodies = Body.objects.on(day).under(path)
    yield OrgLine.COMPOUND_BRANCHES, bodies.filter(type=BodyType.COMPOUND_BRANCH)
    yield OrgLine.PARTY_GROUPS, bodies.filter(type=BodyType.PARTY_GROUP)
    yield OrgLine.UNIT_CELLS, Cell.objects.on(day).under(path).filter(kind=CellKind.UNIT)
    stewards = Stewardship.objects.on(day).under(path)
    yield OrgLine.FALLBACK, stewards.filter(kind=Stewarding.FALLBACK)


def _crossed(line: OrgLine, place: Place, day: date, circle: Circle) -> int | None:
    """Return a figure over posts, or over members of the circle; None where it is not told."""
    if line == OrgLine.CENTRE_HOUSEHOLDS:
        return None if circle == [] else _centre_households(place.path, day, circle)
    asked = CROSSED[line]
    a, b = GROUPS[asked.a], GROUPS[asked.b] if asked.b else None
    if b is not None and b.is_sensitive:
        if circle == []:
            return None
        return crossing_members(a, b, path=place.path, day=day, circle=circle).both
    found = crossing(a, b, path=place.path, day=day)
    if b is not None:
        return found.both
    return found.posts if asked.told == CountedOf.POSTS else found.persons


def _centre_households(path: str, day: date, circle: Circle) -> int:
    marks = HouseholdMark.objects.on(day).under(path).filter(mark=Mark.CENTRE_HOUSEHOLD)
    return marks.count() if circle is None else marks.filter(body__in=circle).count()


def _areas(path: str, day: date) -> Iterator[Area]:
    """Yield the areas: three queries for all, and one for each; a district has one or a few."""
    bodies = Body.objects.on(day).under(path)
    committees = list(
        bodies.filter(type=BodyType.AREA_COMMITTEE).select_related("place").order_by("scope_path")
    )
    if not committees:
        return
    places = {body.place_id: body.place for body in committees}
    offices = list(
        bodies.filter(type=BodyType.GOVERNANCE_OFFICE, place__in=places).values_list(
            "place_id", flat=True
        )
    )
    cells = list(
        Cell.objects.on(day)
        .under(*(one.path for one in places.values()))
        .values_list("kind", "scope_path")
    )
    for place in places.values():
        here = [kind for kind, scope in cells if is_within(scope, place.path)]
        households = Household.objects.filter(in_force(day)).under(place.path).count()
        numbers = (
            sum(body.place_id == place.pk for body in committees),
            offices.count(place.pk),
            here.count(CellKind.VILLAGE),
            here.count(CellKind.GROUP),
            households,
        )
        yield Area(place.code, place.name, tuple(zip(LEVELS, numbers, strict=True)))
