"""Whom an act concerns beside the offices: the reporter and those who follow."""

from collections.abc import Iterable, Iterator

from linli.apps.cases.models import Case, Follower
from linli.apps.notices.rules.posting import Recipient, ToAccount, ToPerson
from linli.core.access import Actor


def reporter_of(case: Case, actor: Actor) -> list[Recipient]:
    """Return the reporter, unless they have acted themselves."""
    return list(_others([(case.reporter_account_id, case.reporter_id)], actor))


def followers_of(case: Case, actor: Actor) -> list[Recipient]:
    """Return those who follow, but not whoever has acted."""
    rows = Follower.objects.filter(case=case, left_at=None).order_by("pk")
    return list(_others(rows.values_list("account_id", "person_id"), actor))


def _others(people: Iterable[tuple[int | None, int | None]], actor: Actor) -> Iterator[Recipient]:
    for account_id, person_id in people:
        if account_id is not None and account_id != actor.account_id:
            yield ToAccount(account_id)
        elif account_id is None and person_id is not None and person_id != actor.person_id:
            yield ToPerson(person_id)
