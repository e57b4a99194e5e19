"""The sign-in of a person: opened at the counter, or by the security administrator."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from linli.apps.accounts.labels import ROLES
from linli.apps.accounts.rules import ACCOUNT_ADMINS
from linli.apps.accounts.selectors import account_of_person, grants_of_person, phone_of
from linli.apps.people import permissions, selectors, services
from linli.apps.people.forms import SignInForm
from linli.apps.people.selectors.bindings import waits_for
from linli.apps.people.selectors.cards import name_of
from linli.core.access import require
from linli.core.identifiers import masked_phone
from linli.kit.forms import refusals_on
from linli.kit.request import Request
from linli.kit.sealed_fields import opened


@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request, person_id: int) -> HttpResponse:
    """Show whether somebody has an account and open one; its first password is shown once.

    Whoever keeps the register opens it for codes to the number on record and sees no password.
    """
    require(permissions.can_open_accounts(request.actor))
    person, held = selectors.person_to_sign_in(request.actor, person_id, now=request.now)
    require(permissions.can_open_account(request.actor, person, held, now=request.now))
    is_admin = bool(request.actor.roles & ACCOUNT_ADMINS)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = secrets.token_urlsafe(12) if is_admin else None
        with refusals_on(form):
            made = services.open_account(
                actor=request.actor, person_id=person_id, password=password, now=request.now
            )
            if password is not None:
                shown = {"account": made, "password": password}
                return render(request, "accounts/first_password.html", shown)
            messages.success(request, _("Opened. Codes go to the number on record."))
            return redirect("people:person", person_id)
    found = account_of_person(person_id)
    context = {
        "person_id": person_id,
        "name": name_of(person),
        "phone": masked_phone(opened(person.phone)) if person.phone else "",
        "account": found,
        "number": masked_phone(phone_of(found)) if found and phone_of(found) else "",
        "may_bind": found
        and found.is_active
        and permissions.can_check_identity(request.actor, person, held),
        "waits": waits_for(person_id),
        "is_admin": is_admin,
        "grants": [
            (ROLES[grant.role], grant.place)
            for grant in grants_of_person(person_id, now=request.now)
        ],
        "form": form,
    }
    return render(request, "people/account.html", context)
