"""Transfers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem


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

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.transfers import labels  # noqa: F401
