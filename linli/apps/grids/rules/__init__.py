"""The rules of the grid: codes, kinds, boundaries, responsibility, posts, re-division.

cells            kinds of cells and their codes
shapes           polygons: areas, validity, bytes
geojson          reading and writing GeoJSON, with a clear answer for each fault
topology         overlaps, gaps and what lies outside a place
responsibility   which cell a dwelling belongs to, and which places a worker's view reaches
revisions        the life of a grid revision, and what a re-division does
posts            the kinds of posts on a cell, and loads
fields           which columns are personal: none
partition        proposing a division of an outline into cells

Beside the standard library and the core these use shapely, the geometry engine; see
docs/decisions/geometry-in-rules.md.
"""

from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.fields import IMPERSONAL

__all__ = ["IMPERSONAL", "CellKind"]
