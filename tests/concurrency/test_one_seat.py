"""Two administrators fill one seat at the same time: one wins, the other gets a plain message."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from linli.apps.accounts.models import RoleGrant
from linli.apps.organisations import services
from linli.apps.organisations.models import Absence, Appointment
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.refusals import AwayAlready, SeatTaken
from linli.apps.organisations.services import PostData
from linli.core.errors import DomainError
from linli.kit.sentences import sentence
from tests.factories.organisations import (
    NOW,
    SYSTEM,
    TODAY,
    make_absence,
    make_body,
    make_post,
    seat_of,
)
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def team():
    return make_body(make_compound(make_tree().community), BodyType.PROPERTY_TEAM)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads with connections of their own; return results or refusals."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_of_two_fills_the_seat_and_the_other_is_told(team):
    seat = seat_of(team, SeatKind.MANAGER)
    people = [make_person(), make_person()]
    post = PostData(valid_from=TODAY, basis=Basis.ENGAGED)

    def fill(person):
        return services.appoint(
            actor=SYSTEM, seat_id=seat.pk, person_id=person.pk, post=post, now=NOW
        )

    results = at_once(*(lambda one=person: fill(one) for person in people))

    refusals = [result for result in results if isinstance(result, DomainError)]
    assert [type(refusal) for refusal in refusals] == [SeatTaken]
    assert sentence(refusals[0])
    winner = Appointment.objects.get(seat=seat)
    assert set(RoleGrant.objects.values_list("person_id", flat=True)) == {winner.person_id}


def test_two_absences_of_one_person_do_not_both_stand(team):
    seat = seat_of(team, SeatKind.MANAGER)
    holder, others = make_person(), [make_person(), make_person()]
    make_post(seat, holder)

    results = at_once(
        *(
            lambda one=other: make_absence(seat, holder, one, TODAY, TODAY.replace(day=20))
            for other in others
        )
    )

    assert [type(result) for result in results if isinstance(result, DomainError)] == [AwayAlready]
    assert Absence.objects.count() == 1


def test_of_two_dissolutions_one_wins(team):
    def dissolve():
        return services.dissolve_body(actor=SYSTEM, body_id=team.pk, valid_to=TODAY, now=NOW)

    results = at_once(dissolve, dissolve)

    assert sum(isinstance(result, DomainError) for result in results) == 1
