"""Keys of other programs, their secrets, how much they are used, and what they have opened."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.apps.accounts.models import Account
from linli.apps.interfaces.rules.keys import READS_PER_MINUTE, WRITES_PER_MINUTE, CallKind
from linli.apps.organisations.models import Body
from linli.apps.places.models import Place
from linli.kit.enums import enum_check, enum_field
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet


class ApiKey(models.Model):
    """What another program may do for a body at a place, for what purpose, until when (接口密钥).

    `account` is the technical account the program acts as; nobody signs in with it, and every act
    of the program names it. It exists from the granting on. `acts` holds the acts one a line.
    One person asks, another grants; `ended_at` is when it was revoked, or the request refused.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    acts = models.TextField()
    account = models.OneToOneField(
        Account, null=True, on_delete=models.PROTECT, related_name="api_key"
    )
    reads_per_minute = models.IntegerField(default=READS_PER_MINUTE)
    writes_per_minute = models.IntegerField(default=WRITES_PER_MINUTE)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    granted_at = models.DateTimeField(null=True)
    granted_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="interfaces_key_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True) | Q(account__isnull=False),
                name="interfaces_key_granted_with_account",
            ),
            models.CheckConstraint(
                condition=Q(granted_by_id__isnull=True) | ~Q(granted_by_id=F("asked_by_id")),
                name="interfaces_key_two_persons",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "id"], name="interfaces_key_scope")]

    def __str__(self) -> str:
        return self.name


class KeySecret(models.Model):
    """One secret of a key (密钥口令): only its digest and its last characters are kept.

    `ends_at` is empty for the present one; the one before works until then.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="secrets")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    drawn_at = models.DateTimeField()
    drawn_by_id = models.BigIntegerField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(ends_at__isnull=True), name="interfaces_secret_one"
            )
        ]

    def __str__(self) -> str:
        return f"…{self.hint}"


class KeyWindow(models.Model):
    """How often a key was used in one minute (调用计数): its limit, its last use, its load."""

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="windows")
    kind = enum_field(CallKind)
    starts_at = models.DateTimeField()
    calls = models.IntegerField()

    class Meta:
        constraints = [
            enum_check(CallKind, "kind", "interfaces_window_kind"),
            models.UniqueConstraint(
                fields=["key", "kind", "starts_at"], name="interfaces_window_once"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="interfaces_window_at")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.kind} {self.calls}"


class KeyReading(models.Model):
    """That a program opened a file, a picture or a contact (接口查阅记录), and which.

    For what purpose stands on the key. Acts are not repeated here: they stand in the trail.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField()
    operation = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["key", "-at", "-id"], name="interfaces_reading_key"),
            models.Index(fields=["subject", "at"], name="interfaces_reading_subject"),
            models.Index(fields=["at"], name="interfaces_reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.subject}"
