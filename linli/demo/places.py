"""The division tree, outlines, compounds, buildings and dwellings of the demonstration."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random  # noqa: TID251 (chance is an argument: only the type is used here)

from linli.apps import grids
from linli.apps.grids.exchange.boundaries import read_outline
from linli.apps.grids.rules.partition import divide, scatter
from linli.apps.grids.rules.shapes import Shape
from linli.apps.grids.services.outlines import set_outline, set_points, set_supervision_line
from linli.apps.places import services
from linli.apps.places.exchange.divisions import MUDAN, read_divisions
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind, UnitKind
from linli.apps.places.rules.buildings import BuildingPlan
from linli.apps.places.services import NewUnit
from linli.core.access import Actor
from linli.core.arithmetic import AreaCm
from linli.core.geo import CoordinateSystem, Point
from linli.demo import plan
from linli.demo.plan import CompoundPlan

OUTLINE = Path(grids.__file__).parent / "data" / "371702.geojson"
VILLAGE_GROUPS = 9
VILLAGE_HOMES = 40


@dataclass(slots=True)
class Compound:
    """A compound of the demonstration: its plan, its place, and a building for each cell."""

    plan: CompoundPlan
    community: Place
    place: Place
    buildings: list[Place] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


@dataclass(slots=True)
class Village:
    """A village of 皇镇 with its natural village and homes."""

    place: Place
    hamlet: Place
    units: list[Unit]


@dataclass(slots=True)
class District:
    """Everything placed."""

    county: Place
    townships: dict[str, Place]
    communities: list[Place]
    villages: dict[str, Place]
    shapes: dict[int, Shape]
    compounds: list[Compound] = field(default_factory=list)
    rural: list[Village] = field(default_factory=list)


def build_places(*, actor: Actor, chance: Random, now: datetime) -> District:
    """Load the divisions and build what stands in them."""
    services.load_divisions(actor=actor, rows=read_divisions(MUDAN), on=plan.LONG_AGO, now=now)
    below = Place.objects.filter(code__startswith=plan.DISTRICT)
    county = below.get(code=plan.DISTRICT)
    district = District(
        county=county,
        townships={place.code: place for place in below.filter(kind=PlaceKind.TOWNSHIP)},
        communities=list(below.filter(kind=PlaceKind.COMMUNITY).order_by("code")),
        villages={place.code: place for place in below.filter(kind=PlaceKind.VILLAGE)},
        shapes={},
    )
    _draw_outlines(district, actor=actor, chance=chance, now=now)
    homes = _homes_of_compounds(district.communities)
    for planned, community in zip(plan.compounds(), homes, strict=True):
        district.compounds.append(_build_compound(planned, community, actor=actor, now=now))
    _place_points(district, actor=actor, chance=chance, now=now)
    for code in sorted(code for code in district.villages if code.startswith(plan.HUANG)):
        district.rural.append(_build_village(district.villages[code], actor=actor, now=now))
    return district


def _homes_of_compounds(communities: Sequence[Place]) -> list[Place]:
    """Return the community of each compound: one or two each, the two named ones in 北城街道."""
    count = plan.COMPOUND_BRANCHES
    homes = [communities[index * len(communities) // count] for index in range(count)]
    north = [place for place in communities if place.code.startswith(plan.NORTH_CITY)]
    homes[plan.POST_OFFICE], homes[plan.PROCURATORATE] = north[0], north[1]
    return homes


def _draw_outlines(district: District, *, actor: Actor, chance: Random, now: datetime) -> None:
    """Divide the district's outline among its townships, and each among what it holds."""
    outline = read_outline(OUTLINE.read_bytes(), system=CoordinateSystem.WGS84)
    _outline(district, district.county, outline, "published outline", actor=actor, now=now)
    townships = sorted(district.townships.values(), key=lambda place: place.code)
    parts = divide(outline, scatter(outline, len(townships), chance=chance))
    for township, part in zip(townships, parts, strict=True):
        _outline(district, township, part, "invented", actor=actor, now=now)
        inside = [
            place
            for place in [*district.communities, *district.villages.values()]
            if place.parent_id == township.pk
        ]
        inside.sort(key=lambda place: place.code)
        points = scatter(part, len(inside), chance=chance)
        for place, shape in zip(inside, divide(part, points), strict=True):
            _outline(district, place, shape, "invented", actor=actor, now=now)
        set_supervision_line(
            actor=actor,
            place_id=township.pk,
            phone="0530-0000000",
            valid_from=plan.GRIDS_SINCE,
            now=now,
        )


def _outline(
    district: District, place: Place, shape: Shape, source: str, *, actor: Actor, now: datetime
) -> None:
    district.shapes[place.pk] = shape
    set_outline(
        actor=actor,
        place_id=place.pk,
        shape=shape,
        source=source,
        valid_from=plan.LONG_AGO,
        now=now,
    )


def _build_compound(
    planned: CompoundPlan, community: Place, *, actor: Actor, now: datetime
) -> Compound:
    place = services.add_place(
        actor=actor,
        parent_id=community.pk,
        kind=PlaceKind.COMPOUND,
        name=planned.name,
        on=plan.LONG_AGO,
        now=now,
    )
    compound = Compound(planned, community, place)
    entrances = max(3, -(-planned.unit_leaders // planned.cells))
    for number in range(1, planned.cells + 1):
        area = AreaCm(6_800 + 650 * ((planned.index + number) % 9))
        building = services.add_building(
            actor=actor,
            parent_id=place.pk,
            name=f"{number}号楼",
            plan=BuildingPlan(entrances=entrances, floors=6, doors=2, area=area),
            on=plan.LONG_AGO,
            now=now,
        )
        compound.buildings.append(building)
    services.add_units(
        actor=actor, place_id=place.pk, units=list(_beside_homes()), on=plan.LONG_AGO, now=now
    )
    units = Unit.objects.under(place.path).filter(kind=UnitKind.DWELLING).select_related("place")
    compound.units = list(units.order_by("scope_path", "pk"))
    return compound


def _beside_homes() -> Iterable[NewUnit]:
    """Yield a few parking spaces and shops."""
    for number in range(1, 7):
        yield NewUnit(number=f"车位{number:03d}", kind=UnitKind.PARKING, area=AreaCm(1_270))
    for number in range(1, 3):
        yield NewUnit(number=f"商铺{number}", kind=UnitKind.SHOP, area=AreaCm(5_600))


def _build_village(place: Place, *, actor: Actor, now: datetime) -> Village:
    name = place.name.removesuffix("村民委员会")
    hamlet = services.add_place(
        actor=actor,
        parent_id=place.pk,
        kind=PlaceKind.NATURAL_VILLAGE,
        name=name,
        on=plan.LONG_AGO,
        now=now,
    )
    homes = [NewUnit(number=f"{number}号") for number in range(1, VILLAGE_HOMES + 1)]
    units = services.add_units(
        actor=actor, place_id=hamlet.pk, units=homes, on=plan.LONG_AGO, now=now
    )
    return Village(place, hamlet, units)


def _place_points(district: District, *, actor: Actor, chance: Random, now: datetime) -> None:
    """Say where buildings stand: spread over the outline of their community."""
    points: dict[int, Point] = {}
    for community, compounds in by_community(district.compounds):
        buildings = [building for compound in compounds for building in compound.buildings]
        found = scatter(district.shapes[community.pk], len(buildings), chance=chance)
        points |= {place.pk: point for place, point in zip(buildings, found, strict=True)}
    set_points(actor=actor, points=points, now=now)


def by_community(compounds: Iterable[Compound]) -> Iterator[tuple[Place, list[Compound]]]:
    """Yield each community that has compounds, with them."""
    groups: dict[int, list[Compound]] = {}
    for compound in compounds:
        groups.setdefault(compound.community.pk, []).append(compound)
    for group in groups.values():
        yield group[0].community, group
