"""People."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who lives where and owns what; least data, masked by default."""

    name = "linli.apps.people"
    label = "people"
