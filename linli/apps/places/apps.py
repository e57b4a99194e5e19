"""Places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The tree everything else hangs on."""

    name = "linli.apps.places"
    label = "places"

    def ready(self) -> None:
        """Let rights move with the places they are held at."""
        from linli.apps.accounts.models import RoleGrant
        from linli.apps.places.selectors import Attachment, register_attachment

        register_attachment(Attachment(model=RoleGrant))
