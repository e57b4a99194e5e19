"""Keys of other programs: asked for, granted by somebody else, secret drawn, ended.

A key acts as a technical account that holds what the posts of its body hold, at its place, until
it ends: the same grants, permissions and lists as for people. Source: [rule:interface-keys].
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from linli.apps.accounts import services as accounts
from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.selectors import in_force
from linli.apps.audit.services import record
from linli.apps.interfaces import permissions
from linli.apps.interfaces.models import ApiKey, KeySecret
from linli.apps.interfaces.rules.keys import (
    LONGEST_DAYS,
    MOST_PER_MINUTE,
    OVERLAP,
    KeyAct,
    KeyState,
    acts_of,
    acts_text,
    roles_for,
    state_of,
)
from linli.apps.interfaces.rules.refusals import (
    ActsMissing,
    BodyWithoutRights,
    ExpiryImpossible,
    KeyNotGranted,
    KeyNotWaiting,
    KeyOver,
    PurposeMissing,
    ScopeOutside,
)
from linli.apps.interfaces.rules.secrets import hint_of, new_secret, secret_digest
from linli.apps.interfaces.selectors.keys import get_key
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound
from linli.core.tree import is_within
from linli.kit.dated import in_force as in_force_on
from linli.kit.days import day_start, local_day


@dataclass(frozen=True, slots=True)
class KeyData:
    """What is asked for: a body, a place within its own ("": its own), acts, a purpose, an end."""

    name: str
    purpose: str
    body_id: int
    place_code: str
    acts: Collection[KeyAct]
    last_day: date
    reads_per_minute: int
    writes_per_minute: int


@transaction.atomic
def ask_for_key(*, actor: Actor, data: KeyData, now: datetime) -> ApiKey:
    """Ask for a key for a body (申请接口密钥); it works when somebody else has granted it.

    Raises what `rules.refusals` says about purpose, acts, scope and end; NotFound, NotAllowed.
    """
    bodies = Body.objects.filter(in_force_on(local_day(now))).select_related("place")
    body = bodies.filter(pk=data.body_id).first()
    if body is None:
        raise NotFound(kind="body")
    code = data.place_code or body.place.code
    place = Place.objects.filter(code=code, valid_to=None).first()
    if place is None or not is_within(place.path, body.scope_path):
        raise ScopeOutside(field="place")
    decision = require(permissions.can_ask(actor, body.scope_path))
    _check(data, body, now)
    key = ApiKey(
        name=data.name.strip(),
        purpose=data.purpose.strip(),
        body=body,
        place=place,
        scope_path=place.path,
        acts=acts_text(data.acts),
        reads_per_minute=_within_most(data.reads_per_minute),
        writes_per_minute=_within_most(data.writes_per_minute),
        asked_at=now,
        asked_by_id=actor.account_id,
        expires_at=day_start(data.last_day + timedelta(days=1)),
    )
    key.save(force_insert=True)
    _record(actor, "interfaces.key_asked", key, now, decision, **_content(key))
    return key


def _check(data: KeyData, body: Body, now: datetime) -> None:
    if not data.acts:
        raise ActsMissing(field="acts")
    if len(data.purpose.strip()) < 4:
        raise PurposeMissing(field="purpose")
    today = local_day(now)
    if not today < data.last_day <= today + timedelta(days=LONGEST_DAYS):
        raise ExpiryImpossible(field="last_day")
    if set(data.acts) - {KeyAct.REPORT, KeyAct.READ_FIGURES} and not _roles(body, data.acts):
        raise BodyWithoutRights(field="body", body=body.name)


def _within_most(calls: int) -> int:
    return min(max(calls, 1), MOST_PER_MINUTE)


def _roles(body: Body, acts: Collection[KeyAct]) -> list[str]:
    return sorted(roles_for(BodyType(body.type), PlaceKind(body.place.kind), acts))


@transaction.atomic
def grant_key(*, actor: Actor, key_id: int, now: datetime) -> ApiKey:
    """Grant a key that somebody else has asked for (批准接口密钥).

    Its account is opened and holds the roles of the body at the place, until the key ends.
    Raises NotFound, KeyNotWaiting, NotAllowed.
    """
    key = _locked(actor, key_id)
    decision = require(permissions.can_decide(actor, key))
    if _state(key, now) != KeyState.ASKED:
        raise KeyNotWaiting(name=key.name)
    account = accounts.create_account(
        actor=actor,
        username=f"key-{key.pk:x}",
        display_name=key.name,
        is_program=True,
        now=now,
    )
    for role in _roles(key.body, acts_of(key.acts)):
        accounts.grant_role(
            actor=actor,
            account_id=account.pk,
            role=role,  # type: ignore[arg-type]
            scope_path=key.scope_path,
            source=f"key:{key.pk}",
            starts_at=now,
            ends_at=key.expires_at,
            body_id=key.body_id,
            now=now,
        )
    key.account = account
    key.granted_at, key.granted_by_id = now, actor.account_id
    key.save(update_fields=["account", "granted_at", "granted_by_id"])
    _record(actor, "interfaces.key_granted", key, now, decision, **_content(key))
    return key


@transaction.atomic
def draw_secret(
    *, actor: Actor, key_id: int, now: datetime, at_once: bool = False
) -> tuple[ApiKey, str]:
    """Draw a secret and return it, this once (领取、更换口令).

    The one before works for another day, so that a program can change over without a gap; with
    `at_once` it stops now, as when it was seen by somebody. Raises NotFound, KeyNotGranted,
    NotAllowed.
    """
    key = _locked(actor, key_id)
    decision = require(permissions.can_draw(actor, key))
    if _state(key, now) not in {KeyState.GRANTED, KeyState.ACTIVE}:
        raise KeyNotGranted(name=key.name)
    ends = now if at_once else now + OVERLAP
    KeySecret.objects.filter(key=key, ends_at__gt=ends).update(ends_at=ends)
    renewed = KeySecret.objects.filter(key=key, ends_at=None).update(ends_at=ends)
    secret = new_secret(secrets.token_urlsafe)
    KeySecret.objects.create(
        key=key,
        digest=secret_digest(secret),
        hint=hint_of(secret),
        drawn_at=now,
        drawn_by_id=actor.account_id,
    )
    kind = "interfaces.secret_renewed" if renewed else "interfaces.secret_drawn"
    _record(actor, kind, key, now, decision, hint=hint_of(secret), at_once=at_once)
    return key, secret


@transaction.atomic
def end_key(*, actor: Actor, key_id: int, now: datetime) -> ApiKey:
    """Refuse a request, or revoke a key: it stops with the next call (吊销接口密钥).

    Raises NotFound, KeyOver, NotAllowed.
    """
    key = _locked(actor, key_id)
    decision = require(permissions.can_end(actor, key))
    if key.ended_at is not None:
        raise KeyOver(name=key.name)
    key.ended_at, key.ended_by_id = now, actor.account_id
    key.save(update_fields=["ended_at", "ended_by_id"])
    KeySecret.objects.filter(key=key, ends_at=None).update(ends_at=now)
    kind = "interfaces.key_revoked" if key.granted_at else "interfaces.key_refused"
    _record(actor, kind, key, now, decision)
    if key.account_id is not None:
        _close_account(key.account_id, now)
    return key


def _close_account(account_id: int, now: datetime) -> None:
    """End what follows from the end of the key: the grants of its account, and the account."""
    system = Actor.system("interfaces")
    held = RoleGrant.objects.filter(in_force(now), account_id=account_id).order_by("pk")
    for grant_id in list(held.values_list("pk", flat=True)):
        accounts.end_grant(actor=system, grant_id=grant_id, now=now)
    if Account.objects.filter(pk=account_id, is_active=True).exists():
        accounts.deactivate_account(actor=system, account_id=account_id, reason="key", now=now)


def _locked(actor: Actor, key_id: int) -> ApiKey:
    get_key(actor, key_id)
    rows = ApiKey.objects.select_for_update(of=("self",)).select_related("body__place")
    return rows.get(pk=key_id)


def _state(key: ApiKey, now: datetime) -> KeyState:
    return state_of(
        granted_at=key.granted_at,
        ended_at=key.ended_at,
        expires_at=key.expires_at,
        has_secret=KeySecret.objects.filter(key=key).exists(),
        now=now,
    )


def _content(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "purpose": key.purpose,
        "body": key.body_id,
        "acts": key.acts.split(),
        "expires_at": key.expires_at,
        "account": key.account_id,
    }


def _record(
    actor: Actor, kind: str, key: ApiKey, now: datetime, decision: Decision, **facts: object
) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="api_key",
        subject_id=key.pk,
        scope_path=key.scope_path,
        facts=facts,
        grant=decision.grant,
        now=now,
    )
