"""Taking a whole roster back, as if it had never been entered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Model, QuerySet

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.errors import RosterInUse
from linli.apps.people.rules.lifecycle import PersonState
from linli.core.access import Actor, require
from linli.core.tree import STEP
from linli.kit.bulk import delete_rows
from linli.kit.registers import Span

# Each before what it refers to.
_TABLES: tuple[tuple[type[Model], QuerySet[Any]], ...] = (
    (Holding, Holding.objects.exclude(valid_to=None)),
    (HouseholdMember, HouseholdMember.objects.exclude(valid_to=None)),
    (Household, Household.objects.exclude(valid_to=None)),
    (Person, Person.objects.exclude(state=PersonState.ACTIVE)),
)


@transaction.atomic
def void_roster(*, actor: Actor, spans: Sequence[Span], now: datetime) -> dict[str, int]:
    """Remove the rows of a roster that was entered in error (撤销批量登记).

    Raises RosterInUse when a row has been ended since or a record is no longer active; the
    database refuses where anything else refers to one. Returns how many rows went, by table.
    """
    counts: dict[str, int] = {}
    top = _common_place(spans)
    decision = require(permissions.can_register_at(actor, top))
    for model, changed in _TABLES:
        for first, last in _stretches(spans, model):
            count = changed.filter(pk__range=(first, last)).count()
            if count:
                raise RosterInUse(rows=count)
            name = model._meta.model_name or ""
            counts[name] = counts.get(name, 0) + delete_rows(model, first, last)
    record(
        actor=actor,
        kind="people.roster_voided",
        subject_type="place",
        subject_id=top,
        scope_path=top,
        now=now,
        grant=decision.grant,
        facts=dict(counts),
    )
    return counts


def _stretches(spans: Sequence[Span], model: type[Model]) -> list[tuple[int, int]]:
    return [(span.first, span.last) for span in spans if span.model == model._meta.label]


def _common_place(spans: Sequence[Span]) -> str:
    """Return the path of the lowest place above everything that goes."""
    lowest = highest = ""
    for scoped in (Holding, Household):
        for first, last in _stretches(spans, scoped):
            rows = scoped.objects.filter(pk__range=(first, last))
            found = rows.aggregate(low=Min("scope_path"), high=Max("scope_path"))
            if found["low"] is not None:
                lowest = min(lowest or found["low"], found["low"])
                highest = max(highest, found["high"])
    end = 0
    while end < len(lowest) and lowest[end : end + STEP] == highest[end : end + STEP]:
        end += STEP
    return lowest[:end]
