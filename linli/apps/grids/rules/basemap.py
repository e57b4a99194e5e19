"""The base map behind the boundaries: none, the survey office's tiles, or Tianditu.

Every tile comes through our own address: the page's security policy stays strict, a token never
reaches the browser, and what is fetched is checked. Source: [rule:base-map].
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from linli.core.errors import InvalidInput

_TIANDITU = {"vec": ("vec", "cva"), "img": ("img", "cia"), "ter": ("ter", "cta")}
_PLACEHOLDERS = frozenset({"{z}", "{x}", "{y}"})
MAX_ZOOM = 18


class BaseMapMisconfigured(ValueError):
    """The setting is no base map that we know."""


class TileOutOfRange(InvalidInput):
    """There is no such tile."""

    code = "grid.tile_out_of_range"


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Addresses of the layers with {z}, {x}, {y}, and the review number (审图号) to print."""

    layers: tuple[str, ...] = ()
    review_number: str = ""

    def address(self, layer: int, z: int, x: int, y: int) -> str:
        """Return where a tile is fetched from; raises TileOutOfRange."""
        side = 1 << max(z, 0)
        if not (0 <= layer < len(self.layers) and 0 <= z <= MAX_ZOOM):
            raise TileOutOfRange(z=z)
        if not (0 <= x < side and 0 <= y < side):
            raise TileOutOfRange(z=z)
        template = self.layers[layer]
        return template.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))


def base_map(setting: str, *, token: str = "", review_number: str = "") -> BaseMap:
    """Return the base map of an installation.

    `setting` is empty (boundaries only), "tianditu:vec" (or img, ter; needs the token), or the
    address of XYZ or WMTS tiles with {z}, {x} and {y}, several separated by spaces. `{token}` in
    an address is replaced by the token. Raises BaseMapMisconfigured.
    """
    if not setting.strip():
        return BaseMap()
    name, _, kind = setting.strip().partition(":")
    if name == "tianditu":
        if kind not in _TIANDITU or not token:
            raise BaseMapMisconfigured("tianditu needs vec, img or ter, and LINLI_MAP_TOKEN")
        return BaseMap(tuple(_tianditu(layer, token) for layer in _TIANDITU[kind]), review_number)
    layers = tuple(part.replace("{token}", token) for part in setting.split())
    for layer in layers:
        if urlsplit(layer).scheme not in {"http", "https"}:
            raise BaseMapMisconfigured("the address of tiles begins with http:// or https://")
        if not set(re.findall(r"\{[a-z]+\}", layer)) == _PLACEHOLDERS:
            raise BaseMapMisconfigured("the address of tiles has {z}, {x} and {y}")
    return BaseMap(layers, review_number)


def _tianditu(layer: str, token: str) -> str:
    # Web Mercator (_w): the degree tiles (_c) are shifted in the browser's map.
    return (
        f"https://t0.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
        f"&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={token}"
    )
