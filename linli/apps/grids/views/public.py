"""What is public: who is responsible for a cell, and which cell a place lies in."""

from base64 import b64encode
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.apps.grids.exchange.sheets import qr_svg
from linli.apps.grids.forms import FindForm
from linli.apps.grids.labels import CELL_KINDS, POST_KINDS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.selectors import cells as cell_selectors
from linli.apps.grids.selectors.finding import cells_around, cells_named
from linli.apps.grids.selectors.sheets import cell_sheet
from linli.core.geo import CoordinateSystem, convert
from linli.kit.days import local_day
from linli.kit.request import Request


def public_address(request: Request, code: str) -> str:
    """Return the full address of the public page of a cell."""
    return request.build_absolute_uri(reverse("grids:public", args=[code]))


def qr_code(address: str) -> str:
    """Return the picture of a QR code as a data address."""
    return "data:image/svg+xml;base64," + b64encode(qr_svg(address).encode()).decode()


@login_not_required
@require_safe
def public_cell(request: Request, code: str) -> HttpResponse:
    """Show who is responsible for a cell: what its notice board says."""
    day = local_day(request.now)
    found = cell_selectors.get_public_cell(code, day=day)
    return render(request, "grids/public.html", board(found, request))


def board(cell: Any, request: Request) -> dict[str, object]:
    """Return what the notice board of a cell shows."""
    sheet = cell_sheet(cell, day=local_day(request.now))
    return {
        "cell": cell,
        "sheet": sheet,
        "kind": CELL_KINDS[CellKind(cell.kind)],
        "posts": [(post, POST_KINDS[post.row.kind]) for post in sheet.posts],
    }


@login_not_required
@require_safe
def find(request: Request) -> HttpResponse:
    """Find the cell of a compound, a building or a position."""
    form = FindForm(request.GET or None)
    found, asked = [], False
    if form.is_bound and form.is_valid() and form.cleaned_data["text"]:
        asked, position = True, form.position()
        day = local_day(request.now)
        if position is not None:
            system = CoordinateSystem(form.cleaned_data["system"] or CoordinateSystem.WGS84)
            point = convert(position, system, CoordinateSystem.WGS84)
            found = cells_around(point, day=day)
        else:
            found = cells_named(form.cleaned_data["text"], day=day)
    context = {"form": form, "found": found, "asked": asked}
    return render(request, "grids/find.html", context)
