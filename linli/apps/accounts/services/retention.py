"""What is left of closed accounts, old sign-ins and ended roles is deleted when its time is over.

Run by the clock once a day; each account is an act of its own, and each batch of rows leaves a
line with how many. Source: [rule:retention-everywhere].
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.apps.accounts.models import Account, CodeRequest, RoleGrant
from linli.apps.accounts.rules import (
    AFTER_ACCOUNT,
    AFTER_ATTEMPT,
    AFTER_CLOSING,
    AFTER_CODE,
    AFTER_POST,
    AFTER_SESSION,
    EMPTIED,
)
from linli.apps.accounts.services.accounts import forget_sign_in, locked_account
from linli.apps.audit.services import forget_rows, record
from linli.core.access import Actor, by_role, require
from linli.kit.ticks import Pieces

BATCH = 500


def forget_old(*, actor: Actor, now: datetime, most: int = BATCH) -> Counter[str]:
    """Delete what the periods of this application end today; return the counts.

    Raises SomeFailed at the end when it broke on some; the others are gone.
    """
    require(by_role(actor, (), ""))
    pieces, done = Pieces(), Counter[str]()

    def shut(account_id: int) -> None:
        _shut(account_id, actor=actor, now=now)

    def empty(account_id: int) -> None:
        _empty(account_id, actor=actor, now=now)

    done["shut"] = len(pieces.do_each(shut, _numbers(_still_signing_in(now), most), most))
    done["emptied"] = len(pieces.do_each(empty, _numbers(_still_named(now), most), most))
    for name, rows in _old_rows(now):
        done[name] += forget_rows(
            pieces, name, rows, kind="accounts.retention_applied", actor=actor, now=now
        )
    pieces.settle(done)
    return done


def _numbers(rows: "QuerySet[Account]", most: int) -> list[int]:
    """Return twice as many as wanted: those on which it breaks must not take others' place."""
    return list(rows.order_by("closed_at", "pk").values_list("pk", flat=True)[: 2 * most])


def _closed(before: datetime) -> "QuerySet[Account]":
    rows: QuerySet[Account] = Account.objects.filter(is_active=False, closed_at__lte=before)
    return rows


def _still_signing_in(now: datetime) -> "QuerySet[Account]":
    return _closed(now - timedelta(days=AFTER_CLOSING.days)).filter(
        ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        | Q(last_login__isnull=False)
        | Exists(EmailAddress.objects.filter(user=OuterRef("pk")))
        | Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    )


def _still_named(now: datetime) -> "QuerySet[Account]":
    return _closed(now - timedelta(days=AFTER_ACCOUNT.days)).exclude(username__startswith=EMPTIED)


@transaction.atomic
def _shut(account_id: int, *, actor: Actor, now: datetime) -> None:
    account = locked_account(account_id)
    forget_sign_in(account)
    _record(account, "accounts.sign_in_forgotten", actor, now)


@transaction.atomic
def _empty(account_id: int, *, actor: Actor, now: datetime) -> None:
    account = locked_account(account_id)
    account.username, account.display_name = f"{EMPTIED}{account.pk}", ""
    account.email, account.phone, account.person_id = "", None, None
    account.save()
    _record(account, "accounts.account_emptied", actor, now)


def _record(account: Account, kind: str, actor: Actor, now: datetime) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="account",
        subject_id=account.pk,
        now=now,
        scope_path=account.scope_path,
        facts={"closed_at": account.closed_at},
    )


def _old_rows(now: datetime) -> "Iterator[tuple[str, QuerySet[Any]]]":
    attempted = now - timedelta(days=AFTER_ATTEMPT.days)
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        yield "attempts", model.objects.filter(attempt_time__lte=attempted)
    yield "codes", CodeRequest.objects.filter(at__lte=now - timedelta(days=AFTER_CODE.days))
    ended = now - timedelta(days=AFTER_SESSION.days)
    yield "sessions", Session.objects.filter(expire_date__lte=ended)
    # The package keeps a row beside each session; a new one is written before its session is.
    kept = Session.objects.filter(session_key=OuterRef("session_key"))
    yield "sessions", UserSession.objects.filter(~Exists(kept), last_seen_at__lte=ended)
    yield "roles", RoleGrant.objects.filter(ends_at__lte=now - timedelta(days=AFTER_POST.days))
