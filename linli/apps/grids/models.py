"""Grid cells."""

from typing import ClassVar

from django.db import models

from linli.apps.grids.rules import CellKind
from linli.apps.places.models import Place
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import ScopedQuerySet


class Cell(models.Model):
    """A grid cell (网格) of one community or village; its code is never used again."""

    code = models.CharField(max_length=20, unique=True)
    kind = enum_field(CellKind)
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="cells")
    scope_path = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [enum_check(CellKind, "kind", "grids_cell_kind")]
        indexes = [models.Index(fields=["scope_path", "kind"], name="grids_cell_scope")]

    def __str__(self) -> str:
        return self.name
