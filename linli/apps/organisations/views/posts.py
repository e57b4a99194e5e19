"""Posts: filling a seat, ending, correcting, striking out; being away and standing in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.apps.organisations import permissions, services
from linli.apps.organisations.forms.posts import (
    AbsenceForm,
    AppointForm,
    BackForm,
    CorrectForm,
    EndPostForm,
    ReasonForm,
)
from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.rules.basis import AwayReason, Ending
from linli.apps.organisations.selectors.candidates import colleagues
from linli.apps.organisations.selectors.duties import on_duty_people
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.people import get_absence, get_appointment, get_seat
from linli.apps.organisations.views.finding import Search, searched
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


def _substitutes(
    request: Request, search: Search, body_id: int, *, leads: bool
) -> list[tuple[int, str]]:
    """Return who may stand in: colleagues; for whoever leads the body also whom they looked for."""
    found = dict(search.choices()) if leads else {}
    near = {one.person_id: one.name for one in colleagues(body_id, local_day(request.now))}
    return list((near | found).items())


@require_http_methods(["GET", "POST"])
def appoint(request: Request, seat_id: int) -> HttpResponse:
    """Put somebody into a seat: search, choose, say since when and on what basis."""
    seat = get_seat(request.actor, seat_id)
    require(permissions.can_appoint(request.actor, seat))
    search = searched(request, request.POST.get("person", ""))
    start = {"valid_from": local_day(request.now), "term_ends": seat.body.term_ends}
    form = AppointForm(search.given, initial=start, people=search.choices())
    if form.is_valid():
        with refusals_on(form):
            services.appoint(
                actor=request.actor,
                seat_id=seat_id,
                person_id=form.cleaned_data["person"],
                post=form.post(),
                now=request.now,
            )
            messages.success(request, _("The post is filled; its rights follow."))
            return redirect("organisations:body", seat.body_id)
    context = {"form": form, "seat": seat, "label": SEAT_KINDS[seat.kind], "search": search}
    return render(request, "organisations/appoint.html", context)


@require_http_methods(["GET", "POST"])
def end_appointment(request: Request, appointment_id: int) -> HttpResponse:
    """End a post."""
    post = get_appointment(request.actor, appointment_id)
    require(permissions.can_appoint(request.actor, post.seat, post.person_id))
    form = EndPostForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            services.end_appointment(
                actor=request.actor,
                appointment_id=appointment_id,
                valid_to=form.cleaned_data["valid_to"],
                ending=Ending(form.cleaned_data["ending"]),
                now=request.now,
            )
            messages.success(request, _("The post ends on that day, and its rights with it."))
            return redirect("organisations:body", post.seat.body_id)
    context = {"form": form, "title": _("End the post"), "submit": _("End the post")}
    return render(request, "organisations/post_form.html", context | _about(post))


@require_http_methods(["GET", "POST"])
def correct_appointment(request: Request, appointment_id: int) -> HttpResponse:
    """Put right what was recorded of a post."""
    post = get_appointment(request.actor, appointment_id)
    require(permissions.can_appoint(request.actor, post.seat, post.person_id))
    said = services.post_of(post)
    start = {name: getattr(said, name) for name in said.__dataclass_fields__}
    form = CorrectForm(request.POST or None, initial=start)
    if form.is_valid():
        with refusals_on(form):
            services.correct_appointment(
                actor=request.actor,
                appointment_id=appointment_id,
                post=form.post(),
                reason=form.cleaned_data["reason"],
                now=request.now,
            )
            messages.success(request, _("Corrected. The trail keeps what it said before."))
            return redirect("organisations:body", post.seat.body_id)
    context = {"form": form, "title": _("Correct the post"), "submit": _("Save")}
    return render(request, "organisations/post_form.html", context | _about(post))


@require_http_methods(["GET", "POST"])
def void_appointment(request: Request, appointment_id: int) -> HttpResponse:
    """Strike out a post that was entered in error."""
    post = get_appointment(request.actor, appointment_id)
    require(permissions.can_appoint(request.actor, post.seat, post.person_id))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            services.void_appointment(
                actor=request.actor,
                appointment_id=appointment_id,
                reason=form.cleaned_data["reason"],
                now=request.now,
            )
            messages.success(request, _("Struck out: the post counts on no day."))
            return redirect("organisations:body", post.seat.body_id)
    context = {
        "form": form,
        "title": _("Strike out the post"),
        "submit": _("Strike out"),
        "consequence": _("For entries made in error only. A post that was held is ended instead."),
        "danger": True,
    }
    return render(request, "organisations/post_form.html", context | _about(post))


def _about(post: object) -> dict[str, object]:
    """Return what the head of a form about a post says."""
    seat = post.seat  # type: ignore[attr-defined]
    person_id = post.person_id  # type: ignore[attr-defined]
    return {
        "seat": seat,
        "label": seat.title or SEAT_KINDS[seat.kind],
        "person": names_of([person_id]).get(person_id, ""),
    }


@require_http_methods(["GET", "POST"])
def record_absence(request: Request, seat_id: int) -> HttpResponse:
    """Record that somebody is away from a post, and who stands in."""
    seat = get_seat(request.actor, seat_id)
    today = local_day(request.now)
    involved = on_duty_people(seat_id, today)
    own = request.actor.person_id
    manages = bool(permissions.can_record_absence_in(request.actor, seat.body))
    if not (manages or own in involved):
        require(permissions.can_change_body(request.actor, seat.body))
    names = names_of(involved)
    holders = [(one, names.get(one, "")) for one in involved if manages or one == own]
    search = searched(request, request.POST.get("substitute", ""))
    form = AbsenceForm(
        search.given,
        initial={"valid_from": today},
        holders=holders,
        people=_substitutes(request, search, seat.body_id, leads=manages),
        may_suspend=bool(permissions.can_change_body(request.actor, seat.body)),
    )
    if form.is_valid():
        with refusals_on(form):
            values = form.cleaned_data
            services.record_absence(
                actor=request.actor,
                seat_id=seat_id,
                person_id=values["person"],
                substitute_id=values["substitute"],
                reason=AwayReason(values["reason"]),
                valid_from=values["valid_from"],
                valid_to=values["valid_to"],
                now=request.now,
            )
            messages.success(request, _("Recorded. The substitute has the rights for that time."))
            return redirect(_back(manages, seat.body_id))
    context = {"form": form, "seat": seat, "label": SEAT_KINDS[seat.kind], "holders": holders,
               "may_search": manages, "search": search}  # fmt: skip
    return render(request, "organisations/absence.html", context)


@require_http_methods(["GET", "POST"])
def end_absence(request: Request, absence_id: int) -> HttpResponse:
    """Record an earlier return; an absence still to come is taken back."""
    absence = get_absence(request.actor, absence_id)
    require(permissions.can_end_absence(request.actor, absence))
    today = local_day(request.now)
    begun = absence.valid_from <= today
    given = request.POST if request.method == "POST" else None
    form = BackForm(given, initial={"valid_to": today})
    if not begun:
        del form.fields["valid_to"]
    if form.is_valid():
        with refusals_on(form):
            actor, now = request.actor, request.now
            if begun:
                day = form.cleaned_data["valid_to"]
                services.end_absence(actor=actor, absence_id=absence_id, valid_to=day, now=now)
            else:
                services.void_absence(actor=actor, absence_id=absence_id, now=now)
            messages.success(request, _("The absence is over."))
            manages = permissions.can_record_absence_in(request.actor, absence.seat.body)
            return redirect(_back(bool(manages), absence.seat.body_id))
    title = _("Back earlier") if begun else _("Take back the absence")
    context = {"form": form, "title": title, "submit": title}
    return render(request, "organisations/post_form.html", context | _about(absence))


def _back(manages: bool, body_id: int) -> str:
    if manages:
        return reverse("organisations:body", args=[body_id])
    return reverse("organisations:my_posts")
