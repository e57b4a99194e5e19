"""Changing a place: type, see what will change, confirm. One view for every kind of change."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.apps.places import forms, permissions, selectors, services
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.codes import is_official
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request

if TYPE_CHECKING:
    from linli.apps.places.models import Place


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change as the page offers it."""

    code: str
    label: "str | Promise"
    icon: str
    form: type[forms.PlaceForm]
    done: "str | Promise"
    danger: bool = False
    divisions_only: bool = False


CHANGES = {
    change.code: change
    for change in (
        Change("rename", _("Rename"), "pencil", forms.RenameForm, _("The place is renamed.")),
        Change(
            "recode", _("New code"), "tag", forms.RecodeForm, _("The division has its new code."),
            divisions_only=True,
        ),
        Change("move", _("Move"), "arrow-left-right", forms.MoveForm, _("The place has moved.")),
        Change("merge", _("Merge"), "union", forms.MergeForm, _("The places are merged.")),
        Change("split", _("Split"), "signpost-split", forms.SplitForm, _("The place is split.")),
        Change(
            "end", _("End the place"), "slash-circle", forms.EndForm, _("The place has ended."),
            danger=True,
        ),
    )
}  # fmt: skip


def changes_for(actor: Actor, place: "Place") -> list[Change]:
    """Return the changes this actor may make to a place."""
    if not (place.parent_id and permissions.can_change_place(actor, place)):
        return []
    official = is_official(PlaceKind(place.kind))
    return [change for change in CHANGES.values() if official or not change.divisions_only]


def change(request: Request, code: str, act: str) -> HttpResponse:
    """Ask for a change, show what it would do, and do it when confirmed."""
    place = selectors.get_place(request.actor, code)
    require(permissions.can_change_place(request.actor, place))
    kind = next((one for one in changes_for(request.actor, place) if one.code == act), None)
    if kind is None:
        raise NotFound(kind="change")
    form = kind.form(
        request.POST or None, place=place, actor=request.actor, today=local_day(request.now)
    )
    context: dict[str, Any] = {"place": place, "change": kind, "form": form, "step": 1}
    if request.method == "POST" and form.is_valid():
        given = {**form.arguments(), "actor": request.actor, "now": request.now}
        confirmed = "confirmed" in request.POST
        with refusals_on(form):
            if confirmed:
                done = make_or_plan(form, given)
                messages.success(request, done or str(kind.done))
                return redirect("places:detail", code=place.code)
            context["outcome"] = outcome_of(form, given)
        if form.is_valid():
            paths = [one.path for one in form.touched()]
            context |= {"step": 2, "effects": selectors.effects_below(request.actor, paths)}
    return render(request, "places/change.html", context)


def outcome_of(form: forms.PlaceForm, given: dict[str, Any]) -> "services.Ended | None":
    """Try a change out; return what it would end. One planned for later is tried as of today."""
    done = services.rehearse(make_or_plan, form=form, given=given)
    if not isinstance(form, forms.EndForm):
        return None
    if done:
        given = given | {"on": local_day(given["now"])}
    ended: services.Ended = services.rehearse(form.service, **given)
    return ended


def make_or_plan(form: forms.PlaceForm, given: dict[str, Any]) -> str:
    """Make a change whose day has come, or plan it for its day; say so where it is planned."""
    day: date = given["on"]
    if day <= local_day(given["now"]):
        form.service(**given)
        return ""
    arguments = {name: given[name] for name in given.keys() - {"on", "actor", "now"}}
    services.plan_change(
        actor=given["actor"],
        place_id=form.place.pk,
        act=services.planned_act(form.service),
        arguments=arguments,
        on=day,
        now=given["now"],
    )
    return gettext("The change is planned for %(day)s.") % {"day": day.isoformat()}


@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Withdraw a planned change."""
    plan = selectors.get_plan(request.actor, number)
    services.withdraw_plan(actor=request.actor, plan_id=plan.pk, now=request.now)
    messages.success(request, gettext("The planned change is withdrawn."))
    return redirect("places:detail", code=plan.place.code)
