"""Posting notices: rows in the caller's transaction, delivered afterwards by the worker."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from linli.apps.notices.labels import kind_named
from linli.apps.notices.models import Addressee, Notice, WebhookDelivery
from linli.apps.notices.rules.posting import (
    About,
    Fact,
    Recipient,
    RecipientKind,
    ToAccount,
    ToAddress,
    ToPerson,
    ToPhone,
    ToPost,
    Urgency,
    facts_text,
)
from linli.apps.notices.rules.webhooks import body_of
from linli.apps.notices.selectors.webhooks import division_code, webhooks_for


@transaction.atomic
def post_notice(
    *,
    kind: str,
    about: About,
    recipients: Collection[Recipient],
    facts: Mapping[str, Fact],
    urgency: Urgency,
    dedupe_key: str,
    now: datetime,
    scope_path: str = "",
) -> Notice:
    """Say something about an object to posts, persons, accounts or what was left (发出通知).

    Part of the act that has something to say: the rows stand and fall with its transaction, and
    nothing is sent before it commits. A second call with the same `dedupe_key` adds nothing and
    returns the first notice. Posts are resolved when the notice is handed out, to the holder,
    whoever stands in, or to whom the post falls. Webhooks below whose place `scope_path` lies
    are told as well, also where there are no `recipients`.
    Raises KeyError for a kind nobody has registered: a mistake of the caller, not a refusal.
    Source: [rule:notice-posting].
    """
    kind_named(kind)
    notice = Notice(
        kind=kind,
        about_type=about.type,
        about_code=about.code,
        about_path=about.path,
        about_title=about.title,
        scope_path=scope_path,
        facts=facts_text(facts),
        urgency=urgency,
        dedupe_key=dedupe_key,
        posted_at=now,
    )
    # One statement decides who is first; a race with the same key cannot break the caller's act.
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    stored = Notice.objects.get(dedupe_key=dedupe_key)
    if stored.pk != notice.pk:
        return stored
    Addressee.objects.bulk_create(
        _addressee(notice, recipient, now) for recipient in dict.fromkeys(recipients)
    )
    _tell_webhooks(notice, now)
    return notice


def _addressee(notice: Notice, recipient: Recipient, now: datetime) -> Addressee:
    row = Addressee(notice=notice, due_at=now)
    match recipient:
        case ToPost(seat_id):
            row.kind, row.target_id = RecipientKind.POST, seat_id
        case ToPerson(person_id):
            row.kind, row.target_id = RecipientKind.PERSON, person_id
        case ToAccount(account_id):
            row.kind, row.target_id = RecipientKind.ACCOUNT, account_id
        case ToAddress(email, language):
            row.kind, row.address, row.language = RecipientKind.ADDRESS, email, language
        case ToPhone(phone, language):
            row.kind, row.address, row.language = RecipientKind.PHONE, phone, language
    return row


def _tell_webhooks(notice: Notice, now: datetime) -> None:
    hooks = webhooks_for(notice.scope_path, notice.kind)
    if not hooks:
        return
    body = body_of(
        kind=notice.kind,
        about_type=notice.about_type,
        about_code=notice.about_code,
        place=division_code(notice.scope_path),
        at=now,
    )
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            key=sending_key(),
            due_at=now,
            queued_at=now,
            webhook=hook,
            notice=notice,
            kind=notice.kind,
            body=body,
        )
        for hook in hooks
    )


def sending_key() -> str:
    """Return a fresh key that goes out with every attempt of one sending."""
    return f"msg_{secrets.token_hex(16)}"
