"""Keys of programs: asked for, granted by somebody else, secret shown once, ended."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.interfaces import permissions, services
from linli.apps.interfaces.forms import AskForm
from linli.apps.interfaces.labels import ACTS, OPERATIONS, STATE_MARKS, STATES
from linli.apps.interfaces.rules.keys import LONGEST_DAYS, KeyState
from linli.apps.interfaces.selectors import keys as selectors
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def keys(request: Request) -> HttpResponse:
    """List the keys at the administrator's places."""
    require(permissions.can_see_keys(request.actor))
    page = selectors.key_page(request.actor, after=request.GET.get("after", ""), now=request.now)
    rows = [(line, STATE_MARKS[line.state], STATES[line.state]) for line in page.rows]
    may_ask = bool(permissions.can_ask_for_keys(request.actor))
    return render(request, "interfaces/keys.html", {"page": page, "rows": rows, "may_ask": may_ask})


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask for a key for a body."""
    require(permissions.can_ask_for_keys(request.actor))
    today = local_day(request.now)
    bodies = selectors.bodies_to_choose(request.actor, day=today)
    until = today + timedelta(days=LONGEST_DAYS - 1)
    form = AskForm(bodies, request.POST or None, until=until)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = services.ask_for_key(
                actor=request.actor, data=_data(form.cleaned_data), now=request.now
            )
            messages.success(request, gettext("Asked for. Somebody else grants it."))
            return redirect("interfaces:key", made.pk)
    return render(request, "interfaces/ask.html", {"form": form})


def _data(given: dict[str, Any]) -> services.KeyData:
    fields = dict(given)
    return services.KeyData(
        body_id=fields.pop("body"), place_code=fields.pop("place").strip(), **fields
    )


@require_safe
def key(request: Request, key_id: int) -> HttpResponse:
    """Show a key: what it may do, its secrets' ends, its use, what it has opened."""
    require(permissions.can_see_keys(request.actor))
    view = selectors.key_view(request.actor, key_id, now=request.now)
    row = selectors.get_key(request.actor, key_id)
    page = selectors.reading_page(key_id, after=request.GET.get("after", ""))
    state = view.line.state
    context = {
        "view": view,
        "state": (STATE_MARKS[state], STATES[state]),
        "acts": [ACTS[act] for act in view.line.acts],
        "page": page,
        "readings": [(one, OPERATIONS[one.operation]) for one in page.rows],
        "may_grant": state == KeyState.ASKED and permissions.can_decide(request.actor, row),
        "may_draw": state in {KeyState.GRANTED, KeyState.ACTIVE}
        and permissions.can_draw(request.actor, row),
        "may_end": row.ended_at is None and permissions.can_end(request.actor, row),
        "is_new": state == KeyState.GRANTED,
        "use_days": selectors.USE_DAYS,
    }
    return render(request, "interfaces/key.html", context)


@require_POST
def grant(request: Request, key_id: int) -> HttpResponse:
    """Grant a key that somebody else has asked for."""
    require(permissions.can_see_keys(request.actor))
    services.grant_key(actor=request.actor, key_id=key_id, now=request.now)
    messages.success(request, gettext("Granted. Whoever asked can draw the secret now."))
    return redirect("interfaces:key", key_id)


@sensitive_variables("drawn")
@require_POST
def secret(request: Request, key_id: int) -> HttpResponse:
    """Draw a secret and show it once."""
    require(permissions.can_see_keys(request.actor))
    made, drawn = services.draw_secret(
        actor=request.actor, key_id=key_id, now=request.now, at_once="at_once" in request.POST
    )
    context = {"key_id": made.pk, "name": made.name, "secret": drawn}
    return render(request, "interfaces/secret.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, key_id: int) -> HttpResponse:
    """Ask, and then refuse a request or revoke a key."""
    require(permissions.can_see_keys(request.actor))
    row = selectors.get_key(request.actor, key_id)
    if request.method == "POST":
        services.end_key(actor=request.actor, key_id=key_id, now=request.now)
        messages.success(request, gettext("Ended. It stops with the next call."))
        return redirect("interfaces:key", key_id)
    return render(request, "interfaces/end.html", {"key": row})
