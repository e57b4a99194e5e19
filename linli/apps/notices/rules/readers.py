"""Who looks after deliveries and subscriptions."""

from linli.apps.accounts.rules import Role

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN})
