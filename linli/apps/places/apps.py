"""Places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem


class PlacesConfig(AppConfig):
    """The tree everything else hangs on."""

    name = "linli.apps.places"
    label = "places"
    navigation = (NavItem(label=_("Places"), route="places:index", icon="geo-alt", order=20),)

    def ready(self) -> None:
        """Register the sentences and the layers of the building picture."""
        from linli.apps.places import labels, selectors  # noqa: F401
