"""Pages for whoever has signed in just now: the device may lie open on a table."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.kit.request import Request

FRESH_SECONDS = 300
View = Callable[..., HttpResponse]


def is_fresh(request: Request) -> bool:
    """Tell whether somebody has proved who they are within the last minutes."""
    records = get_authentication_records(request, request.user)
    return any(request.now.timestamp() - one["at"] < FRESH_SECONDS for one in records)


def after_fresh_sign_in(back: str) -> Callable[[View], View]:
    """Return what lets a view answer only just after a sign-in.

    Whoever has a password or a second factor is asked for it and comes back; whoever signs in by
    codes alone is told to sign in anew, and led to the route `back`.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapped(request: Request, *args: Any, **options: Any) -> HttpResponse:
            if is_fresh(request):
                return view(request, *args, **options)
            user = request.user
            if user.is_authenticated and (user.has_usable_password() or is_mfa_enabled(user)):
                raise ReauthenticationRequired()
            messages.info(request, _("Sign out and in again first, then open it within 5 minutes."))
            return redirect(back)

        return wrapped

    return decorator
