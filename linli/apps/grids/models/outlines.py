"""Outlines of places, positions of buildings, and the telephone for complaints."""

from typing import ClassVar

from django.db import models

from linli.apps.grids.models.boxed import Boxed
from linli.apps.places.models import Place
from linli.kit.dated import DatedScopedQuerySet, ends_after_start
from linli.kit.scoped import ScopedQuerySet


class PlaceOutline(Boxed):
    """The outline of a place from a day to a day (辖区范围); `source` says where it comes from."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="outlines")
    scope_path = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("grids_outline_ends_after_start"),
            models.UniqueConstraint(
                fields=["place"],
                condition=models.Q(valid_to__isnull=True),
                name="grids_outline_once",
            ),
        ]
        indexes = [models.Index(fields=["scope_path"], name="grids_outline_scope")]

    def __str__(self) -> str:
        return f"outline of {self.place_id}"


class PlacePoint(models.Model):
    """Where a building or compound stands (位置), in CGCS2000 degrees."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="point")
    scope_path = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["scope_path"], name="grids_point_scope")]

    def __str__(self) -> str:
        return f"{self.lon}, {self.lat}"


class SupervisionLine(models.Model):
    """The telephone for complaints about grid work in a place (监督电话), from a day to a day."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="supervision_lines")
    scope_path = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("grids_supervision_ends_after_start"),
            models.UniqueConstraint(
                fields=["place"],
                condition=models.Q(valid_to__isnull=True),
                name="grids_supervision_once",
            ),
        ]

    def __str__(self) -> str:
        return self.phone
