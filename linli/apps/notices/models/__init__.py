"""Notices, inboxes, choices, and what is on its way."""

from linli.apps.notices.models.choices import ChannelChoice, Preference
from linli.apps.notices.models.notices import Addressee, Digest, InboxEntry, Notice
from linli.apps.notices.models.sendings import Delivery, Webhook, WebhookDelivery

__all__ = [
    "Addressee",
    "ChannelChoice",
    "Delivery",
    "Digest",
    "InboxEntry",
    "Notice",
    "Preference",
    "Webhook",
    "WebhookDelivery",
]
