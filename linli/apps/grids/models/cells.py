"""Cells, the dwellings that belong to them, and the posts on them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from linli.apps.grids.rules.cells import GRID_READERS, CellKind
from linli.apps.organisations.models import Seat
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor
from linli.core.tree import ancestors
from linli.kit.dated import DatedScopedQuerySet, ends_after_start
from linli.kit.enums import enum_check, enum_field


class CellQuerySet(DatedScopedQuerySet):  # type: ignore[override]
    """Cells, scoped by the path of their community or village."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the cells under the actor's posts, and those of the communities around a post.

        A grid worker's post reaches a few buildings, and the worker sees all cells of the
        community they stand in. What a cell's notice board says is public anyway.
        """
        if actor.is_system:
            return self
        return self.visible_at(*cell_sight(actor))

    def visible_at(self, paths: "Sequence[Any]", around: "Sequence[Any]") -> Self:
        """Keep the cells under `paths`, and those of the communities at `around`."""
        return self.filter(Q(pk__in=self.under(*paths).values("pk")) | Q(scope_path__in=around))


def cell_sight(actor: Actor) -> tuple[tuple[str, ...], list[str]]:
    """Return the paths of the actor's posts at grids, and of the places above these."""
    paths = actor.paths(GRID_READERS)
    return paths, sorted({above for path in paths for above in ancestors(path)})


class Cell(models.Model):
    """A grid cell (网格) of one community or village; its code is never used again.

    `valid_to` is the first day without it; equal to `valid_from` means that it was announced
    and never came into force. A group cell has the village cell it belongs to as `parent`.
    """

    code = models.CharField(max_length=15, unique=True)
    kind = enum_field(CellKind)
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="cells")
    scope_path = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="groups")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = CellQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(CellKind, "kind", "grids_cell_kind"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grids_cell_ends_after_start",
            ),
            models.CheckConstraint(
                condition=(Q(kind=CellKind.GROUP) & Q(parent__isnull=False))
                | (~Q(kind=CellKind.GROUP) & Q(parent__isnull=True)),
                name="grids_cell_group_has_parent",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "kind"], name="grids_cell_scope")]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """That a place or a single unit belongs to a cell from a day to a day (网格归属).

    Exactly one of `place` and `unit` is set; the nearest one to a dwelling counts. `revision_id`
    names the revision that made it, if one did.
    """

    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="assignments")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    revision_id = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True) ^ Q(unit__isnull=True),
                name="grids_assignment_of_one",
            ),
            ends_after_start("grids_assignment_ends_after_start"),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(valid_to__isnull=True) & Q(place__isnull=False),
                name="grids_assignment_place_once",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(valid_to__isnull=True) & Q(unit__isnull=False),
                name="grids_assignment_unit_once",
            ),
            models.UniqueConstraint(
                fields=["place", "valid_from"], name="grids_assignment_place_day"
            ),
            models.UniqueConstraint(
                fields=["unit", "valid_from"], name="grids_assignment_unit_day"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "valid_from"], name="grids_assignment_scope"),
            models.Index(fields=["cell", "valid_from"], name="grids_assignment_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id or self.unit_id} in {self.cell_id}"


class Station(models.Model):
    """That a post of a grid team works on a cell from a day to a day (网格岗位).

    Who holds the post is the business of organisations; the post moves between cells, its
    `work_number` (工号) stays and is what the notice board shows.
    """

    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="stations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stations")
    scope_path = models.CharField(max_length=120)
    work_number = models.CharField(max_length=20)
    work_phone = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grids_station_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(valid_to__isnull=True),
                name="grids_station_seat_once",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "valid_from"], name="grids_station_scope"),
            models.Index(fields=["cell", "valid_from"], name="grids_station_cell"),
        ]

    def __str__(self) -> str:
        return self.work_number
