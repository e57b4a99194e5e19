"""Summaries kept by the acts themselves, equal to the raw count at every moment."""

from django.db import models

from linli.apps.cases.models.catalogue import Category
from linli.apps.grids.models import Cell
from linli.apps.organisations.models import Body
from linli.apps.places.models import Place


class DayFigure(models.Model):
    """Counts of one day, one community, one category, by name of the count (日汇总).

    `name` is a count of `rules.counts` ("reported", "closed_on_time", ...); rows only grow and
    shrink by deltas, in the order of their keys.
    """

    day = models.DateField()
    township = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "day", "name", "category"], name="cases_day_figure_once"
            )
        ]
        indexes = [
            models.Index(fields=["township", "day", "name"], name="cases_day_figure_township"),
            models.Index(fields=["day", "name"], name="cases_day_figure_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CellFigure(models.Model):
    """Counts of one month and one cell, by name of the count (网格月汇总)."""

    month = models.DateField()
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell", "month", "name"], name="cases_cell_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.name}"


class StandingFigure(models.Model):
    """How many cases stand in a state now, for a cell or a body (现状汇总)."""

    community = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    cell = models.ForeignKey(Cell, null=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24)
    count = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["community", "state"], name="cases_standing_community"),
            models.Index(fields=["cell", "state"], name="cases_standing_cell"),
            models.Index(fields=["lead", "state"], name="cases_standing_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.count}"
