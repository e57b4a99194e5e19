"""Places for tests, made through the services: a small tree, compounds, buildings."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from linli.apps.places import services
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.buildings import BuildingPlan
from linli.core.access import Actor

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LONG_AGO = date(2010, 1, 1)
SYSTEM = Actor.system()


@dataclass(frozen=True)
class Tree:
    """One branch of the real tree with two townships; every place below `county` has siblings."""

    country: Place
    province: Place
    prefecture: Place
    county: Place
    township: Place  # 北城街道
    community: Place
    sibling_community: Place
    other_township: Place  # 李村镇
    village: Place  # 王河圈
    foreign_county: Place


def make_place(parent: Place, kind: PlaceKind, name: str, code: str = "") -> Place:
    """Add one place."""
    return services.add_place(
        actor=SYSTEM, parent_id=parent.pk, kind=kind, name=name, code=code, on=LONG_AGO, now=NOW
    )


def make_tree() -> Tree:
    """Make 山东省 > 菏泽市 > 牡丹区 with two townships, and a foreign county beside it."""
    country = services.found_country(actor=SYSTEM, on=LONG_AGO, now=NOW)
    province = make_place(country, PlaceKind.PROVINCE, "山东省", "37")
    prefecture = make_place(province, PlaceKind.PREFECTURE, "菏泽市", "3717")
    county = make_place(prefecture, PlaceKind.COUNTY, "牡丹区", "371702")
    township = make_place(county, PlaceKind.TOWNSHIP, "北城街道", "371702004")
    other = make_place(county, PlaceKind.TOWNSHIP, "李村镇", "371702107")
    return Tree(
        country=country,
        province=province,
        prefecture=prefecture,
        county=county,
        township=township,
        community=make_place(township, PlaceKind.COMMUNITY, "王堤口社区居民委员会", "371702004002"),
        sibling_community=make_place(
            township, PlaceKind.COMMUNITY, "长城社区居民委员会", "371702004003"
        ),
        other_township=other,
        village=make_place(other, PlaceKind.VILLAGE, "王河圈村村民委员会", "371702107218"),
        foreign_county=make_place(prefecture, PlaceKind.COUNTY, "定陶区", "371703"),
    )


def make_compound(community: Place, name: str = "邮政局家属院") -> Place:
    """Make a compound without buildings."""
    return make_place(community, PlaceKind.COMPOUND, name)


def make_building(
    parent: Place,
    name: str = "1号楼",
    *,
    entrances: int = 2,
    floors: int = 6,
    doors: int = 2,
) -> Place:
    """Make a regular building; 2 entrances × 6 floors × 2 doors unless told otherwise."""
    return services.add_building(
        actor=SYSTEM,
        parent_id=parent.pk,
        name=name,
        plan=BuildingPlan(entrances=entrances, floors=floors, doors=doors),
        on=LONG_AGO,
        now=NOW,
    )


def make_unit(place: Place, number: str = "101", **options: object) -> Unit:
    """Make one unit in a place; options as of `services.NewUnit`."""
    new = services.NewUnit(number=number, **options)
    return services.add_units(actor=SYSTEM, place_id=place.pk, units=[new], on=LONG_AGO, now=NOW)[0]


def dwellings_of(place: Place) -> list[Unit]:
    """Return the units at or below a place, by code."""
    return list(Unit.objects.under(place.path).order_by("code"))
