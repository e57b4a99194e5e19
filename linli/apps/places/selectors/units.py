"""Reading units, now and as of a day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from linli.apps.accounts.rules import REGISTER_WRITERS
from linli.apps.places.models import REGISTER_ROLES, Place, Unit, UnitVersion
from linli.apps.places.rules import PlaceKind, UnitKind
from linli.apps.places.rules.buildings import natural_key
from linli.apps.places.rules.redivision import structure_of
from linli.core.access import Actor
from linli.core.arithmetic import AreaCm
from linli.core.errors import NotFound
from linli.core.tree import STEP
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import Prepared, PreparedCounts, hole
from linli.kit.scoped import path_holes, path_values

MOST_TO_JOIN = 300


@dataclass(frozen=True, slots=True)
class UnitOn:
    """A unit with the values it had on a day."""

    id: int
    code: str
    place_id: int
    kind: UnitKind
    number: str
    floor: int | None
    area: AreaCm | None


def get_unit(actor: Actor, code: str) -> Unit:
    """Return the unit with this code; raises NotFound outside one's view."""
    unit = Unit.objects.visible_to(actor).filter(code=code).select_related("place").first()
    if unit is None:
        raise NotFound(kind="unit")
    return unit


def is_restorable(unit: Unit) -> bool:
    """Tell whether the unit has ended in a way that is taken back where it was a mistake."""
    endings = unit.endings.filter(taken_back_at=None, with_place=None)
    return not unit.is_open and endings.exists()


def unit_ended_with(unit: Unit) -> Place | None:
    """Return the place that the unit ended with: its end is taken back with that of the place."""
    ending = unit.endings.filter(taken_back_at=None).select_related("with_place").first()
    return ending.with_place if ending else None


def ended_with(place: Place) -> Place | None:
    """Return the place whose end is to be taken back for this one; None where none can be."""
    own = place.endings.filter(taken_back_at=None).select_related("with_place").first()
    return own.with_place if own else None


def _standing(row: Unit | UnitVersion, unit_id: int, code: str) -> UnitOn:
    return UnitOn(
        id=unit_id,
        code=code,
        place_id=row.place_id,
        kind=UnitKind(row.kind),
        number=row.number,
        floor=row.floor,
        area=None if row.area_cm is None else AreaCm(row.area_cm),
    )


def unit_now(unit: Unit) -> UnitOn:
    """Return the unit as it stands, or as it stood last."""
    return _standing(unit, unit.pk, unit.code)


def unit_on(unit: Unit, day: date) -> UnitOn | None:
    """Return the unit as it stood on `day`, None where it did not exist."""
    if day < unit.valid_from or (unit.valid_to and day >= unit.valid_to):
        return None
    version = unit.versions.filter(valid_from__lte=day, valid_to__gt=day).first()
    return _standing(version or unit, unit.pk, unit.code)


def units_in(actor: Actor, place_ids: Sequence[int], *, day: date | None = None) -> list[UnitOn]:
    """Return the visible units directly in any of the places, by kind, floor and number."""
    visible = Unit.objects.visible_to(actor)
    current = visible.filter(place__in=place_ids)
    if day is None:
        rows = [unit_now(unit) for unit in current.filter(valid_to=None)]
        return sorted(rows, key=_order)
    rows = [unit_now(unit) for unit in current.open_on(day).filter(since__lte=day)]
    versions = UnitVersion.objects.filter(
        place__in=place_ids, valid_from__lte=day, valid_to__gt=day, unit__in=visible
    )
    rows += [_standing(row, row.unit_id, row.unit.code) for row in versions.select_related("unit")]
    return sorted(rows, key=_order)


def paths_of_units(unit_ids: Iterable[int], *, kinds: Collection[UnitKind]) -> dict[int, str]:
    """Return unit number to path, of the units that are of one of the kinds."""
    units = Unit.objects.filter(pk__in=list(unit_ids), kind__in=list(kinds))
    return dict(units.values_list("pk", "scope_path"))


def _order(unit: UnitOn) -> tuple[object, ...]:
    return (unit.kind, unit.floor is None, unit.floor or 0, natural_key(unit.number), unit.id)


def joinable_units(actor: Actor, unit: Unit) -> list[Unit]:
    """Return the open units of the same kind in the same building, nearest numbers first."""
    around = structure_of(PlaceKind(unit.place.kind), unit.scope_path)
    rows = Unit.objects.visible_to(actor).under(around).filter(kind=unit.kind, valid_to=None)
    if around == unit.scope_path:
        rows = rows.filter(place=unit.place_id)
    found = list(rows.exclude(pk=unit.pk).select_related("place")[:MOST_TO_JOIN])
    return sorted(found, key=lambda row: (row.place_id != unit.place_id, natural_key(row.number)))


def area_text(unit: Unit) -> str:
    """Return the area of a unit in words, a dash while it is unknown."""
    return "–" if unit.area is None else f"{unit.area} m²"


def unit_counts_below(actor: Actor, *paths: str) -> dict[UnitKind, int]:
    """Return how many open units of each kind lie at or below `paths`."""
    own = None if actor.is_system else actor.paths(REGISTER_ROLES)
    counted = _kinds_below(len(paths), None if own is None else len(own))
    below = {f"below{number}": path for number, path in enumerate(paths)}
    found: dict[Any, Any] = dict(counted.rows(**below, **path_values(own or ())))
    return {kind: found[kind] for kind in UnitKind if found.get(kind)}


@cache
def _kinds_below(paths: int, own: int | None) -> Prepared:
    def build() -> "QuerySet[Unit, Any]":
        below = [hole(f"below{number}", Unit, "scope_path") for number in range(paths)]
        rows = Unit.objects.under(*below).filter(valid_to=None)
        if own is not None:
            rows = rows.under(*path_holes(own, Unit))
        return rows.values_list("kind").annotate(Count("pk")).order_by()

    return Prepared(build)


@dataclass(frozen=True, slots=True)
class UnitTally:
    """How many open units there are somewhere, and of how many the area is known."""

    units: int
    measured: int


def unit_tallies(actor: Actor, path: str) -> dict[str, UnitTally]:
    """Return the tally of each place directly below `path`, by its path."""
    below = Unit.objects.visible_to(actor).under(path).filter(valid_to=None)
    branch = below.annotate(branch=Substr("scope_path", 1, len(path) + STEP)).values("branch")
    counted = branch.annotate(units=Count("pk"), measured=Count("area_cm")).order_by()
    return {row["branch"]: UnitTally(row["units"], row["measured"]) for row in counted}


def unmeasured_count(actor: Actor) -> int:
    """Return how many open dwellings without an area this actor may measure."""
    paths = actor.paths(REGISTER_WRITERS)
    return _unmeasured_counts(len(paths)).of(**path_values(paths))["dwellings"]


@cache
def _unmeasured_counts(paths: int) -> PreparedCounts:
    return PreparedCounts({"dwellings": lambda: _unmeasured(path_holes(paths, Unit))})


def _unmeasured(paths: Sequence[Any]) -> "QuerySet[Unit]":
    mine = Unit.objects.under(*paths)
    return mine.filter(kind=UnitKind.DWELLING, area_cm=None, valid_to=None)


def unmeasured_page(actor: Actor, *, after: str = "") -> Page:
    """Return a page of the dwellings without an area, place by place."""
    paths = actor.paths(REGISTER_WRITERS)
    return _unmeasured_pages(len(paths)).page(after=after, **path_values(paths))


@cache
def _unmeasured_pages(paths: int) -> PreparedPages:
    return PreparedPages(
        Unit,
        lambda: _unmeasured(path_holes(paths, Unit)).select_related("place"),
        order=("scope_path", "id"),
    )
