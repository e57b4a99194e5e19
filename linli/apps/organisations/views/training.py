"""Courses of people in office: the list, one course, who attended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.organisations import permissions, services
from linli.apps.organisations.forms.training import (
    AttendanceForm,
    AudienceFilter,
    CourseForm,
    CourseReasonForm,
)
from linli.apps.organisations.labels.training import AUDIENCES
from linli.apps.organisations.rules.readers import TRAINING_KEEPERS
from linli.apps.organisations.rules.training import Audience
from linli.apps.organisations.selectors import training as selectors
from linli.apps.organisations.selectors.training import Attendee
from linli.apps.organisations.views.questions import shown_place
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def courses(request: Request) -> HttpResponse:
    """List the courses that were held, with how many attended each."""
    require(permissions.can_list_training(request.actor))
    form = AudienceFilter(request.GET)
    audience = form.cleaned_data["audience"] if form.is_valid() else ""
    counted = selectors.course_counts(request.actor)
    page = selectors.courses_page(
        request.actor, audience=audience, after=request.GET.get("after", "")
    )
    context = {
        "form": form,
        "counts": [(AUDIENCES[one], counted[one]) for one in Audience if one in counted],
        "lines": [(row, AUDIENCES[row.audience]) for row in page.rows],
        "page": page,
        "may_keep": bool(request.actor.roles & TRAINING_KEEPERS),
    }
    return render(request, "organisations/courses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_course(request: Request) -> HttpResponse:
    """Record a course at a place of one's own."""
    place = shown_place(request, TRAINING_KEEPERS)
    today = local_day(request.now)
    bodies = [(body.pk, body.name) for body in selectors.organisers(place.path, today)]
    form = CourseForm(request.POST or None, bodies=bodies, initial={"held_on": today, "hours": 4})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            values = form.cleaned_data
            course = services.record_course(
                actor=request.actor,
                place_id=place.place_id,
                organiser_id=values["organiser"],
                title=values["title"],
                audience=Audience(values["audience"]),
                held_on=values["held_on"],
                hours=values["hours"],
                note_text=values["note"],
                now=request.now,
            )
            messages.success(request, _("Recorded. Now say who was there."))
            return redirect("organisations:course", course.pk)
    return render(request, "organisations/course_form.html", {"form": form, "place": place})


@require_safe
def course(request: Request, course_id: int) -> HttpResponse:
    """Show one course: who was invited, who attended."""
    require(permissions.can_list_training(request.actor))
    found = selectors.get_course(request.actor, course_id)
    people = selectors.attendees(request.actor, found)
    return render(request, "organisations/course.html", _context(request, found, people))


@require_POST
def attend(request: Request, course_id: int) -> HttpResponse:
    """Record who was there."""
    found = selectors.get_course(request.actor, course_id)
    require(permissions.can_keep_training(request.actor, found.scope_path))
    people = selectors.attendees(request.actor, found)
    form = AttendanceForm(request.POST, people=_absent(people))
    if form.is_valid():
        with refusals_on(form):
            services.record_attendance(
                actor=request.actor,
                course_id=course_id,
                certificates=dict.fromkeys(form.cleaned_data["people"], ""),
                now=request.now,
            )
            messages.success(request, _("Recorded."))
            return redirect("organisations:course", course_id)
    context = _context(request, found, people) | {"form": form}
    return render(request, "organisations/course.html", context)


@require_POST
def not_there(request: Request, attendance_id: int) -> HttpResponse:
    """Strike out an attendance that was entered in error."""
    row = selectors.get_attendance(request.actor, attendance_id)
    services.void_attendances(actor=request.actor, attendance_ids=[row.pk], now=request.now)
    messages.success(request, _("Struck out. The trail keeps that it was entered."))
    return redirect("organisations:course", row.course_id)


@require_http_methods(["GET", "HEAD", "POST"])
def void_course(request: Request, course_id: int) -> HttpResponse:
    """Strike out a course that was entered in error, with a reason."""
    found = selectors.get_course(request.actor, course_id)
    require(permissions.can_keep_training(request.actor, found.scope_path))
    form = CourseReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.void_course(
                actor=request.actor, course_id=course_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("Struck out. The trail keeps that it was entered."))
            return redirect("organisations:courses")
    context = {
        "form": form,
        "title": _("Strike out the course"),
        "submit": _("Strike out"),
        "lead": found.title,
        "danger": True,
        "cancel_url": reverse("organisations:course", args=[course_id]),
    }
    return render(request, "organisations/plain_form.html", context)


def _context(request: Request, found: object, people: list[Attendee]) -> dict[str, object]:
    path = found.scope_path  # type: ignore[attr-defined]
    return {
        "course": found,
        "audience": AUDIENCES[found.audience],  # type: ignore[attr-defined]
        "there": [one for one in people if one.attendance_id],
        "invited": len(people),
        "form": AttendanceForm(people=_absent(people)),
        "absent": _absent(people),
        "may_keep": bool(permissions.can_keep_training(request.actor, path)),
    }


def _absent(people: list[Attendee]) -> list[tuple[int, str]]:
    return [
        (one.appointment_id, " · ".join(filter(None, (one.name, str(one.post), one.body))))
        for one in people
        if one.attendance_id is None
    ]
