"""Home, health, and the pages of the shell."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views import i18n
from django.views.decorators.http import require_POST

from linli.core.errors import NotFound
from linli.kit.concerns import cards
from linli.kit.request import Request
from linli.web.codes import DemoSender, code_sender
from linli.web.posts import posts_of
from linli.web.style import StyleForm, style_examples

A_YEAR = timedelta(days=365)

set_language = login_not_required(require_POST(i18n.set_language))


def home(request: Request) -> HttpResponse:
    """Show what concerns this person now."""
    context = {
        "cards": cards(request.actor, request.now),
        "posts_line": " · ".join(posts_of(request.actor)) or gettext("Resident"),
    }
    return render(request, "web/home.html", context)


@login_not_required
def healthz(request: Request) -> HttpResponse:
    """Answer "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_POST
def large_text(request: Request) -> HttpResponse:
    """Switch large text on or off and go back to where the switch was."""
    answer = redirect(_safe_next(request))
    answer.set_cookie(
        "large_text",
        "1" if request.POST.get("on") == "1" else "0",
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


@login_not_required
def demo_codes(request: Request) -> HttpResponse:
    """Show the codes just sent (demonstration only; elsewhere there is nothing here)."""
    sender = code_sender()
    if not (settings.DEMO and isinstance(sender, DemoSender)):
        raise NotFound
    return render(request, "web/codes.html", {"codes": sender.recent(request.now)})


@login_not_required
def style(request: Request) -> HttpResponse:
    """Show every part pages are made of (development and tests only)."""
    form = StyleForm(request.GET or None)
    return render(request, "web/style.html", {"form": form, **style_examples(request.now)})


def _safe_next(request: Request) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else "/"
