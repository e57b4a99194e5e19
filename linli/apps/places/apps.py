"""Places."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem
from linli.kit.scope_names import register_scope_chooser, register_scope_names
from linli.kit.ticks import Tick
from linli.kit.trail_words import register_thing_names


class PlacesConfig(AppConfig):
    """The tree everything else hangs on."""

    name = "linli.apps.places"
    label = "places"
    concerns = "linli.apps.places.views.measuring.concerns"
    registers = (
        "linli.apps.places.exchange.division_table.DivisionRegister",
        "linli.apps.places.exchange.structures.StructureRegister",
        "linli.apps.places.exchange.units.UnitRegister",
    )
    ticks = (
        Tick(
            "linli.apps.places.tasks.make_planned_changes",
            _("Make the planned changes of places whose day has come"),
            every=timedelta(minutes=10),
        ),
    )
    navigation = (NavItem(label=_("Places"), route="places:index", icon="geo-alt", order=20),)

    def ready(self) -> None:
        """Register the sentences, the layers of the building picture, and the names of places."""
        from linli.apps.places import labels, selectors  # noqa: F401
        from linli.apps.places.selectors.choosing import place_choices
        from linli.apps.places.selectors.names import names_by_path
        from linli.apps.places.selectors.trail_names import (
            place_names,
            places_called,
            unit_names,
            units_called,
        )

        register_thing_names("place", place_names, find=places_called)
        register_thing_names("unit", unit_names, find=units_called)
        register_scope_names(names_by_path)
        register_scope_chooser(place_choices)
