"""The trail."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kit.navigation import NavItem
from linli.kit.ticks import Tick


class AuditConfig(AppConfig):
    """Lowest application: everything records, nothing here knows what."""

    name = "linli.apps.audit"
    label = "audit"
    concerns = "linli.apps.audit.views.concerns"
    navigation = (
        NavItem(
            label=_("Trail"),
            route="audit:events",
            icon="journal-check",
            order=900,
            shown=lambda actor: "AUDIT_ADMIN" in actor.roles,
        ),
    )

    ticks = (
        Tick(
            "linli.apps.audit.tasks.seal",
            _("Seal the acts of the trail that no seal covers yet"),
            every=timedelta(minutes=1),
        ),
        Tick(
            "linli.apps.audit.tasks.keep_periods",
            _("Delete acts of the trail that are older than ten years; their seals stay"),
            every=timedelta(days=1),
        ),
    )

    def ready(self) -> None:
        """Register the sentences."""
        from linli.apps.audit import labels  # noqa: F401
