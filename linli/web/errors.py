"""The only map from kind of refusal to HTTP status."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.core.errors import DomainError, InvalidInput, NotAllowed, NotFound, RuleViolation
from linli.kit.sentences import sentence

STATUS: dict[type[DomainError], int] = {
    InvalidInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    RuleViolation: 409,
}


def status_of(refusal: DomainError) -> int:
    """Return the HTTP status for a refusal."""
    return next(
        (status for kind, status in STATUS.items() if isinstance(refusal, kind)),
        400,
    )


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Return the page that tells a person why, with the code to quote at the counter."""
    status = status_of(refusal)
    context = {"sentence": sentence(refusal), "code": refusal.code, "status": status}
    return render(request, "web/refusal.html", context, status=status)
