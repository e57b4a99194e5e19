"""What concerns somebody now about people: for the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext

from linli.apps.people import permissions
from linli.apps.people.selectors.bindings import waiting_bindings
from linli.apps.people.selectors.desks import waiting
from linli.apps.people.selectors.duties import due_count
from linli.apps.people.selectors.handlers import lacks_handler
from linli.core.access import Actor
from linli.kit.concerns import Card
from linli.kit.days import local_day


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield cards on requests and merges that wait, and on a notice that names nobody."""
    if not actor.is_system and lacks_handler(actor):
        yield Card(
            title=_("The privacy notice does not say who answers for the data"),
            text=_("The law asks for name, address and the contact of the person in charge."),
            kind="warn",
            icon="shield-lock",
            address=reverse("people:handler"),
            more=_("Enter it"),
        )
    if not actor.is_system and permissions.can_keep_duties(actor):
        due = due_count(actor, local_day(now))
        if due:
            yield Card(
                title=_("Assessments of impact that are due"),
                figure=due,
                unit=npgettext("unit", "kind of data", "kinds of data", due),
                text=_("Sensitive data are handled only after an assessment."),
                kind="warn",
                icon="shield-check",
                address=reverse("people:duties"),
                more=_("Assess them"),
            )
    if not actor.is_system and permissions.can_confirm_bindings(actor):
        numbers = waiting_bindings(actor).count()
        if numbers:
            yield Card(
                title=_("New numbers of staff that wait for a second person"),
                figure=numbers,
                unit=npgettext("unit", "number", "numbers", numbers),
                kind="warn",
                icon="phone",
                address=reverse("people:numbers"),
                more=_("Look at them"),
            )
    if actor.is_system or not permissions.can_write_register(actor):
        return
    found = waiting(actor, today=local_day(now))
    if found.requests:
        yield Card(
            title=_("Requests about personal data"),
            figure=found.requests,
            unit=npgettext("unit", "request", "requests", found.requests),
            text=_("%(late)s past the day of the answer") % {"late": found.late}
            if found.late
            else "",
            kind="danger" if found.late else "warn",
            icon="shield-check",
            address=reverse("people:requests"),
            more=_("Answer them"),
        )
    if found.merges:
        yield Card(
            title=_("Merges that wait for a second person"),
            figure=found.merges,
            unit=npgettext("unit", "pair", "pairs", found.merges),
            kind="info",
            icon="intersect",
            address=f"{reverse('people:merges')}?of=others",
            more=_("Look at them"),
        )
