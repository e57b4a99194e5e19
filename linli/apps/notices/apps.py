"""Notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What is said to whom, outbox, inbox, channels and webhooks."""

    name = "linli.apps.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.notices import labels  # noqa: F401
