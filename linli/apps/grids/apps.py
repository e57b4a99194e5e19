"""Grids."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem


class GridsConfig(AppConfig):
    """Which cell a dwelling lies in, and who looks after it."""

    name = "linli.apps.grids"
    label = "grids"
    navigation = (
        NavItem(
            label=_("Grid map"),
            route="grids:map",
            icon="map",
            order=300,
            shown=lambda actor: bool(actor.grants),
            section=_("Grid"),
        ),
        NavItem(label=_("Find my cell"), route="grids:find", icon="pin-map", order=310,
                section=_("Grid")),
    )  # fmt: skip

    def ready(self) -> None:
        """Register the sentences, and how far a grid worker's post reaches."""
        from linli.apps.grids import labels  # noqa: F401
        from linli.apps.grids.services.stations import reach_of_seat
        from linli.apps.organisations.services.reach import register_reach

        register_reach(reach_of_seat)
