"""Calls of programs: who calls, whether there were too many, and what was opened.

The count of a minute is one row that grows by one statement, so the limit holds over all
processes of the installation; calls that only read are counted in lots, so that they need not wait
for whoever writes. Source: [rule:interface-limits].
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Q

from linli.apps.interfaces import permissions
from linli.apps.interfaces.models import ApiKey, KeyReading, KeySecret, KeyWindow
from linli.apps.interfaces.rules.fields import KEPT_DAYS
from linli.apps.interfaces.rules.keys import (
    STRANGER_CALLS_PER_MINUTE,
    STRANGER_CODES_PER_HOUR,
    CallKind,
    KeyAct,
    lot_of,
    wait_seconds,
    window_of,
)
from linli.apps.interfaces.rules.refusals import ActNotInKey, KeyMissing, TooManyCalls
from linli.apps.interfaces.selectors.calls import SET_ASIDE, CallingKey, calling_key
from linli.core.access import Actor, require
from linli.kit.bulk import batches
from linli.kit.ticks import Pieces

KEYS_KEPT = timedelta(days=3 * 366)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Admission:
    """Who calls: the actor of the key, and what the key allows."""

    actor: Actor
    key: CallingKey
    left: int

    def need(self, *acts: KeyAct) -> None:
        """Raise ActNotInKey unless the key holds one of these acts."""
        if not self.key.acts.intersection(acts):
            raise ActNotInKey(act=acts[0])


def admit(*, secret: str, kind: CallKind, now: datetime) -> Admission:
    """Return who calls with this secret, and count the call.

    Raises KeyMissing for a secret that does not work (any more), TooManyCalls.
    """
    key = calling_key(secret, now)
    if key is None:
        raise KeyMissing()
    most = key.reads_per_minute if kind == CallKind.READ else key.writes_per_minute
    calls = SET_ASIDE.number(
        (key.key_id, kind),
        window_of(now),
        size=lot_of(kind, most),
        draw=partial(_draw, key.key_id, kind, now),
        give_back=partial(_give_back, key.key_id, kind),
    )
    if calls > most:
        raise TooManyCalls(most=most, seconds=wait_seconds(now))
    return Admission(actor=key.actor(now), key=key, left=most - calls)


_UPSERT = (
    "INSERT INTO interfaces_keywindow (key_id, kind, starts_at, calls) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (key_id, kind, starts_at) DO UPDATE "
    "SET calls = interfaces_keywindow.calls + excluded.calls RETURNING calls"
)


def _draw(key_id: int, kind: CallKind, now: datetime, size: int) -> int:
    at = connection.ops.adapt_datetimefield_value(window_of(now))
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [key_id, str(kind), at, size])
        return int(cursor.fetchone()[0])


def _give_back(key_id: int, kind: CallKind, window: Any, rest: int) -> None:
    rows = KeyWindow.objects.filter(key_id=key_id, kind=kind, starts_at=window)
    rows.update(calls=F("calls") - rest)


def note_reading(
    *, admission: Admission, operation: str, subject: str, now: datetime
) -> KeyReading:
    """Note that a program opened something about somebody (查阅留痕); before it is sent."""
    return KeyReading.objects.create(
        key_id=admission.key.key_id, at=now, operation=operation, subject=subject
    )


def forget_calls(*, actor: Actor, now: datetime) -> int:
    """Delete counts and readings whose period is over, and keys that ended long ago.

    Raises SomeFailed at the end when it broke on some; the others are gone.
    Source: [rule:interface-keys].
    """
    require(permissions.can_apply_retention(actor))
    ended, before = now - timedelta(days=KEPT_DAYS), now - KEYS_KEPT
    pieces = Pieces()
    gone = 0
    for rows, forget in (
        (KeyWindow.objects.filter(starts_at__lt=ended), _delete_windows),
        (KeyReading.objects.filter(at__lt=ended), _delete_readings),
        (KeySecret.objects.filter(ends_at__lt=before), _delete_secrets),
        (ApiKey.objects.filter(Q(ended_at__lt=before) | Q(expires_at__lt=before)), _delete_keys),
    ):
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        for batch in batches(numbers, BATCH):
            gone += sum(pieces.do_together(forget, batch))
    pieces.settle(gone)
    return gone


def _delete_windows(numbers: list[int]) -> int:
    return KeyWindow.objects.filter(pk__in=numbers).delete()[0]


def _delete_readings(numbers: list[int]) -> int:
    return KeyReading.objects.filter(pk__in=numbers).delete()[0]


def _delete_secrets(numbers: list[int]) -> int:
    return KeySecret.objects.filter(pk__in=numbers).delete()[0]


@transaction.atomic
def _delete_keys(numbers: list[int]) -> int:
    for rows in (KeySecret, KeyWindow, KeyReading):
        rows.objects.filter(key__in=numbers).delete()
    return ApiKey.objects.filter(pk__in=numbers).delete()[0]


def count_stranger(*, address: str, now: datetime, code: bool = False) -> None:
    """Count a call without a key; raises TooManyCalls where an address sends too many.

    Looking for a slip by its `code` is counted by the hour, and far fewer are let through. The
    count lies in the cache of the process: it slows down collecting, nothing depends on it.
    """
    most, span = (STRANGER_CODES_PER_HOUR, 3600) if code else (STRANGER_CALLS_PER_MINUTE, 60)
    passed = int(now.timestamp()) % span
    name = f"interfaces.stranger.{code}.{address}.{int(now.timestamp()) - passed}"
    cache.add(name, 0, span)
    if cache.incr(name) > most:
        raise TooManyCalls(most=most, seconds=span - passed)
