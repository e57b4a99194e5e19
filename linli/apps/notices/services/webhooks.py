"""Subscriptions of other systems: kept by administrators, ended by themselves when nobody answers.

An address is looked at again each time something is sent there (kit.outgoing); here it is only
held to its form.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.notices import permissions
from linli.apps.notices.labels import known_kinds
from linli.apps.notices.models import Webhook, WebhookDelivery
from linli.apps.notices.rules.delivery import SendingState
from linli.apps.notices.rules.posting import About, ToAccount, Urgency
from linli.apps.notices.rules.webhooks import (
    GIVEN_UP_KIND,
    SECRET_BYTES,
    TEST_KIND,
    KindUnknown,
    UrlMalformed,
    WebhookDisabled,
    body_of,
    is_given_up,
    secret_text,
)
from linli.apps.notices.selectors.webhooks import division_code
from linli.apps.notices.services.posting import post_notice, sending_key
from linli.apps.notices.services.queue import claimed_webhook_delivery, requeue, settle
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound
from linli.core.outcomes import Outcome, Verdict

_GONE = 410


@transaction.atomic
def add_webhook(
    *, actor: Actor, name: str, url: str, kinds: Collection[str], scope_path: str, now: datetime
) -> tuple[Webhook, str]:
    """Add a subscription and return it with its secret, which is shown this once (新增订阅).

    Raises UrlMalformed, KindUnknown, NotAllowed.
    """
    decision = require(permissions.can_administer(actor, scope_path))
    _check_url(url)
    unknown = set(kinds) - known_kinds().keys()
    if unknown:
        raise KindUnknown(field="kinds", kind=min(unknown))
    hook = Webhook(
        name=name,
        url=url,
        kinds="\n".join(sorted(kinds)),
        scope_path=scope_path,
        account_id=actor.account_id,
        created_at=now,
    )
    secret = _new_secret(hook)
    hook.save(force_insert=True)
    _record(actor, "notices.webhook_added", hook, now, decision)
    return hook, secret


@transaction.atomic
def renew_secret(*, actor: Actor, webhook_id: int, now: datetime) -> tuple[Webhook, str]:
    """Draw a new secret and return it, this once (更换密钥); the next event is signed with it."""
    hook, decision = _locked(actor, webhook_id)
    secret = _new_secret(hook)
    hook.save(update_fields=["secret"])
    _record(actor, "notices.webhook_secret_renewed", hook, now, decision)
    return hook, secret


@transaction.atomic
def disable_webhook(*, actor: Actor, webhook_id: int, now: datetime) -> Webhook:
    """End a subscription (停用订阅); what waits for it fails. Raises WebhookDisabled."""
    hook, decision = _locked(actor, webhook_id)
    if hook.disabled_at is not None:
        raise WebhookDisabled(webhook=webhook_id)
    hook.disabled_at = now
    hook.save(update_fields=["disabled_at"])
    _record(actor, "notices.webhook_disabled", hook, now, decision)
    return hook


@transaction.atomic
def enable_webhook(*, actor: Actor, webhook_id: int, now: datetime) -> Webhook:
    """Take up a subscription again (启用订阅), with a clean slate."""
    hook, decision = _locked(actor, webhook_id)
    hook.disabled_at = hook.failing_since = None
    hook.save(update_fields=["disabled_at", "failing_since"])
    _record(actor, "notices.webhook_enabled", hook, now, decision)
    return hook


@transaction.atomic
def send_test(*, actor: Actor, webhook_id: int, now: datetime) -> WebhookDelivery:
    """Queue an event that means nothing, to see whether it arrives (测试推送)."""
    hook, _decision = _locked(actor, webhook_id)
    if hook.disabled_at is not None:
        raise WebhookDisabled(webhook=webhook_id)
    body = body_of(
        kind=TEST_KIND,
        about_type="webhook",
        about_code=str(hook.pk),
        place=division_code(hook.scope_path),
        at=now,
    )
    return WebhookDelivery.objects.create(
        key=sending_key(), due_at=now, queued_at=now, webhook=hook, kind=TEST_KIND, body=body
    )


@transaction.atomic
def retry_webhook_delivery(*, actor: Actor, delivery_id: int, now: datetime) -> WebhookDelivery:
    """Queue an event again that had failed for good. Raises IllegalTransition, WebhookDisabled."""
    row = WebhookDelivery.objects.select_for_update().filter(pk=delivery_id).first()
    if row is None:
        raise NotFound(delivery=delivery_id)
    hook, decision = _locked(actor, row.webhook_id)
    if hook.disabled_at is not None:
        raise WebhookDisabled(webhook=hook.pk)
    requeue(row, now)
    _record(actor, "notices.event_retried", hook, now, decision)
    return row


@transaction.atomic
def settle_webhook_delivery(
    *, delivery_id: int, claim: str, outcome: Outcome, chance: int, now: datetime
) -> WebhookDelivery:
    """Note how a push ended, and give the subscription up that fails for too long.

    Raises ClaimLost. Source: [rule:webhook-given-up].
    """
    row = claimed_webhook_delivery(delivery_id, claim)
    hook = Webhook.objects.select_for_update().get(pk=row.webhook_id)
    if hook.disabled_at is not None:
        outcome = Outcome(Verdict.NEVER, "channel.disabled", outcome.status)
    # Machines have no night: events leave at any hour.
    settle(row, outcome, Urgency.DANGER, chance, now)
    row.status = outcome.status
    row.save(update_fields=["state", "claim", "due_at", "last_code", "settled_at", "status"])
    if hook.disabled_at is None:
        _keep_count(hook, row, outcome, now)
    return row


def _keep_count(hook: Webhook, row: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    if row.state == SendingState.DELIVERED:
        hook.failing_since = None
    elif hook.failing_since is None:
        hook.failing_since = now
    if outcome.status == _GONE or is_given_up(hook.failing_since, now):
        hook.disabled_at = now
        _record(Actor.system("webhooks"), "notices.webhook_given_up", hook, now, None)
        _tell_owner(hook, now)
    hook.save(update_fields=["failing_since", "disabled_at"])


def _tell_owner(hook: Webhook, now: datetime) -> None:
    if hook.account_id is None:
        return
    post_notice(
        kind=GIVEN_UP_KIND,
        about=About(
            type="webhook",
            code=str(hook.pk),
            path=f"/notices/webhooks/{hook.pk}/",
            title=hook.name,
        ),
        recipients=[ToAccount(hook.account_id)],
        facts={"name": hook.name, "since": hook.failing_since or now},
        urgency=Urgency.PROMPT,
        dedupe_key=f"webhook-given-up:{hook.pk}:{now.isoformat()}",
        now=now,
    )


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
        fits = fits and parts.port != 0 and not parts.fragment and not any(map(str.isspace, url))
    except ValueError:
        fits = False
    if not fits:
        raise UrlMalformed(field="url")


def _new_secret(hook: Webhook) -> str:
    secret = secret_text(secrets.token_bytes(SECRET_BYTES))
    hook.secret = secret
    return secret


def _locked(actor: Actor, webhook_id: int) -> tuple[Webhook, Decision]:
    hook = Webhook.objects.select_for_update().filter(pk=webhook_id).first()
    if hook is None:
        raise NotFound(webhook=webhook_id)
    return hook, require(permissions.can_administer(actor, hook.scope_path))


def _record(
    actor: Actor, kind: str, hook: Webhook, now: datetime, decision: Decision | None
) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="webhook",
        subject_id=hook.pk,
        now=now,
        scope_path=hook.scope_path,
        grant=decision.grant if decision else None,
        facts={"name": hook.name, "url": hook.url, "kinds": hook.kinds.split()},
    )
