"""Notices."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.core.access import Actor
from linli.kit.navigation import NavItem
from linli.kit.queues import Queue
from linli.kit.ticks import Tick
from linli.kit.trail_words import register_thing_names


def _administrator(actor: Actor) -> bool:
    return "SYSTEM_ADMIN" in actor.roles


class NoticesConfig(AppConfig):
    """What is said to whom, outbox, inbox, channels and webhooks."""

    name = "linli.apps.notices"
    label = "notices"
    concerns = "linli.apps.notices.views.inbox.concerns"
    navigation = (
        NavItem(
            _("Notices"),
            "notices:inbox",
            icon="bell",
            order=10,
            shown=lambda actor: actor.account_id is not None,
        ),
        NavItem(
            _("Deliveries"),
            "notices:deliveries",
            icon="envelope",
            order=920,
            shown=_administrator,
        ),
        NavItem(
            _("Subscriptions"),
            "notices:webhooks",
            icon="link-45deg",
            order=921,
            shown=_administrator,
        ),
    )
    queues = (
        Queue(
            "letters",
            _("Letters"),
            tally="linli.apps.notices.selectors.tallies.letters",
            route="notices:deliveries",
        ),
        Queue(
            "pushes",
            _("Events for subscriptions"),
            tally="linli.apps.notices.selectors.tallies.pushes",
            route="notices:webhooks",
        ),
    )
    account_menu = (NavItem(_("My channels"), "notices:channels", icon="sliders", order=15),)
    ticks = (
        Tick(
            "linli.apps.notices.tasks.deliver",
            _("Hand out notices, send letters, push events"),
            every=timedelta(seconds=5),
        ),
        Tick(
            "linli.apps.notices.tasks.sum_up",
            _("Compose the summaries of the day"),
            every=timedelta(minutes=5),
        ),
        Tick(
            "linli.apps.notices.tasks.forget",
            _("Delete notices whose time is over"),
            every=timedelta(days=1),
        ),
    )

    def ready(self) -> None:
        """Register the sentences, what moves with places, and what is said of new numbers."""
        from linli.apps.accounts.services import register_phone_follower
        from linli.apps.notices import labels  # noqa: F401
        from linli.apps.notices.selectors.attached import attachments
        from linli.apps.notices.selectors.trail_names import webhook_names
        from linli.apps.notices.services.phones import tell_former_number
        from linli.apps.places.selectors import register_attachment

        register_thing_names("webhook", webhook_names)
        register_phone_follower(tell_former_number)
        for attachment in attachments():
            register_attachment(attachment)
