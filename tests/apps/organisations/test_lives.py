"""Random lives of a body: one holder at a time, grants as a naive model says, rows as replayed."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations import services
from linli.apps.organisations.models import Absence, Appointment, Seat
from linli.apps.organisations.rules.basis import AwayReason, Basis, Ending
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.replay import replay
from linli.apps.organisations.selectors.duties import on_duty_people
from linli.apps.organisations.services import PostData
from linli.core.errors import DomainError
from linli.kit.days import local_day
from tests.factories.organisations import SYSTEM, make_body, make_post
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class Life:
    """A property team whose posts change at random, one act a step, half a day apart."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.compound = make_compound(make_tree().community)
        self.team = make_body(self.compound, BodyType.PROPERTY_TEAM)
        self.seats = list(Seat.objects.filter(body=self.team).order_by("pk")[:2])
        self.people = [make_person(self.compound) for _ in range(5)]
        self.now = START
        self.refused = 0
        for seat, person in zip(self.seats, self.people, strict=False):
            make_post(seat, person, since=date(2025, 12, 1), now=self.now)
        self.snapshots: list[tuple[datetime, set[tuple[int, int, bool]]]] = []

    def live(self, steps: int) -> None:
        acts = [self.appoint] * 2 + [self.end, self.correct, self.void, self.back]
        acts += [self.away] * 8
        for _ in range(steps):
            self.now += timedelta(hours=12, minutes=self.chance.randrange(60))
            try:
                self.chance.choice(acts)()
            except DomainError:
                self.refused += 1
            self.snapshots.append((self.now, self.naive(self.now)))

    def day(self) -> date:
        return local_day(self.now) + timedelta(days=self.chance.randrange(-4, 6))

    def post(self) -> PostData:
        starts = self.day()
        ends = None if self.chance.random() < 0.7 else starts + timedelta(self.chance.randrange(20))
        return PostData(
            valid_from=starts,
            valid_to=ends,
            basis=Basis.ENGAGED,
            is_acting=self.chance.random() < 0.2,
        )

    def appoint(self) -> None:
        services.appoint(
            actor=SYSTEM,
            seat_id=self.chance.choice(self.seats).pk,
            person_id=self.chance.choice(self.people).pk,
            post=self.post(),
            now=self.now,
        )

    def one(self, rows: Any) -> int:
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise DomainError
        return self.chance.choice(ids)

    def end(self) -> None:
        services.end_appointment(
            actor=SYSTEM,
            appointment_id=self.one(Appointment.objects.all()),
            valid_to=self.day(),
            ending=Ending.RESIGNED,
            now=self.now,
        )

    def correct(self) -> None:
        services.correct_appointment(
            actor=SYSTEM,
            appointment_id=self.one(Appointment.objects.all()),
            post=self.post(),
            reason="misread",
            now=self.now,
        )

    def void(self) -> None:
        if self.chance.random() < 0.3:
            services.void_appointment(
                actor=SYSTEM,
                appointment_id=self.one(Appointment.objects.all()),
                reason="entered in error",
                now=self.now,
            )

    def away(self) -> None:
        seat, starts = self.chance.choice(self.seats), self.day()
        involved = on_duty_people(seat.pk, local_day(self.now))
        person = self.chance.choice(involved or [self.people[0].pk])
        substitute = self.chance.choice([one.pk for one in self.people])
        services.record_absence(
            actor=SYSTEM,
            seat_id=seat.pk,
            person_id=person,
            substitute_id=substitute if self.chance.random() < 0.9 else None,
            reason=self.chance.choice([AwayReason.LEAVE, AwayReason.LEAVE, AwayReason.SUSPENDED]),
            valid_from=starts,
            valid_to=starts + timedelta(days=self.chance.randrange(1, 12)),
            now=self.now,
        )

    def back(self) -> None:
        services.end_absence(
            actor=SYSTEM,
            absence_id=self.one(Absence.objects.all()),
            valid_to=self.day(),
            now=self.now,
        )

    def naive(self, instant: datetime) -> set[tuple[int, int, bool]]:
        """Return (seat, person, acting) by walking the rows, as the rule says it in words."""
        today = local_day(instant)
        found = set()
        for seat in self.seats:
            holder = [post for post in Appointment.objects.filter(seat=seat, is_void=False)
                      if holds(post, today)]  # fmt: skip
            assert len(holder) <= 1
            if not holder:
                continue
            away = {row.person_id: row for row in Absence.objects.filter(seat=seat, is_void=False)
                    if holds(row, today)}  # fmt: skip
            person = holder[0].person_id
            if person not in away or away[person].reason != AwayReason.SUSPENDED:
                found.add((seat.pk, person, holder[0].is_acting))
            seen = {person}
            while person in away:
                person = away[person].substitute_id
                if person is None or person in seen:
                    break
                seen.add(person)
            else:
                if person != holder[0].person_id:
                    found.add((seat.pk, person, True))
        return found

    def granted(self, instant: datetime) -> set[tuple[int, int, bool]]:
        rows = RoleGrant.objects.filter(role=Role.PROPERTY_STAFF, starts_at__lte=instant)
        return {
            (int(row.source.removeprefix("seat:")), row.person_id, row.acting)
            for row in rows
            if row.ends_at is None or instant < row.ends_at
        }


def holds(row: Any, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


@pytest.mark.django_db
@given(st.integers(0, 2**32))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_random_life_keeps_every_promise(seed):
    with transaction.atomic():
        life = Life(seed)
        life.live(30)

        for instant, expected in life.snapshots:
            assert life.granted(instant) == expected
        for days in (1, 9, 33, 80):
            future = life.now + timedelta(days=days)
            assert life.granted(future) == life.naive(future)
        assert no_two_holders()
        assert stored() == replayed()
        transaction.set_rollback(True)


def no_two_holders() -> bool:
    posts = list(Appointment.objects.filter(is_void=False).order_by("seat", "valid_from"))
    return all(
        one.seat_id != other.seat_id
        or (one.valid_to is not None and one.valid_to <= other.valid_from)
        for one, other in pairwise(posts)
    )


COLUMNS = {
    "appointment": (
        Appointment,
        "seat_id person_id is_acting basis basis_text document_number term_ends valid_from "
        "valid_to ending is_void",
    ),
    "absence": (Absence, "seat_id person_id substitute_id reason valid_from valid_to is_void"),
    "seat": (Seat, "body_id position title place_id valid_from valid_to"),
}


def stored() -> dict[str, dict[int, dict[str, str]]]:
    return {
        table: {
            row.pk: {name: plain(getattr(row, name)) for name in names.split()}
            for row in model.objects.all()
        }
        for table, (model, names) in COLUMNS.items()
    }


def replayed() -> dict[str, dict[int, dict[str, str]]]:
    events = [(event.kind, facts_of(event)) for event in AuditEvent.objects.order_by("pk")]
    state = replay(events)
    return {
        table: {
            number: {name: plain(row.get(name)) for name in names.split()}
            for number, row in state[table].items()
        }
        for table, (_model, names) in COLUMNS.items()
    }


def plain(value: object) -> str:
    """Return one text for a stored value and its form in the trail; unset is the same as empty."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value in (None, "", False) else str(value)
