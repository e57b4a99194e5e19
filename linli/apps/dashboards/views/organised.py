"""How a district is organised: its bodies, posts and cells in figures, each with its list."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.apps.dashboards import permissions
from linli.apps.dashboards.labels import LINES
from linli.apps.dashboards.rules.organised import CROSSED, OrgLine
from linli.apps.dashboards.selectors.organised import organised as organised_figures
from linli.apps.dashboards.selectors.overview import figure_place
from linli.apps.organisations.permissions import can_count_members
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import asked_day, local_day
from linli.kit.request import Request


@require_safe
def organised(request: Request, code: str) -> HttpResponse:
    """Show the figures as of a day."""
    require(permissions.can_see_any_organised(request.actor))
    place = figure_place(code)
    if not permissions.can_see_organised(request.actor, place):
        raise NotFound(place=code)
    today = local_day(request.now)
    day = asked_day(request.GET.get("as_of", ""), today)
    members = bool(can_count_members(request.actor, place.path))
    found = organised_figures(request.actor, place, day, with_members=members)
    context = {
        "place": place,
        "as_of": day,
        "today": today,
        "figures": [
            (LINES[line], number, _list_of(line, place.code, day)) for line, number in found.figures
        ],
        "areas": [
            (area, [(LINES[line], number) for line, number in area.levels]) for area in found.areas
        ],
    }
    return render(request, "dashboards/organised.html", context)


def _list_of(line: OrgLine, code: str, day: date) -> str:
    """Return the address of the list that shows the rows of a figure."""
    asked = {"place": code, "as_of": f"{day}"}
    if line in CROSSED:
        crossed = CROSSED[line]
        asked |= {"a": crossed.a, "b": crossed.b or ""}
        return f"{reverse('organisations:crossings')}?{urlencode(asked)}"
    if line == OrgLine.UNIT_CELLS:
        return f"{reverse('grids:place', args=[code])}?{urlencode({'as_of': day})}"
    if line == OrgLine.FALLBACK:
        return f"{reverse('organisations:stewards')}?{urlencode(asked | {'kind': 'FALLBACK'})}"
    types = {
        OrgLine.COMPOUND_BRANCHES: "COMPOUND_BRANCH",
        OrgLine.PARTY_GROUPS: "PARTY_GROUP",
    }
    if line in types:
        asked |= {"type": types[line], "status": "open"}
        return f"{reverse('organisations:bodies')}?{urlencode(asked)}"
    return ""
