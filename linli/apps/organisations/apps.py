"""Organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Several bodies on one place, each with its seats and dated holders."""

    name = "linli.apps.organisations"
    label = "organisations"
