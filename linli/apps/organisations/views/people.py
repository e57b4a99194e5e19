"""The posts of a person, one's own first of all."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.apps.organisations import permissions, services
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.people import posts_of, stand_ins_of, timeline_of
from linli.apps.organisations.selectors.registers import (
    get_report_in,
    memberships_of,
    report_ins_of,
)
from linli.apps.organisations.views.questions import as_of_context, shown_day
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.request import Request


@require_safe
def my_posts(request: Request) -> HttpResponse:
    """Show one's own posts, absences, memberships: all that is stored of them."""
    day = shown_day(request)
    person_id = request.actor.person_id
    posts = posts_of(person_id, day) if person_id is not None else []
    context = {
        "own": True,
        "posts": posts,
        "timeline": timeline_of(posts, day),
        "stand_ins": stand_ins_of(person_id, day) if person_id is not None else [],
        "memberships": memberships_of(person_id, day) if person_id is not None else [],
        "report_ins": report_ins_of(person_id, day) if person_id is not None else [],
        **as_of_context(request, day),
    }
    return render(request, "organisations/person.html", context)


@require_safe
def person_posts(request: Request, person_id: int) -> HttpResponse:
    """Show the posts of somebody at the places whose registers one keeps."""
    day: date = shown_day(request)
    posts = posts_of(person_id, day, actor=request.actor)
    if not posts:
        raise NotFound(kind="person")
    context = {
        "name": names_of([person_id]).get(person_id, ""),
        "posts": posts,
        "timeline": timeline_of(posts, day),
        **as_of_context(request, day),
    }
    return render(request, "organisations/person.html", context)


@require_POST
def confirm_report_in(request: Request, report_in_id: int) -> HttpResponse:
    """Confirm one's own side of a report-in, or the branch's."""
    row = get_report_in(report_in_id)
    if not permissions.can_confirm_report_in(request.actor, row.branch, row.person_id):
        raise NotFound(kind="report_in")
    services.confirm_report_in(
        actor=request.actor,
        report_in_id=report_in_id,
        on=local_day(request.now),
        now=request.now,
    )
    messages.success(request, _("Confirmed."))
    back = request.POST.get("branch", "")
    if back.isdecimal():
        return redirect("organisations:members", int(back))
    return redirect("organisations:my_posts")
