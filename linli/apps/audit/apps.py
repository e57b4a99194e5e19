"""The trail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem


class AuditConfig(AppConfig):
    """Lowest application: everything records, nothing here knows what."""

    name = "linli.apps.audit"
    label = "audit"
    navigation = (
        NavItem(
            label=_("Trail"),
            route="audit:events",
            icon="journal-check",
            order=900,
            shown=lambda actor: "AUDIT_ADMIN" in actor.roles,
        ),
    )

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.audit import labels  # noqa: F401
