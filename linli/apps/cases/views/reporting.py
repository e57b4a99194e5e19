"""Reporting: choose what it is, then photos, place, words, and who may see the name."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.apps.accounts.rules import Role
from linli.apps.cases import permissions, services
from linli.apps.cases.forms.reports import (
    BehalfReportForm,
    ReportAs,
    ReportForm,
    RoundReportForm,
    VisitorReportForm,
)
from linli.apps.cases.labels import DISCLOSURE_BOXES, DISCLOSURES, STATES
from linli.apps.cases.rules.kinds import Channel, Disclosure
from linli.apps.cases.rules.refusals import FoundElsewhere
from linli.apps.cases.selectors import dossiers, offered, spots
from linli.apps.cases.selectors.bodies import callable_bodies
from linli.apps.cases.selectors.clips import video_bounds, voice_bounds
from linli.apps.cases.selectors.near import joinable_cases
from linli.apps.cases.services.evidence import evidence_of
from linli.apps.cases.views.pace import LISTS_PER_HOUR, REPORTS_PER_HOUR, paced
from linli.apps.cases.views.slips import keep_to_print, remember_slip
from linli.apps.cases.views.where import (
    found_spots,
    looks,
    place_choice,
    position_of,
    spot_chosen,
)
from linli.apps.notices.rules.posting import Language
from linli.apps.people.selectors.entries import person_entered
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request

USUAL = Disclosure.SEALED


@login_not_required
@require_http_methods(["GET", "POST"])
@paced("report", REPORTS_PER_HOUR)
def new_case(request: Request) -> HttpResponse:
    """Choose a kind; a kind that is not ours says where to go; else fill in and send."""
    spot = spots.spot_of_code(request.GET.get("at", "")) if request.GET.get("at") else None
    path = spot.path if spot else _home(request)
    category = _category(request, path)
    at = urlencode({"at": spot.code}) + "&" if spot else ""
    if category is None:
        tiles = offered.tiles_at(path, day=local_day(request.now))
        return render(request, "cases/choose.html", {"tiles": tiles, "spot": spot, "at": at})
    tile = offered.tile_of(category)
    if not tile.is_ours:
        context = {"tile": tile, "at": at, "trail": _trail()}
        return render(request, "cases/elsewhere.html", context)
    form = _report_form(request, tile)
    if request.method == "POST" and not looks(request) and form.is_valid():
        with refusals_on(form):
            return _sent(request, _report(request, form, category))
    return _page(request, form, tile, spot, action=f"{request.path}?{at}category={tile.code}")


@require_http_methods(["GET", "POST"])
def behalf(request: Request) -> HttpResponse:
    """Enter a report for somebody at the counter, on the telephone, from a paper slip."""
    path = _desk(request)
    require(permissions.can_report_on_behalf(request.actor, path))
    category = _category(request, path)
    if category is None or not category.is_ours:
        tiles = offered.tiles_at(path, day=local_day(request.now))
        return render(request, "cases/behalf.html", {"tiles": tiles})
    tile = offered.tile_of(category)
    form = BehalfReportForm(
        _bound(request), request.FILES or None, initial=_initial(), disclosures=tile.disclosures
    )
    if "join_for" in request.POST:
        with refusals_on(form):
            return _joined_for(request, form)
    elif request.method == "POST" and not looks(request) and form.is_valid():
        with refusals_on(form):
            return _sent(request, _report_for(request, form, category))
    action = f"{request.path}?category={tile.code}"
    return _page(request, form, tile, None, action=action, on_behalf=True)


@login_not_required
@require_POST
def places(request: Request) -> HttpResponse:
    """Return places found by name or position as choices; the text stays out of addresses."""
    found, chosen = found_spots(request)
    asked = "position" if position_of(request) is not None else "name"
    context = {"spots": found, "chosen": chosen, "asked": asked}
    return render(request, "cases/_spots.html", context)


@login_not_required
@require_POST
@paced("similar", LISTS_PER_HOUR, known_too=True)
def similar(request: Request) -> HttpResponse:
    """Return open reports near by that may be the same; nothing personal in them."""
    spot = spots.spot_of_key(request.POST.get("place", ""))
    path = spot.path if spot else ""
    day = local_day(request.now)
    category = offered.category_at(path, request.POST.get("category", "")[:40], day=day)
    found = []
    if spot and category:
        text = request.POST.get("text", "")
        found = joinable_cases(path, category, text, actor=request.actor, now=request.now)
    on_behalf = "behalf" in request.POST and permissions.can_report_on_behalf(request.actor, path)
    context = {"similar": shown_similar(found), "on_behalf": bool(on_behalf)}
    return render(request, "cases/_similar.html", context)


def shown_similar(found: list[Any]) -> list[dict[str, object]]:
    """Return similar cases with the words of their states."""
    names = ("number", "category", "icon", "place", "since", "others", "token")
    return [
        {name: getattr(one, name) for name in names} | {"state": STATES[one.state]} for one in found
    ]


def _report(request: Request, form: ReportForm, category: Any) -> Any:
    """Send a report as the person it concerns, or as the grid worker who found it."""
    actor, spot = request.actor, spot_chosen(form)
    found = form.cleaned_data.get("report_as") == ReportAs.FINDER
    if found and actor.holds({Role.GRID_WORKER}, spot.path) is None:
        raise FoundElsewhere(field="place")
    report = _data(form, spot, category, request, Channel.GRID if found else Channel.RESIDENT)
    common = {
        "actor": actor, "report": report, "now": request.now, "key": form.cleaned_data["key"]
    }  # fmt: skip
    called = form.cleaned_data.get("bodies")
    if called:
        basis = form.cleaned_data["legal_basis"]
        return services.report_and_call(body_ids=called, legal_basis=basis, **common)
    return (services.report_on_behalf if found else services.report_case)(**common)


def _report_for(request: Request, form: BehalfReportForm, category: Any) -> Any:
    """Send what somebody said at the counter, recorded as entered for them."""
    data = form.cleaned_data
    person = person_entered(request.actor, data["person"]) if data["person"] else None
    report = _data(form, spot_chosen(form), category, request, Channel(data["channel"]))
    return services.report_on_behalf(
        actor=request.actor,
        report=replace(report, person_id=person),
        now=request.now,
        key=data["key"],
    )


def _joined_for(request: Request, form: BehalfReportForm) -> HttpResponse:
    """Let somebody at the counter join a report instead of making a second one."""
    form.full_clean()
    entered = {name: form.cleaned_data.get(name, "") for name in ("person", "name", "phone")}
    form.errors.clear()  # nothing else of the form is needed
    number = request.POST["join_for"][:24]
    found = dossiers.get_case(request.actor, number, day=local_day(request.now))
    person = person_entered(request.actor, entered["person"]) if entered["person"] else None
    services.join_for(
        actor=request.actor, case_id=found.pk, name=entered["name"], phone=entered["phone"],
        person_id=person, now=request.now,
        texts_in=_texts_in(form),
    )  # fmt: skip
    messages.success(request, _("Recorded for the caller: they are told, or called."))
    return redirect("cases:case", number)


def _texts_in(form: BehalfReportForm) -> Language | None:
    """Return the language of text messages that a caller has allowed, or None."""
    data = form.cleaned_data
    return (data.get("language") or Language.CHINESE) if data.get("texts") else None


def _data(
    form: ReportForm, spot: spots.Spot, category: Any, request: Request, channel: Channel
) -> services.ReportData:
    data, day = form.cleaned_data, local_day(request.now)
    # The same kind may be set differently where the place is; that one counts.
    here = offered.category_at(spot.path, category.code, day=day) or category
    days = [one if one and one <= day else None for one in data["photo_days"]]
    evidence = evidence_of(data["photos"], days, voice=data.get("voice"))
    return services.ReportData(
        category_id=here.pk,
        place_id=spot.place_id,
        unit_id=spot.unit_id,
        text=data["text"],
        spot=data["spot"],
        lon=data["lon"],
        lat=data["lat"],
        disclosure=Disclosure(data["disclosure"]),
        channel=channel,
        name=data.get("name", ""),
        phone=data.get("phone", ""),
        email=data.get("email", ""),
        language=data.get("language") or Language(get_language() or Language.CHINESE),
        photos=evidence.photos,
        photo_days=evidence.photo_days,
        clips=evidence.clips,
    )


def _sent(request: Request, case: Any) -> HttpResponse:
    """Lead to the case, with the code of its slip in this browser where it has one."""
    code = dossiers.slip_of(case)
    if code and dossiers.speaks_by_slip(request.actor):
        remember_slip(request, case.number, code)
    elif code and case.entered_by_id is None:
        keep_to_print(request, case.number, code)
        return redirect("cases:followed_slip", case.number)
    staff = dossiers.is_staffed(request.actor, case)
    known = staff or dossiers.is_own(request.actor, case)
    route = "cases:case" if known else "cases:followed"
    return redirect(reverse(route, args=[case.number]) + "?sent=1")


def _category(request: Request, path: str) -> Any:
    code = request.POST.get("category", "") or request.GET.get("category", "")
    if not code:
        return None
    return offered.category_at(path, code[:40], day=local_day(request.now))


def _home(request: Request) -> str:
    own = spots.own_spots(request.actor, day=local_day(request.now))
    return own[0].path if own else _desk(request)


def _desk(request: Request) -> str:
    paths = request.actor.paths(permissions.CLERKS)
    return paths[0] if paths else ""


def _trail() -> tuple[tuple[str, str], ...]:
    return ((_("What is wrong?"), reverse("cases:new")),)


def _initial() -> dict[str, str]:
    return {"key": str(uuid4())}


def _bound(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _report_form(request: Request, tile: offered.Tile) -> ReportForm:
    kind: Any = ReportForm if request.actor.is_known else VisitorReportForm
    given: dict[str, Any] = {"initial": _initial(), "disclosures": tile.disclosures}
    paths = request.actor.paths({Role.GRID_WORKER})
    if paths:
        kind = RoundReportForm
        given["bodies"] = callable_bodies(paths[0], day=local_day(request.now))
    return kind(_bound(request), request.FILES or None, **given)


def _page(
    request: Request,
    form: ReportForm,
    tile: offered.Tile,
    spot: spots.Spot | None,
    **context: object,
) -> HttpResponse:
    first = [spot] if spot else []
    if not context.get("on_behalf"):
        own = spots.own_spots(request.actor, day=local_day(request.now))
        first += [one for one in own if not spot or one.key != spot.key]
    where = place_choice(request, first)
    if looks(request):
        form.errors.clear()
    request.takes_voice = True
    return render(request, "cases/report.html", context | where | {
        "form": form,
        "tile": tile,
        "trail": _trail(),
        "disclosures": _disclosures(form, tile),
        "video": video_bounds(),
        "voice": voice_bounds(),
    })  # fmt: skip


def _disclosures(form: ReportForm, tile: offered.Tile) -> list[dict[str, object]]:
    """Return the levels with what each means, the one chosen or the usual one marked."""
    usual = USUAL if USUAL in tile.disclosures else tile.disclosures[-1]
    chosen = form.data.get("disclosure") or usual
    return [
        {
            "value": one.value,
            "label": DISCLOSURES[one],
            "box": DISCLOSURE_BOXES[one],
            "checked": one == chosen,
        }
        for one in tile.disclosures
    ]
