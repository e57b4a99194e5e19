"""Places by path and by code: for crumbs, and for those who carry a path and know no places."""

from collections.abc import Collection, Iterable, Mapping

from linli.apps.places.models import Place
from linli.core.tree import ancestors
from linli.kit.prepared import Prepared, PreparedAmong, hole

_AT = PreparedAmong(Place, "path", Place.objects.filter)
_NAMES = PreparedAmong(
    Place, "path", lambda wanted: Place.objects.filter(wanted).values_list("path", "name")
)
_OF_CODE = Prepared(lambda: Place.objects.filter(code=hole("code", Place, "code")))


def names_by_path(paths: Collection[str]) -> dict[str, str]:
    """Return the present name of each place at `paths`; names of places are public."""
    return dict(_NAMES.rows(paths))


def address_of(path: str, names: Mapping[str, str], *, levels: int = 3) -> str:
    """Return the names of a place and the nearest ones above, the highest first."""
    way = [names[one] for one in (*ancestors(path), path) if one in names]
    return " ".join(way[-levels:])


def addresses(paths: Collection[str]) -> dict[str, str]:
    """Return for each place at `paths` its name behind those of the nearest places above."""
    whole = {one for path in paths for one in (*ancestors(path), path)}
    names = names_by_path(whole) if whole else {}
    return {path: address_of(path, names) for path in paths}


def places_at(paths: Iterable[str]) -> list[Place]:
    """Return the places at these paths, from the top down; permissions are the caller's."""
    return sorted(_AT.objects(paths), key=lambda place: place.path)


def place_of_code(code: str) -> Place | None:
    """Return the place that has this code now; permissions are the caller's."""
    return next(iter(_OF_CODE.objects(code=code)), None)
