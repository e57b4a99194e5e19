"""New numbers for codes: at the counter, and the desk of the second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.people import permissions, selectors, services
from linli.apps.people.forms.bindings import NumberForm
from linli.apps.people.labels.bindings import IDENTITY_DOCUMENTS
from linli.apps.people.rules.bindings import BindingState, IdentityDocument
from linli.apps.people.selectors.bindings import get_binding, waiting_bindings
from linli.apps.people.selectors.cards import name_of
from linli.core.access import require
from linli.core.errors import NotFound
from linli.core.identifiers import masked_phone
from linli.kit.forms import refusals_on
from linli.kit.request import Request
from linli.kit.sealed_fields import opened


@require_http_methods(["GET", "HEAD", "POST"])
def new_number(request: Request, person_id: int) -> HttpResponse:
    """Bind a new number to somebody's account after a look at their document."""
    require(permissions.can_open_accounts(request.actor))
    person, held = selectors.person_to_sign_in(request.actor, person_id, now=request.now)
    require(permissions.can_check_identity(request.actor, person, held))
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            binding = services.bind_number(
                actor=request.actor, person_id=person_id, now=request.now, **form.entered()
            )
            bound = binding.state == BindingState.BOUND
            messages.success(
                request,
                _("Bound. Codes go to the new number from now on, and the old one is out.")
                if bound
                else _("Noted. The number changes when a security administrator has confirmed it."),
            )
            return redirect("people:account", person_id)
    context = {"form": form, "name": name_of(person), "person_id": person_id, "staff": held}
    return render(request, "people/number.html", context)


@require_safe
def numbers(request: Request) -> HttpResponse:
    """List the new numbers of staff that wait for a second person."""
    require(permissions.can_confirm_bindings(request.actor))
    rows = [
        (
            row,
            name_of(row.person),
            IDENTITY_DOCUMENTS[IdentityDocument(row.document)],
            masked_phone(opened(row.phone)),
            row.checked_by == request.actor.account_id,
        )
        for row in waiting_bindings(request.actor)[:100]
    ]
    return render(request, "people/numbers.html", {"rows": rows})


@require_POST
def decide_number(request: Request, binding_id: int) -> HttpResponse:
    """Confirm a new number as a second person, or leave the old one."""
    require(permissions.can_confirm_bindings(request.actor))
    binding = get_binding(request.actor, binding_id)
    acts = {"bind": services.confirm_binding, "decline": services.decline_binding}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound(kind="act")
    act(actor=request.actor, binding_id=binding.pk, now=request.now)
    messages.success(request, _("Done."))
    return redirect("people:numbers")
