"""Transfers."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem
from linli.kit.queues import Queue
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
        Tick(
            "linli.apps.transfers.tasks.work",
            _("Go on with files that are being brought in"),
            every=timedelta(seconds=2),
        ),
        Tick(
            "linli.apps.transfers.tasks.tidy",
            _("Delete uploaded files whose time is over"),
            every=timedelta(hours=1),
        ),
        Tick(
            "linli.apps.transfers.tasks.keep_periods",
            _("Delete records of files in and out that are older than three years"),
            every=timedelta(days=1),
        ),
    )

    queues = (
        Queue(
            "imports",
            _("Files that are brought in"),
            tally="linli.apps.transfers.selectors.waiting_tally",
            pieces="linli.apps.transfers.selectors.hanging_pieces",
            retry="linli.apps.transfers.services.retry_import",
            drop="linli.apps.transfers.services.drop_import",
        ),
    )

    def ready(self) -> None:
        """Register the sentences, and let files move with their place."""
        from linli.apps.places.selectors import Attachment, register_attachment
        from linli.apps.transfers import labels  # noqa: F401
        from linli.apps.transfers.models import Export, Import

        for model in (Import, Export):
            register_attachment(Attachment(model=model, place="place"))
