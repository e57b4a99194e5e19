"""Places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The tree everything else hangs on."""

    name = "linli.apps.places"
    label = "places"
