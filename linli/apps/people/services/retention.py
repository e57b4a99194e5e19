"""The retention job: what is no longer needed is restricted, then erased, by declared periods.

Run by the clock once a day; each step is an act of its own with its row in the trail, so a job
that was stopped goes on the next time, and a record on which it breaks keeps none of the others.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.apps.audit.services import forget_rows
from linli.apps.people.models import (
    CareNote,
    Consent,
    Holding,
    HouseholdMember,
    NumberBinding,
    Person,
    Reading,
    RightsRequest,
)
from linli.apps.people.rules.bindings import WAITING_DAYS
from linli.apps.people.rules.fields import (
    AFTER_CLOSING,
    AFTER_CONSENT,
    AFTER_READING,
    AFTER_TIES,
    GRACE,
)
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.ties import tied_persons
from linli.apps.people.services.guarding import unmark_grown_up
from linli.apps.people.services.lifecycle import (
    IDENTIFYING,
    end_ties,
    erase_fields,
    erase_person,
    restrict_person,
)
from linli.apps.people.services.locking import locked_person
from linli.core.access import Actor, by_role, require
from linli.kit.days import local_day
from linli.kit.ticks import Pieces

BATCH = 500


def apply_retention(*, actor: Actor, now: datetime, most: int = BATCH) -> Counter[str]:
    """Do what the periods ask for today, at most `most` of each; return the counts.

    Source: [rule:retention]. Ties end → after the grace the record is restricted and fields
    with a short period go → after the full period it is erased. Raises SomeFailed at the end when
    it broke on a record; the others are done.
    """
    require(by_role(actor, (), ""))
    today, done, pieces = local_day(now), Counter[str](), Pieces()
    unmark_grown_up(today=today)
    done["ties_ended"] += _note_ended_ties(pieces, actor, today, now, most)

    def restrict(person_id: int) -> Counter[str]:
        return _restrict(actor, person_id, now)

    def erase(person_id: int) -> Counter[str]:
        return _erase(actor, person_id, now)

    loose = _ended_before(today - timedelta(days=GRACE.days), PersonState.ACTIVE, most)
    done.update(_sum(pieces.do_each(restrict, loose, most)))
    for state in (PersonState.RESTRICTED, PersonState.MERGED):
        over = _ended_before(today - timedelta(days=AFTER_TIES.days), state, most)
        done.update(_sum(pieces.do_each(erase, over, most)))
    done.update(_erase_records(pieces, actor, now))
    pieces.settle(done)
    return done


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter[str]())


def _note_ended_ties(pieces: Pieces, actor: Actor, today: date, now: datetime, most: int) -> int:
    """Note records in use that nothing ties here, and had none noted."""
    member = HouseholdMember.objects.filter(person=OuterRef("pk"), valid_to__isnull=True)
    holding = Holding.objects.filter(person=OuterRef("pk"), valid_to__isnull=True)
    loose = (
        Person.objects.filter(
            ~Exists(member), ~Exists(holding), state=PersonState.ACTIVE, ties_ended_on__isnull=True
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )

    def note(person_id: int) -> bool:
        return end_ties(actor=actor, person_id=person_id, on=today, now=now)

    def untied(person_ids: list[int]) -> set[int]:
        return set(person_ids) - tied_persons(person_ids, today)

    noted = last = 0
    while noted < most and pieces.failed < most:
        batch = list(loose.filter(pk__gt=last)[:BATCH])
        if not batch:
            break
        last = batch[-1]
        found = set().union(*pieces.do_together(untied, batch))
        noted += sum(pieces.do_each(note, sorted(found)))
    return noted


def _ended_before(day: date, state: PersonState, most: int) -> Collection[int]:
    """Return whose time is over, twice as many as wanted: some may not be to be dealt with."""
    rows = Person.objects.filter(ties_ended_on__lte=day, state=state).order_by("pk")
    return list(rows.values_list("pk", flat=True)[: 2 * most])


def _restrict(actor: Actor, person_id: int, now: datetime) -> Counter[str]:
    if end_ties(actor=actor, person_id=person_id, on=local_day(now), now=now):
        return Counter(tied_again=1)
    with transaction.atomic():
        restrict_person(actor=actor, person_id=person_id, now=now)
        person = locked_person(person_id)
        since = person.ties_ended_on or local_day(now)
        due = tuple(field for field in IDENTIFYING if field.keep.ends(since) <= local_day(now))
        erase_fields(actor=actor, person=person, fields=due, now=now)
    return Counter(restricted=1)


def _erase(actor: Actor, person_id: int, now: datetime) -> Counter[str]:
    if tied_persons([person_id], local_day(now)):
        end_ties(actor=actor, person_id=person_id, on=local_day(now), now=now)
        return Counter(tied_again=1)
    erase_person(actor=actor, person_id=person_id, now=now)
    return Counter(erased=1)


def _old_records(now: datetime) -> "Iterator[tuple[str, QuerySet[Any]]]":
    closed = now - timedelta(days=AFTER_CLOSING.days)
    # A note that has ended says nothing any more but that there was one.
    yield "notes", CareNote.objects.filter(ended_at__lte=now)
    yield "readings", Reading.objects.filter(read_at__lte=now - timedelta(days=AFTER_READING.days))
    # Nobody has confirmed it in a month: the number is let go, and the person comes again.
    waited = now - timedelta(days=WAITING_DAYS)
    stale = Q(decided_at=None, checked_at__lte=waited)
    yield "bindings", NumberBinding.objects.filter(Q(decided_at__lte=closed) | stale)
    yield "requests", RightsRequest.objects.filter(decided_at__lte=closed)
    consents = now - timedelta(days=AFTER_CONSENT.days)
    yield "consents", Consent.objects.filter(withdrawn_at__lte=consents, notes__isnull=True)


def _erase_records(pieces: Pieces, actor: Actor, now: datetime) -> Counter[str]:
    """Delete ended notes, readings, closed requests and old consents whose period is over."""
    done = Counter[str]()
    for name, rows in _old_records(now):
        done[name] += forget_rows(
            pieces, name, rows, kind="retention.applied", actor=actor, now=now
        )
    return done
