"""The sign-in of somebody in the register: opened at the counter, or by an administrator."""

from datetime import datetime

from django.db import transaction

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors import account_of_person, places_held_by
from linli.apps.accounts.services import create_account
from linli.apps.people import permissions
from linli.apps.people.rules.errors import AccountOpened, NoPhoneForCodes
from linli.apps.people.services.locking import locked_person
from linli.core.access import Actor, require
from linli.kit.sealed_fields import opened


@transaction.atomic
def open_account(
    *, actor: Actor, person_id: int, now: datetime, password: str | None = None
) -> Account:
    """Open the account of a person (开设账号): rights of their posts, and "My data", follow.

    Codes go to the number in the record and to no other, so that nobody who opens an account for
    somebody else can sign in with it; a first `password` is for administrators to hand over.
    Raises AccountOpened, NoPhoneForCodes, NotAllowed, and what `create_account` raises.
    Source: [rule:accounts-of-persons].
    """
    person = locked_person(person_id)
    held = places_held_by(person.pk, now=now)
    require(permissions.can_open_account(actor, person, held, now=now))
    if account_of_person(person.pk) is not None:
        raise AccountOpened
    phone = opened(person.phone) if person.phone else ""
    if not phone and password is None:
        raise NoPhoneForCodes
    return create_account(
        actor=actor,
        now=now,
        display_name=opened(person.name),
        phone=phone,
        password=password,
        person_id=person.pk,
    )
