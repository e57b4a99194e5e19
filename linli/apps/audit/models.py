"""The trail: rows that are only ever added."""

from typing import ClassVar

from django.db import models

from linli.kit.scoped import ScopedQuerySet


class AuditEvent(models.Model):
    """One act (留痕记录): who, in which post, when, what kind, on what, with which facts.

    `facts` is canonical JSON text; it holds identifiers and old and new values, and no personal
    data beyond need. `digest` is the SHA-256 over the canonical form of all other columns.
    Database triggers refuse UPDATE and DELETE.
    """

    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)
    post = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    scope_path = models.CharField(max_length=120, blank=True)
    facts = models.TextField()
    digest = models.BinaryField(max_length=32)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
            models.Index(fields=["scope_path", "-id"], name="audit_scope"),
            models.Index(fields=["kind", "-id"], name="audit_kind"),
            models.Index(fields=["account_id", "-id"], name="audit_account"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.subject_type}:{self.subject_id}"


class Seal(models.Model):
    """A sealed batch of the trail (封存): rows `first_event` to `last_event`, chained to the last.

    `leaves` holds the leaf hash of each row, 32 bytes one behind the other, and `event_ids`
    their numbers, so that a changed row can be named. `head` covers everything but the leaves
    themselves, which the root covers. Database triggers refuse UPDATE and DELETE.
    """

    number = models.BigIntegerField(unique=True)
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    event_ids = models.TextField()
    leaves = models.BinaryField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealStamp(models.Model):
    """A time stamp of a trusted third party on a seal's head (可信时间戳), RFC 3161 bytes."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="stamps")
    response = models.BinaryField()
    stamped_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"stamp of seal {self.seal_id}"
