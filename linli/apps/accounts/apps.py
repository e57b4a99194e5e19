"""Accounts."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.core.access import Actor
from linli.kit.navigation import NavItem
from linli.kit.ticks import Tick
from linli.kit.trail_words import register_thing_names


def _security(actor: Actor) -> bool:
    return "SECURITY_ADMIN" in actor.roles


class AccountsConfig(AppConfig):
    """Sign-in and grants."""

    name = "linli.apps.accounts"
    label = "accounts"
    concerns = "linli.apps.accounts.views.concerns"
    navigation = (
        NavItem(_("Accounts"), "accounts:accounts", icon="person-gear", order=910, shown=_security),
        NavItem(_("Who can see what"), "accounts:access", icon="eye", order=911, shown=_security),
    )
    ticks = (
        Tick(
            "linli.apps.accounts.tasks.keep_periods",
            _("Delete what is left of closed accounts, old sign-ins and ended roles"),
            every=timedelta(days=1),
        ),
    )
    account_menu = (
        NavItem(_("Password"), "account_change_password", icon="key", order=10),
        NavItem(_("Phone number for codes"), "account_change_phone", icon="phone", order=15),
        NavItem(_("Second factor"), "mfa_index", icon="shield-lock", order=20),
        NavItem(_("Where I am signed in"), "usersessions_list", icon="laptop", order=30),
    )

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.accounts import labels  # noqa: F401
        from linli.apps.accounts.selectors.trail_names import (
            account_logins,
            accounts_called,
            sources_said,
        )

        register_thing_names("account", account_logins, find=accounts_called)
        register_thing_names("post", sources_said)
