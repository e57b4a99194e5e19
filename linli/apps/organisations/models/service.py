"""What members who reported in offer, what is needed, who claimed and served, and the facts."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from linli.apps.organisations.models.bodies import Body
from linli.apps.organisations.models.registers import ReportIn
from linli.apps.organisations.rules.service import TAKING, ClaimState, Skill
from linli.apps.people.models import Person
from linli.apps.places.models import Place
from linli.kit.dated import DatedScopedQuerySet, ends_after_start
from linli.kit.enums import enum_check, enum_field


class Offer(models.Model):
    """What a member who reported in can help with, and how many hours a month (服务意向).

    It goes with the report-in: ended, it is deleted. `skills` is a list of `Skill`.
    """

    report_in = models.OneToOneField(ReportIn, on_delete=models.PROTECT, related_name="offer")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offers")
    skills = models.JSONField()
    hours_a_month = models.SmallIntegerField()
    offered_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_a_month__gte=1, hours_a_month__lte=200),
                name="organisations_offer_hours",
            )
        ]

    def __str__(self) -> str:
        return f"offer of {self.report_in_id}"


class Need(models.Model):
    """What is needed in a compound, for the members who reported to its branch (服务需求).

    `place` is where: the compound, or a building of it. It says nothing about anybody.
    `valid_to` is the first day on which it is no longer looked for.
    """

    branch = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="needs")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="needs")
    scope_path = models.CharField(max_length=120)
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=500, blank=True)
    skill = enum_field(Skill)
    wanted = models.SmallIntegerField()
    needed_on = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            enum_check(Skill, "skill", "organisations_need_skill"),
            ends_after_start("organisations_need_ends_after_start"),
            models.CheckConstraint(
                condition=Q(wanted__gte=1, wanted__lte=200), name="organisations_need_wanted"
            ),
        ]
        indexes = [models.Index(fields=["branch", "valid_to"], name="organisations_need_branch")]

    def __str__(self) -> str:
        return self.title


class ClaimQuerySet(models.QuerySet[Any]):
    """Claims."""

    def taking(self) -> Self:
        """Keep those that take a place of their need."""
        return self.filter(state__in=sorted(TAKING))


class Claim(models.Model):
    """A member has claimed a need, and what became of it (认领与服务记录).

    `noted_by_person` tells which side noted the service; the other one confirms.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="claims")
    report_in = models.ForeignKey(ReportIn, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    state = enum_field(ClaimState, default=ClaimState.CLAIMED)
    claimed_on = models.DateField()
    served_on = models.DateField(null=True)
    minutes = models.SmallIntegerField(null=True)
    noted_by_person = models.BooleanField(null=True)
    confirmed_on = models.DateField(null=True)

    objects: ClassVar = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(ClaimState, "state", "organisations_claim_state"),
            models.UniqueConstraint(
                fields=["need", "report_in"],
                condition=~Q(state=ClaimState.WITHDRAWN),
                name="organisations_claim_once",
            ),
        ]
        indexes = [
            models.Index(fields=["report_in", "confirmed_on"], name="organisations_claim_log")
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.state}"


class FactStatement(models.Model):
    """The facts of one quarter that a member asked for, for their work unit (服务情况反馈)."""

    report_in = models.ForeignKey(ReportIn, on_delete=models.PROTECT, related_name="statements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="statements")
    year = models.SmallIntegerField()
    quarter = models.SmallIntegerField()
    asked_on = models.DateField()
    issued_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report_in", "year", "quarter"], name="organisations_facts_once"
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="organisations_facts_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"
