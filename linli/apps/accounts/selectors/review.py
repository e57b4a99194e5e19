"""What the security administrator looks at: accounts, roles in force, who can see what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import ACCOUNT_ADMINS, FROM_POSTS, Role
from linli.apps.accounts.selectors.holders import held_by, in_force
from linli.apps.accounts.selectors.persons import persons_at
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import is_within
from linli.kit.pages import Page, PreparedPages, keyset_page
from linli.kit.prepared import Prepared, PreparedAmong, hole
from linli.kit.scope_names import ScopeChoice, scope_choices, scope_names
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
    person_id: int | None
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


_OWN = Q(account=OuterRef("pk")) | Q(person_id=OuterRef("person_id"))


def _paths(actor: Actor) -> tuple[str, ...] | None:
    """Return the places below which the actor sees roles; None for all."""
    return None if actor.is_system else actor.paths(ACCOUNT_ADMINS)


def _grants_seen(paths: "Sequence[Any] | None", now: Any) -> "QuerySet[RoleGrant]":
    scope = Q() if paths is None else under(paths)
    return RoleGrant.objects.filter(scope, in_force(now))


def _staff_seen(paths: "Sequence[Any] | None", now: Any) -> "QuerySet[Account]":
    """Return accounts of people with a role at these places; programs are no staff."""
    seen = Exists(_grants_seen(paths, now).filter(_OWN))
    return Account.objects.filter(seen, is_program=False)


def _accounts_seen(paths: "Sequence[Any] | None", now: Any) -> "QuerySet[Account]":
    """Return accounts with a role at these places, and those without any that belong there.

    The order is that of `holders.account_paths`. Source: [rule:accounts-of-a-place].
    """
    if paths is None:
        return Account.objects.all()
    ever = RoleGrant.objects.filter(_OWN)
    lives_here = Exists(persons_at(paths).filter(pk=OuterRef("person_id")))
    lives_somewhere = Exists(persons_at(None).filter(pk=OuterRef("person_id")))
    left = Q(Exists(ever.filter(under(paths)))) | Q(~Exists(ever) & under(paths))
    idle = ~Exists(ever.filter(in_force(now))) & (lives_here | (~lives_somewhere & left))
    return Account.objects.filter(Exists(_grants_seen(paths, now).filter(_OWN)) | idle)


def get_account(actor: Actor, account_id: int, *, now: datetime) -> Account:
    """Return an account that this administrator may see.

    Raises AccountUnknown.
    """
    account = _accounts_seen(_paths(actor), now).filter(pk=account_id).first()
    if account is None:
        raise AccountUnknown(account=account_id)
    return account


def places_seen(actor: Actor, code: str) -> list[ScopeChoice]:
    """Return the places that the list can be narrowed to, where one is at that of `code`."""
    return scope_choices(_paths(actor), code)


def account_page(
    actor: Actor,
    *,
    text: str = "",
    staff: bool = True,
    within: str | None = None,
    after: str = "",
    now: datetime,
) -> Page:
    """Return a page of accounts by user name, with their roles; a constant number of queries.

    `within` is the path of a place that narrows it, "" one that is nowhere.
    """
    paths, order = _narrowed(_paths(actor), within), ("username", "pk")
    if text:
        rows = _staff_seen(paths, now) if staff else _accounts_seen(paths, now)
        rows = rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
        page = keyset_page(rows, order=order, after=after)
    else:
        listed = _account_pages(None if paths is None else len(paths), staff, order)
        page = listed.page(after=after, now=now, **path_values(paths or ()))
    return Page(rows=_account_lines(page.rows, now), after=page.after)


def _narrowed(paths: tuple[str, ...] | None, within: str | None) -> tuple[str, ...] | None:
    """Return what of these places lies in another; itself where it lies in one of them."""
    if within is None:
        return paths
    if within and (paths is None or any(is_within(within, own) for own in paths)):
        return (within,)
    return tuple(own for own in paths or () if within and is_within(own, within))


@cache
def _account_pages(paths: int | None, staff: bool, order: tuple[str, ...]) -> PreparedPages:
    def build() -> "QuerySet[Account]":
        seen = _staff_seen if staff else _accounts_seen
        places = None if paths is None else path_holes(paths, RoleGrant)
        return seen(places, hole("now", RoleGrant, "starts_at"))

    return PreparedPages(Account, build, order=order)


def _account_lines(accounts: list[Account], now: datetime) -> list[AccountLine]:
    ids = [account.pk for account in accounts]
    persons = {account.person_id: account.pk for account in accounts if account.person_id}
    held: dict[int, list[tuple[str, str]]] = {}
    rows = [*_OF_ACCOUNTS.rows(ids, now=now), *_OF_PERSONS.rows(persons, now=now)]
    for path, role, account_id, person_id in sorted(rows, key=itemgetter(0, 1)):
        held.setdefault(account_id or persons[person_id], []).append((role, path))
    names = scope_names({path for pairs in held.values() for _role, path in pairs})
    factors = {user for (user,) in _FACTORS.rows(ids)}
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


def _of(column: str) -> PreparedAmong:
    """Return the query for roles in force of accounts, or of persons."""
    now = hole("now", RoleGrant, "starts_at")
    columns = ("scope_path", "role", "account_id", "person_id")
    return PreparedAmong(
        RoleGrant,
        column,
        lambda wanted: RoleGrant.objects.filter(wanted, in_force(now)).values_list(*columns),
    )


_OF_ACCOUNTS, _OF_PERSONS = _of("account"), _of("person_id")
_FACTORS = PreparedAmong(
    Authenticator, "user", lambda wanted: Authenticator.objects.filter(wanted).values_list("user")
)


def grants_of(account: Account, *, now: datetime) -> list[GrantLine]:
    """Return what an account holds now."""
    rows = RoleGrant.objects.filter(held_by(account), in_force(now)).order_by("scope_path", "role")
    return _grant_lines(rows, {account.pk: account}, {account.person_id: account})


def grants_of_person(person_id: int, *, now: datetime) -> list[GrantLine]:
    """Return what a person holds now, account or not."""
    rows = RoleGrant.objects.filter(in_force(now), person_id=person_id)
    return _grant_lines(rows.order_by("scope_path", "role"), {}, {})


def access_page(actor: Actor, *, role: str = "", after: str = "", now: datetime) -> Page:
    """Return a page of all roles in force at the actor's places, by place (权限核查)."""
    paths = _paths(actor)
    listed = _grant_pages(None if paths is None else len(paths), bool(role))
    page = listed.page(after=after, role=role, now=now, **path_values(paths or ()))
    by_pk = {
        account.pk: account
        for account in _NUMBERED.objects(row.account_id for row in page.rows if row.account_id)
    }
    by_person = {
        account.person_id: account
        for account in _OWNED.objects(row.person_id for row in page.rows if row.person_id)
    }
    return Page(rows=_grant_lines(page.rows, by_pk, by_person), after=page.after)


@cache
def _grant_pages(paths: int | None, role: bool) -> PreparedPages:
    def build() -> "QuerySet[RoleGrant]":
        places = None if paths is None else path_holes(paths, RoleGrant)
        rows = _grants_seen(places, hole("now", RoleGrant, "starts_at"))
        return rows.filter(role=hole("role", RoleGrant, "role")) if role else rows

    return PreparedPages(RoleGrant, build, order=["scope_path", "pk"])


_NUMBERED = PreparedAmong(Account, "id", Account.objects.filter)
_OWNED = PreparedAmong(Account, "person_id", Account.objects.filter)


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
                person_id=row.person_id,
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
    staff = _staff_seen(_paths(actor), now).filter(is_active=True)
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    return Overview(
        staff=staff.count(),
        without_second_factor=staff.filter(~Exists(factors)).count(),
        locked=_locked_here(actor, now),
    )


def _locked_here(actor: Actor, now: datetime) -> int:
    names = _locked_names(now)
    if not names:
        return 0
    here = _accounts_seen(_paths(actor), now).annotate(name=Lower("username"))
    return here.filter(name__in=names).count()


def is_locked(account: Account, *, now: datetime) -> bool:
    """Tell whether too many wrong passwords keep the account locked at this moment."""
    name = account.username.casefold()
    return name in _locked_names(now, [name])


def _locked_names(now: datetime, names: list[str] | None = None) -> set[str]:
    since = now - settings.AXES_COOLOFF_TIME
    found = _ATTEMPTS.rows(since=since) if names is None else _NAMED.rows(names, since=since)
    failures: Counter[str] = Counter()
    for name, count in found:
        failures[name] += count
    return {name for name, count in failures.items() if count >= settings.AXES_FAILURE_LIMIT}


def _attempts() -> "QuerySet[AccessAttempt, Any]":
    since = hole("since", AccessAttempt, "attempt_time")
    rows = AccessAttempt.objects.filter(attempt_time__gte=since)
    return rows.values_list("username", "failures_since_start")


_ATTEMPTS = Prepared(_attempts)
_NAMED = PreparedAmong(AccessAttempt, "username", lambda wanted: _attempts().filter(wanted))


def open_sessions(account: Account) -> int:
    """Return in how many browsers an account is signed in."""
    return UserSession.objects.filter(user=account).count()
