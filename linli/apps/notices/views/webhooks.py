"""The system administrator's view of subscriptions and of the log of each."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.notices import permissions, services
from linli.apps.notices.forms import WebhookForm
from linli.apps.notices.labels import STATE_MARKS, STATES
from linli.apps.notices.selectors import webhooks as selectors
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def webhooks(request: Request) -> HttpResponse:
    """List the subscriptions."""
    require(permissions.can_see_administration(request.actor))
    page = selectors.webhook_page(request.actor, after=request.GET.get("after", ""))
    return render(request, "notices/webhooks.html", {"page": page})


@require_safe
def webhook(request: Request, webhook_id: int) -> HttpResponse:
    """Show one subscription with its log."""
    require(permissions.can_see_administration(request.actor))
    hook = selectors.get_webhook(request.actor, webhook_id)
    page = selectors.event_page(webhook_id, after=request.GET.get("after", ""))
    events = [(line, STATE_MARKS[line.state], STATES[line.state]) for line in page.rows]
    context = {"hook": hook, "events": events, "page": page}
    return render(request, "notices/webhook.html", context)


@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def add_webhook(request: Request) -> HttpResponse:
    """Add a subscription and show its secret once."""
    require(permissions.can_see_administration(request.actor))
    form = WebhookForm(selectors.places_to_choose(request.actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            hook, secret = services.add_webhook(
                actor=request.actor, now=request.now, **form.cleaned_data
            )
            context = {"webhook_id": hook.pk, "name": hook.name, "secret": secret}
            return render(request, "notices/secret.html", context)
    return render(request, "notices/add_webhook.html", {"form": form})


@sensitive_variables("secret")
@require_POST
def renew_secret(request: Request, webhook_id: int) -> HttpResponse:
    """Draw a new secret and show it once."""
    require(permissions.can_see_administration(request.actor))
    selectors.get_webhook(request.actor, webhook_id)
    hook, secret = services.renew_secret(
        actor=request.actor, webhook_id=webhook_id, now=request.now
    )
    context = {"webhook_id": hook.pk, "name": hook.name, "secret": secret}
    return render(request, "notices/secret.html", context)


ACTS: dict[str, Callable[..., object]] = {
    "test": services.send_test,
    "disable": services.disable_webhook,
    "enable": services.enable_webhook,
}


@require_POST
def act(request: Request, webhook_id: int, name: str) -> HttpResponse:
    """Send a test, end a subscription or take it up again."""
    require(permissions.can_see_administration(request.actor))
    if name not in ACTS:
        raise NotFound
    selectors.get_webhook(request.actor, webhook_id)
    ACTS[name](actor=request.actor, webhook_id=webhook_id, now=request.now)
    messages.success(request, gettext("Done."))
    return redirect("notices:webhook", webhook_id=webhook_id)


@require_POST
def retry_event(request: Request, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Queue a failed event again."""
    require(permissions.can_see_administration(request.actor))
    selectors.get_webhook(request.actor, webhook_id)
    event = selectors.event_of_webhook(webhook_id, delivery_id)
    services.retry_webhook_delivery(actor=request.actor, delivery_id=event, now=request.now)
    messages.success(request, gettext("It is queued again."))
    return redirect("notices:webhook", webhook_id=webhook_id)
