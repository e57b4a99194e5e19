"""Whom a notice reaches now: accounts behind posts and persons, and their channels."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors import account_of_person, grant_paths
from linli.apps.notices.models import Addressee, ChannelChoice
from linli.apps.notices.rules.choices import Reach, takes
from linli.apps.notices.rules.posting import RecipientKind, Urgency
from linli.apps.organisations.models import Seat
from linli.apps.organisations.selectors.duties import Fallback, duties, fallbacks
from linli.apps.people.models import Person
from linli.core.tree import STEP

NOBODY_ANSWERS, NO_ACCOUNT = "notices.nobody_answers", "notices.no_account"


@dataclass(frozen=True, slots=True)
class Reached:
    """An account that a notice reaches, or in a code why it reaches none."""

    account: Account | None
    is_fallback: bool = False
    waiting_for: str = ""


def reached_by(addressee: Addressee, day: date) -> Reached:
    """Return the account a notice to a post, a person or an account reaches on `day`."""
    target = addressee.target_id
    if target is None:
        raise ValueError("an address is no account")
    if addressee.kind == RecipientKind.POST:
        return reached_by_post(target, day)
    if addressee.kind == RecipientKind.PERSON:
        return _found(account_of_person(target))
    return _found(Account.objects.filter(pk=target).first())


def reached_by_post(seat_id: int, day: date) -> Reached:
    """Return the account behind a post: its holder's, whoever's stands in, or the fallback's.

    A holder without an account is like nobody: the notice falls to whom the post would fall.
    """
    seat = Seat.objects.select_related("body").filter(pk=seat_id).first()
    if seat is None:
        return Reached(None, waiting_for=NOBODY_ANSWERS)
    person_id = duties([seat_id], day)[seat_id].person_id
    if person_id is not None:
        own = _found(account_of_person(person_id))
        if own.account is not None:
            return own
    fallback: Fallback = fallbacks([seat.body], day)[seat.body_id]
    if fallback.person_id is None or fallback.person_id == person_id:
        return Reached(None, waiting_for=NO_ACCOUNT if person_id else NOBODY_ANSWERS)
    other = _found(account_of_person(fallback.person_id))
    return Reached(other.account, is_fallback=True, waiting_for=other.waiting_for)


def _found(account: Account | None) -> Reached:
    if account is None or not account.is_active:
        return Reached(None, waiting_for=NO_ACCOUNT)
    return Reached(account)


def channels_of(
    account_id: int, urgency: Urgency, configured: Iterable[str]
) -> list[ChannelChoice]:
    """Return the confirmed channels of an account that carry notices of this urgency."""
    rows = ChannelChoice.objects.filter(
        account=account_id, confirmed_at__isnull=False, channel__in=configured
    ).order_by("channel")
    return [row for row in rows if takes(Reach(row.reach), urgency)]


def scope_of_account(account_id: int, now: datetime) -> str:
    """Return the place whose administrator looks after letters to an account.

    It is the place above all its posts, for residents their home.
    """
    account = Account.objects.get(pk=account_id)
    paths = grant_paths(account, now=now)
    if not paths and account.person_id is not None:
        home = Person.objects.filter(pk=account.person_id).values_list("scope_path", flat=True)
        paths = tuple(home)
    first, last = min(paths, default=""), max(paths, default="")
    shared = 0
    while shared < len(first) and first[: shared + STEP] == last[: shared + STEP]:
        shared += STEP
    return first[:shared]
