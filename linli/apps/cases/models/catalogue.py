"""What an office has set: categories, check-lists, limits, days that differ from the calendar."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.apps.cases.rules.approvals import LEAST, MOST, ApprovalKind
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Disclosure, Level
from linli.apps.cases.rules.ladder import Rung
from linli.apps.organisations.models import Body, Seat
from linli.apps.places.models import Place
from linli.kit.dated import DatedScopedQuerySet, ends_after_start
from linli.kit.enums import enum_check, enum_field, optional_enum_field
from linli.kit.scoped import ScopedQuerySet


class Category(models.Model):
    """A kind of matter that may be reported at a place and below (类别).

    A category that is not ours (`is_ours` false) takes no report: `redirect_zh` and `redirect_en`
    say where to go. `lead` is the body a case is usually dispatched to; `least` the least that a
    reporter may disclose. `icon` is a name of the icon set.
    """

    code = models.SlugField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    icon = models.CharField(max_length=40)
    order = models.SmallIntegerField(default=100)
    is_ours = models.BooleanField(default=True)
    redirect_zh = models.TextField(blank=True)
    redirect_en = models.TextField(blank=True)
    level = enum_field(Level, default=Level.ORDINARY)
    least = enum_field(Disclosure, default=Disclosure.ANONYMOUS)
    lead = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Level, "level", "cases_category_level"),
            enum_check(Disclosure, "least", "cases_category_least"),
            ends_after_start("cases_category_ends_after_start"),
            models.UniqueConstraint(fields=["place", "code"], name="cases_category_once"),
            models.CheckConstraint(
                condition=Q(is_ours=True) | (~Q(redirect_zh="") & ~Q(redirect_en="")),
                name="cases_category_not_ours_says_where",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "order"], name="cases_category_scope")]

    def __str__(self) -> str:
        return self.code


class CheckItem(models.Model):
    """One line of the check-list of a category; a gate holds back `action` until it is marked."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="check_items")
    action = enum_field(CaseAction)
    text_zh = models.CharField(max_length=120)
    text_en = models.CharField(max_length=160)
    is_gate = models.BooleanField(default=True)
    position = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            enum_check(CaseAction, "action", "cases_check_item_action"),
            models.UniqueConstraint(
                fields=["category", "action", "position"], name="cases_check_item_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text_zh


class Limit(models.Model):
    """How long a step may take at a place and below (办理时限); the nearest row counts.

    `category` empty is every category. `amount` is in minutes of working or natural time, or in
    working days. Source: [rule:case-limits].
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    level = enum_field(Level)
    step = enum_field(Step)
    amount = models.IntegerField()
    unit = enum_field(TimeUnit)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Level, "level", "cases_limit_level"),
            enum_check(Step, "step", "cases_limit_step"),
            enum_check(TimeUnit, "unit", "cases_limit_unit"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cases_limit_positive"),
            ends_after_start("cases_limit_ends_after_start"),
        ]
        indexes = [models.Index(fields=["scope_path", "step"], name="cases_limit_scope")]

    def __str__(self) -> str:
        return f"{self.step} {self.amount} {self.unit}"


class ApprovalRule(models.Model):
    """How many must agree to more time, or to an exclusion, at a place and below (审批人数).

    The nearest counts; `category` or `level` empty is every one. A request keeps the number that
    held when it was asked. Source: [rule:case-approvals].
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    kind = enum_field(ApprovalKind)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    level = optional_enum_field(Level)
    needed = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(ApprovalKind, "kind", "cases_approval_rule_kind"),
            enum_check(Level, "level", "cases_approval_rule_level"),
            models.CheckConstraint(
                condition=Q(needed__gte=LEAST, needed__lte=MOST), name="cases_approval_rule_range"
            ),
            ends_after_start("cases_approval_rule_ends_after_start"),
        ]
        indexes = [models.Index(fields=["scope_path", "kind"], name="cases_approval_rule_scope")]

    def __str__(self) -> str:
        return f"{self.kind} {self.needed}"


class LadderPost(models.Model):
    """The post that hears of overdue steps, or arbitrates, at a place and below (督办、裁定岗位).

    The nearest counts. Only for the rungs above the body that has the task and for arbiters; where
    no office has named a post, it is the leading post of the governance office.
    Source: [rule:case-limits], [rule:case-arbiter].
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    rung = enum_field(Rung)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Rung, "rung", "cases_ladder_post_rung"),
            ends_after_start("cases_ladder_post_ends_after_start"),
        ]
        indexes = [models.Index(fields=["scope_path", "rung"], name="cases_ladder_post_scope")]

    def __str__(self) -> str:
        return self.rung


class DayOverride(models.Model):
    """A day that an office works or rests other than the calendar says (工作日调整)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    day = models.DateField()
    is_worked = models.BooleanField()
    reason = models.CharField(max_length=120)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "day"],
                condition=Q(withdrawn_at__isnull=True),
                name="cases_day_override_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("entered_at")),
                name="cases_day_override_withdrawn_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class OfficeHours(models.Model):
    """The hours in which the offices at a place and below are open (办公时间).

    `hours` is written as "08:30-12:00 14:00-18:00"; the nearest row counts, on the day on which a
    step begins.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    hours = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [ends_after_start("cases_office_hours_ends_after_start")]
        indexes = [models.Index(fields=["scope_path"], name="cases_office_hours_scope")]

    def __str__(self) -> str:
        return self.hours
