"""Bodies and their seats."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from linli.apps.organisations.models.types import OwnType
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.readers import BODY_READERS, OPERATOR_READERS
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.kit.dated import DatedScopedQuerySet, ends_after_start
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import under


class BodyQuerySet(DatedScopedQuerySet):  # type: ignore[override]
    """Bodies, and which of them somebody sees."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the bodies of the actor's places and those the actor holds a post in."""
        if actor.is_system:
            return self.all()
        own = {grant.body_id for grant in actor.grants if grant.body_id is not None}
        return self.visible_at(
            sorted(own), actor.paths(BODY_READERS), actor.paths(OPERATOR_READERS)
        )

    def visible_at(
        self, own: "Sequence[Any]", places: "Sequence[Any]", operators: "Sequence[Any]"
    ) -> Self:
        """Keep the bodies numbered `own`, those below `places`, operators below `operators`."""
        operator = Q(type=BodyType.OPERATOR)
        return self.filter(
            Q(pk__in=own) | (under(places) & ~operator) | (under(operators) & operator)
        )


class Body(models.Model):
    """An organisation on a place (组织); several stand side by side on one place.

    `parent` is the body above it in its own tree, not the body of the place above. `work_phone`
    is the number on the door, never a private one. `own_type` is set for bodies of a type that a
    place set up for itself, and for no other. `term_ends` is the first day after the
    current term, `size` the number of counted seats that was decided, `trade` what a joint
    branch by trade has in common.
    """

    type = enum_field(BodyType)
    own_type = models.ForeignKey(
        OwnType, null=True, on_delete=models.PROTECT, related_name="bodies"
    )
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bodies")
    scope_path = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    trade = models.CharField(max_length=60, blank=True)
    work_phone = models.CharField(max_length=40, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    size = models.SmallIntegerField(null=True)
    term_ends = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = BodyQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(BodyType, "type", "organisations_body_type"),
            models.CheckConstraint(
                condition=Q(type=BodyType.OWN) ^ Q(own_type__isnull=True),
                name="organisations_body_own_type",
            ),
            ends_after_start("organisations_body_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["scope_path", "type"], name="organisations_body_scope"),
            models.Index(fields=["type", "scope_path"], name="organisations_body_by_type"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A post in a body (职位), held or vacant.

    `place` is where the post works and its rights hold: the body's place or one below it (a unit
    leader's entrance). Which cell a post of a grid team serves is the business of grids.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    kind = enum_field(SeatKind)
    position = models.SmallIntegerField(default=1)
    title = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="seats")
    scope_path = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(SeatKind, "kind", "organisations_seat_kind"),
            models.UniqueConstraint(
                fields=["body", "kind", "position"], name="organisations_seat_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="organisations_seat_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "kind"], name="organisations_seat_scope"),
            models.Index(fields=["kind", "scope_path"], name="organisations_seat_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"
