"""Registers beside the posts: membership, marks, report-ins, stewardship, local rules."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.organisations.models.bodies import Body
from linli.apps.organisations.models.types import OwnType
from linli.apps.organisations.rules.basis import Condition, Mark, Stewarding
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.limits import Severity, Test
from linli.apps.people.models import Household, Person
from linli.apps.places.models import Place
from linli.kit.dated import (
    DatedQuerySet,
    DatedScopedQuerySet,
    ends_after_start,
)
from linli.kit.enums import enum_check, enum_field, optional_enum_field


class Membership(models.Model):
    """That a person belongs to a branch, from a day to a day (党员隶属关系). Sensitive.

    Nothing else is stored. Seen by whoever holds a seat in that branch or in a party body above
    it, and by the person; a resident's rights never depend on it.
    Source: [rule:membership-visibility].
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="party_memberships")
    branch = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        constraints = [ends_after_start("organisations_membership_ends_after_start")]
        indexes = [models.Index(fields=["branch", "id"], name="organisations_member_branch")]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class HouseholdMark(models.Model):
    """That a branch recognised a household, from a day to a day (户标识): as sensitive."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="marks")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="marks")
    mark = enum_field(Mark)
    scope_path = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Mark, "mark", "organisations_mark_kind"),
            ends_after_start("organisations_mark_ends_after_start"),
            models.UniqueConstraint(
                fields=["household", "mark"],
                condition=Q(valid_to__isnull=True),
                name="organisations_mark_once",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "mark"], name="organisations_mark_scope")]

    def __str__(self) -> str:
        return f"{self.mark} {self.household_id}"


class ReportIn(models.Model):
    """That an in-service member reported to the compound they live in (在职党员报到).

    It counts from the day on which both sides have confirmed. As sensitive as membership.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="report_ins")
    branch = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="report_ins")
    scope_path = models.CharField(max_length=120)
    confirmed_by_person_on = models.DateField(null=True)
    confirmed_by_branch_on = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("organisations_report_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "branch"],
                condition=Q(valid_to__isnull=True),
                name="organisations_report_once",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "id"], name="organisations_report_scope"),
        ]

    def __str__(self) -> str:
        return f"report-in {self.pk}"


class Stewardship(models.Model):
    """Who looks after a compound from a day to a day (小区管理方式); one at a time."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="stewardships")
    scope_path = models.CharField(max_length=120)
    kind = enum_field(Stewarding)
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="stewarded")
    exit_plan = models.CharField(max_length=400, blank=True)
    review_on = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Stewarding, "kind", "organisations_steward_kind"),
            ends_after_start("organisations_steward_ends_after_start"),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(valid_to__isnull=True),
                name="organisations_steward_once",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "kind"], name="organisations_steward_scope")]

    def __str__(self) -> str:
        return f"{self.kind} {self.place_id}"


class CompoundCondition(models.Model):
    """A shortcoming of a compound, from being noted to being put right (小区短板).

    `grade` runs from 1 (minor) to 3 (dangerous).
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="conditions")
    scope_path = models.CharField(max_length=120)
    condition = enum_field(Condition)
    grade = models.SmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Condition, "condition", "organisations_condition_kind"),
            ends_after_start("organisations_condition_ends_after_start"),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=3), name="organisations_condition_grade"
            ),
            models.UniqueConstraint(
                fields=["place", "condition"],
                condition=Q(valid_to__isnull=True),
                name="organisations_condition_once",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "condition"], name="organisations_condition_scope")
        ]

    def __str__(self) -> str:
        return f"{self.condition} {self.place_id}"


class LocalRule(models.Model):
    """A rule of one place, entered with its source (地方规则); it stands before the built-in ones.

    `jurisdiction` is a division code; the rule holds for every code that begins with it.
    `own_type` is set where it speaks of a type that a place set up for itself; `beside` names the
    bodies in which nobody may sit as well, for the test that asks so.
    """

    test = enum_field(Test)
    body_type = enum_field(BodyType)
    own_type = models.ForeignKey(OwnType, null=True, on_delete=models.PROTECT, related_name="rules")
    beside = optional_enum_field(BodyType)
    jurisdiction = models.CharField(max_length=12)
    least = models.SmallIntegerField(null=True)
    most = models.SmallIntegerField(null=True)
    is_odd = models.BooleanField(default=False)
    severity = enum_field(Severity)
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Test, "test", "organisations_rule_test"),
            enum_check(BodyType, "body_type", "organisations_rule_body_type"),
            enum_check(BodyType, "beside", "organisations_rule_beside"),
            models.CheckConstraint(
                condition=Q(body_type=BodyType.OWN) ^ Q(own_type__isnull=True),
                name="organisations_rule_own_type",
            ),
            enum_check(Severity, "severity", "organisations_rule_severity"),
            ends_after_start("organisations_rule_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.test} {self.body_type} {self.jurisdiction}"
