"""Interfaces."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.core.access import Actor
from linli.kit.navigation import NavItem
from linli.kit.ticks import Tick
from linli.kit.trail_words import register_thing_names


def _keeps_keys(actor: Actor) -> bool:
    from linli.apps.interfaces.permissions import can_see_keys

    return actor.is_known and bool(can_see_keys(actor))


class InterfacesConfig(AppConfig):
    """What other programs may ask and do, and how they are told apart."""

    name = "linli.apps.interfaces"
    label = "interfaces"
    navigation = (
        NavItem(_("Keys of programs"), "interfaces:keys", icon="key", order=912, shown=_keeps_keys),
    )
    ticks = (
        Tick(
            "linli.apps.interfaces.tasks.forget",
            _("Delete old counts and readings of programs"),
            every=timedelta(days=1),
        ),
    )

    def ready(self) -> None:
        """Register the sentences, and what moves with places."""
        from linli.apps.interfaces import labels  # noqa: F401
        from linli.apps.interfaces.selectors.attached import attachments
        from linli.apps.interfaces.selectors.trail_names import key_names
        from linli.apps.places.selectors import register_attachment

        register_thing_names("api_key", key_names)
        for attachment in attachments():
            register_attachment(attachment)
