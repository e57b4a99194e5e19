"""Editing a plan: its cells, who goes where, the boundaries, the posts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.grids import forms
from linli.apps.grids.exchange.boundaries import (
    FileRefused,
    SystemSuspected,
    corners_as_geojson,
    problem_sentences,
    take_boundaries,
    write_geojson,
)
from linli.apps.grids.labels import CELL_KINDS, POST_KINDS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.selectors import plans as plan_selectors
from linli.apps.grids.selectors.basemap import configured_base_map
from linli.apps.grids.selectors.maps import draft_cells, outline_features
from linli.apps.grids.services import drafts
from linli.apps.grids.views.maps import tile_address
from linli.apps.grids.views.plans import plan_context, the_plan
from linli.core.geo import CoordinateSystem
from linli.kit.days import local_day
from linli.kit.forms import add_refusal, refusals_on
from linli.kit.request import Request

Act = Callable[[Request, int, Form], object]


def _cell_forms(revision: Any, data: object = None, which: str = "") -> dict[str, Form]:
    """Return the forms of the page of cells; the one that was sent is bound."""
    rows = plan_selectors.plan_cells(revision)
    living = [row for row in rows if not row.is_closed]
    parents = [(row.pk, row.name) for row in living if row.kind == CellKind.VILLAGE]
    present = [(row.cell_id, row.name) for row in living if row.cell_id]
    return {
        "add": forms.AddCellForm(data if which == "add" else None, parents=parents, prefix="add"),
        "split": forms.SplitForm(data if which == "split" else None, cells=present, prefix="split"),
        "merge": forms.MergeForm(data if which == "merge" else None, cells=present, prefix="merge"),
    }


def _with_kinds(rows: list[Any]) -> list[tuple[Any, object]]:
    return [(row, CELL_KINDS[CellKind(row.kind)]) for row in rows]


def _add(request: Request, number: int, form: Form) -> None:
    values = form.cleaned_data
    drafts.add_cell(
        actor=request.actor,
        revision_id=number,
        name=values["name"],
        kind=CellKind(values["kind"]),
        parent_id=values["parent"],
        now=request.now,
    )


def _split(request: Request, number: int, form: Form) -> None:
    values = form.cleaned_data
    drafts.plan_split(
        actor=request.actor,
        revision_id=number,
        cell_id=values["cell"],
        names=values["names"],
        now=request.now,
    )


def _merge(request: Request, number: int, form: Form) -> None:
    values = form.cleaned_data
    drafts.plan_merge(
        actor=request.actor,
        revision_id=number,
        cell_ids=values["cells"],
        into_id=values["into"],
        now=request.now,
    )


ACTS: dict[str, Act] = {"add": _add, "split": _split, "merge": _merge}


@require_http_methods(["GET", "HEAD", "POST"])
def cells(request: Request, number: int) -> HttpResponse:
    """Show the cells of a plan; add, split, merge."""
    revision = the_plan(request, number)
    which = request.POST.get("act", "")
    found = _cell_forms(revision, request.POST, which)
    if request.method == "POST" and which in ACTS and found[which].is_valid():
        with refusals_on(found[which]):
            ACTS[which](request, number, found[which])
            messages.success(request, _("The plan has changed."))
            return redirect("grids:plan_cells", number=number)
    context = plan_context(request, revision, "cells") | {
        "rows": _with_kinds(plan_selectors.plan_cells(revision)),
        "forms": found,
        "sent": which,
    }
    return render(request, "grids/plan_cells.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, number: int, row: int) -> HttpResponse:
    """Ask what follows a cell that the plan closes, and close it."""
    revision = the_plan(request, number)
    found = plan_selectors.get_plan_cell(revision, row)
    others = [
        (other.pk, other.name) for other in plan_selectors.open_cells(revision) if other.pk != row
    ]
    form = forms.CloseCellForm(request.POST or None, cells=others)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            drafts.close_cell(
                actor=request.actor,
                revision_id=number,
                row_id=row,
                successor_id=form.cleaned_data["successor"],
                now=request.now,
            )
            return redirect("grids:plan_cells", number=number)
    context = plan_context(request, revision, "cells") | {"row": found, "form": form}
    return render(request, "grids/plan_close.html", context)


@require_POST
def keep(request: Request, number: int, row: int) -> HttpResponse:
    """Keep a cell after all."""
    the_plan(request, number)
    drafts.keep_cell(actor=request.actor, revision_id=number, row_id=row, now=request.now)
    return redirect("grids:plan_cells", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def dwellings(request: Request, number: int, inside: int | None = None) -> HttpResponse:
    """Plan which places and dwellings go to which cell, level by level."""
    revision = the_plan(request, number)
    place = plan_selectors.get_inner_place(revision, inside)
    targets = plan_selectors.open_cells(revision)
    if request.method == "POST":
        _plan_moves(request, number, [row.pk for row in targets])
        messages.success(request, _("The plan has changed."))
        return redirect(request.path)
    context = plan_context(request, revision, "dwellings") | {
        "place": place,
        "way": plan_selectors.trail_within(revision, place),
        "targets": targets,
        "rows": plan_selectors.move_rows(revision, place, day=local_day(request.now)),
    }
    return render(request, "grids/plan_dwellings.html", context)


def _plan_moves(request: Request, number: int, targets: list[int]) -> None:
    chosen = forms.moves_from(request.POST, targets)
    if chosen["stay-place"] or chosen["stay-unit"]:
        drafts.forget_moves(
            actor=request.actor,
            revision_id=number,
            places=chosen["stay-place"],
            units=chosen["stay-unit"],
            now=request.now,
        )
    if chosen["place"] or chosen["unit"]:
        drafts.plan_moves(
            actor=request.actor,
            revision_id=number,
            places=chosen["place"],
            units=chosen["unit"],
            now=request.now,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def boundaries(request: Request, number: int) -> HttpResponse:
    """Draw boundaries on the map, or give them as a file, as text or corner by corner."""
    revision = the_plan(request, number)
    form = forms.BoundariesForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            taken = _take(request, number, form.data_given(), form.cleaned_data)
        except FileRefused as refusal:
            problems = problem_sentences(refusal.problems)
            add_refusal(form, refusal)
        except SystemSuspected as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, str(taken))
            return redirect("grids:plan_boundaries", number=number)
    return _boundaries_page(request, revision, form, problems)


def _take(request: Request, number: int, data: bytes | str, values: dict) -> object:
    return take_boundaries(
        data,
        actor=request.actor,
        revision_id=number,
        system=CoordinateSystem(values["system"]),
        new_kind=CellKind(values["new_kind"]),
        is_confirmed=values["confirmed"],
        now=request.now,
        day=local_day(request.now),
    )


def _boundaries_page(
    request: Request, revision: Any, form: Form, problems: list[str], corners: Form | None = None
) -> HttpResponse:
    context = plan_context(request, revision, "boundaries") | {
        "form": form,
        "corners": corners or forms.CoordinatesForm(),
        "problems": problems,
        "rows": _with_kinds(plan_selectors.plan_cells(revision)),
        "base": configured_base_map(),
        "tile_address": tile_address(),
    }
    return render(request, "grids/plan_boundaries.html", context)


@require_POST
def corners(request: Request, number: int) -> HttpResponse:
    """Take one boundary given corner by corner."""
    revision = the_plan(request, number)
    form = forms.CoordinatesForm(request.POST)
    problems: list[str] = []
    if form.is_valid():
        data = corners_as_geojson(form.cleaned_data["name"], form.cleaned_data["corners"])
        values = {"system": CoordinateSystem.WGS84, "new_kind": CellKind.UNIT, "confirmed": True}
        try:
            taken = _take(request, number, data, values)
        except FileRefused as refusal:
            problems = problem_sentences(refusal.problems)
            add_refusal(form, refusal)
        else:
            messages.success(request, str(taken))
            return redirect("grids:plan_boundaries", number=number)
    return _boundaries_page(request, revision, forms.BoundariesForm(), problems, form)


@require_safe
def draft_data(request: Request, number: int) -> HttpResponse:
    """Send the boundaries of a plan, and the outline of its place, for the map or as a file."""
    revision = the_plan(request, number)
    features = draft_cells(revision)
    if "file" not in request.GET:
        features = [*outline_features(revision, day=local_day(request.now)), *features]
    response = HttpResponse(write_geojson(features), content_type="application/geo+json")
    if "file" in request.GET:
        response.headers["Content-Disposition"] = f'attachment; filename="plan-{number}.geojson"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: Request, number: int) -> HttpResponse:
    """Plan which post goes to which cell."""
    revision = the_plan(request, number)
    targets = plan_selectors.open_cells(revision)
    if request.method == "POST":
        allowed = {str(row.pk) for row in targets}
        for row in plan_selectors.plan_posts(revision, day=local_day(request.now)):
            value = request.POST.get(f"seat-{row.staff.seat_id}", "")
            if value in allowed and int(value) != row.planned:
                drafts.plan_station(
                    actor=request.actor,
                    revision_id=number,
                    seat_id=row.staff.seat_id,
                    row_id=int(value),
                    now=request.now,
                )
        messages.success(request, _("The plan has changed."))
        return redirect("grids:plan_posts", number=number)
    context = plan_context(request, revision, "posts") | {
        "rows": [
            (row, POST_KINDS[row.staff.kind])
            for row in plan_selectors.plan_posts(revision, day=local_day(request.now))
        ],
        "targets": targets,
    }
    return render(request, "grids/plan_posts.html", context)
