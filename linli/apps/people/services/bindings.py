"""A new number for codes, at the counter, after a look at a document (柜台换绑手机号).

The number goes to the account only; the one in the record is corrected by itself. What the old
number could do ends with the act: sessions, and codes that are under way.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors import account_of_person, grant_paths
from linli.apps.accounts.services import check_phone, rebind_phone
from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import NumberBinding
from linli.apps.people.rules.bindings import (
    BINDING_FLOW,
    BindingAction,
    BindingState,
    IdentityDocument,
    NoAccount,
)
from linli.apps.people.services.locking import locked_person
from linli.core.access import Actor, Grant, require
from linli.core.errors import NotFound
from linli.kit.sealed_fields import opened

KINDS = {
    BindingAction.BIND: "person.number_bound",
    BindingAction.DECLINE: "person.number_declined",
}


@transaction.atomic
def bind_number(
    *, actor: Actor, person_id: int, document: IdentityDocument, phone: str, now: datetime
) -> NumberBinding:
    """Note that somebody's document was looked at, and bind the new number to their account.

    Of whoever holds a post it waits for somebody else; an earlier one that waits is put aside.
    Source: [rule:lost-number]. Raises NoAccount, OfProgram, PhoneTaken, PhoneMalformed.
    """
    person = locked_person(person_id)
    account = _account_of(person_id)
    held = grant_paths(account, now=now)
    decision = require(permissions.can_check_identity(actor, person, held))
    check_phone(account, phone)
    for earlier in NumberBinding.objects.filter(person=person, state=BindingState.WAITING):
        _move(earlier, BindingAction.DECLINE, actor=actor, now=now, grant=decision.grant)
    binding = NumberBinding(
        person=person,
        scope_path=held[0] if held else person.scope_path,
        document=document,
        checked_by=actor.account_id,
        checked_at=now,
    )
    binding.phone = phone.strip()
    binding.save(force_insert=True)
    facts = {"document": document, "second": bool(held)}
    _record(actor, "person.identity_checked", binding, facts, now=now, grant=decision.grant)
    if not held:
        _bind(binding, account, actor=actor, now=now, grant=decision.grant)
    return binding


@transaction.atomic
def confirm_binding(*, actor: Actor, binding_id: int, now: datetime) -> NumberBinding:
    """Bind the new number of somebody with a post, as a second person (确认换绑)."""
    binding = _locked(binding_id)
    account = _account_of(binding.person_id)
    held = grant_paths(account, now=now)
    decision = require(permissions.can_confirm_binding(actor, binding, held))
    _bind(binding, account, actor=actor, now=now, grant=decision.grant, second=actor.account_id)
    return binding


@transaction.atomic
def decline_binding(*, actor: Actor, binding_id: int, now: datetime) -> NumberBinding:
    """Leave the number as it is (不予换绑); whoever has checked may put it aside as well."""
    binding = _locked(binding_id)
    decision = require(permissions.can_decline_binding(actor, binding))
    _move(binding, BindingAction.DECLINE, actor=actor, now=now, grant=decision.grant)
    return binding


def _account_of(person_id: int) -> Account:
    account = account_of_person(person_id)
    if account is None or not account.is_active:
        raise NoAccount()
    return account


def _locked(binding_id: int) -> NumberBinding:
    rows = NumberBinding.objects.select_for_update(of=("self",)).select_related("person")
    binding = rows.filter(pk=binding_id).first()
    if binding is None:
        raise NotFound(binding=binding_id)
    return binding


def _bind(
    binding: NumberBinding,
    account: Account,
    *,
    actor: Actor,
    now: datetime,
    grant: Grant | None,
    second: int | None = None,
) -> None:
    phone = opened(binding.phone)
    binding.decided_by = second
    _move(binding, BindingAction.BIND, actor=actor, now=now, grant=grant)
    rebind_phone(actor=actor, account_id=account.pk, phone=phone, now=now)


def _move(
    binding: NumberBinding,
    action: BindingAction,
    *,
    actor: Actor,
    now: datetime,
    grant: Grant | None,
) -> None:
    row = BINDING_FLOW.step(BindingState(binding.state), action)
    binding.state = row.next
    binding.phone, binding.decided_at = None, now
    binding.save(update_fields=["state", "phone", "decided_by", "decided_at"])
    facts = {"from": row.state, "to": row.next}
    _record(actor, KINDS[action], binding, facts, now=now, grant=grant)


def _record(
    actor: Actor,
    kind: str,
    binding: NumberBinding,
    facts: Mapping[str, object],
    *,
    now: datetime,
    grant: Grant | None,
) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="person",
        subject_id=binding.person_id,
        scope_path=binding.scope_path,
        now=now,
        grant=grant,
        facts={"binding": binding.pk, **facts},
    )
