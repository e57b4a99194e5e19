"""Summaries: changes written by the acts themselves, folded into tables that stay small.

Every act adds rows to `FigureChange` in its own transaction; the worker folds them. A figure is
the folded count plus what is not folded yet, so it equals the raw count at every moment, and no
two acts wait for one another's counter. The numbers of places, cells and bodies carry no foreign
key: a summary outlives what it counts, and the check would cost more than the row.
"""

from django.db import models

from linli.apps.cases.rules.counts import Standing
from linli.kit.enums import enum_check, enum_field


class FigureChange(models.Model):
    """That a count grew or shrank (汇总增量); `day` is empty for what stands now.

    With a day and a body it is a count of calls, with a day and a category one of cases.
    """

    name = models.CharField(max_length=40)
    day = models.DateField(null=True)
    county_id = models.BigIntegerField(null=True)
    township_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    cell_id = models.BigIntegerField(null=True)
    category_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    change = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.change:+d}"


class DayFigure(models.Model):
    """A count of one day at a place: a community, a township or a county (日汇总)."""

    place_id = models.BigIntegerField()
    day = models.DateField()
    name = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # The name first: a chart of one count over years is one stretch of the index.
                fields=["place_id", "name", "day"],
                name="cases_day_figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CategoryFigure(models.Model):
    """A count of one month and category at a place (类别月汇总); `month` is its first day."""

    place_id = models.BigIntegerField()
    month = models.DateField()
    category_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_id", "month", "category_id", "name"],
                name="cases_category_figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.name}"


class CellFigure(models.Model):
    """A count of one month in a cell (网格月汇总); `month` is its first day."""

    cell_id = models.BigIntegerField()
    month = models.DateField()
    name = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cell_id", "month", "name"], name="cases_cell_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.name}"


class LeadFigure(models.Model):
    """How many cases of a place stand in a state now with the body that leads them (主办汇总)."""

    place_id = models.BigIntegerField()
    body_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_id", "body_id", "name"], name="cases_lead_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.count}"


class CallFigure(models.Model):
    """A count of one month at a place about the calls of one body (吹哨月汇总)."""

    place_id = models.BigIntegerField()
    month = models.DateField()
    body_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_id", "month", "body_id", "name"], name="cases_call_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.name}"


class StandingFigure(models.Model):
    """How many cases stand in a state now, at a place, in a cell or with a body (现状汇总)."""

    kind = enum_field(Standing)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        constraints = [
            enum_check(Standing, "kind", "cases_standing_kind"),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "name"], name="cases_standing_once"
            ),
        ]
        indexes = [
            # One count of all cells of a place: read without the rows.
            models.Index(fields=["kind", "name", "subject_id", "count"], name="cases_standing_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.count}"
