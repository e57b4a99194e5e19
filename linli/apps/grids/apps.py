"""Grids."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.apps.grids.rules.cells import GRID_READERS
from linli.kit.navigation import NavItem
from linli.kit.ticks import Tick
from linli.kit.trail_words import register_thing_names


class GridsConfig(AppConfig):
    """Which cell a dwelling lies in, and who looks after it."""

    name = "linli.apps.grids"
    label = "grids"
    concerns = "linli.apps.grids.views.concerns.concerns"
    registers = (
        "linli.apps.grids.exchange.cell_table.CellRegister",
        "linli.apps.grids.exchange.staff_table.StaffRegister",
    )
    ticks = (
        Tick(
            "linli.apps.grids.tasks.switch_due",
            _("Put grid plans in force whose day has come"),
            every=timedelta(minutes=1),
        ),
    )
    navigation = (
        NavItem(
            label=_("Grid map"),
            route="grids:map",
            icon="map",
            order=300,
            shown=lambda actor: bool(actor.roles & GRID_READERS),
            section=_("Grid"),
        ),
        NavItem(label=_("Find my cell"), route="grids:find", icon="pin-map", order=310,
                section=_("Grid")),
    )  # fmt: skip

    def ready(self) -> None:
        """Register the sentences, what moves with places, and how far a worker's post reaches."""
        from linli.apps.grids import labels  # noqa: F401
        from linli.apps.grids.selectors.attached import attachments
        from linli.apps.grids.selectors.keepers import cells_with_workers
        from linli.apps.grids.selectors.layers import CELLS
        from linli.apps.grids.selectors.staff import count_without_worker, unattended
        from linli.apps.grids.selectors.trail_names import (
            cell_names,
            cells_called,
            revision_titles,
        )
        from linli.apps.grids.services.following import claim_again, end_claims, follow_units
        from linli.apps.grids.services.stations import reach_of_seats
        from linli.apps.organisations.selectors.keepers import register_keepers
        from linli.apps.organisations.selectors.unattended import Lookout, register_lookout
        from linli.apps.organisations.services.reach import register_reach
        from linli.apps.places.rules.layers import register_layer
        from linli.apps.places.selectors import register_attachment
        from linli.apps.places.services import register_closer, register_heir, register_reopener

        register_thing_names("cell", cell_names, find=cells_called)
        register_thing_names("grid_revision", revision_titles)
        register_heir(follow_units)
        register_layer(CELLS)
        register_closer(end_claims)
        register_reopener(claim_again)
        register_reach(reach_of_seats)
        register_keepers(cells_with_workers)
        register_lookout(
            Lookout(
                count=count_without_worker,
                page=unattended,
            )
        )
        for attachment in attachments():
            register_attachment(attachment)
