"""Persons, households and what they hold."""

from typing import ClassVar

from django.db import models

from linli.apps.people.rules import PersonKind, Tenure
from linli.apps.places.models import Place, Unit
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import ScopedQuerySet


class Person(models.Model):
    """A natural person or an organisation that lives here, owns here or holds a post here."""

    kind = enum_field(PersonKind, default=PersonKind.NATURAL)
    home = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [enum_check(PersonKind, "kind", "people_person_kind")]
        indexes = [models.Index(fields=["scope_path", "id"], name="people_person_scope")]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Household(models.Model):
    """The persons who live together in a unit (户)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="households")
    scope_path = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["scope_path", "id"], name="people_household_scope")]

    def __str__(self) -> str:
        return f"household {self.pk}"


class Holding(models.Model):
    """A person's hold on a unit for a time (权属): owner, co-owner, developer, tenant."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    tenure = enum_field(Tenure)
    is_representative = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [enum_check(Tenure, "tenure", "people_holding_tenure")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.tenure} {self.unit_id}"
