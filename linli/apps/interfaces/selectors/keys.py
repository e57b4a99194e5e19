"""Keys as their administrators see them: in what state, how much used, what was opened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet, Sum

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import ACCOUNT_ADMINS, PLACE_ADMINS
from linli.apps.interfaces.models import ApiKey, KeyReading, KeySecret, KeyWindow
from linli.apps.interfaces.rules.keys import CallKind, KeyAct, KeyState, acts_of, state_of
from linli.apps.interfaces.selectors.calls import SET_ASIDE
from linli.apps.organisations.models import Body
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.dated import in_force
from linli.kit.pages import Page, keyset_page

USE_DAYS = 30
MOST_BODIES = 400


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in a list."""

    key_id: int
    name: str
    purpose: str
    body: str
    place: str
    acts: list[KeyAct]
    state: KeyState
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SecretLine:
    """A secret of a key: its end and its times, never the secret."""

    hint: str
    drawn_at: datetime
    drawn_by: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyView:
    """Everything about one key."""

    line: KeyLine
    scope_path: str
    reads_per_minute: int
    writes_per_minute: int
    asked_at: datetime
    asked_by: str
    granted_at: datetime | None
    granted_by: str
    ended_at: datetime | None
    ended_by: str
    secrets: list[SecretLine]
    reads: int
    writes: int


def _seen(actor: Actor) -> "QuerySet[ApiKey]":
    if actor.is_system:
        return ApiKey.objects.all()
    return ApiKey.objects.under(*actor.paths(PLACE_ADMINS | ACCOUNT_ADMINS))


def get_key(actor: Actor, key_id: int) -> ApiKey:
    """Return a key at the administrator's places; raises NotFound."""
    key = _seen(actor).select_related("body", "place").filter(pk=key_id).first()
    if key is None:
        raise NotFound(kind="api_key")
    return key


def key_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return a page of keys, the newest request first."""
    keys = _seen(actor).select_related("body", "place")
    page = keyset_page(keys, order=("-asked_at", "-id"), after=after)
    numbers = [key.pk for key in page.rows]
    used = dict(
        KeyWindow.objects.filter(key__in=numbers)
        .order_by()
        .values_list("key")
        .annotate(last=Max("starts_at"))
    )
    drawn = set(KeySecret.objects.filter(key__in=numbers).values_list("key_id", flat=True))
    rows = [_line(key, used.get(key.pk), key.pk in drawn, now) for key in page.rows]
    return Page(rows=rows, after=page.after)


def key_view(actor: Actor, key_id: int, *, now: datetime) -> KeyView:
    """Return one key with its secrets' ends and its use in the last days; raises NotFound."""
    key = get_key(actor, key_id)
    drawn = list(KeySecret.objects.filter(key=key).order_by("-drawn_at", "-pk"))
    names = _names([
        key.asked_by_id, key.granted_by_id, key.ended_by_id, *(one.drawn_by_id for one in drawn)
    ])  # fmt: skip
    windows = KeyWindow.objects.filter(key=key)
    since = windows.filter(starts_at__gte=now - timedelta(days=USE_DAYS))
    counted = since.order_by().values_list("kind").annotate(calls=Sum("calls"))
    sums = {kind: max(0, calls - SET_ASIDE.left((key.pk, kind))) for kind, calls in counted}
    used = windows.aggregate(last=Max("starts_at"))["last"]
    return KeyView(
        line=_line(key, used, bool(drawn), now),
        scope_path=key.scope_path,
        reads_per_minute=key.reads_per_minute,
        writes_per_minute=key.writes_per_minute,
        asked_at=key.asked_at,
        asked_by=names.get(key.asked_by_id or 0, ""),
        granted_at=key.granted_at,
        granted_by=names.get(key.granted_by_id or 0, ""),
        ended_at=key.ended_at,
        ended_by=names.get(key.ended_by_id or 0, ""),
        secrets=[
            SecretLine(one.hint, one.drawn_at, names.get(one.drawn_by_id or 0, ""), one.ends_at)
            for one in drawn
        ],
        reads=sums.get(CallKind.READ, 0),
        writes=sums.get(CallKind.WRITE, 0),
    )


def reading_page(key_id: int, *, after: str) -> Page:
    """Return a page of what the key has opened, the newest first."""
    rows = KeyReading.objects.filter(key=key_id)
    return keyset_page(rows, order=("-at", "-id"), after=after)


def _line(key: ApiKey, used: datetime | None, has_secret: bool, now: datetime) -> KeyLine:
    state = state_of(
        granted_at=key.granted_at,
        ended_at=key.ended_at,
        expires_at=key.expires_at,
        has_secret=has_secret,
        now=now,
    )
    return KeyLine(
        key_id=key.pk,
        name=key.name,
        purpose=key.purpose,
        body=key.body.name,
        place=key.place.name,
        acts=[act for act in KeyAct if act in acts_of(key.acts)],
        state=state,
        expires_at=key.expires_at,
        used_at=used,
    )


def _names(accounts: list[int | None]) -> dict[int, str]:
    wanted = [number for number in accounts if number is not None]
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "display_name"))


def bodies_to_choose(actor: Actor, *, day: object) -> list[tuple[int, str]]:
    """Return (number, name with place) of the bodies an administrator may ask a key for."""
    bodies = Body.objects.filter(in_force(day)).under(*actor.paths(PLACE_ADMINS))  # type: ignore[arg-type]
    rows = bodies.order_by("scope_path", "name").values_list("pk", "name", "place__name")
    return [(pk, f"{name} · {place}") for pk, name, place in rows[:MOST_BODIES]]
