"""Dashboards."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.apps.dashboards.rules.readers import FIGURE_READERS
from linli.kit.navigation import NavItem


class DashboardsConfig(AppConfig):
    """What the figures say, each with its counts and what was left out."""

    name = "linli.apps.dashboards"
    label = "dashboards"
    navigation = (
        NavItem(
            label=_("Figures"),
            route="dashboards:index",
            icon="bar-chart",
            order=230,
            shown=lambda actor: bool(actor.roles & FIGURE_READERS),
            section=_("Cases"),
        ),
    )

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.dashboards import labels  # noqa: F401
