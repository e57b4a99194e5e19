"""The documentation of the interfaces, made from the description that the code gives of itself."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.apps.interfaces.exchange.answers import written
from linli.apps.interfaces.exchange.description import groups_of
from linli.kit.request import Request

Describe = Callable[[], dict[str, Any]]


@login_not_required
@require_safe
def documentation(request: Request, describe: Describe) -> HttpResponse:
    """Show every address with what it takes and answers, in the reader's language."""
    groups = groups_of(describe(), worded=gettext)
    return render(request, "interfaces/docs.html", {"groups": groups})


@login_not_required
@require_safe
def description(request: Request, describe: Describe) -> HttpResponse:
    """Send the description as OpenAPI 3.1."""
    sent = HttpResponse(written(describe()), content_type="application/json")
    sent.headers["Cache-Control"] = "public, max-age=300"
    return sent
