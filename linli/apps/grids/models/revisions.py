"""Grid revisions: all cells of a community or village from a day on."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from linli.apps.grids.models.boxed import Boxed
from linli.apps.grids.models.cells import Cell
from linli.apps.grids.rules.cells import GRID_READERS, CellKind
from linli.apps.grids.rules.revisions import EVER_IN_FORCE, RevisionState
from linli.apps.grids.rules.topology import DEFAULT_TOLERANCE_M2
from linli.apps.organisations.models import Seat
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor
from linli.kit.dated import DatedScopedQuerySet, ends_after_start
from linli.kit.enums import enum_check, enum_field


class RevisionQuerySet(DatedScopedQuerySet):  # type: ignore[override]
    """Revisions, scoped by the path of their place."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the revisions of places under the actor's posts."""
        return self if actor.is_system else self.under(*actor.paths(GRID_READERS))

    def ever_in_force(self) -> Self:
        """Keep those that are or were in force; with `on` exactly one per place and day."""
        return self.filter(state__in=sorted(EVER_IN_FORCE))


class GridRevision(models.Model):
    """A division of one place into cells, from a day on (网格调整方案).

    `based_on` is the revision that was in force when it was begun. `fingerprint` is the SHA-256
    of its content, set when it is published; from then on the content does not change.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="grid_revisions")
    scope_path = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    state = enum_field(RevisionState, default=RevisionState.DRAFT)
    based_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    tolerance_m2 = models.PositiveIntegerField(default=DEFAULT_TOLERANCE_M2)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    switched_at = models.DateTimeField(null=True)

    objects: ClassVar = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(RevisionState, "state", "grids_revision_state"),
            ends_after_start("grids_revision_ends_after_start"),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(state=RevisionState.IN_FORCE),
                name="grids_revision_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(state=RevisionState.PUBLISHED),
                name="grids_revision_one_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "state"], name="grids_revision_scope"),
            models.Index(fields=["state", "valid_from"], name="grids_revision_due"),
        ]

    def __str__(self) -> str:
        return self.title


class RevisionCell(Boxed):
    """A cell as a revision has it: its name, its boundary, and who follows a closed one.

    `cell` is empty for a new one until the revision is published, which gives it its code.
    `is_closed` marks a cell that the revision ends; `successor` then takes over what is tied to
    no dwelling.
    """

    revision = models.ForeignKey(GridRevision, on_delete=models.PROTECT, related_name="cells")
    cell = models.ForeignKey(Cell, null=True, on_delete=models.PROTECT, related_name="revisions")
    kind = enum_field(CellKind)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="groups")
    is_closed = models.BooleanField(default=False)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            enum_check(CellKind, "kind", "grids_revision_cell_kind"),
            models.UniqueConstraint(
                fields=["revision", "name"],
                condition=Q(is_closed=False),
                name="grids_revision_cell_name",
            ),
            models.UniqueConstraint(fields=["revision", "cell"], name="grids_revision_cell_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RevisionMove(models.Model):
    """That a revision puts a place or a single unit into a cell of it (拟调整的住户)."""

    revision = models.ForeignKey(GridRevision, on_delete=models.PROTECT, related_name="moves")
    target = models.ForeignKey(RevisionCell, on_delete=models.PROTECT, related_name="moves")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True) ^ Q(unit__isnull=True), name="grids_move_of_one"
            ),
            models.UniqueConstraint(fields=["revision", "place"], name="grids_move_place_once"),
            models.UniqueConstraint(fields=["revision", "unit"], name="grids_move_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id or self.unit_id} to {self.target_id}"


class RevisionStation(models.Model):
    """That a revision takes a post to another cell of it (拟调整的岗位)."""

    revision = models.ForeignKey(GridRevision, on_delete=models.PROTECT, related_name="stations")
    target = models.ForeignKey(RevisionCell, on_delete=models.PROTECT, related_name="stations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "seat"], name="grids_station_move_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} to {self.target_id}"
