"""The pages that tell why something was refused, and what to do next."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from linli.apps.interfaces.api.calling import problem
from linli.apps.interfaces.views.open311 import failure
from linli.core.errors import DomainError
from linli.kit.sentences import sentence, sentence_for
from linli.kit.statuses import status_of
from linli.web.kept import can_keep, kept_page, kept_words
from linli.web.labels import ADVICE, HEADINGS


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Return the page that tells a person why, with the code to quote at the counter.

    A form that was sent shows its words again: where it came from there may be no page any more.
    """
    words = kept_words(request) if request.method == "POST" else []
    return error_page(request, status_of(refusal), refusal.code, sentence(refusal), words)


def error_page(
    request: HttpRequest, status: int, code: str, text: str = "", words: Sequence[str] = ()
) -> HttpResponse:
    """Return a page with heading, sentence, advice, the code, and words that were typed."""
    actor = getattr(request, "actor", None)
    context = {
        "heading": HEADINGS[status],
        "sentence": text or sentence_for(code),
        "advice": ADVICE[status],
        "sign_in": status in {403, 404} and not (actor and actor.is_known),
        "status": status,
        "code": code,
        "words": words,
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
    """Answer 429 for attempts that come too fast, with when the next one counts."""
    answer = error_page(request, 429, "web.too_many")
    answer.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 for what nobody foresaw, 503 where the database is what is away."""
    now = datetime.now(UTC)
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return away(request, now=now, code="web.database_away")
    return _plain(request, 500, "web.broken", now)


def away(
    request: HttpRequest,
    *,
    now: datetime,
    until: datetime | None = None,
    code: str = "web.maintenance",
) -> HttpResponse:
    """Answer 503 with when to come again; nothing is asked of the database."""
    answer = _plain(request, 503, code, now, until)
    left = int((until - now).total_seconds()) if until else 0
    answer.headers["Retry-After"] = str(max(left, LEAST_WAIT))
    return answer


LEAST_WAIT = 30  # seconds


def _plain(
    request: HttpRequest, status: int, code: str, now: datetime, until: datetime | None = None
) -> HttpResponse:
    """Return an answer that needs neither session nor database, in the shape the asker reads."""
    language = get_language_from_request(request)
    with override(language):
        text = sentence_for(code)
        if request.path_info.startswith("/api/v1/"):
            return problem(status, code, text)
        if request.path_info.startswith("/open311/"):
            return failure(request.path_info.rpartition(".")[2], status, text)
        context = {
            "lang": "en" if language == "en" else "zh-CN",
            "heading": HEADINGS[status],
            "sentence": text,
            "advice": ADVICE[status],
            "sheet": _style_sheet(),
            "status": status,
            "code": code,
            "until": until,
            "at": now if status == 500 else None,
        }
        page = render_to_string("web/plain.html", context)
    answer = HttpResponse(page, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _style_sheet() -> str:
    try:
        return staticfiles_storage.url("dist/app.css")
    except ValueError:  # not collected: the page does without
        return ""
