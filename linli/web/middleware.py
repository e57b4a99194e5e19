"""One reading of the clock and one actor per request; refusals become answers in one place."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors import actor_of
from linli.core.access import Actor
from linli.core.errors import DomainError
from linli.web.errors import refusal_page

Respond = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Set `request.now` and `request.actor`."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = datetime.now(UTC)  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: self._actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def _actor(request: HttpRequest) -> Actor:
        account = request.user
        if not isinstance(account, Account):
            return Actor()
        return actor_of(
            account,
            now=request.now,  # type: ignore[attr-defined]
            session_key=request.session.session_key or "",
        )


class RefusalMiddleware:
    """Answer a refusal that no view has handled with its page: 400, 403, 404 or 409."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a DomainError into a page; leave everything else alone."""
        return refusal_page(request, exception) if isinstance(exception, DomainError) else None
