"""A form that met an expired session or token: what was typed stays in the page, to be sent again.

Nothing is stored. The page carries the fields back as they came, and only for a form of our own:
before, the framework has checked that no other site sent it (session), or the browser itself says
so (`Origin`). Files cannot be carried and have to be chosen again; passwords and codes never are.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from linli.web.labels import KEPT_HEADING, SENTENCES

NEVER_KEPT = ("csrfmiddlewaretoken", "password", "code", "secret", "login", "credential")
SHOWN_FROM = 12  # characters: shorter values are choices and numbers, not somebody's words


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask for a sign-in; a form whose session ran out meanwhile comes back with its text."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Answer whoever is not signed in and wants what needs it."""
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        if was_signed_out(request):
            return kept_page(request, "web.signed_out", status=401)
        return redirect_to_login(came_from(request), settings.LOGIN_URL)


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a form as they came, without those that are never shown again."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER_KEPT)
        for value in values
    ]


def kept_words(request: HttpRequest) -> list[str]:
    """Return what somebody has written in a form, to be read; not choices and numbers."""
    return [value for _name, value in kept_fields(request) if len(value) >= SHOWN_FROM]


def was_signed_out(request: HttpRequest) -> bool:
    """Tell whether a form comes from a browser whose session ran out while it was filled in."""
    had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_known = bool(request.user.is_authenticated)
    return request.method == "POST" and had_session and not is_known and bool(kept_fields(request))


def can_keep(request: HttpRequest) -> bool:
    """Tell whether a form without a valid token may come back: it is ours, and holds something."""
    match = request.resolver_match
    is_sign_in = match is not None and str(match.url_name).startswith(("account_", "mfa_"))
    is_own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return is_own and not is_sign_in and bool(kept_fields(request))


def kept_page(request: HttpRequest, code: str, *, status: int) -> HttpResponse:
    """Return the page that holds what was typed, with the way to send it again."""
    fields = kept_fields(request)
    context = {
        "heading": KEPT_HEADING,
        "sentence": SENTENCES[code],
        "code": code,
        "status": status,
        "fields": fields,
        "words": kept_words(request),
        "files": bool(request.FILES),
        "signed_out": code == "web.signed_out",
    }
    return render(request, "web/kept.html", context, status=status)


def came_from(request: HttpRequest) -> str:
    """Return the page of ours from which a form was sent: where one goes on after the sign-in."""
    referrer = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(referrer, hosts, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(referrer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
