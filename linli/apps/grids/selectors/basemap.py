"""Which base map this installation has."""

from functools import cache

from django.conf import settings

from linli.apps.grids.rules.basemap import BaseMap, base_map


@cache
def configured_base_map() -> BaseMap:
    """Return the base map of this installation."""
    environment = settings.ENVIRONMENT
    return base_map(
        environment.map_tiles,
        token=environment.map_token,
        review_number=environment.map_review_number,
    )
