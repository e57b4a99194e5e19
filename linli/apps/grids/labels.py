"""Words for kinds, states and faults of the grid, and sentences for its refusals."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.maps import MapClass, MapLayer
from linli.apps.grids.rules.revisions import Conflict, RevisionAction, RevisionState
from linli.apps.grids.rules.topology import Fault
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.geo import CoordinateSystem
from linli.kit.sentences import register_sentences
from linli.kit.trail_words import (
    Says,
    register_facts,
    register_models,
    register_things,
)

CELL_KINDS: dict[CellKind, Promise] = {
    CellKind.UNIT: _("Unit grid"),
    CellKind.VILLAGE: _("Village grid"),
    CellKind.GROUP: _("Group grid"),
    CellKind.DEDICATED: _("Dedicated grid"),
}

POST_KINDS: dict[SeatKind, Promise] = {
    SeatKind.GRID_CHIEF: _("Grid leader"),
    SeatKind.GRID_WORKER_FULL: _("Full-time grid worker"),
    SeatKind.GRID_WORKER_PART: _("Part-time grid worker"),
    SeatKind.VILLAGE_GRID_WORKER: _("Village grid worker"),
    SeatKind.FIXED_WORKER: _("Community worker fixed to the grid"),
}

REVISION_STATES: dict[RevisionState, Promise] = {
    RevisionState.DRAFT: pgettext_lazy("grid revision", "Draft"),
    RevisionState.CHECKED: pgettext_lazy("grid revision", "Checked"),
    RevisionState.PUBLISHED: pgettext_lazy("grid revision", "Published, waits for its day"),
    RevisionState.IN_FORCE: pgettext_lazy("grid revision", "In force"),
    RevisionState.REPLACED: pgettext_lazy("grid revision", "Replaced"),
    RevisionState.WITHDRAWN: pgettext_lazy("grid revision", "Withdrawn"),
    RevisionState.DISCARDED: pgettext_lazy("grid revision", "Discarded"),
}

STATE_MARKS: dict[RevisionState, str] = {
    RevisionState.DRAFT: "muted",
    RevisionState.CHECKED: "info",
    RevisionState.PUBLISHED: "warn",
    RevisionState.IN_FORCE: "ok",
    RevisionState.REPLACED: "muted",
    RevisionState.WITHDRAWN: "muted",
    RevisionState.DISCARDED: "muted",
}

REVISION_ACTIONS: dict[RevisionAction, Promise] = {
    RevisionAction.EDIT: pgettext_lazy("grid revision", "Edit"),
    RevisionAction.CHECK: pgettext_lazy("grid revision", "Check"),
    RevisionAction.PUBLISH: pgettext_lazy("grid revision", "Publish"),
    RevisionAction.SWITCH: pgettext_lazy("grid revision", "Take effect"),
    RevisionAction.REPLACE: pgettext_lazy("grid revision", "Replace"),
    RevisionAction.WITHDRAW: pgettext_lazy("grid revision", "Withdraw"),
    RevisionAction.DISCARD: pgettext_lazy("grid revision", "Discard"),
}

FAULTS: dict[Fault, Promise] = {
    Fault.OVERLAP: _("Two cells overlap"),
    Fault.GAP: _("Gap: belongs to no cell"),
    Fault.OUTSIDE: _("Lies outside the place"),
    Fault.NEIGHBOUR: _("Overlaps a cell of a neighbouring place"),
    Fault.MISSING: _("Has no boundary while others have"),
    Fault.INVALID: _("The boundary is not a valid figure"),
}

CONFLICTS: dict[Conflict, Promise] = {
    Conflict.NO_CELL: _("%(count)s dwellings would have no cell."),
    Conflict.NO_CELLS: _("The plan has no cell at all."),
    Conflict.EMPTY: _("%(name)s: no dwelling lies in it."),
    Conflict.OVER_NORM: _("%(name)s: %(count)s households, more than the standard."),
    Conflict.UNDER_NORM: _("%(name)s: %(count)s households, fewer than the standard."),
    Conflict.NO_WORKER: _("%(name)s: nobody has a post on it."),
}

SYSTEMS: dict[CoordinateSystem, Promise] = {
    CoordinateSystem.WGS84: _("CGCS2000 or WGS-84 (survey office, GPS, Tianditu)"),
    CoordinateSystem.GCJ02: _("GCJ-02 (AMap, Tencent)"),
    CoordinateSystem.BD09: _("BD-09 (Baidu)"),
}

MAP_LAYERS: dict[MapLayer, Promise] = {
    MapLayer.KIND: _("Kind of cell"),
    MapLayer.LOAD: _("Households"),
    MapLayer.STAFF: _("Staff"),
}

MAP_CLASSES: dict[MapClass, Promise] = {
    MapClass.UNIT: CELL_KINDS[CellKind.UNIT],
    MapClass.VILLAGE: CELL_KINDS[CellKind.VILLAGE],
    MapClass.GROUP: CELL_KINDS[CellKind.GROUP],
    MapClass.DEDICATED: CELL_KINDS[CellKind.DEDICATED],
    MapClass.EMPTY: _("No household"),
    MapClass.UNDER: _("Fewer than %(least)s"),
    MapClass.WITHIN: _("%(least)s to %(most)s"),
    MapClass.OVER: _("More than %(most)s"),
    MapClass.NOBODY: _("Nobody"),
    MapClass.PART_TIME: _("Part-time only"),
    MapClass.FULL_TIME: _("Full-time worker"),
}

register_sentences(
    {
        "grid.cell_code_malformed": _("A cell's code has 15 digits; %(given)s is none."),
        "grid.place_without_code": _("This place has no 12-digit code, so its cells get none."),
        "grid.cell_codes_exhausted": _("All 999 numbers of this place have been used."),
        "grid.place_has_no_grid": _("Cells belong to a community or a village."),
        "grid.place_unknown": _("This place does not exist, or it is not open to you."),
        "grid.revision_unknown": _("This plan does not exist, or it is not open to you."),
        "grid.cell_unknown": _("This cell does not exist, or it is not open to you."),
        "grid.cell_not_named": _("No cell in force here has the code or name %(name)s."),
        "grid.cell_named_twice": _("Several cells here are called %(name)s: write the code."),
        "grid.unit_in_published_plan": _(
            "A published plan names this unit. Wait until it has taken effect, or withdraw it."
        ),
        "grid.held_twice": _("Another row has put this into a cell already."),
        "grid.cell_not_found": _("This cell does not exist, or it is not open to you."),
        "grid.revision_cell_unknown": _("The plan has no such cell."),
        "grid.revision_not_clean": _(
            "The check found faults: %(faults)s of boundaries, %(obstacles)s of dwellings."
        ),
        "grid.revision_outdated": _(
            "Another plan for this place took effect meanwhile. Begin again from the present cells."
        ),
        "grid.revision_already_waiting": _(
            "Another plan for this place is published and waits for its day. Withdraw it first."
        ),
        "grid.revision_date_too_early": _("The day cannot lie before %(earliest)s."),
        "grid.revision_not_due": _("Its day has not come yet."),
        "grid.cell_name_taken": _("Another cell of the plan is already called %(name)s."),
        "grid.cell_name_missing": _("Give the cell a name."),
        "grid.parent_missing": _("A group grid needs the village grid it belongs to."),
        "grid.cell_still_needed": _("Groups, dwellings or posts of the plan still point to it."),
        "grid.successor_closed": _("Choose a cell that stays."),
        "grid.move_outside_place": _("This does not lie in the place of the plan."),
        "grid.cell_not_open": _("%(cell)s is not in force on that day."),
        "grid.cell_has_groups": _("%(cell)s has groups: choose one of them."),
        "grid.assignment_outside_place": _("Only what lies in the same place can belong to it."),
        "grid.assignment_later": _("It changed over on %(since)s already."),
        "grid.outline_not_later": _("The present outline began on %(since)s; choose a later day."),
        "grid.point_out_of_range": _("The position %(lon)s, %(lat)s does not lie in China."),
        "grid.phone_malformed": _("Write a telephone number."),
        "grid.post_kind_unknown": _("This kind of post does not work on cells."),
        "grid.post_not_on_cell": _("This post is not on that cell."),
        "grid.tile_out_of_range": _("The base map has no such tile."),
        "grid.tiles_unavailable": _("The base map did not answer."),
        "grid.file_refused": _("The file has %(count)s problems; nothing was taken in."),
        "grid.system_suspected": _(
            "The figures fit the place far better if the file is in %(system)s. Choose that "
            "coordinate system, or confirm that it is not so."
        ),
        "grid.file_too_large": _("The file is larger than %(limit)s MB."),
        "grid.file_not_json": _("The file is no JSON text in UTF-8."),
        "grid.file_not_geojson": _("The file is no GeoJSON collection of features."),
        "grid.file_empty": _("The file has no feature."),
        "grid.file_too_many_features": _("The file has more than %(limit)s features."),
        "grid.file_too_many_points": _("The file has more than %(limit)s points."),
        "grid.file_other_system": _(
            "The file says its coordinates are %(system)s. Convert it to longitude and latitude "
            "in CGCS2000 (EPSG:4490) or WGS-84 (EPSG:4326)."
        ),
        "grid.feature_not_feature": _("This is no feature."),
        "grid.feature_no_geometry": _("It has no figure."),
        "grid.feature_not_polygon": _("It is a %(given)s, not a polygon."),
        "grid.feature_not_numbers": _("A position is not a pair of numbers."),
        "grid.feature_too_few_points": _("A ring has fewer than three different points."),
        "grid.feature_too_many_points": _("It has more than %(limit)s points."),
        "grid.feature_ring_open": _("A ring is not closed: its last point is not its first."),
        "grid.feature_self_crossing": _("The boundary crosses itself at %(at)s."),
        "grid.feature_invalid": _("The figure is not valid near %(at)s."),
        "grid.feature_swapped": _(
            "Longitude and latitude seem swapped: %(lon)s, %(lat)s. Longitude comes first."
        ),
        "grid.feature_projected": _(
            "%(lon)s, %(lat)s are no degrees: the file seems to be in metres of a projection."
        ),
        "grid.feature_out_of_range": _("The position %(lon)s, %(lat)s does not lie in China."),
        "grid.feature_code_malformed": _("A cell's code has 15 digits; %(given)s is none."),
        "grid.feature_kind_unknown": _("%(given)s is no kind of cell."),
        "grid.feature_name_too_long": _("The name is longer than %(limit)s characters."),
        "grid.feature_code_twice": _("Feature %(other)s has the same code %(code)s."),
        "grid.feature_name_twice": _("Feature %(other)s has the same name %(name)s."),
        "grid.feature_shape_twice": _("Feature %(other)s has the same figure."),
        "event.grid.outline_set": _("Outline set"),
        "event.grid.point_set": _("Position set"),
        "event.grid.supervision_line_set": _("Complaints line set"),
        "event.grid.assigned": _("Put into a cell"),
        "event.grid.unassigned": _("Left a cell with its end"),
        "event.grid.post_opened": _("Post set up on a cell"),
        "event.grid.post_closed": _("Post taken from a cell"),
        "event.grid.post_moved": _("Post moved to another cell"),
        "event.grid.revision_begun": _("Grid plan begun"),
        "event.grid.revision_checked": _("Grid plan checked"),
        "event.grid.revision_published": _("Grid plan published"),
        "event.grid.revision_switched": _("Grid plan took effect"),
        "event.grid.revision_withdrawn": _("Grid plan withdrawn"),
        "event.grid.revision_discarded": _("Grid plan discarded"),
        "event.grid.draft_cell_added": _("Grid plan: cell added"),
        "event.grid.draft_cell_renamed": _("Grid plan: cell renamed"),
        "event.grid.draft_cell_closed": _("Grid plan: cell closed"),
        "event.grid.draft_cell_kept": _("Grid plan: cell kept after all"),
        "event.grid.draft_drawn": _("Grid plan: boundaries drawn"),
        "event.grid.draft_moves_planned": _("Grid plan: dwellings put into cells"),
        "event.grid.draft_moves_forgotten": _("Grid plan: dwellings left where they were"),
        "event.grid.draft_post_planned": _("Grid plan: post planned"),
        "event.grid.draft_split_planned": _("Grid plan: split prepared"),
        "event.grid.draft_merge_planned": _("Grid plan: merge prepared"),
    }
)

register_things(
    cell=pgettext_lazy("trail", "Cell"), grid_revision=pgettext_lazy("trail", "Grid revision")
)
_CELL = Says(pgettext_lazy("trail", "Cell"), thing="cell")
_CELLS = Says(pgettext_lazy("trail", "Cells"), thing="cell")
register_facts(
    "grid",
    row=pgettext_lazy("trail", "Line of the draft"),
    rows=pgettext_lazy("trail", "Lines of the draft"),
    cell=_CELL,
    cells=_CELLS,
    cell_kind=Says(pgettext_lazy("trail", "Kind of cell"), values=CELL_KINDS),
    kind=Says(pgettext_lazy("trail", "Kind of cell"), values=CELL_KINDS),
    parent=Says(pgettext_lazy("trail", "Belongs to"), thing="cell"),
    into=Says(pgettext_lazy("trail", "Into"), thing="cell"),
    successor=pgettext_lazy("trail", "Line of the draft that follows"),
    based_on=Says(pgettext_lazy("trail", "Begun from"), thing="grid_revision"),
    new=pgettext_lazy("trail", "Number of new outlines"),
    redrawn=pgettext_lazy("trail", "Number of outlines redrawn"),
    places=Says(
        pgettext_lazy("trail", "Places"), columns=(Says("", thing="place"), Says("")), thing="place"
    ),
    units=Says(
        pgettext_lazy("trail", "Units"), columns=(Says("", thing="unit"), Says("")), thing="unit"
    ),
    fingerprint=pgettext_lazy("trail", "Fingerprint"),
    opened=pgettext_lazy("trail", "Cells opened"),
    closed=Says(pgettext_lazy("trail", "Cells closed"), thing="cell"),
    successors=Says(
        pgettext_lazy("trail", "Cell and the one that follows"), thing="cell", is_change=True
    ),
    ended=Says(pgettext_lazy("trail", "No longer in their cell"), is_subject=True),
    begun=Says(pgettext_lazy("trail", "In their cell from now on"), is_subject=True),
    stations=Says(
        pgettext_lazy("trail", "Posts and their new cell"),
        columns=(Says("", thing="seat"), Says("", thing="cell")),
    ),
    moved=Says(
        pgettext_lazy("trail", "Moved along"),
        keys=Says("", values={"cases": pgettext_lazy("trail", "Cases")}),
    ),
    area_m2=pgettext_lazy("trail", "Area in m²"),
    source=pgettext_lazy("trail", "Source"),
    polygon=pgettext_lazy("trail", "Digest of the outline"),
    lon=pgettext_lazy("trail", "Longitude"),
    lat=pgettext_lazy("trail", "Latitude"),
    phone=pgettext_lazy("trail", "Phone"),
    seat_kind=Says(pgettext_lazy("trail", "Kind of post"), values=POST_KINDS),
    work_number=pgettext_lazy("trail", "Work number"),
    **{
        "from": Says(pgettext_lazy("trail", "From the cell"), thing="cell"),
        "to": Says(pgettext_lazy("trail", "To the cell"), thing="cell"),
        "opened.id": _CELL,
    },
)
register_models(
    {
        "grids.Cell": pgettext_lazy("trail", "Cells"),
        "grids.Station": pgettext_lazy("trail", "Posts in cells"),
        "grids.Assignment": pgettext_lazy("trail", "What belongs to cells"),
        "grids.plan": pgettext_lazy("trail", "Plan of cells"),
    }
)
