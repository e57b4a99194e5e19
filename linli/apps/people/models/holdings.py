"""Who holds which unit when, and who acts for somebody who cannot act alone."""

from typing import ClassVar

from django.db import models

from linli.apps.people.models.persons import Person
from linli.apps.people.rules.kinds import RepresentationKind, Tenure
from linli.apps.places.models import Unit
from linli.kit.enums import enum_check, enum_field, quick_enum_check
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet


class Holding(models.Model):
    """A person's hold on a unit for a time (权属): owner, co-owner, developer, tenant.

    A row is one unchanged stretch of time: naming another representative or correcting a share
    ends the row and begins the next. `valid_to` is the first day on which it no longer holds.
    Shares are optional, `share_numerator / share_denominator`.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    scope_path = models.CharField(max_length=120)
    tenure = enum_field(Tenure)
    is_representative = models.BooleanField(default=False)
    share_numerator = models.IntegerField(null=True)
    share_denominator = models.IntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            quick_enum_check(Tenure, "tenure", "people_holding_tenure"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="people_holding_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(share_numerator__isnull=True, share_denominator__isnull=True)
                | models.Q(
                    share_numerator__gt=0, share_denominator__gte=models.F("share_numerator")
                ),
                name="people_holding_share",
            ),
            models.CheckConstraint(
                condition=models.Q(is_representative=False) | models.Q(tenure=Tenure.CO_OWNER),
                name="people_holding_representative_co_owns",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(is_representative=True, valid_to__isnull=True),
                name="people_holding_one_representative",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(
                    tenure__in=[Tenure.OWNER, Tenure.UNDELIVERED, Tenure.UNSOLD],
                    valid_to__isnull=True,
                ),
                name="people_holding_one_sole_owner",
            ),
            models.UniqueConstraint(
                fields=["unit", "person", "tenure"],
                condition=models.Q(valid_to__isnull=True),
                name="people_holding_once",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "id"], name="people_holding_scope")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.tenure} {self.unit_id}"


class Representation(models.Model):
    """Somebody acts for another (代表关系): a guardian, or whom a company has authorised."""

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representatives")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="represented")
    kind = enum_field(RepresentationKind)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            enum_check(RepresentationKind, "kind", "people_representation_kind"),
            models.CheckConstraint(
                condition=~models.Q(principal=models.F("agent")),
                name="people_representation_of_another",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="people_representation_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["principal", "agent"],
                condition=models.Q(valid_to__isnull=True),
                name="people_representation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.principal_id}"
