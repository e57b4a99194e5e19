"""Transfers."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem
from linli.kit.ticks import Tick


class TransfersConfig(AppConfig):
    """Files in and out."""

    name = "linli.apps.transfers"
    label = "transfers"
    navigation = (
        NavItem(
            label=_("Files in and out"),
            route="transfers:index",
            icon="arrow-left-right",
            order=800,
            shown=lambda actor: bool(actor.roles),
        ),
    )

    ticks = (
        Tick("linli.apps.transfers.tasks.work", every=timedelta(seconds=2)),
        Tick("linli.apps.transfers.tasks.tidy", every=timedelta(hours=1)),
    )

    def ready(self) -> None:
        """Register the sentences, and let files move with their place."""
        from linli.apps.places.selectors import Attachment, register_attachment
        from linli.apps.transfers import labels  # noqa: F401
        from linli.apps.transfers.models import Export, Import

        for model in (Import, Export):
            register_attachment(Attachment(model=model, place="place"))
