"""The trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Lowest application: everything records, nothing here knows what."""

    name = "linli.apps.audit"
    label = "audit"
