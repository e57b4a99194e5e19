"""Accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Sign-in and grants."""

    name = "linli.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.accounts import labels  # noqa: F401
