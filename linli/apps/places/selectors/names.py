"""The names of places by path, for those who carry a path and know no places."""

from collections.abc import Collection

from linli.apps.places.models import Place


def names_by_path(paths: Collection[str]) -> dict[str, str]:
    """Return the present name of each place at `paths`; names of places are public."""
    return dict(Place.objects.filter(path__in=paths).values_list("path", "name"))
