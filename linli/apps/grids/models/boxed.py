"""Rows that carry a polygon and the box around it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.grids.rules.shapes import Box, Shape, area_m2, from_bytes, to_bytes


class Boxed(models.Model):
    """A row with a polygon (WKB, CGCS2000 degrees), the box around it and its area."""

    polygon = models.BinaryField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    area_m2 = models.BigIntegerField(null=True)

    BOXED: ClassVar[list[str]] = ["polygon", "west", "south", "east", "north", "area_m2"]

    class Meta:
        abstract = True

    @property
    def shape(self) -> Shape | None:
        """Return the polygon, or None when none is drawn."""
        return from_bytes(self.polygon) if self.polygon is not None else None

    def draw(self, shape: Shape | None) -> None:
        """Set polygon, box and area together; the caller saves."""
        if shape is None:
            self.polygon = self.area_m2 = None
            self.west = self.south = self.east = self.north = None
            return
        box = Box.of(shape)
        self.polygon, self.area_m2 = to_bytes(shape), round(area_m2(shape))
        self.west, self.south, self.east, self.north = box.west, box.south, box.east, box.north


def touches(box: Box) -> Q:
    """Return the filter for rows whose box meets `box`."""
    return Q(west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south)
