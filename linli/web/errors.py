"""The pages that tell why something was refused, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.core.errors import DomainError
from linli.kit.sentences import sentence, sentence_for
from linli.kit.statuses import status_of
from linli.web.kept import can_keep, kept_page
from linli.web.labels import ADVICE, HEADINGS


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Return the page that tells a person why, with the code to quote at the counter."""
    return error_page(request, status_of(refusal), refusal.code, sentence(refusal))


def error_page(request: HttpRequest, status: int, code: str, text: str = "") -> HttpResponse:
    """Return a page with heading, sentence, advice and the code."""
    actor = getattr(request, "actor", None)
    context = {
        "heading": HEADINGS[status],
        "sentence": text or sentence_for(code),
        "advice": ADVICE[status],
        "sign_in": status in {403, 404} and not (actor and actor.is_known),
        "status": status,
        "code": code,
    }
    return render(request, "web/refusal.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 for what the framework could not read."""
    return error_page(request, 400, "web.bad_request")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 for what the framework refused."""
    return error_page(request, 403, "access.refused")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 for an address without a page."""
    return error_page(request, 404, "access.not_found")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form whose protection against forgery does not hold.

    Where the form is our own, what was typed comes back with it.
    """
    if can_keep(request):
        return kept_page(request, "web.form_kept", status=403)
    return error_page(request, 403, "web.form_expired")


def wrong_method(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Answer 405 with a page instead of nothing."""
    answer = error_page(request, 405, "web.wrong_method")
    answer.headers["Allow"] = refused.headers["Allow"]
    return answer


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429 for attempts that come too fast."""
    return error_page(request, 429, "web.too_many")
