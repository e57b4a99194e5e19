"""Figures of a place, for those who work with them."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from linli.apps.cases.labels import STATES
from linli.apps.cases.rules.call_counts import CallRateName
from linli.apps.cases.rules.counts import Count, RateName, rate
from linli.apps.cases.rules.figures import PublicRate, Rate, percent
from linli.apps.cases.rules.flow import CaseState
from linli.apps.dashboards import permissions
from linli.apps.dashboards.exchange.bulletin import bulletin_pdf
from linli.apps.dashboards.exchange.open_data import public_document, public_rows
from linli.apps.dashboards.exchange.tables import WIDTHS, rows, watermark
from linli.apps.dashboards.labels import (
    CALL_COUNTS,
    CALL_DEFINITIONS,
    CALL_NOTE,
    CALL_RATES,
    COUNTS,
    DEFINITIONS,
    EDGES,
    EXPECTED,
    FEW_TABLES,
    MIX_NOTE,
    NOTES,
    PUBLIC_NOTES,
    PUBLIC_RULE,
    RATES,
    noted,
)
from linli.apps.dashboards.rules.charts import Chart, bars
from linli.apps.dashboards.rules.mix import Mix, expected_percent, tenths
from linli.apps.dashboards.rules.periods import earlier_months, period_of, published_period
from linli.apps.dashboards.selectors import overview as selectors
from linli.apps.dashboards.selectors.overview import SHOWN_BELOW, Overview
from linli.apps.dashboards.selectors.published import PUBLIC_CALLS, PublicFigures, public_figures
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.request import Request
from linli.kit.sheets.writing import stream_csv, write_workbook

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONTHS_OFFERED = 24
_LABELS: dict[Any, Promise] = {**RATES, **CALL_RATES}
_DEFINITIONS: dict[Any, Promise] = {**DEFINITIONS, **CALL_DEFINITIONS}


@require_safe
def index(request: Request) -> HttpResponse:
    """Lead to the figures of the person's place; offer them all where there are several."""
    require(permissions.can_see_any_figures(request.actor))
    places = selectors.own_places(request.actor)
    if len(places) == 1:
        return redirect("dashboards:place", code=places[0].code)
    return render(request, "dashboards/index.html", {"places": places})


@require_safe
def place(request: Request, code: str) -> HttpResponse:
    """Show the figures of a place in a period."""
    found = _asked(request, code)
    today = local_day(request.now)
    context = {
        "found": found,
        "may_see_organised": bool(permissions.can_see_organised(request.actor, found.place)),
        "place": found.place,
        "period": found.period,
        "months": earlier_months(today, MONTHS_OFFERED),
        "states": [(STATES[state], found.standing.by_state[state]) for state in CaseState
                   if state != CaseState.CLOSED],
        "tiles": [(COUNTS[name], found.totals[name]) for name in
                  (Count.REPORTED, Count.REPEATED, Count.FILED, Count.SHOULD_CLOSE, Count.ENDED)],
        "rates": [_rate_row(name, one) for name, one in found.rates()],
        "outcomes": [(COUNTS[name], number) for name, number in found.outcomes()],
        **_called(found),
        "revisits": [(COUNTS[name], number) for name, number in found.revisits()],
        "heads": [COUNTS[name] for name in SHOWN_BELOW],
        "categories": [(row, _numbers(counts), _share(rate(RateName.CLOSED_IN_TIME, counts)))
                       for row, counts in found.categories],
        "below": [(row, _numbers(counts)) for row, counts in found.below],
        "mixes": [(row, _share(mix.observed), _expected(mix)) for row, mix in found.mixes],
        "mix_note": noted(MIX_NOTE),
        "in_time": RATES[RateName.CLOSED_IN_TIME],
        "expected": EXPECTED,
        "cells": [(row, _numbers(counts), counts["OPEN_NOW"]) for row, counts in found.cells],
        "chart": _chart(found),
        "by_month": found.stretches[0][0].days > 1,
        "bars_table": [(part.label, counts[Count.REPORTED], counts[Count.ENDED])
                       for part, counts in found.stretches],
        "notes": [noted(note) for note in NOTES.values()],
        "few": noted(FEW_TABLES),
        "now": localtime(request.now),
        "is_over": found.period.is_over(today),
        "parent": _parent(request, found),
    }  # fmt: skip
    return render(request, "dashboards/place.html", context)


@require_safe
def table(request: Request, code: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send the figures as CSV or Excel, under a mark that says who took them out and when."""
    found = _asked(request, code)
    name = f"{found.place.code}-{found.period.code}"
    mark = watermark(found, who=request.actor.name, at=localtime(request.now))
    if kind == "csv":
        answer = StreamingHttpResponse(stream_csv(rows(found, mark)), content_type="text/csv")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.xlsx"
        write_workbook(path, rows(found, mark), title=name, widths=WIDTHS, footer=mark)
        sheet = HttpResponse(path.read_bytes(), content_type=SHEET)
    sheet["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return sheet


@require_safe
def bulletin(request: Request, code: str) -> HttpResponse:
    """Send the bulletin of a period as a PDF in both languages."""
    found = _asked(request, code)
    answer = HttpResponse(bulletin_pdf(found, now=request.now), content_type="application/pdf")
    name = f"bulletin-{found.place.code}-{found.period.code}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@login_not_required
@require_safe
def public(request: Request, code: str) -> HttpResponse:
    """Show everybody the figures of a place in a period that is over, small counts hidden."""
    found = _published(request, code)
    context = {
        "place": found.place,
        "period": found.period,
        "months": earlier_months(local_day(request.now), 12),
        "rule": PUBLIC_RULE,
        "categories": found.categories,
        "other": found.other,
        "is_empty": found.is_empty,
        "outcomes": [(COUNTS[name], number) for name, number in found.outcomes],
        "rates": [_public_row(name, one) for name, one in found.rates],
        "called": found.called,
        "call_totals": [(CALL_COUNTS[name], number) for name, number in found.called.totals],
        "call_rates": [_public_row(name, one) for name, one in found.called.rates],
        "call_heads": [CALL_COUNTS[name] for name in PUBLIC_CALLS],
        "call_note": noted(CALL_NOTE),
        "notes": [noted(NOTES[note]) for note in PUBLIC_NOTES],
    }
    return render(request, "dashboards/public.html", context)


@login_not_required
@require_safe
def open_data(request: Request, code: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send everybody the same figures as CSV or JSON (开放数据)."""
    found = _published(request, code)
    if kind == "json":
        return JsonResponse(public_document(found), json_dumps_params={"ensure_ascii": False})
    name = f"{found.place.code}-{found.period.code}-public.csv"
    answer = StreamingHttpResponse(stream_csv(public_rows(found)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _published(request: Request, code: str) -> PublicFigures:
    today = local_day(request.now)
    period = published_period(request.GET.get("period", ""), today)
    return public_figures(selectors.figure_place(code), period, today=today)


def _asked(request: Request, code: str) -> Overview:
    """Return the figures that are asked for; a place out of reach does not exist."""
    require(permissions.can_see_any_figures(request.actor))
    place = selectors.figure_place(code)
    if not permissions.can_see_figures(request.actor, place):
        raise NotFound(place=code)
    period = period_of(request.GET.get("period", ""), local_day(request.now))
    return selectors.overview(place, period)


def _called(found: Overview) -> dict[str, object]:
    called = found.called
    return {
        "call_note": noted(CALL_NOTE),
        "call_totals": [(label, called.totals[name]) for name, label in CALL_COUNTS.items()],
        "call_rates": [_rate_row(name, one) for name, one in called.rates()],
        "call_heads": [*CALL_COUNTS.values(), *CALL_RATES.values()],
        "call_bodies": [
            (
                body.name,
                [(label, body.counts[name]) for name, label in CALL_COUNTS.items()],
                [_rate_row(name, one) for name, one in body.rates()],
            )
            for body in (called.bodies if called.has_table else ())
        ],
    }


def _share(one: Rate) -> dict[str, object]:
    low, high = one.interval
    return {
        "part": one.part,
        "whole": one.whole,
        "share": percent(one) if one.is_shown else "",
        "interval": f"{low * 100:.1f} – {high * 100:.1f} %" if one.is_shown else "",
    }


def _expected(mix: Mix) -> dict[str, object]:
    return {"count": tenths(mix), "share": expected_percent(mix)}


def _rate_row(name: RateName | CallRateName, one: Rate) -> dict[str, object]:
    low, high = one.interval
    return {
        "label": _LABELS[name],
        "definition": _DEFINITIONS[name],
        "part": one.part,
        "whole": one.whole,
        "left_out": one.left_out,
        "aside": one.aside,
        "share": percent(one) if one.is_shown else "",
        "interval": f"{low * 100:.1f} – {high * 100:.1f} %" if one.is_shown else "",
    }


def _public_row(name: RateName | CallRateName, one: PublicRate) -> dict[str, object]:
    interval = one.interval
    share = EDGES[one.edge] % {"share": one.share} if one.edge else f"{one.share} %"
    return {
        "label": _LABELS[name],
        "definition": _DEFINITIONS[name],
        "part": one.part,
        "whole": one.whole,
        "left_out": one.left_out,
        "aside": one.aside,
        "share": share,
        "interval": f"{interval[0]} – {interval[1]} %" if interval else "",
    }


def _numbers(counts: Counter[str]) -> list[tuple[Promise, int]]:
    return [(COUNTS[name], counts[name]) for name in SHOWN_BELOW]


def _chart(found: Overview) -> Chart:
    labels = [part.label for part, _counts in found.stretches]
    series = [[counts[name] for _part, counts in found.stretches]
              for name in (Count.REPORTED, Count.ENDED)]  # fmt: skip
    return bars(labels, series)


def _parent(request: Request, found: Overview) -> object:
    above = selectors.place_above(found.place)
    if above is not None and permissions.can_see_figures(request.actor, above):
        return above
    return None
