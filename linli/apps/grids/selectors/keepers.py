"""The cells of a place with their workers, for the picture of the place."""

from datetime import date

from django.urls import reverse

from linli.apps.grids.labels import POST_KINDS
from linli.apps.grids.models import Cell
from linli.apps.grids.selectors.responsibility import responsibility
from linli.apps.grids.selectors.staff import COVERED, StaffRow, staff_of
from linli.apps.organisations.selectors.keepers import Keeper, KeptPart, KeptParts
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor

SHOWN = 24
_WHOLE = frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE})
_PARTS = frozenset({PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE})


def cells_with_workers(actor: Actor, place: Place, day: date) -> KeptParts:
    """Return the cells of a community or village, or those a compound lies in, with their posts.

    The queries do not grow with the cells. Above the community there are too many to name.
    """
    cells = _cells(place, day)
    shown = cells[:SHOWN]
    staff = staff_of([cell.pk for cell in shown], day=day)
    open_cells = set(
        Cell.objects.visible_to(actor)
        .filter(pk__in=[cell.pk for cell in shown])
        .values_list("pk", flat=True)
    )
    rows = [
        KeptPart(
            name=cell.name,
            address=reverse("grids:cell", args=[cell.code]) if cell.pk in open_cells else "",
            keepers=tuple(_keeper(row) for row in staff.get(cell.pk, ())),
        )
        for cell in shown
    ]
    return KeptParts(rows=tuple(rows), hidden=len(cells) - len(shown))


def _cells(place: Place, day: date) -> list[Cell]:
    if place.kind in _WHOLE:
        found = Cell.objects.on(day).filter(place=place)
    elif place.kind in _PARTS:
        claims = responsibility(place.path, day=day)
        numbers = {cell for path, cell in claims.by_path.items() if path.startswith(place.path)}
        numbers |= {*claims.by_unit.values(), *claims.by_position.values()}
        whole = claims.cell_of(place.path)
        found = Cell.objects.filter(pk__in=numbers if whole is None else numbers | {whole})
    else:
        return []
    return sorted(found, key=lambda cell: cell.code)


def _keeper(row: StaffRow) -> Keeper:
    acts = row.duty in COVERED
    return Keeper(
        label=str(POST_KINDS[row.kind]),
        name=row.name if acts else "",
        work_phone=row.work_phone if acts else "",
    )
