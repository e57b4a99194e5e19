"""Cells and what belongs to them, revisions of boundaries, outlines of places."""

from linli.apps.grids.models.cells import Assignment, Cell, Station
from linli.apps.grids.models.outlines import PlaceOutline, PlacePoint, SupervisionLine
from linli.apps.grids.models.revisions import (
    GridRevision,
    RevisionCell,
    RevisionMove,
    RevisionStation,
)

__all__ = [
    "Assignment",
    "Cell",
    "GridRevision",
    "PlaceOutline",
    "PlacePoint",
    "RevisionCell",
    "RevisionMove",
    "RevisionStation",
    "Station",
    "SupervisionLine",
]
