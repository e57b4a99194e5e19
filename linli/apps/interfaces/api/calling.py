"""Every call: its key, its command key and version, and its refusal as one documented shape."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, pgettext
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from linli.apps.interfaces import services
from linli.apps.interfaces.exchange.answers import written
from linli.apps.interfaces.labels import ADVICE, TITLES
from linli.apps.interfaces.rules.keys import CallKind, KeyAct
from linli.apps.interfaces.rules.refusals import (
    CommandKeyMissing,
    KeyMissing,
    TooManyCalls,
    ValueMalformed,
    VersionMalformed,
    VersionMissing,
)
from linli.core.errors import DomainError, NotFound
from linli.kit.request import Request
from linli.kit.sentences import sentence
from linli.kit.statuses import status_of

READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Where the kind of a refusal does not say it all to a program.
_STATUSES = {
    KeyMissing.code: 401,
    "cases.stale": 412,
    # What the draft on the header says of a key that comes with another command.
    "cases.key_used": 422,
    VersionMissing.code: 428,
    TooManyCalls.code: 429,
}
_HEADER = "Idempotency-Key"
_IN_HEADER = frozenset({"cases.key_used", "cases.key_malformed"})


class Call(Request):
    """A call after its key was looked at."""

    auth: services.Admission


class KeyAuth(HttpBearer):
    """The key in `Authorization: Bearer linli_…`; cookies mean nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> services.Admission:
        """Admit the call as the key's account; raises KeyMissing, TooManyCalls."""
        kind = CallKind.READ if request.method in READING else CallKind.WRITE
        admission = services.admit(secret=token.strip(), kind=kind, now=request.now)  # type: ignore[attr-defined]
        request.actor = admission.actor  # type: ignore[attr-defined]
        return admission


def caller(request: Call, *acts: KeyAct) -> services.Admission:
    """Return who calls, with one of these acts in the key; raises ActNotInKey."""
    if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
        raise ValueMalformed(field="address")
    request.auth.need(*acts)
    return request.auth


def command_key(request: HttpRequest) -> str:
    """Return the Idempotency-Key that every write carries; raises CommandKeyMissing."""
    key = request.headers.get(_HEADER, "").strip().strip('"')
    if not key:
        raise CommandKeyMissing(field=_HEADER)
    return key


def seen_version(request: HttpRequest) -> int | None:
    """Return the version of the case that the caller has seen; None where any will do (`*`).

    Raises VersionMissing, VersionMalformed.
    """
    given = request.headers.get("If-Match", "").strip().removeprefix("W/")
    if not given:
        raise VersionMissing(field="If-Match")
    if given == "*":
        return None
    digits = given.strip('"')
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise VersionMalformed(field="If-Match")
    return int(digits)


def tag_of(version: int) -> str:
    """Return a version as an entity tag."""
    return f'"{version}"'


def answer(data: Any, *, status: int = 200, version: int | None = None) -> HttpResponse:
    """Return an answer in JSON, kept by nobody on the way."""
    sent = HttpResponse(written(data), content_type="application/json", status=status)
    sent.headers["Cache-Control"] = "private, no-store"
    if version is not None:
        sent.headers["ETag"] = tag_of(version)
    return sent


def problem(
    status: int, code: str, detail: str, *, field: str | None = None, errors: Any = ()
) -> HttpResponse:
    """Return a refusal (RFC 9457) with the code, a sentence and what to do next."""
    content = {
        "type": f"urn:linli:problem:{code}",
        "title": str(TITLES[status]),
        "status": status,
        "code": code,
        "detail": detail,
        "advice": str(ADVICE[status]),
        "field": field,
        "errors": list(errors),
    }
    sent = HttpResponse(written(content), content_type="application/problem+json", status=status)
    sent.headers["Cache-Control"] = "no-store"
    if status == 401:
        sent.headers["WWW-Authenticate"] = "Bearer"
    return sent


def refusal(request: HttpRequest, refused: DomainError) -> HttpResponse:
    """Answer a refusal of the house."""
    reason = refused.facts.get("reason")
    code = str(reason) if isinstance(reason, str) and reason else refused.code
    status = _STATUSES.get(refused.code) or status_of(refused)
    field = _HEADER if refused.code in _IN_HEADER else refused.facts.get("field")
    sent = problem(status, code, sentence(refused), field=str(field) if field else None)
    if status == 429:
        sent.headers["Retry-After"] = str(refused.facts.get("seconds", 60))
    return sent


def no_key(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer a call without a key."""
    return refusal(request, KeyMissing())


def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a call whose values cannot be read: each of them is named."""
    errors = [
        {"field": ".".join(str(part) for part in one["loc"][1:]) or "body", "message": one["msg"]}
        for one in error.errors
    ]
    text = gettext("Some values cannot be read; each is named below.")
    field = errors[0]["field"] if errors else None
    return problem(422, "interfaces.value_malformed", text, field=field, errors=errors)


def framework_refusal(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the framework could not read at all, such as a body that is no JSON."""
    text = pgettext("interface", "The call cannot be read: %(reason)s") % {"reason": str(error)}
    status = error.status_code if error.status_code in TITLES else 400
    return problem(status, "interfaces.value_malformed", text)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Answer an address below the interface that does not exist."""
    return refusal(request, NotFound(kind="address"))


Handler = Callable[[HttpRequest, Any], HttpResponse]
HANDLERS: dict[type[Exception], Handler] = {
    DomainError: refusal,
    AuthenticationError: no_key,
    ValidationError: unreadable,
    HttpError: framework_refusal,
}
