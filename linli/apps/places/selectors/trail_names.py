"""What places and units are called in the trail; their names and numbers are public."""

from collections.abc import Collection

from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import addresses, names_by_path, place_of_code
from linli.core.tree import STEP
from linli.kit.trail_words import row_numbers

_ALIKE = frozenset({PlaceKind.BUILDING, PlaceKind.ENTRANCE})


def place_names(numbers: Collection[str]) -> dict[str, str]:
    """Return the present names of places, by their numbers or, where one stands there, paths.

    Buildings and entrances are called alike everywhere: they are named behind what is above them.
    """
    wanted = row_numbers(numbers)
    rows = Place.objects.filter(pk__in=wanted).values_list("pk", "path", "kind", "name")
    places = list(rows) if wanted else []
    whole = addresses({path for _pk, path, kind, _name in places if kind in _ALIKE})
    paths = {number for number in numbers if number.startswith("0") and len(number) >= STEP}
    found = {str(pk): whole.get(path, name) for pk, path, _kind, name in places}
    return found | (names_by_path(paths) if paths else {})


def places_called(typed: str) -> list[str]:
    """Return the number of the place with this code."""
    place = place_of_code(typed)
    return [str(place.pk)] if place else []


def unit_names(numbers: Collection[str]) -> dict[str, str]:
    """Return where units lie and their door numbers."""
    rows = Unit.objects.filter(pk__in=row_numbers(numbers))
    units = list(rows.values_list("pk", "place__path", "number", "code"))
    whole = addresses({path for _pk, path, _number, _code in units})
    return {str(pk): f"{whole[path]} {number or code}" for pk, path, number, code in units}


def units_called(typed: str) -> list[str]:
    """Return the number of the unit with this code."""
    return [str(pk) for pk in Unit.objects.filter(code=typed).values_list("pk", flat=True)]
