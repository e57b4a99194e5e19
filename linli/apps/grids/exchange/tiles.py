"""Tiles of the base map, fetched by the server so that the token stays with it."""

from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from linli.apps.grids.rules.basemap import BaseMap
from linli.core.errors import NotFound

TIMEOUT_SECONDS = 6
MAX_TILE_BYTES = 1024 * 1024
_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})


class TilesUnavailable(NotFound):
    """The base map did not answer, or not with a picture."""

    code = "grid.tiles_unavailable"


class _NoRedirect(HTTPRedirectHandler):
    """A tile server that sends us elsewhere is not followed: the token would go along."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def fetch_tile(base: BaseMap, *, layer: int, z: int, x: int, y: int) -> tuple[bytes, str]:
    """Return a tile and its type; raises TileOutOfRange and TilesUnavailable.

    No redirects, no proxy of the environment, a few seconds, a megabyte, pictures only.
    """
    address = base.address(layer, z, x, y)
    opener = build_opener(_NoRedirect, ProxyHandler({}))
    request = Request(address, headers={"User-Agent": "Linli"})  # noqa: S310 (http or https: checked)
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            kind = response.headers.get_content_type()
            data = response.read(MAX_TILE_BYTES + 1)
    except (URLError, OSError, ValueError):
        raise TilesUnavailable(z=z, x=x, y=y) from None
    if kind not in _TYPES or len(data) > MAX_TILE_BYTES:
        raise TilesUnavailable(z=z, x=x, y=y)
    return data, kind
