"""Bodies, their seats, and who holds them when."""

from typing import ClassVar

from django.db import models

from linli.apps.organisations.rules import BodyType
from linli.apps.people.models import Person
from linli.apps.places.models import Place
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import ScopedQuerySet


class Body(models.Model):
    """An organisation on a place (组织); several stand side by side on one place."""

    type = enum_field(BodyType)
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bodies")
    scope_path = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [enum_check(BodyType, "type", "organisations_body_type")]
        indexes = [models.Index(fields=["scope_path", "type"], name="organisations_body_scope")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A post in a body (职位), held or vacant; `role` names the kind of seat of the type."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=40)
    position = models.SmallIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "role", "position"], name="organisations_seat_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.position}"


class Appointment(models.Model):
    """A person in a seat from a day to a day (任职); `valid_to` is the first day without it."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    is_acting = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.seat_id}"
