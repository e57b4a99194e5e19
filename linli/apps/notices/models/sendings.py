"""Sendings: what leaves the platform, over a channel or to a webhook, and how far each got."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.accounts.models import Account
from linli.apps.notices.models.choices import ChannelChoice
from linli.apps.notices.models.notices import Addressee, Digest, InboxEntry, Notice
from linli.apps.notices.rules.delivery import OPEN_STATES, Channel, SendingState
from linli.apps.notices.rules.posting import Urgency
from linli.kit.enums import enum_check, enum_field
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet
from linli.kit.sealed_fields import SealedField

_OPEN = Q(state__in=[str(state) for state in OPEN_STATES])


class Sending(models.Model):
    """What the two kinds of sendings share; `rules.delivery` says how they move.

    `due_at` is when it is taken next; while it is being sent, when the claim lapses. `claim`
    names the claim, `key` goes out with every attempt so that a repetition can be told.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    key = models.CharField(max_length=40, unique=True)
    state = enum_field(SendingState, default=str(SendingState.QUEUED))
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    last_code = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Delivery(Sending):
    """One letter over one channel (投递): a notice, a digest or a code to confirm an address.

    `scope_path` is the place of the notice's object, by which administrators see it.
    """

    channel = enum_field(Channel)
    scope_path = models.CharField(max_length=120, blank=True)
    urgency = enum_field(Urgency)
    entry = models.ForeignKey(
        InboxEntry, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    digest = models.ForeignKey(
        Digest, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    addressee = models.ForeignKey(
        Addressee, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    choice = models.ForeignKey(
        ChannelChoice, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(SendingState, "state", "notices_delivery_state"),
            enum_check(Channel, "channel", "notices_delivery_channel"),
            enum_check(Urgency, "urgency", "notices_delivery_urgency"),
            models.UniqueConstraint(fields=["entry", "channel"], name="notices_delivery_entry"),
            models.UniqueConstraint(fields=["digest", "channel"], name="notices_delivery_digest"),
            models.UniqueConstraint(fields=["addressee"], name="notices_delivery_addressee"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notices_delivery_due", condition=_OPEN),
            models.Index(fields=["state", "-queued_at", "-id"], name="notices_delivery_state_at"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Webhook(models.Model):
    """A subscription of another system (事件订阅): which kinds, below which place, to where.

    `kinds` holds the kinds one a line, empty for all. `secret` signs what is sent, sealed.
    `failing_since` is the first failure after the last success; after some days of nothing but
    failures the subscription ends by itself (`disabled_at`).
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    secret = SealedField()
    kinds = models.TextField(blank=True)
    scope_path = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["scope_path"], name="notices_webhook_on", condition=Q(disabled_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(Sending):
    """One event on its way to a webhook (事件推送), with the exact text that is signed.

    `status` is the last answer of the other system. A test has no notice.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=60)
    body = models.TextField()
    status = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            enum_check(SendingState, "state", "notices_webhook_delivery_state"),
            models.UniqueConstraint(fields=["webhook", "notice"], name="notices_webhook_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notices_webhook_due", condition=_OPEN),
            models.Index(fields=["webhook", "-queued_at", "-id"], name="notices_webhook_log"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
