"""The place tree and the units in it."""

from typing import ClassVar, Self

from django.db import models
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from linli.apps.places.rules import PlaceKind, UnitKind
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import ScopedQuerySet, under


class PlaceQuerySet(MP_NodeQuerySet):
    """Places, scoped by their own path."""

    def under(self, *paths: str) -> Self:
        """Keep the places at or below one of `paths`."""
        return self.filter(under(paths, "path"))


class PlaceManager(MP_NodeManager.from_queryset(PlaceQuerySet)):  # type: ignore[misc]
    """The tree library's manager with our scope."""


class Place(MP_Node):
    """One place from the country down to an entrance (地点), as it stands now.

    `code` is the official code where there is one (2, 4, 6, 9 or 12 digits for divisions) and
    ours below; a code is never used again. `valid_to` is the first day on which the place no
    longer exists; such places stay, for the pages "as of" a date.
    """

    steplen = 4
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    node_order_by: ClassVar[list[str]] = []

    kind = enum_field(PlaceKind)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = PlaceManager()

    class Meta:
        constraints = [
            enum_check(PlaceKind, "kind", "places_place_kind"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="places_place_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["kind", "path"], name="places_kind_path")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """An exclusive part (专有部分): a dwelling, shop, parking space or shed in a place.

    `place` is the entrance, else the building, else the compound or natural village;
    `scope_path` copies its path. `area_cm` is the area in 0.01 m², null while unknown.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    scope_path = models.CharField(max_length=120)
    kind = enum_field(UnitKind, default=UnitKind.DWELLING)
    code = models.CharField(max_length=60, unique=True)
    floor = models.SmallIntegerField(null=True)
    number = models.CharField(max_length=30)
    area_cm = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(UnitKind, "kind", "places_unit_kind"),
            models.CheckConstraint(
                condition=models.Q(area_cm__isnull=True) | models.Q(area_cm__gte=0),
                name="places_unit_area",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "id"], name="places_unit_scope")]

    def __str__(self) -> str:
        return self.number
