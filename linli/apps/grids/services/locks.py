"""Locking: the place is the root of its grid, and what is done to one grid is done in turn."""

from linli.apps.grids.models import GridRevision
from linli.apps.places.models import Place
from linli.core.errors import NotFound


class GridPlaceUnknown(NotFound):
    """There is no such place."""

    code = "grid.place_unknown"


class RevisionUnknown(NotFound):
    """There is no such revision, or not for this person."""

    code = "grid.revision_unknown"


class CellUnknown(NotFound):
    """There is no such cell, or not for this person."""

    code = "grid.cell_unknown"


def lock_place(place_id: int) -> Place:
    """Return the place, locked until the transaction ends."""
    place = Place.objects.select_for_update().filter(pk=place_id).first()
    if place is None:
        raise GridPlaceUnknown(place=place_id)
    return place


def lock_revision(revision_id: int) -> GridRevision:
    """Return the revision, with its place locked first and itself re-read under the lock."""
    place_id = (
        GridRevision.objects.filter(pk=revision_id).values_list("place_id", flat=True).first()
    )
    if place_id is None:
        raise RevisionUnknown(revision=revision_id)
    lock_place(place_id)
    return (
        GridRevision.objects.select_for_update(of=("self",))
        .select_related("place")
        .get(pk=revision_id)
    )
