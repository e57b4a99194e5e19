"""What follows other applications' acts.

Recognitions go along with a household whose dwelling was joined or divided; the rights of posts
with records that become one, or two again.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime

from linli.apps.organisations.models import HouseholdMark
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.rules.events import Event, HouseholdMarked, HouseholdUnmarked
from linli.apps.organisations.rules.refusals import (
    AppointmentBarred,
    ChangedSince,
    TwoSeatsInOneBody,
)
from linli.apps.organisations.selectors.merging import (
    doubled_bodies,
    errors_about,
    seats_concerned,
)
from linli.apps.organisations.services.recording import follow_locked, locked_seats_of, note_all
from linli.apps.people.models import Household
from linli.core.access import Actor, allow
from linli.kit.bulk import batches
from linli.kit.days import local_day


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


def end_marks(
    households: Collection[int], on: date, actor: Actor, now: datetime
) -> dict[int, list[int]]:
    """Let marks end with households whose dwelling is gone; the trail names no household.

    Returns the marks that ended by household.
    Raises ChangedSince when a mark began on the day or later.
    """
    ended = []
    for some in batches(sorted(households), 500):
        rows = HouseholdMark.objects.select_related("body").filter(
            household__in=some, valid_to=None
        )
        ended += list(rows.order_by("pk"))
    for row in ended:
        if row.valid_from >= on:
            raise ChangedSince(kind="mark")
        row.valid_to = on
    HouseholdMark.objects.bulk_update(ended, ["valid_to"], batch_size=500)
    events = (
        (
            HouseholdUnmarked(mark_id=row.pk, valid_to=on),
            allow(),
            ("body", row.body_id),
            row.body.scope_path,
        )
        for row in ended
    )
    note_all(events, actor=actor, now=now)
    closed: dict[int, list[int]] = {}
    for row in ended:
        closed.setdefault(row.household_id, []).append(row.pk)
    return closed


def reopen_marks(marks: Collection[int], on: date, actor: Actor, now: datetime) -> None:
    """Let marks go on that had ended with a dwelling that never ended; the trail names none of it.

    Raises ChangedSince when a mark, its household's others or its branch changed since.
    """
    rows = HouseholdMark.objects.select_for_update(of=("self",)).select_related("body")
    found = list(rows.filter(pk__in=marks, valid_to=on, body__valid_to=None).order_by("pk"))
    homes = [row.household_id for row in found]
    since = HouseholdMark.objects.filter(household__in=homes, valid_to=None)
    if len(found) != len(marks) or since.exists():
        raise ChangedSince(kind="mark")
    HouseholdMark.objects.filter(pk__in=marks).update(valid_to=None)
    events = (
        (
            HouseholdMarked(
                mark_id=row.pk, body_id=row.body_id, mark=Mark(row.mark), valid_from=row.valid_from
            ),
            allow(),
            ("body", row.body_id),
            row.body.scope_path,
        )
        for row in found
    )
    note_all(events, actor=actor, now=now)


def follow_merge(person_ids: Collection[int], now: datetime) -> Callable[[], None]:
    """Lock the posts of two records; return what is done once their rows have moved.

    Then the rights follow anew, and what stood against none of the posts before is refused, as it
    would be at an appointment. Source: [rule:merging]. Raises TwoSeatsInOneBody,
    AppointmentBarred.
    """
    today = local_day(now)
    seats = locked_seats_of(seats_concerned(person_ids, today))
    before = errors_about(person_ids, today)

    def finish() -> None:
        if doubled_bodies(person_ids):
            raise TwoSeatsInOneBody()
        for key, limit in errors_about(person_ids, today).items():
            if key not in before:
                raise AppointmentBarred(rule=limit.id, source=limit.source, finding=key[2])
        follow_locked(seats, now=now)

    return finish
