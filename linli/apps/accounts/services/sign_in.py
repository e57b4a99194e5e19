"""Signing in and out as acts, and the limits on codes."""

from datetime import datetime, timedelta

from django.db import transaction

from linli.apps.accounts.models import Account, CodeRequest
from linli.apps.accounts.rules import (
    CODES_PER_ADDRESS_AND_HOUR,
    CODES_PER_DAY,
    CODES_PER_HOUR,
)
from linli.apps.accounts.selectors import actor_of, code_key
from linli.apps.audit.services import record
from linli.core.errors import RuleViolation


class TooManyCodes(RuleViolation):
    """More codes were asked for this number, or from this address, than a person needs."""

    code = "accounts.too_many_codes"


def count_code_request(*, phone: str, address: str | None, now: datetime) -> None:
    """Count one asking for a code; known and unknown numbers alike.

    Raises TooManyCodes, and then counts nothing more.
    """
    key, hour, day = code_key(phone), now - timedelta(hours=1), now - timedelta(days=1)
    with transaction.atomic():
        CodeRequest.objects.filter(at__lt=day).delete()
        mine = CodeRequest.objects.filter(phone_index=key)
        nearby = CodeRequest.objects.filter(address=address, at__gte=hour)
        if (
            mine.count() >= CODES_PER_DAY
            or mine.filter(at__gte=hour).count() >= CODES_PER_HOUR
            or (address and nearby.count() >= CODES_PER_ADDRESS_AND_HOUR)
        ):
            raise TooManyCodes(field="phone")
        CodeRequest.objects.create(phone_index=key, address=address, at=now)


def record_sign_in(*, account: Account, now: datetime) -> None:
    """Leave the line of a sign-in (登录)."""
    _record("accounts.signed_in", account, now)


def record_sign_out(*, account: Account, now: datetime) -> None:
    """Leave the line of a sign-out (退出)."""
    _record("accounts.signed_out", account, now)


def _record(kind: str, account: Account, now: datetime) -> None:
    """Record it at the place of the first post: a resident's is for nobody to look at."""
    actor = actor_of(account, now=now)
    post = actor.post_of(actor.roles)
    record(
        actor=actor,
        kind=kind,
        subject_type="account",
        subject_id=account.pk,
        now=now,
        scope_path=post.path if post else "",
        grant=post,
    )
