"""Places by path and by code: for crumbs, and for those who carry a path and know no places."""

from collections.abc import Collection, Iterable

from linli.apps.places.models import Place
from linli.kit.prepared import Prepared, PreparedAmong, hole

_AT = PreparedAmong(Place, "path", Place.objects.filter)
_NAMES = PreparedAmong(
    Place, "path", lambda wanted: Place.objects.filter(wanted).values_list("path", "name")
)
_OF_CODE = Prepared(lambda: Place.objects.filter(code=hole("code", Place, "code")))


def names_by_path(paths: Collection[str]) -> dict[str, str]:
    """Return the present name of each place at `paths`; names of places are public."""
    return dict(_NAMES.rows(paths))


def places_at(paths: Iterable[str]) -> list[Place]:
    """Return the places at these paths, from the top down; permissions are the caller's."""
    return sorted(_AT.objects(paths), key=lambda place: place.path)


def place_of_code(code: str) -> Place | None:
    """Return the place that has this code now; permissions are the caller's."""
    return next(iter(_OF_CODE.objects(code=code)), None)
