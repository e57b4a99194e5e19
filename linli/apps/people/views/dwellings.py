"""The people of a dwelling: owners, tenants, households; entering what has changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.people import permissions, services
from linli.apps.people.forms import (
    LeaveForm,
    MemberForm,
    RelationsForm,
    RepresentativeForm,
    TransferForm,
    WhoForm,
    today_form,
)
from linli.apps.people.rules.kinds import LeaveReason
from linli.apps.people.selectors.dwellings import (
    get_household,
    get_register_unit,
    household_cards,
    person_ids,
    unit_people,
)
from linli.apps.people.selectors.entries import person_entered
from linli.apps.people.selectors.files import addresses_of
from linli.apps.people.selectors.persons import readable
from linli.apps.people.services import OwnerShare
from linli.apps.people.views.words import unit_words
from linli.core.access import require
from linli.kit.days import asked_day, local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def unit(request: Request, unit_code: str) -> HttpResponse:
    """Show who holds a dwelling and who lives there, today or as of a day."""
    dwelling = _unit(request, unit_code)
    day = asked_day(request.GET.get("as_of", ""), local_day(request.now))
    people = unit_people(dwelling, day=day)
    context = {
        "people": people,
        "words": unit_words(people),
        "address": addresses_of([dwelling])[dwelling.pk],
        "linked": readable(request.actor, person_ids(people)),
        "as_of": day,
        "is_today": day == local_day(request.now),
        "may_write": dwelling.is_open
        and permissions.can_register_at(request.actor, dwelling.scope_path),
    }
    return render(request, "people/unit.html", context)


@require_http_methods(["GET", "POST"])
def transfer(request: Request, unit_code: str) -> HttpResponse:
    """Enter the owners of a dwelling from a day on."""
    dwelling = _unit(request, unit_code)
    require(permissions.can_register_at(request.actor, dwelling.scope_path))
    today = local_day(request.now)
    form = TransferForm(request.POST) if request.POST else today_form(TransferForm, today)
    if isinstance(form, TransferForm) and request.method == "POST" and form.is_valid():
        with refusals_on(form):
            owners = [
                OwnerShare(person_entered(request.actor, who, field="owners"), share)
                for who, share in form.lines()
            ]
            services.transfer_unit(
                actor=request.actor,
                unit_id=dwelling.pk,
                owners=owners,
                stock=form.stock_tenure(),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            messages.success(request, _("The owners are entered."))
            return redirect("people:unit", unit_code)
    return _form_page(request, unit_code, form, _("Owners of this dwelling"), _("Enter"))


@require_POST
def revoke(request: Request, unit_code: str) -> HttpResponse:
    """Take back the last transfer, entered by mistake."""
    dwelling = _unit(request, unit_code)
    services.revoke_transfer(actor=request.actor, unit_id=dwelling.pk, now=request.now)
    messages.success(request, _("The last transfer is taken back."))
    return redirect("people:unit", unit_code)


@require_http_methods(["GET", "POST"])
def representative(request: Request, unit_code: str) -> HttpResponse:
    """Enter whom the co-owners have named to act for them."""
    dwelling = _unit(request, unit_code)
    require(permissions.can_register_at(request.actor, dwelling.scope_path))
    today = local_day(request.now)
    people = unit_people(dwelling, day=today)
    owners = {one.person.person_id: one.person.name for one in people.owners}
    form = RepresentativeForm(request.POST or None, owners=owners, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.designate_representative(
                actor=request.actor,
                unit_id=dwelling.pk,
                person_id=form.person_id(),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            return redirect("people:unit", unit_code)
    return _form_page(request, unit_code, form, _("Representative of the co-owners"), _("Enter"))


@require_http_methods(["GET", "POST"])
def tenant(request: Request, unit_code: str) -> HttpResponse:
    """Enter a tenant."""
    dwelling = _unit(request, unit_code)
    require(permissions.can_register_at(request.actor, dwelling.scope_path))
    form = WhoForm(request.POST) if request.POST else today_form(WhoForm, local_day(request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.add_tenant(
                actor=request.actor,
                unit_id=dwelling.pk,
                person_id=person_entered(request.actor, form.cleaned_data["person"]),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            return redirect("people:unit", unit_code)
    return _form_page(request, unit_code, form, _("Tenant"), _("Enter"))


@require_POST
def end_tenancy(request: Request, unit_code: str, holding_id: int) -> HttpResponse:
    """Enter that a tenant has left today."""
    _unit(request, unit_code)
    services.end_tenancy(
        actor=request.actor, holding_id=holding_id, on=local_day(request.now), now=request.now
    )
    return redirect("people:unit", unit_code)


@require_http_methods(["GET", "POST"])
def new_household(request: Request, unit_code: str) -> HttpResponse:
    """Open a household with its head."""
    dwelling = _unit(request, unit_code)
    require(permissions.can_register_at(request.actor, dwelling.scope_path))
    form = WhoForm(request.POST) if request.POST else today_form(WhoForm, local_day(request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            household = services.open_household(
                actor=request.actor,
                unit_id=dwelling.pk,
                head_id=person_entered(request.actor, form.cleaned_data["person"]),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            return redirect("people:household", household.pk)
    return _form_page(
        request, unit_code, form, _("New household: its head"), _("Open the household")
    )


@require_safe
def household(request: Request, household_id: int) -> HttpResponse:
    """Show one household today or as of a day: members, relations, the dwelling, who left."""
    home = _household(request, household_id)
    today = local_day(request.now)
    day = asked_day(request.GET.get("as_of", ""), today)
    people = unit_people(home.unit, day=day)
    worded = unit_words(people)
    words = {one.household_id: rows for one, *rows in worded["households"]}
    context = {
        "card": next(one for one in people.households if one.household_id == household_id),
        "held": worded["owners"] + worded["tenants"],
        "linked": readable(request.actor, person_ids(people)),
        "as_of": day,
        "is_today": day == today,
        "is_over": home.valid_to is not None and home.valid_to <= day,
        "is_to_come": home.valid_from > day,
        "members": words[household_id][0],
        "former": words[household_id][1],
        "unit_code": home.unit.code,
        "address": addresses_of([home.unit])[home.unit.pk],
        "may_write": day == today and permissions.can_register_at(request.actor, home.scope_path),
    }
    return render(request, "people/household.html", context)


@require_http_methods(["GET", "POST"])
def join(request: Request, household_id: int) -> HttpResponse:
    """Add a member to a household."""
    home = _household(request, household_id)
    require(permissions.can_register_at(request.actor, home.scope_path))
    form = (
        MemberForm(request.POST) if request.POST else today_form(MemberForm, local_day(request.now))
    )
    if isinstance(form, MemberForm) and request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.join_household(
                actor=request.actor,
                household_id=household_id,
                person_id=person_entered(request.actor, form.cleaned_data["person"]),
                relation=form.member_relation(),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            return redirect("people:household", household_id)
    return _form_page(request, home.unit.code, form, _("New member of the household"), _("Add"))


@require_http_methods(["GET", "POST"])
def leave(request: Request, household_id: int, member_id: int) -> HttpResponse:
    """Enter that a member has left."""
    home = _household(request, household_id)
    require(permissions.can_register_at(request.actor, home.scope_path))
    form = (
        LeaveForm(request.POST) if request.POST else today_form(LeaveForm, local_day(request.now))
    )
    if isinstance(form, LeaveForm) and request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = services.leave_household(
                actor=request.actor,
                member_id=member_id,
                reason=form.leave_reason(),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            if form.leave_reason() is LeaveReason.DIED:
                return redirect("people:death", member.person_id)
            return redirect("people:household", household_id)
    return _form_page(request, home.unit.code, form, _("Somebody leaves"), _("Enter"))


@require_http_methods(["GET", "POST"])
def relations(request: Request, household_id: int) -> HttpResponse:
    """Say anew who is the head and what the others are to them."""
    home = _household(request, household_id)
    require(permissions.can_register_at(request.actor, home.scope_path))
    today = local_day(request.now)
    card = household_cards([home], day=today)[0]
    members = {one.person.person_id: (one.person.name, one.relation) for one in card.members}
    form = RelationsForm(request.POST or None, members=members, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.restate_relations(
                actor=request.actor,
                household_id=household_id,
                relations=form.relations(),
                on=form.cleaned_data["on"],
                now=request.now,
            )
            return redirect("people:household", household_id)
    return _form_page(request, home.unit.code, form, _("Head and relations"), _("Save"))


def _unit(request: Request, unit_code: str) -> Any:
    """Return the dwelling for staff of the register; what lies elsewhere is not found."""
    require(permissions.can_list_people(request.actor))
    return get_register_unit(request.actor, unit_code)


def _household(request: Request, household_id: int) -> Any:
    """Return the household for staff of the register; what lies elsewhere is not found."""
    require(permissions.can_list_people(request.actor))
    return get_household(request.actor, household_id)


def _form_page(
    request: Request, unit_code: str, form: object, title: str, submit: str
) -> HttpResponse:
    context = {"form": form, "unit_code": unit_code, "title": title, "submit": submit}
    return render(request, "people/unit_form.html", context)
