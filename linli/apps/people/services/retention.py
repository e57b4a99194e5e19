"""The retention job: what is no longer needed is restricted, then erased, by declared periods.

Run by the clock once a day; each step is an act of its own with its row in the trail, so a job
that was stopped goes on the next time.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from linli.apps.audit.services import record
from linli.apps.people.models import (
    Consent,
    Holding,
    HouseholdMember,
    Person,
    Reading,
    RightsRequest,
)
from linli.apps.people.rules.fields import AFTER_CLOSING, AFTER_READING, AFTER_TIES, GRACE
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.ties import tied_persons
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

BATCH = 500


def apply_retention(*, actor: Actor, now: datetime, most: int = BATCH) -> Counter[str]:
    """Do what the periods ask for today, at most `most` of each; return the counts.

    Source: [rule:retention]. Ties end → after the grace the record is restricted and fields
    with a short period go → after the full period it is erased.
    """
    require(by_role(actor, (), ""))
    today, done = local_day(now), Counter[str]()
    done["ties_ended"] += _note_ended_ties(actor, today, now, most)
    for person_id in _ended_before(today - timedelta(days=GRACE.days), PersonState.ACTIVE, most):
        done.update(_restrict(actor, person_id, now))
    for state in (PersonState.RESTRICTED, PersonState.MERGED):
        for person_id in _ended_before(today - timedelta(days=AFTER_TIES.days), state, most):
            done.update(_erase(actor, person_id, now))
    done.update(_erase_records(actor, now))
    return done


def _note_ended_ties(actor: Actor, today: date, now: datetime, most: int) -> int:
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
    noted = last = 0
    while noted < most:
        batch = list(loose.filter(pk__gt=last)[:BATCH])
        if not batch:
            break
        last = batch[-1]
        for person_id in sorted(set(batch) - tied_persons(batch, today)):
            noted += end_ties(actor=actor, person_id=person_id, on=today, now=now)
    return noted


def _ended_before(day: date, state: PersonState, most: int) -> Collection[int]:
    rows = Person.objects.filter(ties_ended_on__lte=day, state=state).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


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


@transaction.atomic
def _erase_records(actor: Actor, now: datetime) -> Counter[str]:
    """Delete readings, closed requests' words and old consents whose period is over."""
    read_before = now - timedelta(days=AFTER_READING.days)
    closed_before = now - timedelta(days=AFTER_CLOSING.days)
    done = Counter(
        readings=Reading.objects.filter(read_at__lt=read_before).delete()[0],
        requests=RightsRequest.objects.filter(
            decided_at__lt=closed_before, text__isnull=False
        ).update(text=None, answer=None),
        consents=Consent.objects.filter(
            withdrawn_at__lt=closed_before, notes__isnull=True
        ).delete()[0],
    )
    if any(done.values()):
        record(
            actor=actor,
            kind="retention.applied",
            subject_type="retention",
            subject_id=local_day(now),
            now=now,
            facts=dict(done),
        )
    return done
