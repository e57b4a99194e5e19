"""Two records of one person: suspected by the system or proposed by somebody, confirmed by another.

Everything that names the dropped record then names the kept one, in every application; each
moved row is noted, so that all of it moves back when the merge was a mistake. What somebody could
not give by appointing, nobody gets by merging: the posts and rights of both records are asked
about before, and again once they have moved.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from linli.apps.accounts.models import Account
from linli.apps.accounts.services.separation import require_separated
from linli.apps.audit.models import AuditEvent
from linli.apps.people import permissions
from linli.apps.people.models import MergeMove, MergeProposal, Person
from linli.apps.people.rules.errors import LaterMerge, MergeImpossible
from linli.apps.people.rules.kinds import DuplicateGround
from linli.apps.people.rules.lifecycle import MERGE_FLOW, MergeAction, MergeState, PersonState
from linli.apps.people.selectors.duplicates import suspected_pairs
from linli.apps.people.services.guarding import mark_unguarded
from linli.apps.people.services.lifecycle import merge_person
from linli.apps.people.services.locking import locked_person, usable_persons
from linli.apps.people.services.recording import record_row
from linli.core.access import Actor, Grant, by_role, require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened

_record = partial(record_row, subject_type="merge")

# What the kept record takes from the dropped one where it has nothing itself.
FILLED = ("phone", "other_phone", "id_number")
OPEN = (MergeState.SUSPECTED, MergeState.PROPOSED)

Finish = Callable[[], None]
MergeHeir = Callable[[Collection[int], datetime], Finish]
_heirs: list[MergeHeir] = []


def register_merge_heir(heir: MergeHeir) -> None:
    """Let a higher application look at two records before their rows move, and again afterwards.

    `heir(person_ids, now)` locks and notes what it needs; what it returns is called once the rows
    have moved, and refuses by raising.
    """
    if heir not in _heirs:
        _heirs.append(heir)


@transaction.atomic
def suspect_duplicates(*, actor: Actor, now: datetime, most: int = 200) -> int:
    """Note pairs of records that look like one person (疑似重复); for the clock. Return how many.

    A pair that somebody has declined before is not brought up again.
    """
    require(by_role(actor, (), ""))
    made = 0
    for kept, dropped, ground in suspected_pairs(most):
        _propose(kept, dropped, ground, actor=actor, now=now, grant=None)
        made += 1
    return made


@transaction.atomic
def propose_merge(
    *, actor: Actor, kept_id: int, dropped_id: int, ground: DuplicateGround, now: datetime
) -> MergeProposal:
    """Propose that two records are one person (提议合并); somebody else decides."""
    people = usable_persons([kept_id, dropped_id])
    kept, dropped = people[kept_id], people[dropped_id]
    decision = require(permissions.can_propose_merge(actor, kept, dropped))
    if kept.pk == dropped.pk or kept.kind != dropped.kind:
        raise MergeImpossible()
    known = MergeProposal.objects.select_for_update().filter(state__in=OPEN)
    present = known.filter(kept__in=people, dropped__in=people).first()
    if present is None:
        present = _propose(kept, dropped, ground, actor=actor, now=now, grant=decision.grant)
    if present.state == MergeState.SUSPECTED:
        present.kept, present.dropped = kept, dropped
        _take_up(present, actor=actor, now=now, grant=decision.grant)
    return present


@transaction.atomic
def take_up_merge(*, actor: Actor, proposal_id: int, now: datetime) -> MergeProposal:
    """Propose a merge that the system suspects, after having looked (提议合并)."""
    proposal = _locked(proposal_id)
    decision = require(permissions.can_handle_merge(actor, proposal))
    _take_up(proposal, actor=actor, now=now, grant=decision.grant)
    return proposal


@transaction.atomic
def decline_merge(*, actor: Actor, proposal_id: int, now: datetime) -> MergeProposal:
    """Say that two records are two persons (不予合并)."""
    proposal = _locked(proposal_id)
    decision = require(permissions.can_handle_merge(actor, proposal))
    _move(proposal, MergeAction.DECLINE, actor=actor, now=now, grant=decision.grant, facts={})
    return proposal


@transaction.atomic
def confirm_merge(*, actor: Actor, proposal_id: int, now: datetime) -> MergeProposal:
    """Merge two records, as a second person (确认合并). Source: [rule:merging].

    Raises MergeImpossible when both have an account to sign in, and what stands against one
    person holding the posts of both: SeparatedDuties, TwoSeatsInOneBody, AppointmentBarred.
    """
    proposal = _locked(proposal_id)
    decision = require(permissions.can_decide_merge(actor, proposal))
    people = usable_persons([proposal.kept_id, proposal.dropped_id])
    kept, dropped = people[proposal.kept_id], people[proposal.dropped_id]
    if Account.objects.filter(person_id__in=people).count() > 1:
        raise MergeImpossible()
    finish = _prepared(proposal, now)
    moved = _move_references(proposal, dropped, kept)
    _settle(finish, kept, actor=actor, now=now)
    filled = _fill_gaps(proposal, kept, dropped)
    merge_person(actor=actor, dropped=dropped, kept=kept, grant=decision.grant, now=now)
    mark_unguarded(list(people), today=local_day(now))
    facts = {"moved": moved, "filled": filled}
    _move(proposal, MergeAction.CONFIRM, actor=actor, now=now, grant=decision.grant, facts=facts)
    return proposal


@transaction.atomic
def reverse_merge(*, actor: Actor, proposal_id: int, now: datetime) -> MergeProposal:
    """Undo a merge (撤销合并): every moved row that still names the kept record moves back.

    Raises LaterMerge, and for each of the two what `confirm_merge` raises.
    """
    proposal = _locked(proposal_id)
    decision = require(permissions.can_reverse_merge(actor, proposal))
    kept, dropped = locked_person(proposal.kept_id), locked_person(proposal.dropped_id)
    if proposal.state == MergeState.MERGED and kept.state == PersonState.MERGED:
        raise LaterMerge()
    finish, back = _prepared(proposal, now), 0
    for move in proposal.moves.order_by("-pk"):
        if move.table == Person._meta.label:
            setattr(kept, move.column, None)
            if move.column == "id_number":
                kept.id_kind = None
            kept.save()
        else:
            rows = _rows(move.table).filter(pk=move.row_id, **{move.column: kept.pk})
            back += rows.update(**{move.column: dropped.pk})
    _settle(finish, kept, dropped, actor=actor, now=now)
    merge_person(actor=actor, dropped=dropped, kept=None, grant=decision.grant, now=now)
    mark_unguarded([kept.pk, dropped.pk], today=local_day(now))
    facts = {"moved": back}
    _move(proposal, MergeAction.REVERSE, actor=actor, now=now, grant=decision.grant, facts=facts)
    return proposal


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every column of every application that names a person and follows a merge.

    Lower applications know no persons; their columns are called `person_id`. The proposals
    themselves do not follow, nor the pointer of merged records; the trail never changes.
    """
    for model in apps.get_models():
        if model in {MergeProposal, Person, AuditEvent} or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is Person or field.attname == "person_id":
                yield model, field.attname


def _move_references(proposal: MergeProposal, dropped: Person, kept: Person) -> int:
    """Let all rows name `kept`; rows that would say the same twice stay with the merged record."""
    moves = []
    for model, column in references():
        rows: QuerySet[Any] = QuerySet(model)
        for row_id in rows.filter(**{column: dropped.pk}).values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    rows.filter(pk=row_id).update(**{column: kept.pk})
            except IntegrityError:
                continue
            label = model._meta.label
            moves.append(
                MergeMove(proposal=proposal, table=label, column=column, row_id=str(row_id))
            )
    MergeMove.objects.bulk_create(moves)
    return len(moves)


def _prepared(proposal: MergeProposal, now: datetime) -> list[Finish]:
    return [heir((proposal.kept_id, proposal.dropped_id), now) for heir in _heirs]


def _settle(finish: list[Finish], *persons: Person, actor: Actor, now: datetime) -> None:
    """Look again, now that the rows have moved: somebody may have been appointed meanwhile."""
    for done in finish:
        done()
    for person in persons:
        require_separated(person.pk, now=now)
    require(permissions.can_pass_on_posts(actor, [person.pk for person in persons]))


def _fill_gaps(proposal: MergeProposal, kept: Person, dropped: Person) -> list[str]:
    filled = [
        name
        for name in FILLED
        if getattr(kept, name) is None and getattr(dropped, name) is not None
    ]
    for name in filled:
        setattr(kept, name, opened(getattr(dropped, name)))
        MergeMove.objects.create(
            proposal=proposal, table=Person._meta.label, column=name, row_id=str(kept.pk)
        )
    if "id_number" in filled:
        kept.id_kind = dropped.id_kind
    kept.save()
    return filled


def _rows(label: str) -> QuerySet[Any]:
    return QuerySet(apps.get_model(label))


def _locked(proposal_id: int) -> MergeProposal:
    proposal = MergeProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound(proposal=proposal_id)
    return proposal


def _propose(
    kept: Person,
    dropped: Person,
    ground: DuplicateGround,
    *,
    actor: Actor,
    now: datetime,
    grant: Grant | None,
) -> MergeProposal:
    proposal = MergeProposal.objects.create(
        kept=kept, dropped=dropped, ground=ground, scope_path=kept.scope_path, proposed_at=now
    )
    facts = {"kept": kept.pk, "dropped": dropped.pk, "ground": ground}
    _record(actor, "merge.suspected", proposal, facts, now=now, grant=grant)
    return proposal


def _take_up(proposal: MergeProposal, *, actor: Actor, now: datetime, grant: Grant | None) -> None:
    proposal.proposed_by, proposal.proposed_at = actor.account_id, now
    facts = {"kept": proposal.kept_id, "dropped": proposal.dropped_id}
    _move(proposal, MergeAction.PROPOSE, actor=actor, now=now, grant=grant, facts=facts)


def _move(
    proposal: MergeProposal,
    action: MergeAction,
    *,
    actor: Actor,
    now: datetime,
    grant: Grant | None,
    facts: Mapping[str, object],
) -> None:
    row = MERGE_FLOW.step(MergeState(proposal.state), action)
    proposal.state = row.next
    if action is not MergeAction.PROPOSE:
        proposal.decided_by, proposal.decided_at = actor.account_id, now
    proposal.save()
    moved = {"from": row.state, "to": row.next, **facts}
    _record(actor, f"merge.{row.next.lower()}", proposal, moved, now=now, grant=grant)
