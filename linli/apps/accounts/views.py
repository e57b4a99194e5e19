"""The security administrator's pages: accounts, one account, who can see what."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.accounts import permissions, selectors, services
from linli.apps.accounts.forms import (
    AccessFilter,
    AccountFilter,
    NewAccount,
    NewPhone,
    Nothing,
    Reason,
)
from linli.apps.accounts.labels import ROLES, SEES
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.concerns import Card
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def accounts(request: Request) -> HttpResponse:
    """List the accounts of staff at the administrator's places, or search all."""
    require(permissions.can_see_accounts(request.actor))
    code = request.GET.get("place", "").strip()[:40]
    places = selectors.places_seen(request.actor, code)
    form = AccountFilter(request.GET, places=places)
    given = form.cleaned_data if form.is_valid() else {}
    page = selectors.account_page(
        request.actor,
        text=given.get("q", ""),
        staff=not given.get("all"),
        within=next((one.path for one in places if code and one.code == code), None),
        after=request.GET.get("after", ""),
        now=request.now,
    )
    lines = [(line, [_role_line(*pair) for pair in line.roles]) for line in page.rows]
    return render(request, "accounts/accounts.html", {"form": form, "lines": lines, "page": page})


@require_safe
def account(request: Request, account_id: int) -> HttpResponse:
    """Show one account: what it holds, how it signs in, what can be done."""
    require(permissions.can_see_accounts(request.actor))
    shown = selectors.get_account(request.actor, account_id, now=request.now)
    grants = selectors.grants_of(shown, now=request.now)
    paths = selectors.account_paths(shown, now=request.now)
    context = {
        "account": shown,
        "grants": [(grant, ROLES[grant.role], SEES[grant.role]) for grant in grants],
        "locked": selectors.is_locked(shown, now=request.now),
        "sessions": selectors.open_sessions(shown),
        "may_act": bool(permissions.can_administer(request.actor, shown, paths)),
    }
    return render(request, "accounts/account.html", context)


@require_safe
def access(request: Request) -> HttpResponse:
    """Show who holds which role where, and what it lets them see."""
    require(permissions.can_see_accounts(request.actor))
    form = AccessFilter(request.GET)
    role = form.cleaned_data["role"] if form.is_valid() else ""
    page = selectors.access_page(
        request.actor, role=role, after=request.GET.get("after", ""), now=request.now
    )
    lines = [(grant, ROLES[grant.role], SEES[grant.role]) for grant in page.rows]
    return render(request, "accounts/access.html", {"form": form, "lines": lines, "page": page})


@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: Request) -> HttpResponse:
    """Open an account and show its first password once."""
    require(permissions.can_see_accounts(request.actor))
    form = NewAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = secrets.token_urlsafe(12)
        with refusals_on(form):
            made = services.create_account(
                actor=request.actor, password=password, now=request.now, **form.cleaned_data
            )
            context = {"account": made, "password": password}
            return render(request, "accounts/first_password.html", context)
    return render(request, "accounts/open.html", {"form": form})


@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: Request, account_id: int) -> HttpResponse:
    """Draw a new first password for somebody and show it once."""
    require(permissions.can_see_accounts(request.actor))
    shown = selectors.get_account(request.actor, account_id, now=request.now)
    if request.method == "POST":
        password = secrets.token_urlsafe(12)
        services.set_password(
            actor=request.actor, account_id=shown.pk, password=password, now=request.now
        )
        context = {"account": shown, "password": password}
        return render(request, "accounts/first_password.html", context)
    context = {
        "account": shown,
        "form": Nothing(),
        "heading": _("New password"),
        "consequence": _("The present password stops working and all sessions end."),
        "submit": _("Draw a new password"),
    }
    return render(request, "accounts/act.html", context)


ACTS: dict[str, tuple[Callable[..., object], Promise, Promise]] = {
    "close": (
        services.deactivate_account,
        _("Close the account"),
        _("Nobody can sign in with it any more, and all its sessions end."),
    ),
    "reopen": (
        services.reactivate_account,
        _("Open the account again"),
        _("The account works again, with the roles that follow from posts held now."),
    ),
    "second-factor": (
        services.reset_second_factor,
        _("Take off the second factor"),
        _("A new one is asked for at the next sign-in. Make sure who is asking."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, account_id: int, name: str) -> HttpResponse:
    """Close or reopen an account or take off its second factor, with a reason."""
    require(permissions.can_see_accounts(request.actor))
    if name not in ACTS:
        raise NotFound
    service, heading, consequence = ACTS[name]
    shown = selectors.get_account(request.actor, account_id, now=request.now)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service(actor=request.actor, account_id=shown.pk, now=request.now, **form.cleaned_data)
        messages.success(request, gettext("Done."))
        return redirect("accounts:account", account_id=shown.pk)
    context = {"account": shown, "form": form, "heading": heading,
               "consequence": consequence, "submit": heading}  # fmt: skip
    return render(request, "accounts/act.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_phone(request: Request, account_id: int) -> HttpResponse:
    """Give an account another number for its codes, with a reason."""
    require(permissions.can_see_accounts(request.actor))
    shown = selectors.get_account(request.actor, account_id, now=request.now)
    form = NewPhone(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.set_phone(
                actor=request.actor, account_id=shown.pk, now=request.now, **form.cleaned_data
            )
            messages.success(request, gettext("Done."))
            return redirect("accounts:account", account_id=shown.pk)
    context = {
        "account": shown,
        "form": form,
        "heading": _("Number for codes"),
        "consequence": _("Make sure who is asking: whoever has the number signs in with it."),
        "submit": _("Save"),
    }
    return render(request, "accounts/act.html", context)


@require_http_methods(["POST"])
def unlock(request: Request, account_id: int) -> HttpResponse:
    """Lift the lock of wrong passwords."""
    require(permissions.can_see_accounts(request.actor))
    shown = selectors.get_account(request.actor, account_id, now=request.now)
    services.unlock_account(actor=request.actor, account_id=shown.pk, now=request.now)
    messages.success(request, gettext("Done."))
    return redirect("accounts:account", account_id=shown.pk)


@require_http_methods(["POST"])
def end_role(request: Request, account_id: int, grant_id: int) -> HttpResponse:
    """End a role that was given by hand."""
    require(permissions.can_see_accounts(request.actor))
    shown = selectors.get_account(request.actor, account_id, now=request.now)
    services.end_grant(actor=request.actor, grant_id=grant_id, now=request.now)
    messages.success(request, gettext("Done."))
    return redirect("accounts:account", account_id=shown.pk)


def _role_line(role: object, place: str) -> str:
    label = str(ROLES[role])  # type: ignore[index]
    return gettext("%(role)s, %(place)s") % {"role": label, "place": place} if place else label


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Tell security administrators what needs them."""
    if not permissions.can_see_accounts(actor) or actor.is_system:
        return
    seen = selectors.overview(actor, now=now)
    yield Card(
        title=_("Staff without a second factor"),
        icon="shield-lock",
        figure=seen.without_second_factor,
        unit=npgettext("unit", "person", "people", seen.without_second_factor),
        of=seen.staff,
        kind="warn" if seen.without_second_factor else "ok",
        address=reverse("accounts:accounts"),
        more=_("Accounts"),
    )
    if seen.locked:
        yield Card(
            title=_("Locked sign-ins"),
            icon="lock",
            figure=seen.locked,
            unit=npgettext("unit", "account", "accounts", seen.locked),
            kind="warn",
            address=reverse("accounts:accounts"),
            more=_("Accounts"),
        )
