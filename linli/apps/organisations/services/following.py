"""Recognitions go along with a household whose dwelling was joined with another or divided."""

from datetime import date, datetime

from linli.apps.organisations.models import HouseholdMark
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.rules.events import Event, HouseholdMarked, HouseholdUnmarked
from linli.apps.organisations.rules.refusals import ChangedSince
from linli.apps.organisations.services.recording import note_all
from linli.apps.people.models import Household
from linli.core.access import Actor, allow


def follow_households(heirs: dict[int, int], on: date, actor: Actor, now: datetime) -> None:
    """Let marks end on the old households and begin on the new ones, of the same branch.

    The one who joins dwellings need not belong to the branch: nothing is shown to them, and the
    trail names no household. Raises ChangedSince when a mark began on the day or later.
    """
    rows = HouseholdMark.objects.select_related("body").filter(household__in=heirs, valid_to=None)
    for row in rows.order_by("pk"):
        if row.valid_from >= on:
            raise ChangedSince(kind="mark")
        row.valid_to = on
        row.save(update_fields=["valid_to"])
        household = Household.objects.get(pk=heirs[row.household_id])
        follower = HouseholdMark.objects.create(
            household=household,
            body=row.body,
            mark=row.mark,
            scope_path=household.scope_path,
            valid_from=on,
        )
        events: list[Event] = [
            HouseholdUnmarked(mark_id=row.pk, valid_to=on),
            HouseholdMarked(
                mark_id=follower.pk, body_id=row.body_id, mark=Mark(row.mark), valid_from=on
            ),
        ]
        subject, path = ("body", row.body_id), row.body.scope_path
        note_all(((event, allow(), subject, path) for event in events), actor=actor, now=now)
