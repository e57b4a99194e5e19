"""Rows of the grid's pages."""

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_WRITERS
from linli.apps.grids.rules.cells import GRID_READERS
from linli.apps.grids.services.drafts import close_cell
from linli.apps.grids.services.revisions import check_revision, publish_revision
from linli.apps.places.models import Place
from tests.factories.grids import LATER, NOW, SYSTEM, cell_at, draft_at, grid_place, new_draft
from tests.web.access import PLACES, Row, roles

READERS = roles(*GRID_READERS)
WRITERS = roles(*REGISTER_WRITERS)
ADMINS = roles(*PLACE_ADMINS)


def place_with_grid(place: Place) -> dict[str, str]:
    return {"code": cell_at(place).place.code}


def community_below(place: Place) -> dict[str, str]:
    return {"code": grid_place(place).code}


def cell(place: Place) -> dict[str, str]:
    return {"code": cell_at(place).code}


def draft(place: Place) -> dict[str, int]:
    return {"number": draft_at(place).pk}


def row_of_draft(place: Place) -> dict[str, int]:
    revision = draft_at(place)
    return {"number": revision.pk, "row": revision.cells.first().pk}


def closed_row(place: Place) -> dict[str, int]:
    revision = new_draft(cell_at(place).place)
    keys = {"number": revision.pk, "row": revision.cells.first().pk}
    close_cell(actor=SYSTEM, revision_id=keys["number"], row_id=keys["row"], now=NOW)
    return keys


def inside_draft(place: Place) -> dict[str, int]:
    revision = draft_at(place)
    return {"number": revision.pk, "inside": revision.place.children.first().pk}


def checked(place: Place) -> dict[str, int]:
    revision = new_draft(cell_at(place).place)
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW, day=LATER)
    return {"number": revision.pk}


def waiting(place: Place) -> dict[str, int]:
    keys = checked(place)
    publish_revision(actor=SYSTEM, revision_id=keys["number"], valid_from=LATER, now=NOW)
    return keys


TILE = {"layer": 0, "z": 1, "x": 0, "y": 0}
DAY = {"valid_from": LATER.isoformat()}

ROWS = [
    Row("grids:map", open_to=READERS, ok=302, pictured=False),
    Row("grids:find", public=True),
    Row("grids:public", public=True, at=cell),
    Row("grids:place", open_to=READERS, at=place_with_grid),
    Row("grids:map_data", open_to=READERS, at=place_with_grid, pictured=False),
    Row("grids:export", open_to=READERS, at=place_with_grid, pictured=False),
    Row("grids:levels", open_to=READERS, at=place_with_grid),
    Row("grids:tile", open_to=READERS, at=lambda place: TILE, reaches=PLACES, ok=400,
        pictured=False, why="no base map is set"),
    Row("grids:cell", open_to=READERS, at=cell),
    Row("grids:sheet", open_to=READERS, at=cell),
    Row("grids:sheet_pdf", open_to=READERS, at=cell, pictured=False),
    Row("grids:cell_posts", open_to=ADMINS, at=cell, method="POST", ok=302,
        data={"kind": "GRID_WORKER_FULL", "valid_from": "2026-11-01"}),
    Row("grids:outline", open_to=ADMINS, at=community_below),
    Row("grids:supervision", open_to=ADMINS, at=community_below, method="POST", ok=302,
        data={"phone": "0530-12345"}),
    Row("grids:plans", open_to=WRITERS, at=place_with_grid),
    Row("grids:plan_cells", open_to=WRITERS, at=draft),
    Row("grids:plan_close", open_to=WRITERS, at=row_of_draft),
    Row("grids:plan_keep", open_to=WRITERS, at=closed_row, method="POST", ok=302),
    Row("grids:plan_dwellings", open_to=WRITERS, at=draft),
    Row("grids:plan_inside", open_to=WRITERS, at=inside_draft),
    Row("grids:plan_boundaries", open_to=WRITERS, at=draft),
    Row("grids:plan_corners", open_to=WRITERS, at=draft, method="POST", ok=302,
        data={"name": "西网格", "corners": "115.47,35.24\n115.48,35.24\n115.48,35.25"}),
    Row("grids:plan_data", open_to=WRITERS, at=draft, pictured=False),
    Row("grids:plan_faults", open_to=WRITERS, at=draft, pictured=False),
    Row("grids:plan_posts", open_to=WRITERS, at=draft),
    Row("grids:plan_check", open_to=WRITERS, at=draft),
    Row("grids:plan_publish", open_to=ADMINS, at=checked, method="POST", ok=302, data=DAY),
    Row("grids:plan_withdraw", open_to=ADMINS, at=waiting, method="POST", ok=302),
    Row("grids:plan_discard", open_to=WRITERS, at=draft, method="POST", ok=302),
]  # fmt: skip
