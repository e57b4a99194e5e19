"""One's own inbox."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.apps.notices import permissions, services
from linli.apps.notices.selectors import inbox as selectors
from linli.apps.notices.selectors.deliveries import failed_count
from linli.core.access import Actor, require
from linli.kit.concerns import Card
from linli.kit.request import Request


@require_safe
def inbox(request: Request) -> HttpResponse:
    """List one's notices, the newest first."""
    require(permissions.can_read_inbox(request.actor))
    unread_only = request.GET.get("unread") == "1"
    page = selectors.inbox_page(
        request.actor, unread_only=unread_only, after=request.GET.get("after", "")
    )
    unread = selectors.unread_count(request.actor)
    context = {"page": page, "unread_only": unread_only, "unread": unread}
    return render(request, "notices/inbox.html", context)


@require_POST
def open_entry(request: Request, entry_id: int) -> HttpResponse:
    """Mark a notice as read and go to the page it speaks of."""
    entry = services.read_entry(actor=request.actor, entry_id=entry_id, now=request.now)
    return redirect(entry.notice.about_path)


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    services.read_everything(actor=request.actor, now=request.now)
    messages.success(request, gettext("Everything is marked as read."))
    return redirect("notices:inbox")


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Tell administrators of letters that have failed for good."""
    if actor.is_system or not permissions.can_see_administration(actor):
        return
    failed = failed_count(actor)
    if failed:
        yield Card(
            title=_("Notices that could not be delivered"),
            icon="envelope",
            figure=failed,
            unit=npgettext("unit", "notice", "notices", failed),
            kind="warn",
            address=reverse("notices:deliveries"),
            more=_("Look at them"),
        )
