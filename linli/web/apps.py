"""The web edge as an application, for its templates and static files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem
from linli.kit.sentences import register_sentences


class WebConfig(AppConfig):
    """Base page, error pages, home."""

    name = "linli.web"
    label = "web"
    concerns = "linli.web.operations.concerns"
    navigation = (NavItem(_("Home"), "home", icon="house", order=0),)

    def ready(self) -> None:
        """Register the sentences."""
        from linli.web.labels import SENTENCES

        register_sentences(SENTENCES)
