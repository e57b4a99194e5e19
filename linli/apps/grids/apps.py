"""Grids."""

from django.apps import AppConfig


class GridsConfig(AppConfig):
    """Which cell a dwelling lies in, and who looks after it."""

    name = "linli.apps.grids"
    label = "grids"
