"""Bodies: list, page, setting up, changing, ending, seats, declarations, the public notice."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.organisations import permissions, services
from linli.apps.organisations.forms.bodies import (
    BodiesFilter,
    BodyForm,
    CloseSeatForm,
    DeclarationForm,
    DissolveForm,
    SeatForm,
    TypeForm,
    own_number,
)
from linli.apps.organisations.labels import BODY_TYPES, SEAT_KINDS
from linli.apps.organisations.rules.basis import Statement
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.readers import BODY_READERS, OPERATOR_READERS
from linli.apps.organisations.selectors.bodies import (
    bodies_page,
    get_any_body,
    get_body,
    possible_parents,
    visible_bodies,
)
from linli.apps.organisations.selectors.body_pages import body_page, notice_page
from linli.apps.organisations.selectors.own_types import own_types_for
from linli.apps.organisations.selectors.people import get_seat
from linli.apps.organisations.selectors.places import places_offered, reached_place
from linli.apps.organisations.views.questions import as_of_context, shown_day
from linli.apps.places.rules import PlaceKind
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request

FOUNDERS = BODY_READERS | OPERATOR_READERS


@require_safe
def bodies(request: Request) -> HttpResponse:
    """List the bodies at the actor's places."""
    require(permissions.can_list_bodies(request.actor))
    day = shown_day(request)
    code = request.GET.get("place", "").strip()
    place = reached_place(request.actor, code, FOUNDERS) if code else None
    form = BodiesFilter(
        request.GET or {"status": "open"}, places=places_offered(request.actor, code, FOUNDERS)
    )
    asked = form.cleaned_data if form.is_valid() else {}
    page = bodies_page(
        request.actor,
        day=day,
        body_type=asked.get("type", ""),
        text=asked.get("text", ""),
        status=asked.get("status") or "open",
        place_path=place.path if place else "",
        after=request.GET.get("after", ""),
    )
    context = {"form": form, "page": page, **as_of_context(request, day)}
    return render(request, "organisations/bodies.html", context)


@require_safe
def body(request: Request, body_id: int) -> HttpResponse:
    """Show a body on a day: seats, holders, findings, history."""
    day = shown_day(request)
    found = get_body(request.actor, body_id)
    named = bool(permissions.can_see_holders(request.actor, found))
    may_change = bool(permissions.can_change_body(request.actor, found))
    in_circle = TYPES[BodyType(found.type)].is_party and bool(
        permissions.can_see_membership(request.actor, found)
    )
    context = {
        "body": body_page(
            found,
            day,
            named=named,
            with_findings=may_change or in_circle,
            count_members=in_circle,
        ),
        "named": named,
        "open_bodies": visible_bodies(request.actor, [found.parent_id]),
        "may_open_chart": bool(permissions.can_see_chart(request.actor, found.place.path)),
        "may_open_posts": bool(permissions.can_cross_posts(request.actor, found.scope_path)),
        "may_change": may_change,
        "may_substitute": bool(permissions.can_record_absence_in(request.actor, found)),
        "may_see_members": in_circle,
        **as_of_context(request, day),
    }
    return render(request, "organisations/body.html", context)


@require_safe
def notice(request: Request, body_id: int) -> HttpResponse:
    """Show what is public of a body by law: its officers, the number on its door."""
    found = get_any_body(body_id)
    if not permissions.can_see_notice(request.actor, found):
        raise NotFound(kind="body")
    day = shown_day(request)
    context = {"body": notice_page(found, day), **as_of_context(request, day)}
    return render(request, "organisations/notice.html", context)


@require_http_methods(["GET", "POST"])
def found(request: Request, code: str) -> HttpResponse:
    """Set up a body on a place: first its type, then the rest."""
    place = reached_place(request.actor, code, FOUNDERS)
    chosen = request.GET.get("type", "")
    operator = bool(permissions.can_found_body(request.actor, BodyType.OPERATOR, place.path))
    today = local_day(request.now)
    own = {row.pk: row.name for row in own_types_for(place, today)}
    own_id = own_number(chosen)
    if chosen not in BodyType.__members__ and own_id not in own:
        require(permissions.can_found_any_body(request.actor, place.path))
        form = TypeForm(place_kind=PlaceKind(place.kind), operator=operator, own=list(own.items()))
        context = {"form": form, "place": place}
        return render(request, "organisations/choose_type.html", context)
    body_type = BodyType.OWN if own_id in own else BodyType(chosen)
    type_label = own[own_id] if own_id in own else BODY_TYPES[body_type]
    require(permissions.can_found_body(request.actor, body_type, place.path))
    parents = [(one.pk, one.name) for one in possible_parents(body_type, place.path, today)]
    start = {"name": f"{place.name}{type_label}", "valid_from": today}
    data = request.POST or None
    new = BodyForm(data, initial=start, body_type=body_type, parents=parents)
    if new.is_valid():
        with refusals_on(new):
            made = services.found_body(
                actor=request.actor,
                body_type=body_type,
                own_type_id=own_id,
                place_id=place.pk,
                now=request.now,
                **new.values(),
            )
            messages.success(request, _("The body is set up."))
            return redirect("organisations:body", made.pk)
    context = {"form": new, "place": place, "type_label": type_label}
    return render(request, "organisations/found.html", context)


@require_http_methods(["GET", "POST"])
def change(request: Request, body_id: int) -> HttpResponse:
    """Change what is said of a body."""
    found = get_body(request.actor, body_id)
    require(permissions.can_change_body(request.actor, found))
    body_type = BodyType(found.type)
    parents = possible_parents(body_type, found.scope_path, local_day(request.now))
    start = {name: getattr(found, name) for name in services.CHANGEABLE if name != "parent_id"}
    form = BodyForm(
        request.POST or None,
        initial=start | {"parent": found.parent_id or ""},
        body_type=body_type,
        parents=[(one.pk, one.name) for one in parents],
        exists=True,
    )
    if form.is_valid():
        with refusals_on(form):
            services.change_body(
                actor=request.actor, body_id=body_id, now=request.now, **form.values()
            )
            messages.success(request, _("Saved."))
            return redirect("organisations:body", body_id)
    context = {"form": form, "body": found, "title": _("Change"), "submit": _("Save")}
    return render(request, "organisations/body_form.html", context)


@require_http_methods(["GET", "POST"])
def dissolve(request: Request, body_id: int) -> HttpResponse:
    """End a body, with everything in it."""
    found = get_body(request.actor, body_id)
    require(permissions.can_change_body(request.actor, found))
    form = DissolveForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            services.dissolve_body(
                actor=request.actor, body_id=body_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("The body ends on that day, and its posts with it."))
            return redirect("organisations:body", body_id)
    context = {
        "form": form,
        "body": found,
        "title": _("Dissolve the body"),
        "submit": _("Dissolve"),
        "consequence": _("All its posts and absences end on that day, and the rights with them."),
        "danger": True,
    }
    return render(request, "organisations/body_form.html", context)


@require_http_methods(["GET", "POST"])
def open_seat(request: Request, body_id: int) -> HttpResponse:
    """Add a seat to a body."""
    found = get_body(request.actor, body_id)
    require(permissions.can_change_body(request.actor, found))
    start = {"valid_from": local_day(request.now)}
    form = SeatForm(
        request.POST or None,
        initial=start,
        body_type=BodyType(found.type),
        own=found.own_type.shape if found.own_type else None,
    )
    if form.is_valid():
        with refusals_on(form):
            code = form.cleaned_data["place"]
            place = reached_place(request.actor, code, FOUNDERS) if code else None
            services.open_seat(
                actor=request.actor,
                body_id=body_id,
                kind=SeatKind(form.cleaned_data["kind"]),
                title=form.cleaned_data["title"],
                place_id=place.pk if place else None,
                valid_from=form.cleaned_data["valid_from"],
                now=request.now,
            )
            messages.success(request, _("The post is created. It is vacant until filled."))
            return redirect("organisations:body", body_id)
    context = {"form": form, "body": found, "title": _("Add a post"), "submit": _("Add")}
    return render(request, "organisations/body_form.html", context)


@require_http_methods(["GET", "POST"])
def close_seat(request: Request, seat_id: int) -> HttpResponse:
    """Abolish a seat."""
    seat = get_seat(request.actor, seat_id)
    require(permissions.can_change_body(request.actor, seat.body))
    form = CloseSeatForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            services.close_seat(
                actor=request.actor, seat_id=seat_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("The post ends on that day."))
            return redirect("organisations:body", seat.body_id)
    context = {
        "form": form,
        "body": seat.body,
        "title": _("Abolish the post: %(post)s") % {"post": SEAT_KINDS[seat.kind]},
        "submit": _("Abolish"),
        "danger": True,
    }
    return render(request, "organisations/body_form.html", context)


@require_http_methods(["GET", "POST"])
def declare(request: Request, body_id: int) -> HttpResponse:
    """Record what a holder declared to the body in writing."""
    found = get_body(request.actor, body_id)
    require(permissions.can_change_body(request.actor, found))
    today = local_day(request.now)
    rows = body_page(found, today, named=True, with_findings=False).seats
    people = [(row.person_id, f"{row.holder} ({row.label})") for row in rows if row.person_id]
    form = DeclarationForm(request.POST or None, initial={"declared_on": today}, people=people)
    if form.is_valid():
        with refusals_on(form):
            services.declare_tie(
                actor=request.actor,
                body_id=body_id,
                person_id=int(form.cleaned_data["person"]),
                statement=Statement(form.cleaned_data["statement"]),
                is_so=form.cleaned_data["is_so"] == "1",
                declared_on=form.cleaned_data["declared_on"],
                now=request.now,
            )
            messages.success(request, _("The declaration is recorded."))
            return redirect(reverse("organisations:body", args=[body_id]) + "#findings")
    context = {"form": form, "body": found, "title": _("Record a declaration"), "submit": _("Save")}
    return render(request, "organisations/body_form.html", context)
