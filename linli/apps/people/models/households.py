"""Households and who belongs to them when."""

from typing import ClassVar

from django.db import models

from linli.apps.people.models.persons import Person
from linli.apps.people.rules.kinds import LeaveReason, Relation
from linli.apps.places.models import Unit
from linli.kit.enums import enum_field, optional_enum_field, quick_enum_check
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet


class Household(models.Model):
    """The persons who live together in a unit (户); `valid_to` is the first day without it."""

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="households")
    scope_path = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="people_household_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["scope_path", "id"], name="people_household_scope")]

    def __str__(self) -> str:
        return f"household {self.pk}"


class HouseholdMember(models.Model):
    """One person in one household from a day to a day (户成员)."""

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relation = enum_field(Relation)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    left_because = optional_enum_field(LeaveReason)

    class Meta:
        constraints = [
            quick_enum_check(Relation, "relation", "people_member_relation"),
            quick_enum_check(LeaveReason, "left_because", "people_member_left_because"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="people_member_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(relation=Relation.HEAD, valid_to__isnull=True),
                name="people_member_one_head",
            ),
            models.UniqueConstraint(
                fields=["household", "person"],
                condition=models.Q(valid_to__isnull=True),
                name="people_member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.household_id}"
