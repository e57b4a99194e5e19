"""What lists of places and units name, and the rows that go into such lists."""

from collections.abc import Iterator

from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.doors import addresses_below
from linli.core.errors import InvalidInput
from linli.kit.scoped import under

_CHUNK = 2_000


class PlaceNotNamed(InvalidInput):
    """No open place below has this code or name."""

    code = "place.not_named"


class PlaceNamedTwice(InvalidInput):
    """Several places below have this name; a code or the names above tell them apart."""

    code = "place.named_twice"


def named_place(path: str, text: str, *, field: str = "place") -> Place:
    """Return the open place at or below a path by code, by name, or by names with "/" between.

    No text stands for the place itself. Raises PlaceNotNamed, PlaceNamedTwice.
    """
    if not text:
        return Place.objects.get(path=path)
    found = list(Place.objects.under(path).filter(code=text, valid_to=None))
    paths = [path]
    for name in () if found else text.split("/"):
        inside = Place.objects.filter(under(paths, "path"), name=name.strip(), valid_to=None)
        found = list(inside.order_by("path")[:2])
        paths = [place.path for place in found]
        if len(found) > 1:
            raise PlaceNamedTwice(name=text[:60], field=field)
    if not found:
        raise PlaceNotNamed(name=text[:60], field=field)
    return found[0]


def structure_rows(path: str, kinds: tuple[PlaceKind, ...]) -> Iterator[tuple[Place, str]]:
    """Yield the open places of some kinds at or below a path, with the code of the one above."""
    rows = Place.objects.under(path).filter(kind__in=kinds, valid_to=None).order_by("path")
    for place in rows.select_related("parent").iterator(_CHUNK):
        yield place, place.parent.code if place.parent else ""


def unit_rows(path: str) -> Iterator[tuple[str, Unit]]:
    """Yield the open units at or below a path with the code of the place each stands in."""
    for chunk in addresses_below(path):
        codes = dict(
            Place.objects.filter(pk__in={unit.place_id for unit, _address in chunk}).values_list(
                "pk", "code"
            )
        )
        for unit, _address in chunk:
            yield codes[unit.place_id], unit
