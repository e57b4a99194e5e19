"""What people are told, agree to and ask about their data, and who has looked at it."""

from typing import ClassVar

from django.db import models

from linli.apps.people.models.persons import Person
from linli.apps.people.rules.kinds import (
    ConsentSubject,
    ReadingKind,
    ReadingReason,
    RequestKind,
)
from linli.apps.people.rules.lifecycle import RequestState
from linli.apps.places.models import Place
from linli.kit.enums import enum_check, enum_field
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet
from linli.kit.sealed_fields import SealedField


class NoticeVersion(models.Model):
    """One published text of the privacy notice (隐私告知), as data; shown in both languages."""

    number = models.IntegerField(unique=True)
    digest = models.CharField(max_length=64)
    content = models.TextField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"notice {self.number}"


class DataHandler(models.Model):
    """Who answers for the data of a place (个人信息处理者), as the notice names them.

    Without a place it is the installation; a district may have its own. What is here is published:
    `contact` is the person in charge of personal information, by name or post, with a work phone.
    """

    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120, blank=True, unique=True)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=160)
    contact = models.CharField(max_length=80)
    phone = models.CharField(max_length=40)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """Consent to one matter (同意): given at a time under a notice, perhaps withdrawn later.

    `given_by` is the person, or the guardian; rows are never changed but for the withdrawal.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    subject = enum_field(ConsentSubject)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    notice_number = models.IntegerField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check(ConsentSubject, "subject", "people_consent_subject"),
            models.UniqueConstraint(
                fields=["person", "subject"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="people_consent_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.subject}"


class Reading(models.Model):
    """Somebody read more than the masked view, for a reason and for a time (查阅).

    The trail keeps who, when, in which post and why; this row keeps the words and the end.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="readings")
    account_id = models.BigIntegerField(null=True)
    kind = enum_field(ReadingKind)
    fields = models.CharField(max_length=80, blank=True)
    reason = enum_field(ReadingReason)
    note = SealedField(null=True)
    read_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check(ReadingKind, "kind", "people_reading_kind"),
            enum_check(ReadingReason, "reason", "people_reading_reason"),
        ]
        indexes = [models.Index(fields=["account_id", "until"], name="people_reading_in_force")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class RightsRequest(models.Model):
    """What a person asks about their own data (权利请求), with a day by which it is answered."""

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    kind = enum_field(RequestKind)
    state = enum_field(RequestState, default=RequestState.SUBMITTED)
    scope_path = models.CharField(max_length=120, blank=True)
    text = SealedField(null=True)
    answer = SealedField(null=True)
    submitted_at = models.DateTimeField()
    due_date = models.DateField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(RequestKind, "kind", "people_request_kind"),
            enum_check(RequestState, "state", "people_request_state"),
        ]
        indexes = [
            models.Index(fields=["state", "scope_path", "due_date"], name="people_request_desk")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
