"""What an office sets: limits, working days, hours, posts of the ladder; previewed, then saved."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.cases import permissions
from linli.apps.cases.forms.settings import DayForm, EndForm, HoursForm, LadderPostForm, LimitForm
from linli.apps.cases.selectors import previews
from linli.apps.cases.selectors import settings as reads
from linli.apps.cases.selectors.calendars import Override, Trial
from linli.apps.cases.selectors.offered import categories_at, category_name
from linli.apps.cases.services import settings as services
from linli.apps.cases.views.settings_shown import (
    calendar_months,
    day_preview_shown,
    history_shown,
    hours_text_at,
    ladder_shown,
    limit_preview_shown,
    limits_shown,
    own_limits_shown,
    seat_words,
    settings_tabs,
)
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """Show the places whose settings one keeps, and what can be set there."""
    require(permissions.can_keep_some_settings(request.actor))
    places = reads.kept_places(request.actor)
    rows = [{"place": place, "tabs": settings_tabs(place)} for place in places]
    return render(request, "cases/settings.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def limits(request: Request, code: str) -> HttpResponse:
    """Show the limits that hold at a place, and set one after looking at what it does."""
    place, day = reads.get_kept_place(request.actor, code), local_day(request.now)
    held = [(one.pk, category_name(one)) for one in categories_at(place.path, day=day)]
    chosen = _number(request.GET.get("category", ""), held)
    form = LimitForm(
        request.POST or None, categories=held, initial={"category": chosen, "valid_from": day}
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            values = form.values
            if "preview" not in request.POST:
                since = form.cleaned_data["valid_from"]
                services.set_limit(
                    actor=request.actor, place_id=place.pk, valid_from=since, now=request.now,
                    **values,
                )  # fmt: skip
                return saved(request, "cases:limits", place.code)
            preview = limit_preview_shown(
                previews.limit_preview(place, now=request.now, **values), now=request.now
            )
    context = {
        "form": form,
        "preview": preview,
        "categories": [(None, _("all categories")), *held],
        "chosen": chosen,
        "lines": limits_shown(reads.limit_table(place, chosen, day=day)),
        "own": own_limits_shown(reads.own_limits(place, day=day)),
    }
    return settings_page(request, place, "limits", context, form=form)


@require_http_methods(["GET", "POST"])
def end_limit(request: Request, limit_id: int) -> HttpResponse:
    """End a limit on a day; from then on the place above counts."""
    row = reads.get_kept_limit(request.actor, limit_id)
    (shown,) = own_limits_shown([row])
    consequence = _("%(what)s. After that day the next place above counts, or the built-in table.")

    def act(valid_to: date) -> None:
        services.end_limit(actor=request.actor, limit_id=row.pk, valid_to=valid_to, now=request.now)

    words = consequence % {"what": shown["what"]}
    return end_setting(request, row.place, "limits", words, act)


@require_http_methods(["GET", "POST"])
def days(request: Request, code: str) -> HttpResponse:
    """Show the working calendar of a place, and change a day after looking at what it moves."""
    place, today = reads.get_kept_place(request.actor, code), local_day(request.now)
    year = _year(request.GET.get("year", ""), today)
    form, preview = DayForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if "preview" not in request.POST:
                services.override_day(
                    actor=request.actor, place_id=place.pk, now=request.now, **form.cleaned_data
                )
                return saved(request, "cases:work_days", place.code)
            preview = day_preview_shown(previews.day_preview(_trial(place, form)), now=request.now)
    context = {
        "form": form,
        "preview": preview,
        "year": year,
        "months": calendar_months(place, year),
        "hours": hours_text_at(place, today),
        "hours_form": HoursForm(initial={"valid_from": today}, auto_id="id_hours_%s"),
        "overrides": reads.overrides_at(place, year),
        "today": today,
    }
    return settings_page(request, place, "days", context, form=form)


def _trial(place: Any, form: DayForm) -> Trial:
    data = form.cleaned_data
    override = Override(is_worked=data["is_worked"], reason=data["reason"])
    return Trial(place.path, data["day"], override)


@require_http_methods(["GET", "POST"])
def withdraw_day(request: Request, override_id: int) -> HttpResponse:
    """Take a changed day back, after looking at what moves."""
    row = reads.get_kept_override(request.actor, override_id)
    if request.method == "POST":
        services.withdraw_override(actor=request.actor, override_id=row.pk, now=request.now)
        return saved(request, "cases:work_days", row.place.code)
    preview = previews.day_preview(Trial(row.place.path, row.day, None))
    context = {
        "override": row,
        "preview": day_preview_shown(preview, now=request.now),
        "back": reverse("cases:work_days", args=[row.place.code]),
    }
    return render(request, "cases/withdraw_day.html", context)


@require_POST
def hours(request: Request, code: str) -> HttpResponse:
    """Set the office hours of a place from a day on."""
    place = reads.get_kept_place(request.actor, code)
    form = HoursForm(request.POST, auto_id="id_hours_%s")
    if form.is_valid():
        with refusals_on(form):
            services.set_hours(
                actor=request.actor, place_id=place.pk, now=request.now, **form.cleaned_data
            )
            return saved(request, "cases:work_days", place.code)
    context = {"form": form, "title": _("Office hours"), "place": place}
    context["back"] = reverse("cases:work_days", args=[place.code])
    return render(request, "cases/set_form.html", context, status=422)


@require_http_methods(["GET", "POST"])
def ladder(request: Request, code: str) -> HttpResponse:
    """Show who hears of what is overdue and who arbitrates, and name posts for it."""
    place, day = reads.get_kept_place(request.actor, code), local_day(request.now)
    seats = [(seat.pk, seat_words(seat)) for seat in reads.seats_above(place, day=day)]
    form = LadderPostForm(request.POST or None, seats=seats, initial={"valid_from": day})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.name_ladder_post(
                actor=request.actor, place_id=place.pk, now=request.now, **form.values
            )
            return saved(request, "cases:ladder", place.code)
    lines = ladder_shown(reads.ladder_table(place, day=day), place)
    arbiters = ladder_shown(reads.arbiter_table(place, day=day), place, arbiters=True)
    context = {"form": form, "lines": lines, "arbiters": arbiters}
    return settings_page(request, place, "ladder", context, form=form)


@require_POST
def end_ladder_post(request: Request, post_id: int) -> HttpResponse:
    """End the naming of a post; the office of the place hears from then on."""
    row = reads.get_kept_ladder_post(request.actor, post_id)
    services.end_ladder_post(actor=request.actor, post_id=row.pk, now=request.now)
    return saved(request, "cases:ladder", row.place.code)


def settings_page(
    request: Request, place: Any, tab: str, context: dict[str, Any], *, form: Any
) -> HttpResponse:
    """Return a page of settings with its tabs and the history of changes."""
    given = context | {
        "place": place,
        "tabs": settings_tabs(place),
        "current": tab,
        "history": history_shown(request, place),
        "trail": ((_("Settings of cases"), reverse("cases:settings")),),
    }
    return render(
        request,
        f"cases/set_{tab}.html",
        given,
        status=422 if form is not None and form.errors else 200,
    )


def end_setting(
    request: Request, place: Any, tab: str, consequence: str, act: Callable[[date], None]
) -> HttpResponse:
    """Ask from which day a setting holds no more, and end it."""
    form = EndForm(request.POST or None, initial={"valid_to": local_day(request.now)})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            act(form.cleaned_data["valid_to"])
            return saved(request, f"cases:{tab}", place.code)
    context = {
        "form": form,
        "consequence": consequence,
        "place": place,
        "back": reverse(f"cases:{tab}", args=[place.code]),
    }
    return render(request, "cases/set_end.html", context, status=422 if form.errors else 200)


def saved(request: Request, route: str, *args: Any) -> HttpResponse:
    """Lead back to where the setting is shown, and say that it is kept."""
    messages.success(request, _("Saved."))
    return redirect(route, *args)


def _year(text: str, today: date) -> int:
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    return min(max(year, today.year - 1), today.year + 2)


def _number(text: str, held: list[tuple[int, str]]) -> int | None:
    return int(text) if text in {str(number) for number, _name in held} else None
