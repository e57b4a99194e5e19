"""Who acts for somebody who cannot act alone: guardians, and whom a company has authorised."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction

from linli.apps.people import permissions
from linli.apps.people.models import Person, Representation
from linli.apps.people.rules.errors import (
    AgentNamed,
    AgentUnfit,
    DateInFuture,
    EndedSince,
    EndsBeforeStart,
)
from linli.apps.people.rules.kinds import PersonKind, RepresentationKind
from linli.apps.people.rules.lifecycle import is_minor
from linli.apps.people.services.guarding import mark_unguarded
from linli.apps.people.services.locking import locked_person, usable_persons
from linli.apps.people.services.recording import record_row
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.days import local_day

_record = partial(record_row, subject_type="person")


@transaction.atomic
def appoint_agent(
    *, actor: Actor, principal_id: int, agent_id: int, on: date, now: datetime
) -> Representation:
    """Note a guardian (监护人) of a person, or whom a company has authorised (授权代表).

    The kind follows from the principal. Raises AgentUnfit, AgentNamed. Source: [rule:agents].
    """
    people = usable_persons([principal_id, agent_id])
    principal, agent = people[principal_id], people[agent_id]
    decision = require(permissions.can_name_agent(actor, principal, agent))
    if on > local_day(now):
        raise DateInFuture(field="on")
    natural = principal.kind == PersonKind.NATURAL
    kind = RepresentationKind.GUARDIAN if natural else RepresentationKind.AUTHORISED
    _require_fit(principal, agent, local_day(now))
    present = Representation.objects.filter(principal=principal, valid_to__isnull=True)
    if present.filter(agent=agent).exists() or (not natural and present.exists()):
        raise AgentNamed()
    representation = Representation.objects.create(
        principal=principal, agent=agent, kind=kind, valid_from=on
    )
    mark_unguarded([principal.pk], today=local_day(now))
    facts = {"agent": agent.pk, "kind": kind, "on": on}
    _record(actor, "representation.begun", principal, facts, now=now, grant=decision.grant)
    return representation


@transaction.atomic
def end_representation(
    *, actor: Actor, representation_id: int, on: date, now: datetime
) -> Representation:
    """Note that somebody no longer acts for another (代表关系终止)."""
    row = Representation.objects.filter(pk=representation_id).first()
    if row is None:
        raise NotFound(representation=representation_id)
    principal = locked_person(row.principal_id)
    decision = require(permissions.can_change_person(actor, principal))
    row.refresh_from_db()
    if on > local_day(now):
        raise DateInFuture(field="on")
    if row.valid_to is not None or on < row.valid_from:
        raise EndsBeforeStart(field="on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    mark_unguarded([principal.pk], today=local_day(now))
    facts = {"agent": row.agent_id, "on": on}
    _record(actor, "representation.ended", principal, facts, now=now, grant=decision.grant)
    return row


@transaction.atomic
def void_representations(*, actor: Actor, representation_ids: Sequence[int], now: datetime) -> None:
    """Strike out who acts for whom, entered by mistake (撤销登记); the last one first.

    Raises EndedSince when one has ended meanwhile: then it was true for a time.
    """
    for row in Representation.objects.filter(pk__in=representation_ids).order_by("-pk"):
        principal = locked_person(row.principal_id)
        decision = require(permissions.can_change_person(actor, principal))
        row.refresh_from_db()
        if row.valid_to is not None:
            raise EndedSince()
        facts = {"agent": row.agent_id, "kind": row.kind, "on": row.valid_from}
        row.delete()
        mark_unguarded([principal.pk], today=local_day(now))
        _record(actor, "representation.voided", principal, facts, now=now, grant=decision.grant)


def _require_fit(principal: Person, agent: Person, today: date) -> None:
    """Raise AgentUnfit unless `agent` is an adult, alive, of full capacity, and somebody else."""
    unfit = (
        principal.pk == agent.pk
        or agent.kind != PersonKind.NATURAL
        or agent.died_on is not None
        or is_minor(agent.birth_date, today)
        or agent.representatives.filter(valid_to__isnull=True).exists()
    )
    if unfit:
        raise AgentUnfit(field="agent")
