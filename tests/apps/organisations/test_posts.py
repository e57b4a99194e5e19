"""Coming into a post and leaving it: rows, rights, refusals."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import actor_of
from linli.apps.accounts.services.separation import SeparatedDuties
from linli.apps.organisations import services
from linli.apps.organisations.models import Appointment
from linli.apps.organisations.rules.basis import AwayReason, Basis, Ending, Statement
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    AppointmentBarred,
    AwayAlready,
    NotAPerson,
    NotOnDuty,
    SeatNotOpen,
    SeatTaken,
    SubstituteFromOutside,
    TwoSeatsInOneBody,
)
from linli.apps.organisations.services import PostData
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from tests.factories.organisations import (
    NOW,
    SYSTEM,
    TODAY,
    actor_with,
    make_absence,
    make_body,
    make_post,
    seat_of,
)
from tests.factories.people import make_company, make_holding, make_person
from tests.factories.places import make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


@pytest.fixture
def team(compound):
    return make_body(compound, BodyType.PROPERTY_TEAM)


def roles_at(person, instant):
    account = Account.objects.filter(person_id=person.pk).first() or Account.objects.create(
        username=f"p{person.pk}", person_id=person.pk, created_at=NOW
    )
    return {
        (grant.role, grant.path, grant.acting) for grant in actor_of(account, now=instant).grants
    }


def at(day):
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def test_rights_follow_the_post_and_end_with_it(compound, team):
    person = make_person(compound)
    post = make_post(seat_of(team, SeatKind.MANAGER), person)
    right = (Role.PROPERTY_STAFF, compound.path, False)

    assert roles_at(person, NOW) == {right}
    assert roles_at(person, NOW - timedelta(seconds=1)) == set()

    services.end_appointment(
        actor=SYSTEM, appointment_id=post.pk, valid_to=date(2026, 3, 10),
        ending=Ending.RESIGNED, now=NOW,
    )  # fmt: skip
    assert roles_at(person, at(date(2026, 3, 9))) == {right}
    assert roles_at(person, at(date(2026, 3, 10))) == set()


def test_a_post_ended_backwards_takes_its_rights_now_and_tells_what_was(compound, team):
    person = make_person(compound)
    post = make_post(seat_of(team, SeatKind.MANAGER), person)
    later = NOW + timedelta(days=3)

    services.end_appointment(
        actor=SYSTEM, appointment_id=post.pk, valid_to=date(2026, 3, 1),
        ending=Ending.REMOVED, now=later,
    )  # fmt: skip

    assert roles_at(person, later) == set()
    assert roles_at(person, NOW + timedelta(days=2)) != set()


def test_a_post_that_begins_later_gives_no_rights_before(compound, team):
    person = make_person(compound)
    make_post(seat_of(team, SeatKind.MANAGER), person, since=date(2026, 4, 1))

    assert roles_at(person, NOW) == set()
    assert roles_at(person, at(date(2026, 3, 31))) == set()
    assert roles_at(person, at(date(2026, 4, 1))) == {(Role.PROPERTY_STAFF, compound.path, False)}


def test_two_holders_at_one_time_are_refused(compound, team):
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, since=date(2025, 1, 1), valid_to=date(2026, 1, 1))
    make_post(seat, since=date(2026, 1, 1))

    with pytest.raises(SeatTaken):
        make_post(seat, since=date(2024, 1, 1), valid_to=date(2025, 1, 2))
    with pytest.raises(SeatTaken):
        make_post(seat, since=date(2027, 1, 1))


@pytest.mark.parametrize("days", [(0, 10), (5, None), (-5, 1)])
def test_the_database_itself_refuses_a_second_holder(compound, team, days):
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, since=TODAY, valid_to=TODAY + timedelta(days=10))
    starts = TODAY + timedelta(days=days[0])
    ends = None if days[1] is None else TODAY + timedelta(days=days[1])
    second = Appointment(
        seat=seat, person=make_person(), basis=Basis.APPOINTED, valid_from=starts, valid_to=ends
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()

    second.is_void = True
    second.save()


def test_a_seat_is_filled_only_while_it_is_there(team):
    seat = seat_of(team, SeatKind.STAFF, 2)
    services.close_seat(actor=SYSTEM, seat_id=seat.pk, valid_to=TODAY, now=NOW)

    with pytest.raises(SeatNotOpen):
        make_post(seat, since=TODAY)
    make_post(seat, since=date(2025, 1, 1), valid_to=TODAY)


def test_a_company_holds_no_post(compound, team):
    with pytest.raises(NotAPerson):
        make_post(seat_of(team, SeatKind.MANAGER), make_company(compound))


def test_one_person_has_one_seat_of_a_committee_but_several_posts(compound, team):
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    person = make_person(compound)
    make_post(seat_of(committee, SeatKind.CHAIR), person)

    with pytest.raises(TwoSeatsInOneBody):
        make_post(seat_of(committee, SeatKind.MEMBER), person)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    make_post(seat_of(branch, SeatKind.BRANCH_MEMBER), person)
    assert {role for role, _path, _acting in roles_at(person, NOW)} == {
        Role.COMMITTEE_MEMBER,
        Role.BRANCH_OFFICER,
    }


def test_staff_of_the_manager_and_strangers_are_barred_from_the_owners_committee(compound, team):
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    owner, stranger = make_person(compound), make_person(compound)
    unit = make_unit(compound)
    make_holding(unit, owner)
    chair = seat_of(committee, SeatKind.CHAIR)

    with pytest.raises(AppointmentBarred) as stranger_refused:
        make_post(chair, stranger)
    make_post(seat_of(team, SeatKind.STAFF), owner)
    with pytest.raises(AppointmentBarred) as staff_refused:
        make_post(chair, owner)

    assert stranger_refused.value.facts["rule"] == "owners.owner"
    assert staff_refused.value.facts["rule"] == "owners.tie"
    make_post(chair, make_person(), basis=Basis.DELEGATED)


def test_a_declared_tie_to_the_manager_bars(compound):
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    person = make_person(compound)
    services.declare_tie(
        actor=SYSTEM,
        body_id=committee.pk,
        person_id=person.pk,
        statement=Statement.MANAGER_TIE,
        is_so=True,
        declared_on=TODAY,
        now=NOW,
    )

    with pytest.raises(AppointmentBarred):
        make_post(seat_of(committee, SeatKind.CHAIR), person)


def test_separated_duties_lie_with_different_persons(tree):
    operator = make_body(tree.county, BodyType.OPERATOR)
    person, other = make_person(), make_person()
    make_post(seat_of(operator, SeatKind.SYSTEM_ADMIN), person)
    make_post(seat_of(operator, SeatKind.SECURITY_ADMIN), other)

    second = make_body(tree.prefecture, BodyType.OPERATOR)
    with pytest.raises(SeparatedDuties):
        make_post(seat_of(second, SeatKind.AUDIT_ADMIN), person)
    with pytest.raises(SeparatedDuties):
        make_absence(
            seat_of(operator, SeatKind.SYSTEM_ADMIN), person, other, TODAY, date(2026, 3, 9)
        )


def test_administrators_of_the_place_appoint_and_nobody_appoints_themselves(tree, compound, team):
    seat = seat_of(team, SeatKind.MANAGER)
    own, person = make_person(), make_person()
    inside = actor_with(Role.TOWNSHIP_ADMIN, tree.township, person=own)
    outside = actor_with(Role.TOWNSHIP_ADMIN, tree.other_township)
    below = actor_with(Role.COMMUNITY_WORKER, tree.community)

    for actor in (outside, below, Actor(account_id=3)):
        with pytest.raises(NotAllowed):
            make_post(seat, person, actor=actor)
    with pytest.raises(NotAllowed):
        make_post(seat, own, actor=inside)
    make_post(seat, person, actor=inside)


def test_only_security_administrators_fill_the_operators_seats(tree):
    operator = make_body(tree.county, BodyType.OPERATOR)
    seat = seat_of(operator, SeatKind.AUDIT_ADMIN)

    with pytest.raises(NotAllowed):
        make_post(seat, actor=actor_with(Role.DISTRICT_ADMIN, tree.county))
    make_post(seat, actor=actor_with(Role.SECURITY_ADMIN, tree.county))


def test_a_correction_changes_the_row_and_the_rights(compound, team):
    person = make_person(compound)
    post = make_post(seat_of(team, SeatKind.MANAGER), person)

    services.correct_appointment(
        actor=SYSTEM,
        appointment_id=post.pk,
        post=PostData(valid_from=date(2026, 5, 1), basis=Basis.ENGAGED),
        reason="misread date",
        now=NOW,
    )

    post.refresh_from_db()
    assert (post.valid_from, post.basis) == (date(2026, 5, 1), Basis.ENGAGED)
    assert roles_at(person, NOW) == set()
    assert roles_at(person, at(date(2026, 5, 1))) != set()


def test_a_void_entry_frees_the_seat_and_can_not_be_touched_again(compound, team):
    seat = seat_of(team, SeatKind.MANAGER)
    post = make_post(seat)
    services.void_appointment(actor=SYSTEM, appointment_id=post.pk, reason="wrong person", now=NOW)

    make_post(seat)
    with pytest.raises(AlreadyEnded):
        services.end_appointment(
            actor=SYSTEM, appointment_id=post.pk, valid_to=TODAY, ending=Ending.RESIGNED, now=NOW
        )


def test_a_transfer_leaves_one_post_and_enters_the_other(compound, team):
    person = make_person(compound)
    post = make_post(seat_of(team, SeatKind.STAFF, 1), person, term_ends=date(2028, 1, 1))
    target = seat_of(team, SeatKind.STAFF, 2)

    moved = services.transfer_appointment(
        actor=SYSTEM, appointment_id=post.pk, to_seat_id=target.pk, on=date(2026, 6, 1), now=NOW
    )

    post.refresh_from_db()
    assert (post.valid_to, post.ending) == (date(2026, 6, 1), Ending.TRANSFERRED)
    assert (moved.seat_id, moved.valid_from, moved.term_ends) == (
        target.pk, date(2026, 6, 1), date(2028, 1, 1),
    )  # fmt: skip


def test_dissolving_a_body_ends_everything_in_it(compound, team):
    person, substitute = make_person(compound), make_person(compound)
    seat = seat_of(team, SeatKind.MANAGER)
    post = make_post(seat, person)
    future = make_post(seat_of(team, SeatKind.STAFF), since=date(2027, 1, 1))
    absence = make_absence(seat, person, substitute, TODAY, date(2026, 12, 1))

    services.dissolve_body(actor=SYSTEM, body_id=team.pk, valid_to=date(2026, 6, 1), now=NOW)

    for row in (post, future, absence):
        row.refresh_from_db()
    assert (post.valid_to, post.ending) == (date(2026, 6, 1), Ending.DISSOLVED)
    assert future.is_void
    assert absence.valid_to == date(2026, 6, 1)
    assert roles_at(substitute, at(date(2026, 5, 31))) != set()
    assert roles_at(substitute, at(date(2026, 6, 1))) == set()


def test_a_chain_of_substitutes_acts_for_the_time_given(compound, team):
    holder, first, second = make_person(compound), make_person(compound), make_person(compound)
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, holder)
    make_absence(seat, holder, first, date(2026, 3, 5), date(2026, 3, 20))
    make_absence(seat, first, second, date(2026, 3, 10), date(2026, 3, 12))
    right = (Role.PROPERTY_STAFF, compound.path, True)

    found = [
        (bool(roles_at(first, at(date(2026, 3, n)))), bool(roles_at(second, at(date(2026, 3, n)))))
        for n in (4, 5, 10, 11, 12, 19, 20)
    ]

    assert found == [
        (False, False), (True, False), (False, True), (False, True),
        (True, False), (True, False), (False, False),
    ]  # fmt: skip
    assert roles_at(second, at(date(2026, 3, 10))) == {right}
    assert len(roles_at(holder, at(date(2026, 3, 10)))) == 1


def test_absences_are_refused_twice_and_for_whoever_has_nothing_to_do_with_the_post(compound, team):
    holder, other = make_person(compound), make_person(compound)
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, holder)
    make_absence(seat, holder, other, date(2026, 3, 5), date(2026, 3, 20))

    with pytest.raises(AwayAlready):
        make_absence(seat, holder, None, date(2026, 3, 19), date(2026, 3, 25))
    with pytest.raises(NotOnDuty):
        make_absence(seat, other, None, date(2026, 3, 21), date(2026, 3, 25))


def test_elected_seats_are_filled_by_nobody_from_outside(compound):
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    chair, member = make_person(compound), make_person(compound)
    make_post(seat_of(committee, SeatKind.CHAIR), chair)
    make_post(seat_of(committee, SeatKind.MEMBER), member)
    seat = seat_of(committee, SeatKind.CHAIR)

    with pytest.raises(SubstituteFromOutside):
        make_absence(seat, chair, make_person(compound), TODAY, date(2026, 3, 9))
    make_absence(seat, chair, member, TODAY, date(2026, 3, 9))


def test_nobody_hands_their_own_rights_to_somebody_from_outside(tree, compound, team):
    holder, colleague, stranger = (make_person(compound) for _ in range(3))
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, holder)
    make_post(seat_of(team, SeatKind.STAFF), colleague)
    oneself = Actor(account_id=1, person_id=holder.pk, grants=(
        Grant(Role.PROPERTY_STAFF, compound.path, f"seat:{seat.pk}", team.pk),))  # fmt: skip
    street = Actor(account_id=2, grants=(Grant(Role.TOWNSHIP_ADMIN, tree.township.path, "setup"),))

    def away(actor, substitute, first):
        return services.record_absence(
            actor=actor, seat_id=seat.pk, person_id=holder.pk, substitute_id=substitute.pk,
            reason=AwayReason.LEAVE, valid_from=first, valid_to=first + timedelta(days=2), now=NOW,
        )  # fmt: skip

    with pytest.raises(SubstituteFromOutside):
        away(oneself, stranger, TODAY)
    away(oneself, colleague, TODAY)
    away(street, stranger, TODAY + timedelta(days=9))


def test_a_suspension_is_an_act_of_administrators_and_takes_the_rights(tree, compound, team):
    holder = make_person(compound)
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, holder)
    values = {
        "seat_id": seat.pk, "person_id": holder.pk, "substitute_id": None,
        "reason": AwayReason.SUSPENDED, "valid_from": TODAY, "valid_to": date(2026, 4, 1),
        "now": NOW,
    }  # fmt: skip

    with pytest.raises(NotAllowed):
        services.record_absence(actor=Actor(account_id=9, person_id=holder.pk), **values)
    absence = services.record_absence(
        actor=actor_with(Role.TOWNSHIP_ADMIN, tree.township), **values
    )

    assert roles_at(holder, NOW + timedelta(days=1)) == set()
    with pytest.raises(NotAllowed):
        services.end_absence(
            actor=Actor(account_id=9, person_id=holder.pk),
            absence_id=absence.pk,
            valid_to=date(2026, 3, 5),
            now=NOW,
        )
    assert RoleGrant.objects.filter(person_id=holder.pk, ends_at=None).count() == 1


def test_one_is_away_from_ones_own_post_without_asking(compound, team):
    holder, other = make_person(compound), make_person(compound)
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, holder)
    make_post(seat_of(team, SeatKind.STAFF), other)
    values = {
        "seat_id": seat.pk, "person_id": holder.pk, "substitute_id": other.pk,
        "reason": AwayReason.LEAVE, "valid_from": date(2026, 3, 5), "valid_to": date(2026, 3, 9),
        "now": NOW,
    }  # fmt: skip

    with pytest.raises(NotAllowed):
        services.record_absence(actor=Actor(account_id=8, person_id=other.pk), **values)
    absence = services.record_absence(actor=Actor(account_id=9, person_id=holder.pk), **values)
    services.void_absence(
        actor=Actor(account_id=9, person_id=holder.pk), absence_id=absence.pk, now=NOW
    )

    day = at(date(2026, 3, 6))
    in_turn = RoleGrant.objects.filter(person_id=other.pk, source=f"seat:{seat.pk}")
    assert not in_turn.exclude(ends_at__lte=day).exists()
