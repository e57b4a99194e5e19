"""What the security administrator looks at: accounts, roles in force, who can see what."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import ACCOUNT_ADMINS, FROM_POSTS, Role
from linli.apps.accounts.selectors.holders import held_by, in_force
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.pages import Page, PreparedPages, keyset_page
from linli.kit.prepared import hole
from linli.kit.scope_names import scope_names
from linli.kit.scoped import path_holes, path_values, under


class AccountUnknown(NotFound):
    """No account has this number, or it is not for this actor."""

    code = "accounts.unknown"


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A role in force, in words and figures a page can show."""

    grant_id: int
    role: Role
    place: str
    holder: str
    account_id: int | None
    source: str
    from_post: bool
    acting: bool
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with what it holds."""

    account: Account
    roles: tuple[tuple[Role, str], ...]
    has_second_factor: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts over the accounts of staff below the actor's places."""

    staff: int
    without_second_factor: int
    locked: int


def _grants_seen(actor: Actor, now: datetime) -> "QuerySet[RoleGrant]":
    scope = Q() if actor.is_system else under(actor.paths(ACCOUNT_ADMINS))
    return RoleGrant.objects.filter(scope, in_force(now))


_OWN = Q(account=OuterRef("pk")) | Q(person_id=OuterRef("person_id"))


def _staff_seen(actor: Actor, now: datetime) -> "QuerySet[Account]":
    """Return accounts of people with a role at the actor's places; programs are no staff."""
    seen = Exists(_grants_seen(actor, now).filter(_OWN))
    return Account.objects.filter(seen, is_program=False)


def _accounts_seen(actor: Actor, now: datetime) -> "QuerySet[Account]":
    """Return accounts with a role at the actor's places, and those without any role."""
    seen = Exists(_grants_seen(actor, now).filter(_OWN))
    any_role = Exists(RoleGrant.objects.filter(_OWN, in_force(now)))
    return Account.objects.filter(seen | ~any_role)


def get_account(actor: Actor, account_id: int, *, now: datetime) -> Account:
    """Return an account that this administrator may see.

    Raises AccountUnknown.
    """
    account = _accounts_seen(actor, now).filter(pk=account_id).first()
    if account is None:
        raise AccountUnknown(account=account_id)
    return account


def account_page(
    actor: Actor, *, text: str = "", staff: bool = True, after: str = "", now: datetime
) -> Page:
    """Return a page of accounts by user name, with their roles; a constant number of queries."""
    rows = _staff_seen(actor, now) if staff else _accounts_seen(actor, now)
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    page = keyset_page(rows, order=["username", "pk"], after=after)
    return Page(rows=_account_lines(page.rows, now), after=page.after)


def _account_lines(accounts: list[Account], now: datetime) -> list[AccountLine]:
    ids = [account.pk for account in accounts]
    persons = {account.person_id: account.pk for account in accounts if account.person_id}
    held: dict[int, list[tuple[str, str]]] = {}
    rows = RoleGrant.objects.filter(
        Q(account_id__in=ids) | Q(person_id__in=persons), in_force(now)
    ).order_by("scope_path", "role")
    for row in rows:
        holder = row.account_id or persons[row.person_id or 0]
        held.setdefault(holder, []).append((row.role, row.scope_path))
    names = scope_names({path for pairs in held.values() for _role, path in pairs})
    factors = set(Authenticator.objects.filter(user__in=ids).values_list("user_id", flat=True))
    locked = _locked_names(now, [account.username.casefold() for account in accounts])
    return [
        AccountLine(
            account=account,
            roles=tuple(
                dict.fromkeys(
                    (Role(role), names.get(path, "")) for role, path in held.get(account.pk, ())
                )
            ),
            has_second_factor=account.pk in factors,
            locked=account.username.casefold() in locked,
        )
        for account in accounts
    ]


def grants_of(account: Account, *, now: datetime) -> list[GrantLine]:
    """Return what an account holds now."""
    rows = RoleGrant.objects.filter(held_by(account), in_force(now)).order_by("scope_path", "role")
    return _grant_lines(rows, {account.pk: account}, {account.person_id: account})


def access_page(actor: Actor, *, role: str = "", after: str = "", now: datetime) -> Page:
    """Return a page of all roles in force at the actor's places, by place (权限核查)."""
    paths = actor.paths(ACCOUNT_ADMINS)
    listed = _grant_pages(None if actor.is_system else len(paths), bool(role))
    page = listed.page(after=after, role=role, now=now, **path_values(paths))
    accounts = Account.objects.filter(
        Q(pk__in=[row.account_id for row in page.rows])
        | Q(person_id__in=[row.person_id for row in page.rows if row.person_id])
    )
    by_pk = {account.pk: account for account in accounts}
    by_person = {account.person_id: account for account in by_pk.values()}
    return Page(rows=_grant_lines(page.rows, by_pk, by_person), after=page.after)


@cache
def _grant_pages(paths: int | None, role: bool) -> PreparedPages:
    def build() -> "QuerySet[RoleGrant]":
        rows = RoleGrant.objects.filter(in_force(hole("now", RoleGrant, "starts_at")))
        if paths is not None:
            rows = rows.under(*path_holes(paths, RoleGrant))
        return rows.filter(role=hole("role", RoleGrant, "role")) if role else rows

    return PreparedPages(RoleGrant, build, order=["scope_path", "pk"])


def _grant_lines(
    rows: Iterable[RoleGrant],
    by_pk: dict[int, Account],
    by_person: dict[int | None, Account],
) -> list[GrantLine]:
    rows = list(rows)
    names = scope_names({row.scope_path for row in rows})
    lines = []
    for row in rows:
        account = by_pk.get(row.account_id or 0) or by_person.get(row.person_id or 0)
        lines.append(
            GrantLine(
                grant_id=row.pk,
                role=Role(row.role),
                place=names.get(row.scope_path, ""),
                holder=str(account) if account else "",
                account_id=account.pk if account else None,
                source=row.source,
                from_post=row.source.startswith(FROM_POSTS),
                acting=row.acting,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
        )
    return lines


def overview(actor: Actor, *, now: datetime) -> Overview:
    """Return the counts for the administrator's home page."""
    staff = _staff_seen(actor, now).filter(is_active=True)
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    return Overview(
        staff=staff.count(),
        without_second_factor=staff.filter(~Exists(factors)).count(),
        locked=len(_locked_names(now)),
    )


def is_locked(account: Account, *, now: datetime) -> bool:
    """Tell whether too many wrong passwords keep the account locked at this moment."""
    name = account.username.casefold()
    return name in _locked_names(now, [name])


def _locked_names(now: datetime, names: list[str] | None = None) -> set[str]:
    recent = AccessAttempt.objects.filter(attempt_time__gte=now - settings.AXES_COOLOFF_TIME)
    if names is not None:
        recent = recent.filter(username__in=names)
    failures: Counter[str] = Counter()
    for name, count in recent.values_list("username", "failures_since_start"):
        failures[name] += count
    return {name for name, count in failures.items() if count >= settings.AXES_FAILURE_LIMIT}


def open_sessions(account: Account) -> int:
    """Return in how many browsers an account is signed in."""
    return UserSession.objects.filter(user=account).count()
