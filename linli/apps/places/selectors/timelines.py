"""What became of a place or unit: its changes, in the order in which they took effect."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Q

from linli.apps.places.models import (
    Place,
    PlaceVersion,
    Succession,
    Unit,
    UnitSuccession,
    UnitVersion,
)
from linli.apps.places.rules import Happening, SuccessionKind
from linli.core.arithmetic import AreaCm
from linli.kit.joining import listed
from linli.kit.prepared import Prepared, PreparedAmong, hole


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line: the day, what happened, and what it was before and after, as text."""

    day: date
    what: Happening
    before: str = ""
    after: str = ""


_SUCCESSIONS = {
    ("to", SuccessionKind.MERGE): Happening.CAME_BY_MERGE,
    ("to", SuccessionKind.SPLIT): Happening.CAME_BY_SPLIT,
    ("from", SuccessionKind.MERGE): Happening.WENT_BY_MERGE,
    ("from", SuccessionKind.SPLIT): Happening.WENT_BY_SPLIT,
}

_VERSIONS = Prepared(
    lambda: PlaceVersion.objects.filter(place=hole("place", Place, "id")).order_by("valid_from")
)
_NAMES = PreparedAmong(
    Place, "id", lambda wanted: Place.objects.filter(wanted).values_list("pk", "name")
)


def _links(model: type[Succession] | type[UnitSuccession], what: str) -> Prepared:
    """Return the links of a row to what it came from and what it went into."""
    row = hole("row", Place, "id")
    ends = (f"to_{what}", f"from_{what}")
    return Prepared(
        lambda: (
            model.objects.filter(Q(**{ends[0]: row}) | Q(**{ends[1]: row}))
            .select_related(*ends)
            .order_by("pk")
        )
    )


_OF_PLACES, _OF_UNITS = _links(Succession, "place"), _links(UnitSuccession, "unit")


def place_timeline(place: Place) -> list[TimelineEntry]:
    """Return what became of a place, the newest first."""
    versions: list[PlaceVersion | Place] = [*_VERSIONS.objects(place=place.pk), place]
    names = dict(_NAMES.rows(row.parent_id for row in versions if row.parent_id))
    entries = [TimelineEntry(place.valid_from, Happening.BEGAN, after=versions[0].name)]
    for old, new in pairwise(versions):
        day = new.since if isinstance(new, Place) else new.valid_from
        pairs = [
            (Happening.RENAMED, old.name, new.name),
            (Happening.RECODED, old.code, new.code),
            (Happening.MOVED, names.get(old.parent_id or 0, ""), names.get(new.parent_id or 0, "")),
        ]
        entries += [TimelineEntry(day, what, a, b) for what, a, b in pairs if a != b]
    entries += _successions(place)
    return _ended(entries, place)


def _successions(row: Place | Unit) -> list[TimelineEntry]:
    """Return what a place or unit came from and went into, a line for each day and way."""
    what = "place" if isinstance(row, Place) else "unit"
    links = (_OF_PLACES if isinstance(row, Place) else _OF_UNITS).objects(row=row.pk)
    lines: dict[tuple[date, Happening], list[str]] = {}
    for side, beyond in (("to", "from"), ("from", "to")):
        for link in links:
            if getattr(link, f"{side}_{what}_id") == row.pk:
                happening = _SUCCESSIONS[side, SuccessionKind(link.kind)]
                other = getattr(link, f"{beyond}_{what}")
                lines.setdefault((link.date, happening), []).append(str(other))
    return [
        TimelineEntry(day, happening, after=listed(names))
        for (day, happening), names in lines.items()
    ]


def _ended(entries: list[TimelineEntry], row: Place | Unit) -> list[TimelineEntry]:
    if row.valid_to:
        entries.append(TimelineEntry(row.valid_to, Happening.ENDED))
    return sorted(entries, key=lambda entry: entry.day)[::-1]


def unit_timeline(unit: Unit) -> list[TimelineEntry]:
    """Return what became of a unit, the newest first."""
    versions: list[UnitVersion | Unit] = [*unit.versions.order_by("valid_from"), unit]
    names = dict(
        Place.objects.filter(pk__in={row.place_id for row in versions}).values_list("pk", "name")
    )
    entries = [TimelineEntry(unit.valid_from, Happening.BEGAN, after=versions[0].number)]
    for old, new in pairwise(versions):
        day = new.since if isinstance(new, Unit) else new.valid_from
        pairs = [
            (Happening.RENUMBERED, old.number, new.number),
            (Happening.OTHER_KIND, old.kind, new.kind),
            (Happening.OTHER_FLOOR, _text(old.floor), _text(new.floor)),
            (Happening.MEASURED, _area(old.area_cm), _area(new.area_cm)),
            (Happening.MOVED, names.get(old.place_id, ""), names.get(new.place_id, "")),
        ]
        entries += [TimelineEntry(day, what, a, b) for what, a, b in pairs if a != b]
    entries += _successions(unit)
    return _ended(entries, unit)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _area(value: int | None) -> str:
    return "" if value is None else str(AreaCm(value))
