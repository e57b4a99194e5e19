"""The life of a record: ties end, it is restricted, and after the period it is erased."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from linli.apps.accounts.services import forget_account_of
from linli.apps.audit.services import Entry, record, record_all
from linli.apps.people import permissions
from linli.apps.people.models import (
    CareNote,
    Consent,
    Holding,
    HouseholdMember,
    MergeMove,
    MergeProposal,
    NumberBinding,
    Person,
    Representation,
)
from linli.apps.people.rules.errors import BornAfterEvent, DateInFuture, StillTied
from linli.apps.people.rules.fields import PERSONAL
from linli.apps.people.rules.lifecycle import PERSON_FLOW, PersonAction, PersonState
from linli.apps.people.selectors.notices import current_notice_number
from linli.apps.people.selectors.ties import tied_persons
from linli.apps.people.services.guarding import mark_unguarded
from linli.apps.people.services.locking import locked_person
from linli.core.access import Actor, Grant, require
from linli.core.errors import NotFound
from linli.core.personal import PersonalField
from linli.kit.bulk import batches
from linli.kit.days import local_day

# What identifies: emptied on erasure. The place goes too; what stays is a number without a person.
IDENTIFYING = tuple(field for group in PERSONAL for field in group if field.model == "Person")


KINDS = {
    PersonAction.RESTRICT: "person.restricted",
    PersonAction.RESTORE: "person.restored",
    PersonAction.ERASE: "person.erased",
    PersonAction.MERGE: "person.merged",
    PersonAction.UNMERGE: "person.unmerged",
}


@transaction.atomic
def restrict_person(*, actor: Actor, person_id: int, now: datetime) -> Person:
    """Stop all use of a record but its storage (限制处理). Source: [rule:retention]."""
    person = locked_person(person_id)
    decision = require(permissions.can_restrict_person(actor, person))
    _move(person, PersonAction.RESTRICT, actor=actor, now=now, grant=decision.grant)
    return person


@transaction.atomic
def restore_person(*, actor: Actor, person_id: int, now: datetime) -> Person:
    """Take a restricted record into use again, when somebody has come back (恢复使用)."""
    person = locked_person(person_id)
    decision = require(permissions.can_restrict_person(actor, person))
    person.ties_ended_on = None
    _move(person, PersonAction.RESTORE, actor=actor, now=now, grant=decision.grant)
    return person


@transaction.atomic
def erase_person(*, actor: Actor, person_id: int, now: datetime) -> Person:
    """Empty a record of everything that identifies (删除), leaving a proof without the data.

    The proof in the trail: which fields held something, under which notice, since when no tie.
    Raises StillTied while somebody lives, owns or holds a post here.
    """
    person = locked_person(person_id)
    decision = require(permissions.can_restrict_person(actor, person))
    if tied_persons([person.pk], local_day(now)):
        raise StillTied()
    scope_path, erased = person.scope_path, _empty(person, IDENTIFYING)
    facts = {
        "fields": erased,
        "rows": _drop_rows(person, now),
        "notice": current_notice_number(),
        "ties_ended_on": person.ties_ended_on,
    }
    _move(
        person,
        PersonAction.ERASE,
        actor=actor,
        now=now,
        grant=decision.grant,
        scope_path=scope_path,
        facts=facts,
    )
    forget_account_of(actor=actor, person_id=person.pk, now=now)
    return person


@transaction.atomic
def record_death(*, actor: Actor, person_id: int, on: date, now: datetime) -> Person:
    """Note the day somebody died (登记死亡); what they own stays theirs until it is transferred."""
    person = locked_person(person_id)
    decision = require(permissions.can_change_person(actor, person))
    if on > local_day(now):
        raise DateInFuture(field="on")
    if person.birth_date and on < person.birth_date:
        raise BornAfterEvent(field="on")
    person.died_on = on
    person.save(update_fields=["died_on"])
    record(
        actor=actor,
        kind="person.died",
        subject_type="person",
        subject_id=person.pk,
        scope_path=person.scope_path,
        now=now,
        grant=decision.grant,
        facts={"on": on},
    )
    return person


def end_ties(*, actor: Actor, person_id: int, on: date, now: datetime) -> bool:
    """Note whether and since when nothing ties somebody here any more; return whether it changed.

    Called after every act that may end a tie, and by the retention job for ties that higher
    applications know.
    """
    return bool(end_ties_of(actor=actor, person_ids=[person_id], on=on, now=now))


@transaction.atomic
def end_ties_of(
    *, actor: Actor, person_ids: Collection[int], on: date, now: datetime
) -> list[Person]:
    """Do the same for many at once; return those for whom it changed. Raises NotFound."""
    changed: list[Person] = []
    for some in batches(sorted(set(person_ids)), 500):
        people = list(Person.objects.select_for_update().filter(pk__in=some).order_by("pk"))
        if len(people) != len(some):
            raise NotFound(kind="person")
        tied = tied_persons(some, on)
        for person in people:
            ended = None if person.pk in tied else person.ties_ended_on or on
            if ended != person.ties_ended_on:
                person.ties_ended_on = ended
                changed.append(person)
    Person.objects.bulk_update(changed, ["ties_ended_on"], batch_size=500)
    entries = (
        Entry(
            "person.ties_ended" if person.ties_ended_on else "person.tied_again",
            "person",
            person.pk,
            person.scope_path,
            {"on": person.ties_ended_on},
        )
        for person in changed
    )
    record_all(actor=actor, entries=entries, now=now)
    return changed


def merge_person(
    *, actor: Actor, dropped: Person, kept: Person | None, grant: Grant | None, now: datetime
) -> None:
    """Mark a locked record as merged into `kept`, or as its own again when that is None."""
    dropped.merged_into = kept
    action = PersonAction.MERGE if kept else PersonAction.UNMERGE
    facts = {"into": kept.pk if kept else None}
    _move(dropped, action, actor=actor, now=now, grant=grant, facts=facts)


def erase_fields(
    *, actor: Actor, person: Person, fields: tuple[PersonalField, ...], now: datetime
) -> list[str]:
    """Empty some fields of a locked record whose period has ended; return those that held data."""
    erased = _empty(person, fields)
    if erased:
        person.save()
        record(
            actor=actor,
            kind="person.fields_erased",
            subject_type="person",
            subject_id=person.pk,
            scope_path=person.scope_path,
            now=now,
            facts={"fields": erased, "notice": current_notice_number()},
        )
    return erased


def _empty(person: Person, fields: tuple[PersonalField, ...]) -> list[str]:
    erased = []
    for name in (field.field for field in fields):
        if getattr(person, name) not in (None, ""):
            erased.append(name)
        setattr(person, name, "" if name == "scope_path" else None)
    return erased


def _drop_rows(person: Person, now: datetime) -> dict[str, int]:
    """Delete what ties a number to dwellings and to other people; return how many by table.

    Consents end, and go after their own period: until then they prove what was agreed to.
    """
    Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=now)
    wards = Representation.objects.filter(agent=person)
    left = [person.pk, *wards.values_list("principal", flat=True)]
    gone = Counter[str]()
    for rows in (
        CareNote.objects.filter(person=person),
        NumberBinding.objects.filter(person=person, decided_at=None),
        HouseholdMember.objects.filter(person=person),
        Holding.objects.filter(person=person),
        Representation.objects.filter(Q(principal=person) | Q(agent=person)),
        MergeMove.objects.filter(proposal__in=_proposals(person)),
        _proposals(person),
    ):
        gone.update(rows.delete()[1])
    mark_unguarded(left, today=local_day(now))
    return dict(sorted(gone.items()))


def _proposals(person: Person) -> "QuerySet[MergeProposal]":
    return MergeProposal.objects.filter(Q(kept=person) | Q(dropped=person))


def _move(
    person: Person,
    action: PersonAction,
    *,
    actor: Actor,
    now: datetime,
    grant: Grant | None = None,
    scope_path: str | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    row = PERSON_FLOW.step(PersonState(person.state), action)
    person.state = row.next
    person.save()
    record(
        actor=actor,
        kind=KINDS[action],
        subject_type="person",
        subject_id=person.pk,
        scope_path=person.scope_path if scope_path is None else scope_path,
        now=now,
        grant=grant,
        facts={"from": row.state, "to": row.next, **(facts or {})},
    )
