"""What the home page tells holders of posts: of their bodies, and of the compounds they serve."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from linli.apps.organisations.labels import STEWARDINGS
from linli.apps.organisations.models import Body, CompoundCondition, Stewardship
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.selectors.bodies import BodyRow, body_rows
from linli.apps.organisations.selectors.circles import own_bodies
from linli.apps.places.models import Unit
from linli.apps.places.rules import PlaceKind, UnitKind
from linli.core.access import Actor
from linli.kit.dated import in_force
from linli.kit.prepared import PreparedAmong, PreparedCounts, hole
from linli.kit.scoped import path_holes, path_values

SHOWN = 5
# A cell's team is spoken of by grids, the operator of the platform by nobody.
_ELSEWHERE = (BodyType.GRID_TEAM, BodyType.OPERATOR)


@dataclass(frozen=True, slots=True)
class CompoundState:
    """A compound at a glance: how large, who looks after it, what is wrong there."""

    code: str
    name: str
    dwellings: int
    stewarding: str
    since: date | None
    shortcomings: int
    dangerous: int


def bodies_of(actor: Actor, day: date) -> list[BodyRow]:
    """Return the bodies in which the actor holds a post, with seats and holders."""
    rows = sorted(_BODIES.objects(own_bodies(actor), day=day), key=attrgetter("scope_path", "pk"))
    return body_rows(rows[:SHOWN], day) if rows else []


def compounds_of(actor: Actor, day: date) -> list[CompoundState]:
    """Return the compounds on which the actor's own bodies stand; queries do not grow with them."""
    places = {body.place_id: body.place for body in _IN_COMPOUNDS.objects(own_bodies(actor))}
    shown = sorted(places.values(), key=attrgetter("path"))[:SHOWN]
    if not shown:
        return []
    stewards = {row.place_id: row for row in _STEWARDS.objects(map(_number, shown), day=day)}
    grades: dict[int, Counter[int]] = defaultdict(Counter)
    for place_id, grade in _GRADES.rows(map(_number, shown), day=day):
        grades[place_id][grade] += 1
    paths = path_values(place.path for place in shown)
    dwellings = _dwellings(len(shown)).of(day=day, **paths)
    return [
        CompoundState(
            code=place.code,
            name=place.name,
            dwellings=dwellings[f"path{number}"],
            stewarding=str(STEWARDINGS[stewards[place.pk].kind]) if place.pk in stewards else "",
            since=stewards[place.pk].valid_from if place.pk in stewards else None,
            shortcomings=grades[place.pk].total(),
            dangerous=grades[place.pk][3],
        )
        for number, place in enumerate(shown)
    ]


_number = attrgetter("pk")
_BODIES = PreparedAmong(
    Body,
    "id",
    lambda wanted: (
        Body.objects.on(hole("day", Body, "valid_from"))
        .filter(wanted)
        .exclude(type__in=_ELSEWHERE)
        .select_related("place")
    ),
)
_IN_COMPOUNDS = PreparedAmong(
    Body,
    "id",
    lambda wanted: Body.objects.filter(wanted, place__kind=PlaceKind.COMPOUND).select_related(
        "place"
    ),
)
_STEWARDS = PreparedAmong(
    Stewardship,
    "place",
    lambda wanted: Stewardship.objects.on(hole("day", Stewardship, "valid_from")).filter(wanted),
)
_GRADES = PreparedAmong(
    CompoundCondition,
    "place",
    lambda wanted: (
        CompoundCondition.objects.on(hole("day", CompoundCondition, "valid_from"))
        .filter(wanted)
        .values_list("place_id", "grade")
    ),
)


@cache
def _dwellings(places: int) -> PreparedCounts:
    """Return the query for how many dwellings there are below each of so many paths."""

    def below(path: Any) -> "QuerySet[Unit]":
        dwellings = Unit.objects.under(path).filter(kind=UnitKind.DWELLING)
        return dwellings.filter(in_force(hole("day", Unit, "valid_from")))

    return PreparedCounts({path.name: partial(below, path) for path in path_holes(places, Unit)})
