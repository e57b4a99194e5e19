"""Accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Sign-in and grants."""

    name = "linli.apps.accounts"
    label = "accounts"
