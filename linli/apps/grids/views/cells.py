"""The page of a cell, its posts, and the sheet for its notice board."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linli.apps.grids import permissions
from linli.apps.grids.exchange.sheets import sheet_pdf
from linli.apps.grids.forms import OpenPostForm, asked_day
from linli.apps.grids.labels import CELL_KINDS, POST_KINDS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.selectors import cells as cell_selectors
from linli.apps.grids.selectors.cells import BoundaryVersion, boundary_history, load_share
from linli.apps.grids.selectors.sheets import cell_sheet
from linli.apps.grids.selectors.staff import FormerPost, staff_history, staff_of
from linli.apps.grids.services.stations import open_post
from linli.apps.grids.views.maps import grid_trail
from linli.apps.grids.views.public import board, public_address, qr_code
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


def the_cell(request: Request, code: str) -> Any:
    """Return a cell that this person may see."""
    require(permissions.can_see_map(request.actor))
    return cell_selectors.get_cell(request.actor, code)


@require_safe
def cell(request: Request, code: str) -> HttpResponse:
    """Show a cell: boundary, staff, what lies in it, and how it came to be so."""
    found = the_cell(request, code)
    return _cell_page(request, found, _post_form(request))


def _cell_page(request: Request, found: Any, form: OpenPostForm) -> HttpResponse:
    today = local_day(request.now)
    day = asked_day(request.GET.get("as_of", ""), today)
    inside = permissions.can_see_dwellings(request.actor, found)
    staff = staff_of([found.pk], day=day).get(found.pk, [])
    sheet = cell_sheet(found, day=day)
    context = {
        "cell": found,
        "lead": CELL_KINDS[CellKind(found.kind)],
        "trail": grid_trail(request, found.place, own=True),
        "sheet": sheet,
        "staff": [(row, POST_KINDS[row.kind]) for row in staff],
        "share": load_share(sheet.load, staff) if inside else None,
        "staff_entries": [_former_entry(row) for row in staff_history(found)] if inside else [],
        "boundary_entries": [_boundary_entry(row) for row in boundary_history(found)],
        "belongs": cell_selectors.places_of_cell(found, day=day) if inside else [],
        "inside": inside,
        "may_post": permissions.can_post(request.actor, found),
        "form": form,
        "as_of": day,
        "today": today,
    }
    return render(request, "grids/cell.html", context)


def _boundary_entry(row: BoundaryVersion) -> dict[str, str]:
    when = f"{row.valid_from.isoformat()} – {row.valid_to.isoformat() if row.valid_to else ''}"
    size = f"{row.area_m2} m²" if row.area_m2 else ""
    return {"when": when, "what": f"{row.name} ({row.title})", "detail": size}


def _former_entry(row: FormerPost) -> dict[str, str]:
    when = f"{row.valid_from.isoformat()} – {row.valid_to.isoformat() if row.valid_to else ''}"
    return {"when": when, "what": f"{row.name}, {POST_KINDS[row.kind]}"}


def _post_form(request: Request) -> OpenPostForm:
    return OpenPostForm(request.POST or None, initial={"valid_from": local_day(request.now)})


@require_POST
def open_cell_post(request: Request, code: str) -> HttpResponse:
    """Set up a post on a cell."""
    found = the_cell(request, code)
    form = _post_form(request)
    if form.is_valid():
        with refusals_on(form):
            open_post(
                actor=request.actor,
                cell_id=found.pk,
                kind=form.chosen_kind(),
                valid_from=form.cleaned_data["valid_from"],
                work_phone=form.cleaned_data["work_phone"],
                now=request.now,
            )
            return redirect("grids:cell", code=code)
    return _cell_page(request, found, form)


@require_safe
def sheet(request: Request, code: str) -> HttpResponse:
    """Show the sheet for the notice board, ready to print."""
    found = the_cell(request, code)
    context = board(found, request) | {
        "qr": qr_code(public_address(request, found.code)),
        "pdf": reverse("grids:sheet_pdf", args=[code]),
        "day": local_day(request.now),
    }
    return render(request, "grids/sheet.html", context)


@require_safe
def sheet_file(request: Request, code: str) -> HttpResponse:
    """Send the sheet as a PDF file."""
    found = the_cell(request, code)
    day = local_day(request.now)
    data = sheet_pdf(
        cell_sheet(found, day=day),
        address=public_address(request, found.code),
        day=day,
        now=request.now,
    )
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="grid-{found.code}.pdf"'
    return response
