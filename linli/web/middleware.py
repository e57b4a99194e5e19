"""One reading of the clock and one actor per request; refusals become answers in one place."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import needs_second_factor
from linli.apps.accounts.selectors import actor_of
from linli.core.access import Actor
from linli.core.errors import DomainError, NotAllowed, NotFound
from linli.web.errors import error_page, refusal_page, wrong_method
from linli.web.kept import kept_page, was_signed_out

Respond = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Set `request.now` and `request.actor`; nothing shown to a person is kept by browsers."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = datetime.now(UTC)  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: self._actor(request))  # type: ignore[attr-defined]
        answer = self.get_response(request)
        if request.session.accessed and "Cache-Control" not in answer:
            answer.headers["Cache-Control"] = "private, no-store"
        return answer

    @staticmethod
    def _actor(request: HttpRequest) -> Actor:
        account, actor = request.user, Actor()
        if isinstance(account, Account):
            actor = actor_of(
                account,
                now=request.now,  # type: ignore[attr-defined]
                session_key=request.session.session_key or "",
            )
        # Whoever asks from now on asks the actor itself: a page does so some hundred times.
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class DeviceMiddleware:
    """Say what of a device a page may ask for: where it stands, and nothing of its camera.

    The microphone only where a form records voice notes (`request.takes_voice`).
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        microphone = "self" if getattr(request, "takes_voice", False) else ""
        answer.headers["Permissions-Policy"] = (
            f"geolocation=(self), microphone=({microphone}), camera=()"
        )
        return answer


class UnstorableMiddleware:
    """Answer what no database can hold before a page sees it: null bytes, numbers past 64 bits."""

    LARGEST = 2**63 - 1
    # Addresses of programs refuse the same themselves, in the shape that programs read.
    PROGRAMS = ("/api/v1/", "/open311/")

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.PROGRAMS):
            return self.get_response(request)
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return error_page(request, 400, "web.bad_request")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, options: dict[str, object]
    ) -> HttpResponse | None:
        """Look at the numbers of the address and at what a form sends."""
        if request.path_info.startswith(self.PROGRAMS):
            return None
        if any(isinstance(one, int) and one > self.LARGEST for one in options.values()):
            return error_page(request, 404, "access.not_found")
        if any("\x00" in text for _name, texts in request.POST.lists() for text in texts):
            return error_page(request, 400, "web.bad_request")
        return None


class DutyMiddleware:
    """Hold everything back until a password of one's own and, for staff, a second factor are set.

    Pages of `FREE` stay open, else nobody could do what is asked.
    """

    FREE = frozenset(
        {"account_change_password", "account_logout", "account_reauthenticate", "set_language",
         "large_text", "healthz", "usersessions_list"}
    )  # fmt: skip

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, options: object
    ) -> HttpResponse | None:
        """Send the person to the page where the duty is done."""
        match = request.resolver_match
        name = match.url_name if match else ""
        account = request.user
        if name in self.FREE or not isinstance(account, Account):
            return None
        if account.must_change_password:
            return redirect("account_change_password")
        if not (name or "").startswith("mfa_") and self._lacks_second_factor(request, account):
            return redirect("mfa_index")
        return None

    @staticmethod
    def _lacks_second_factor(request: HttpRequest, account: Account) -> bool:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not (needs_second_factor(actor.roles) and settings.SECOND_FACTOR_REQUIRED):
            return False
        used = get_authentication_records(request, account)
        return not any(step["method"] == "mfa" for step in used) and not is_mfa_enabled(account)


class RefusalMiddleware:
    """Answer a refusal that no view has handled with its page: 400, 403, 404, 405 or 409."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not answer.content:
            return wrong_method(request, answer)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a DomainError into a page; leave everything else alone."""
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, (NotFound, NotAllowed)) and was_signed_out(request):
            return kept_page(request, "web.signed_out", status=401)
        return refusal_page(request, exception)
