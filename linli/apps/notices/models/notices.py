"""What was said, to whom, and what stands in whose inbox."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.accounts.models import Account
from linli.apps.notices.rules.posting import LEFT_BEHIND, Language, RecipientKind, Urgency
from linli.kit.enums import enum_check, enum_field
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet
from linli.kit.sealed_fields import SealedField

_LEFT = sorted(LEFT_BEHIND)


class Notice(models.Model):
    """Something the platform says about an object (通知), once for a `dedupe_key`.

    `kind` names the sentences, `facts` (canonical JSON) fill them; `scope_path` is the place of
    the object, by which webhooks are chosen.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    kind = models.CharField(max_length=60)
    about_type = models.CharField(max_length=40)
    about_code = models.CharField(max_length=60)
    about_path = models.CharField(max_length=200)
    about_title = models.CharField(max_length=120, blank=True)
    scope_path = models.CharField(max_length=120, blank=True)
    facts = models.TextField()
    urgency = enum_field(Urgency)
    dedupe_key = models.CharField(max_length=120, unique=True)
    posted_at = models.DateTimeField()

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [enum_check(Urgency, "urgency", "notices_notice_urgency")]
        indexes = [models.Index(fields=["posted_at"], name="notices_notice_posted")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_code}"


class Addressee(models.Model):
    """One to whom a notice is addressed (收件方); a post is resolved when it is handed out.

    `due_at` is when the worker looks at it next, `handed_at` when it was handed out; in between
    `waiting_for` tells in a code why it still waits: nobody answers for the post, nobody has an
    account. What somebody left, address or number, is sealed, and emptied as soon as it has served.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="addressees")
    kind = enum_field(RecipientKind)
    target_id = models.BigIntegerField(null=True)
    address = SealedField(null=True)
    language = enum_field(Language, default=str(Language.CHINESE))
    due_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    waiting_for = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            enum_check(RecipientKind, "kind", "notices_addressee_kind"),
            enum_check(Language, "language", "notices_addressee_language"),
            models.CheckConstraint(
                condition=Q(kind__in=_LEFT, target_id__isnull=True)
                | (~Q(kind__in=_LEFT) & Q(target_id__isnull=False)),
                name="notices_addressee_one_target",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="notices_addressee_due",
                condition=Q(handed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id or ''}"


class Digest(models.Model):
    """The daily summary of one account (每日汇总); one a day at most."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    composed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "day"], name="notices_digest_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"


class InboxEntry(models.Model):
    """A notice in somebody's inbox (收件箱条目), read or not.

    `seat_id` is the post by which it came, `is_fallback` tells that the post has nobody of its
    own and the notice fell to this person.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    seat_id = models.BigIntegerField(null=True)
    is_fallback = models.BooleanField(default=False)
    urgency = enum_field(Urgency)
    posted_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.SET_NULL, related_name="entries")

    class Meta:
        constraints = [
            enum_check(Urgency, "urgency", "notices_entry_urgency"),
            models.UniqueConstraint(fields=["notice", "account"], name="notices_entry_once"),
        ]
        indexes = [
            models.Index(fields=["account", "-posted_at", "-id"], name="notices_entry_inbox"),
            models.Index(
                fields=["account"], name="notices_entry_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["account", "posted_at"],
                name="notices_entry_for_digest",
                condition=Q(urgency=str(Urgency.DIGEST), digest=None, read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} for {self.account_id}"
