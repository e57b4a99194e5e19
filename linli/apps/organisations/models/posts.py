"""Who holds a seat when, who stands in, and what they declared."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from linli.apps.organisations.models.bodies import Body, Seat
from linli.apps.organisations.rules.basis import AwayReason, Basis, Ending, Statement
from linli.apps.people.models import Person
from linli.kit.dated import DatedQuerySet, ends_after_start
from linli.kit.enums import enum_check, enum_field


class PostQuerySet(DatedQuerySet):
    """Posts and absences; what was entered in error (`is_void`) holds on no day."""

    def on(self, day: date) -> Self:
        """Keep what holds on `day`."""
        return super().on(day).valid()

    def valid(self) -> Self:
        """Leave out what was entered in error."""
        return self.filter(is_void=False)


class Appointment(models.Model):
    """A person in a seat from a day to a day (任职); `valid_to` is the first day without it.

    No two valid ones of a seat overlap: the migrations add an exclusion constraint
    (PostgreSQL) or triggers (SQLite). `term_ends` is the day the term is over, which by itself
    ends nothing; `is_acting` marks whoever fills a vacant seat for the time being (代理);
    `is_void` an entry made in error, which never counted.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    is_acting = models.BooleanField(default=False)
    basis = enum_field(Basis)
    basis_text = models.CharField(max_length=200, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    term_ends = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ending = enum_field(Ending, blank=True)
    is_void = models.BooleanField(default=False)

    objects: ClassVar = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Basis, "basis", "organisations_appointment_basis"),
            ends_after_start("organisations_appointment_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["person", "valid_from"], name="organisations_post_person"),
            models.Index(fields=["seat", "valid_from"], name="organisations_post_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.seat_id}"


class Absence(models.Model):
    """A person away from a post for a time, and who stands in (请假与代理).

    The person is the holder, or somebody standing in who is away too: so chains arise. Without a
    substitute the post falls to the named fallback. No two valid ones of a person and a seat
    overlap.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="substitutions"
    )
    reason = enum_field(AwayReason)
    valid_from = models.DateField()
    valid_to = models.DateField()
    is_void = models.BooleanField(default=False)

    objects: ClassVar = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(AwayReason, "reason", "organisations_absence_reason"),
            ends_after_start("organisations_absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("person")),
                name="organisations_absence_other_substitute",
            ),
        ]
        indexes = [
            models.Index(fields=["seat", "valid_to"], name="organisations_absence_seat"),
            models.Index(fields=["person", "valid_to"], name="organisations_absence_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} away from {self.seat_id}"


class Declaration(models.Model):
    """What somebody declared to a body in writing (任职承诺): a tie exists, or it does not."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    statement = enum_field(Statement)
    is_so = models.BooleanField()
    declared_on = models.DateField()

    class Meta:
        constraints = [
            enum_check(Statement, "statement", "organisations_declaration_statement"),
            models.UniqueConstraint(
                fields=["body", "person", "statement", "declared_on"],
                name="organisations_declaration_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.statement}"
