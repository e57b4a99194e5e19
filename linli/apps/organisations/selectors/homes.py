"""What the home page tells holders of posts: of their bodies, and of the compounds they serve."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from linli.apps.organisations.labels import STEWARDINGS
from linli.apps.organisations.models import Body, CompoundCondition, Stewardship
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.selectors.bodies import BodyRow, body_rows
from linli.apps.organisations.selectors.circles import own_bodies
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind, UnitKind
from linli.core.access import Actor
from linli.kit.dated import in_force

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
    rows = Body.objects.on(day).filter(pk__in=own_bodies(actor)).exclude(type__in=_ELSEWHERE)
    return body_rows(list(rows.select_related("place").order_by("scope_path", "pk")[:SHOWN]), day)


def compounds_of(actor: Actor, day: date) -> list[CompoundState]:
    """Return the compounds on which the actor's own bodies stand."""
    places = Place.objects.filter(kind=PlaceKind.COMPOUND, bodies__in=own_bodies(actor)).distinct()
    return [_state(place, day) for place in places.order_by("path")[:SHOWN]]


def _state(place: Place, day: date) -> CompoundState:
    steward = Stewardship.objects.on(day).filter(place=place).first()
    conditions = CompoundCondition.objects.on(day).filter(place=place)
    grades = Counter(conditions.values_list("grade", flat=True))
    dwellings = Unit.objects.under(place.path).filter(in_force(day), kind=UnitKind.DWELLING)
    return CompoundState(
        code=place.code,
        name=place.name,
        dwellings=dwellings.count(),
        stewarding=str(STEWARDINGS[steward.kind]) if steward else "",
        since=steward.valid_from if steward else None,
        shortcomings=grades.total(),
        dangerous=grades[3],
    )
