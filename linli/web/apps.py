"""The web edge as an application, for its templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base page, error pages, home."""

    name = "linli.web"
    label = "web"
