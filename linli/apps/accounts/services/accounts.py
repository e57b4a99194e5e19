"""Accounts: made, given a password, closed."""

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction

from linli.apps.accounts import permissions
from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import ACCOUNT_ADMINS, APPOINTERS, EMPTIED, normal_phone
from linli.apps.accounts.selectors import account_paths, grant_paths, phone_is_taken, phone_of
from linli.apps.accounts.selectors.review import AccountUnknown
from linli.apps.audit.services import record
from linli.core.access import Actor, require
from linli.core.errors import InvalidInput, RuleViolation
from linli.kit.identity import draw_id

MIN_PASSWORD = 10
# Called with the account, its number until now, and the moment.
PhoneFollower = Callable[[Account, str, datetime], None]
_phone_followers: list[PhoneFollower] = []


def register_phone_follower(follower: PhoneFollower) -> None:
    """Let a higher application say something where the number for codes has changed."""
    if follower not in _phone_followers:
        _phone_followers.append(follower)


class UsernameTaken(RuleViolation):
    """Another account signs in with this name."""

    code = "accounts.username_taken"


class PhoneTaken(RuleViolation):
    """Another account signs in with this phone number."""

    code = "accounts.phone_taken"


class PhoneMalformed(InvalidInput):
    """This is no mobile number."""

    code = "accounts.phone_malformed"


class TakesTwo(RuleViolation):
    """The account holds a post: the counter checks the person, somebody else confirms."""

    code = "accounts.takes_two"


class OfProgram(RuleViolation):
    """Another program acts as this account through its key: nobody signs in with it."""

    code = "accounts.of_program"


class AccountEmptied(RuleViolation):
    """The period of keeping is over: nothing says any more whose account this was."""

    code = "accounts.emptied"


class PasswordTooShort(InvalidInput):
    """The password has fewer than ten characters."""

    code = "accounts.password_too_short"


def locked_account(account_id: int) -> Account:
    """Return the account, its row locked until the act ends.

    Raises AccountUnknown.
    """
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise AccountUnknown(account=account_id)
    return account


@transaction.atomic
def create_account(
    *,
    actor: Actor,
    now: datetime,
    username: str = "",
    display_name: str = "",
    password: str | None = None,
    phone: str = "",
    person_id: int | None = None,
    must_change_password: bool = True,
    is_program: bool = False,
) -> Account:
    """Make a way to sign in (开设账号).

    Without a name one is drawn: residents sign in by phone. Without a password none works. With
    `is_program` it is the account of another program's key, and never gets a password or phone.
    Raises UsernameTaken, PhoneTaken, PhoneMalformed, PasswordTooShort.
    """
    require(permissions.can_create_account(actor))
    username = username.strip() or f"u{draw_id():x}"
    if Account.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username=username, field="username")
    account = Account(
        username=username,
        display_name=display_name,
        person_id=person_id,
        must_change_password=bool(password) and must_change_password,
        is_program=is_program,
        scope_path=next(iter(actor.paths(ACCOUNT_ADMINS) or actor.paths(APPOINTERS)), ""),
        created_at=now,
    )
    _put_password(account, password)
    account.save(force_insert=True)
    if phone:
        _put_phone(account, phone)
        account.save(update_fields=["phone", "phone_index"])
    _record(actor, "accounts.account_created", account, now, person=person_id)
    return account


@transaction.atomic
def set_password(
    *,
    actor: Actor,
    account_id: int,
    password: str,
    now: datetime,
    must_change: bool = True,
) -> Account:
    """Give an account a new password and end its sessions (重置密码).

    For oneself, after the present password or a code was asked by the page, and for whoever
    administers the account. Raises AccountUnknown, NotAllowed, OfProgram, PasswordTooShort.
    """
    account = locked_account(account_id)
    if actor.account_id != account.pk:
        require(permissions.can_administer(actor, account, account_paths(account, now=now)))
    _require_somebody(account)
    _put_password(account, password)
    account.must_change_password = must_change and actor.account_id != account.pk
    account.save(update_fields=["password", "must_change_password"])
    end_sessions(account, keep=actor.session_key if actor.account_id == account.pk else "")
    _record(actor, "accounts.password_set", account, now)
    return account


@transaction.atomic
def set_phone(
    *, actor: Actor, account_id: int, phone: str, now: datetime, reason: str = ""
) -> Account:
    """Set or, with "", remove the number that receives codes (变更登录手机号).

    It ends the sessions, of oneself all but this one: whoever had the old number is out. Whoever
    has the old number is told there. Of oneself only after the page has asked for a fresh sign-in
    and a code sent to the new number. Source: [rule:own-phone].

    A new number of somebody else who holds a post takes two persons: see `people.bind_number`.
    Raises AccountUnknown, NotAllowed, TakesTwo, OfProgram, PhoneTaken, PhoneMalformed.
    """
    account = locked_account(account_id)
    own = actor.account_id == account.pk
    if not own:
        require(permissions.can_administer(actor, account, account_paths(account, now=now)))
        if phone and account.person_id is not None and grant_paths(account, now=now):
            raise TakesTwo(field="phone")
    return _change_phone(
        account, phone, keep=actor.session_key if own else "", actor=actor, reason=reason, now=now
    )


def rebind_phone(*, actor: Actor, account_id: int, phone: str, now: datetime) -> Account:
    """Give an account the number of somebody whose identity was checked (换绑手机号).

    Part of that act, which has asked for permission and, for staff, for a second person.
    Raises AccountUnknown, OfProgram, PhoneTaken, PhoneMalformed. Source: [rule:lost-number].
    """
    account = locked_account(account_id)
    return _change_phone(account, phone, keep="", actor=actor, reason="checked", now=now)


def check_phone(account: Account, phone: str) -> None:
    """Refuse what `rebind_phone` would: OfProgram, PhoneTaken, PhoneMalformed."""
    _require_somebody(account)
    _free_phone(account, phone)


def _change_phone(
    account: Account, phone: str, *, keep: str, actor: Actor, reason: str, now: datetime
) -> Account:
    _require_somebody(account)
    before = phone_of(account)
    _put_phone(account, phone)
    account.save(update_fields=["phone", "phone_index"])
    end_sessions(account, keep=keep)
    _record(actor, "accounts.phone_set", account, now, reason=reason)
    if before and before != phone_of(account):
        for follower in _phone_followers:
            follower(account, before, now)
    return account


@transaction.atomic
def deactivate_account(*, actor: Actor, account_id: int, reason: str, now: datetime) -> Account:
    """Close an account and end its sessions at once (停用账号); grants end with their posts.

    Raises AccountUnknown, NotAllowed.
    """
    account = locked_account(account_id)
    require(permissions.can_administer(actor, account, account_paths(account, now=now)))
    account.is_active, account.closed_at = False, account.closed_at or now
    account.save(update_fields=["is_active", "closed_at"])
    end_sessions(account)
    _record(actor, "accounts.account_deactivated", account, now, reason=reason)
    return account


@transaction.atomic
def reactivate_account(*, actor: Actor, account_id: int, reason: str, now: datetime) -> Account:
    """Open a closed account again (恢复账号).

    Raises AccountUnknown, NotAllowed, and AccountEmptied when it no longer says whose it was.
    """
    account = locked_account(account_id)
    require(permissions.can_administer(actor, account, account_paths(account, now=now)))
    if account.username.startswith(EMPTIED):
        raise AccountEmptied(account=account_id)
    account.is_active, account.closed_at = True, None
    account.save(update_fields=["is_active", "closed_at"])
    _record(actor, "accounts.account_reactivated", account, now, reason=reason)
    return account


@transaction.atomic
def unlock_account(*, actor: Actor, account_id: int, now: datetime) -> Account:
    """Lift the lock that too many wrong passwords have set (解除锁定).

    Raises AccountUnknown, NotAllowed.
    """
    account = locked_account(account_id)
    require(permissions.can_administer(actor, account, account_paths(account, now=now)))
    AxesProxyHandler.reset_attempts(username=account.username.casefold())
    _record(actor, "accounts.account_unlocked", account, now)
    return account


@transaction.atomic
def reset_second_factor(*, actor: Actor, account_id: int, reason: str, now: datetime) -> Account:
    """Take off the second factors of somebody who lost theirs, and end the sessions.

    Raises AccountUnknown, NotAllowed, OfProgram.
    """
    account = locked_account(account_id)
    require(permissions.can_administer(actor, account, account_paths(account, now=now)))
    _require_somebody(account)
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)
    _record(actor, "accounts.second_factor_reset", account, now, reason=reason)
    return account


def end_sessions(account: Account, *, keep: str = "") -> int:
    """End all sessions of an account except `keep`; return how many.

    Part of other acts, which record it; by itself it is a sign-out everywhere.
    """
    ended = 0
    for session in UserSession.objects.filter(user=account).exclude(session_key=keep):
        session.end()
        ended += 1
    return ended


def forget_account_of(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Close the account of a person whose record is erased, and empty it of name and number.

    Part of that act, which has asked for permission; the trail goes on naming the account.
    """
    account = Account.objects.select_for_update().filter(person_id=person_id).first()
    if account is None:
        return
    account.is_active, account.closed_at = False, account.closed_at or now
    account.display_name, account.phone = "", None
    forget_sign_in(account)
    _record(actor, "accounts.account_deactivated", account, now, reason="person.erased")


def forget_sign_in(account: Account) -> None:
    """Take off everything that signs in with a closed account, and end its sessions.

    Part of other acts, which record it. Saves the account.
    """
    account.set_unusable_password()
    account.last_login = None
    account.save()
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)


def _require_somebody(account: Account) -> None:
    if account.is_program:
        raise OfProgram(username=account.username)


def _put_password(account: Account, password: str | None) -> None:
    if password is not None and len(password) < MIN_PASSWORD:
        raise PasswordTooShort(field="password", least=MIN_PASSWORD)
    account.set_password(password)


def _put_phone(account: Account, phone: str) -> None:
    account.phone = _free_phone(account, phone) if phone else None


def _free_phone(account: Account, phone: str) -> str:
    """Return a number in its one form; raises PhoneMalformed, PhoneTaken."""
    normal = normal_phone(phone)
    if normal is None:
        raise PhoneMalformed(field="phone")
    if phone_is_taken(normal, besides=account.pk):
        raise PhoneTaken(field="phone")
    return normal


def _record(actor: Actor, kind: str, account: Account, now: datetime, **facts: object) -> None:
    """Record an act on an account, at the place of the post in which it was done.

    So the auditors of that place read it. Of oneself without a post it belongs to no place.
    """
    post = actor.post_of(ACCOUNT_ADMINS) or actor.post_of(APPOINTERS) or actor.post_of(actor.roles)
    record(
        actor=actor,
        kind=kind,
        subject_type="account",
        subject_id=account.pk,
        now=now,
        scope_path=post.path if post else "",
        grant=post,
        facts={"username": account.username, **facts},
    )
