"""What concerns somebody now about people: for the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.apps.people import permissions
from linli.apps.people.selectors.desks import waiting_merges, waiting_requests
from linli.core.access import Actor
from linli.kit.concerns import Card
from linli.kit.days import local_day


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield cards on requests and merges that wait at the actor's places."""
    if actor.is_system or not permissions.can_write_register(actor):
        return
    waiting, late = waiting_requests(actor, today=local_day(now))
    if waiting:
        yield Card(
            title=_("Requests about personal data"),
            figure=waiting,
            text=_("%(late)s past the day of the answer") % {"late": late} if late else "",
            kind="danger" if late else "warn",
            icon="shield-check",
            address=reverse("people:requests"),
            more=_("Answer them"),
        )
    merges = waiting_merges(actor)
    if merges:
        yield Card(
            title=_("Merges that wait for a second person"),
            figure=merges,
            kind="info",
            icon="intersect",
            address=reverse("people:merges"),
            more=_("Look at them"),
        )
