"""Reading accounts and what they hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.selectors.persons import places_of_person
from linli.core.access import Actor, Grant
from linli.kit.prepared import Hole, Prepared, hole
from linli.kit.sealed_fields import candidates


def in_force(now: "datetime | Hole") -> Q:
    """Return the filter "grants in force at `now`"."""
    return Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def held_by(account: Account) -> Q:
    """Return the filter "grants of this account or of its person"."""
    holder = Q(account=account)
    if account.person_id is not None:
        holder |= Q(person_id=account.person_id)
    return holder


def _grants_of_holes() -> "QuerySet[RoleGrant, Any]":
    account = hole("account_id", Account, "id")
    person = hole("person_id", RoleGrant, "person_id")
    rows = RoleGrant.objects.filter(
        Q(account=account) | Q(person_id=person),
        in_force(hole("now", RoleGrant, "starts_at")),
    )
    rows = rows.order_by("scope_path", "role", "id")
    return rows.values_list("role", "scope_path", "source", "body_id", "acting", "ends_at")


_GRANTS = Prepared(_grants_of_holes, steady=True)


def actor_of(account: Account, *, now: datetime, session_key: str = "") -> Actor:
    """Return the account as an actor, with the grants in force at `now`."""
    return Actor(
        account_id=account.pk,
        person_id=account.person_id,
        grants=_grants(account.pk, account.person_id, now),
        name=str(account),
        session_key=session_key,
    )


def program_of(account_id: int, *, name: str, now: datetime) -> Actor:
    """Return the technical account of a program as an actor; it belongs to no person."""
    grants = _grants(account_id, None, now)
    return Actor(account_id=account_id, grants=grants, name=name, is_program=True)


def _grants(account_id: int, person_id: int | None, now: datetime) -> tuple[Grant, ...]:
    rows = _GRANTS.rows(account_id=account_id, person_id=person_id, now=now)
    return tuple(
        Grant(role=role, path=path, source=source, body_id=body_id, acting=acting, until=until)
        for role, path, source, body_id, acting, until in rows
    )


def grant_paths(account: Account, *, now: datetime) -> tuple[str, ...]:
    """Return the places where an account holds something now."""
    rows = RoleGrant.objects.filter(held_by(account), in_force(now))
    return tuple(rows.order_by("scope_path").values_list("scope_path", flat=True).distinct())


def account_paths(account: Account, *, now: datetime) -> tuple[str, ...]:
    """Return the places whose security administrator looks after an account.

    Those of what it holds now; without anything, where its person lives or holds a unit; where
    that is nowhere, those of what it once held; at last where it was opened.
    Source: [rule:accounts-of-a-place].
    """
    held = grant_paths(account, now=now)
    if held:
        return held
    if account.person_id is not None and (homes := places_of_person(account.person_id)):
        return tuple(homes)
    past = RoleGrant.objects.filter(held_by(account)).order_by("scope_path")
    return tuple(past.values_list("scope_path", flat=True).distinct()) or (account.scope_path,)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who can sign in and holds a role now, with what it follows from."""

    account_id: int
    role: str
    path: str
    source: str


def holders_of(roles: Collection[str], paths: Collection[str], *, now: datetime) -> list[Holder]:
    """Return the people who hold one of these roles at just these places, in order.

    People only: programs are left out, and whoever has no account that is open. Somebody who
    holds several is there several times.
    """
    grants = RoleGrant.objects.filter(in_force(now), role__in=roles, scope_path__in=paths)
    rows = list(
        grants.order_by("-scope_path", "pk").values_list(
            "account_id", "person_id", "role", "scope_path", "source"
        )
    )
    accounts = Account.objects.filter(is_active=True, is_program=False).filter(
        Q(pk__in=[row[0] for row in rows if row[0] is not None])
        | Q(person_id__in=[row[1] for row in rows if row[1] is not None])
    )
    open_ones = list(accounts.values_list("pk", "person_id"))
    numbers = {number for number, _person in open_ones}
    of_person = {person: number for number, person in open_ones if person is not None}
    found = [
        (account if account in numbers else of_person.get(person or 0), role, path, source)
        for account, person, role, path, source in rows
    ]
    return [Holder(number, *rest) for number, *rest in found if number is not None]


def grants_ever(person_ids: Collection[int]) -> "QuerySet[RoleGrant]":
    """Return everything these people, or their accounts, hold, held or will hold."""
    held = Q(person_id__in=person_ids) | Q(account__person_id__in=person_ids)
    return RoleGrant.objects.filter(held).order_by("pk")


def places_held_by(person_id: int, *, now: datetime) -> tuple[str, ...]:
    """Return the places where a person holds a post now, account or not."""
    rows = RoleGrant.objects.filter(in_force(now), person_id=person_id)
    return tuple(rows.order_by("scope_path").values_list("scope_path", flat=True).distinct())


def account_by_phone(phone: str) -> Account | None:
    """Return the account that signs in with this number, active or not."""
    return _with_phone(phone).first()


def phone_is_taken(phone: str, *, besides: int | None = None) -> bool:
    """Tell whether another account signs in with this number."""
    others = _with_phone(phone)
    return (others if besides is None else others.exclude(pk=besides)).exists()


def _with_phone(phone: str) -> "QuerySet[Account]":
    return Account.objects.filter(phone_index__in=candidates(Account, "phone_index", phone))


def phone_of(account: Account) -> str:
    """Return the number that receives an account's codes, opened, or "" without one."""
    sealed: Any = account.phone
    return sealed.open() if sealed else ""


def account_of_person(person_id: int) -> Account | None:
    """Return the account of a person, if there is one."""
    return Account.objects.filter(person_id=person_id).first()


def account_name(account_id: int) -> str:
    """Return the name under which an account acts, "" for none."""
    found = Account.objects.filter(pk=account_id).first()
    return str(found) if found else ""


def code_key(phone: str) -> bytes:
    """Return the keyed hash under which askings for codes to this number are counted."""
    return candidates(Account, "phone_index", phone)[0]
