"""Bodies, seats and registers: what each act writes, what it refuses, and the trail of all."""

from datetime import date

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations import services
from linli.apps.organisations.models import (
    Body,
    CompoundCondition,
    Declaration,
    HouseholdMark,
    LocalRule,
    Membership,
    ReportIn,
    Seat,
    Stewardship,
)
from linli.apps.organisations.rules.basis import Condition, Mark, Statement, Stewarding
from linli.apps.organisations.rules.bodies import BodyType, SeatKind, SeatKindUnknown
from linli.apps.organisations.rules.limits import Test
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    BodyHasChildren,
    BodyNotOpen,
    DatesReversed,
    JurisdictionUnknown,
    NotABranch,
    NothingChanged,
    OneStewardAtATime,
    ParentUnfit,
    PlaceUnfit,
    RecordedAlready,
    SeatStillHeld,
)
from linli.apps.organisations.rules.replay import replay
from linli.apps.organisations.views.concerns import concerns
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from tests.factories.organisations import (
    LONG_AGO,
    NOW,
    SYSTEM,
    TODAY,
    actor_with,
    make_absence,
    make_body,
    make_membership,
    make_post,
    make_seat,
    seat_of,
)
from tests.factories.people import make_household, make_person
from tests.factories.places import make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 1)
WHO = {"actor": SYSTEM, "now": NOW}


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


def test_a_type_stands_only_where_and_below_what_it_belongs(tree, compound):
    with pytest.raises(PlaceUnfit):
        make_body(tree.community, BodyType.OWNERS_COMMITTEE)
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    with pytest.raises(ParentUnfit):
        make_body(compound, BodyType.COMPOUND_BRANCH, parent_id=committee.pk)
    above = make_body(tree.community, BodyType.COMMUNITY_BRANCH)
    services.dissolve_body(body_id=above.pk, valid_to=date(2020, 1, 1), **WHO)
    with pytest.raises(BodyNotOpen):
        make_body(compound, BodyType.COMPOUND_BRANCH, parent_id=above.pk, valid_from=TODAY)
    with pytest.raises(DatesReversed):
        make_body(compound, BodyType.PROPERTY_TEAM, term_ends=LONG_AGO)
    with pytest.raises(NotFound):
        services.found_body(
            body_type=BodyType.PROPERTY_TEAM, name="x", place_id=0, valid_from=TODAY, **WHO
        )


def test_several_bodies_stand_side_by_side_on_one_place(compound):
    types = (BodyType.COMPOUND_BRANCH, BodyType.OWNERS_COMMITTEE, BodyType.PROPERTY_TEAM)
    for body_type in types:
        make_body(compound, body_type)

    assert set(Body.objects.filter(place=compound).values_list("type", flat=True)) == set(types)


def test_offices_above_hold_no_body_of_strangers(tree, compound):
    outside = actor_with(Role.TOWNSHIP_ADMIN, tree.other_township)
    values = {"body_type": BodyType.PROPERTY_TEAM, "name": "x", "place_id": compound.pk}

    with pytest.raises(NotAllowed):
        services.found_body(actor=outside, valid_from=TODAY, now=NOW, **values)
    assert not Body.objects.exists()


def test_a_body_changes_its_name_parent_and_term(tree, compound):
    above = make_body(tree.community, BodyType.COMMUNITY_BRANCH)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)

    services.change_body(body_id=branch.pk, parent_id=above.pk, name="新名", **WHO)
    branch.refresh_from_db()
    assert (branch.parent_id, branch.name) == (above.pk, "新名")
    with pytest.raises(NothingChanged):
        services.change_body(body_id=branch.pk, name="新名", **WHO)
    with pytest.raises(ParentUnfit):
        services.change_body(body_id=branch.pk, parent_id=branch.pk, **WHO)
    with pytest.raises(DatesReversed):
        services.change_body(body_id=branch.pk, term_ends=LONG_AGO, **WHO)
    with pytest.raises(TypeError):
        services.change_body(body_id=branch.pk, place_id=1, **WHO)


def test_offices_do_not_stand_below_themselves(tree):
    district = make_body(tree.county, BodyType.GOVERNANCE_OFFICE)
    street = make_body(tree.township, BodyType.GOVERNANCE_OFFICE, parent_id=district.pk)

    with pytest.raises(ParentUnfit):
        services.change_body(body_id=district.pk, parent_id=street.pk, **WHO)


def test_a_body_with_bodies_below_stays(tree, compound):
    above = make_body(tree.community, BodyType.COMMUNITY_BRANCH)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH, parent_id=above.pk)

    with pytest.raises(BodyHasChildren):
        services.dissolve_body(body_id=above.pk, valid_to=LATER, **WHO)
    services.dissolve_body(body_id=branch.pk, valid_to=LATER, **WHO)
    services.dissolve_body(body_id=above.pk, valid_to=LATER, **WHO)
    with pytest.raises(AlreadyEnded):
        services.dissolve_body(body_id=above.pk, valid_to=LATER, **WHO)


def test_seats_are_opened_inside_the_body_and_closed_when_empty(tree, compound):
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    seat = make_seat(committee, SeatKind.UNIT_LEADER, place_id=compound.pk)
    assert seat.scope_path == compound.path
    with pytest.raises(PlaceUnfit):
        make_seat(committee, SeatKind.UNIT_LEADER, place_id=tree.village.pk)
    with pytest.raises(SeatKindUnknown):
        make_seat(committee, SeatKind.SECRETARY)
    with pytest.raises(BodyNotOpen):
        make_seat(committee, SeatKind.UNIT_LEADER, valid_from=date(2014, 1, 1))

    make_post(seat, valid_to=LATER)
    with pytest.raises(SeatStillHeld):
        services.close_seat(seat_id=seat.pk, valid_to=TODAY, **WHO)
    services.close_seat(seat_id=seat.pk, valid_to=LATER, **WHO)
    with pytest.raises(AlreadyEnded):
        services.close_seat(seat_id=seat.pk, valid_to=LATER, **WHO)
    same_day = make_seat(committee, SeatKind.UNIT_LEADER, valid_from=TODAY)
    services.close_seat(seat_id=same_day.pk, valid_to=TODAY, **WHO)


def test_only_the_circle_of_a_branch_writes_its_members(tree, compound):
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    person = make_person(compound)
    values = {"branch_id": branch.pk, "person_id": person.pk, "valid_from": TODAY, "now": NOW}

    with pytest.raises(NotAllowed):
        services.record_membership(actor=actor_with(Role.DISTRICT_ADMIN, tree.county), **values)
    secretary = actor_with(Role.BRANCH_OFFICER, compound, body_id=branch.pk)
    row = services.record_membership(actor=secretary, **values)
    with pytest.raises(RecordedAlready):
        services.record_membership(actor=secretary, **values)
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    with pytest.raises(NotABranch):
        services.record_membership(actor=SYSTEM, **values | {"branch_id": team.pk})
    with pytest.raises(BodyNotOpen):
        services.record_membership(actor=SYSTEM, **values | {"valid_from": date(2014, 1, 1)})
    services.end_membership(actor=secretary, membership_id=row.pk, valid_to=LATER, now=NOW)
    with pytest.raises(AlreadyEnded):
        services.end_membership(actor=secretary, membership_id=row.pk, valid_to=LATER, now=NOW)


def test_the_trail_names_no_member(compound):
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    member = make_person(compound)
    row = make_membership(branch, member)
    home = make_household(make_unit(compound), member)
    services.mark_household(
        body_id=branch.pk,
        household_id=home.pk,
        mark=Mark.CENTRE_HOUSEHOLD,
        valid_from=TODAY,
        **WHO,
    )
    services.report_in(branch_id=branch.pk, person_id=member.pk, on=TODAY, **WHO)
    services.end_membership(membership_id=row.pk, valid_to=LATER, **WHO)
    kinds = ("membership.recorded", "membership.ended", "household.marked", "report_in.made")

    events = AuditEvent.objects.filter(kind__in=kinds)

    assert events.count() == 4
    for event in events:
        assert str(member.pk) not in event.facts
        assert str(home.pk) not in event.facts


def test_marks_and_report_ins_are_recorded_once(compound):
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    member = make_person(compound)
    home = make_household(make_unit(compound), member)
    mark = {"body_id": branch.pk, "household_id": home.pk, "mark": Mark.CENTRE_HOUSEHOLD}
    services.mark_household(valid_from=TODAY, **mark, **WHO)
    with pytest.raises(RecordedAlready):
        services.mark_household(valid_from=LATER, **mark, **WHO)

    row = services.report_in(branch_id=branch.pk, person_id=member.pk, on=TODAY, **WHO)
    with pytest.raises(RecordedAlready):
        services.report_in(branch_id=branch.pk, person_id=member.pk, on=LATER, **WHO)
    own = Actor(account_id=7, person_id=member.pk)
    services.confirm_report_in(actor=own, report_in_id=row.pk, on=TODAY, now=NOW)
    with pytest.raises(RecordedAlready):
        services.confirm_report_in(actor=own, report_in_id=row.pk, on=TODAY, now=NOW)
    services.end_report_in(report_in_id=row.pk, valid_to=LATER, **WHO)
    with pytest.raises(AlreadyEnded):
        services.confirm_report_in(actor=own, report_in_id=row.pk, on=TODAY, now=NOW)


def test_a_declaration_is_one_a_day_and_the_later_speaks(compound):
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    person = make_person(compound)
    said = {
        "body_id": committee.pk, "person_id": person.pk, "statement": Statement.MANAGER_TIE,
    }  # fmt: skip
    services.declare_tie(is_so=True, declared_on=TODAY, **said, **WHO)

    with pytest.raises(RecordedAlready):
        services.declare_tie(is_so=False, declared_on=TODAY, **said, **WHO)
    services.declare_tie(is_so=False, declared_on=LATER, **said, **WHO)
    make_post(seat_of(committee, SeatKind.CHAIR), person, since=LATER)


def test_one_steward_follows_another(tree, compound):
    first = services.begin_stewardship(
        place_id=compound.pk, kind=Stewarding.NOBODY, valid_from=LONG_AGO, **WHO
    )
    services.begin_stewardship(
        place_id=compound.pk, kind=Stewarding.FALLBACK, valid_from=TODAY, **WHO
    )
    first.refresh_from_db()

    assert first.valid_to == TODAY
    with pytest.raises(OneStewardAtATime):
        services.begin_stewardship(
            place_id=compound.pk, kind=Stewarding.SELF, valid_from=TODAY, **WHO
        )
    with pytest.raises(PlaceUnfit):
        services.begin_stewardship(
            place_id=tree.community.pk, kind=Stewarding.SELF, valid_from=TODAY, **WHO
        )


def test_a_shortcoming_is_open_once_and_put_right_once(compound):
    said = {"place_id": compound.pk, "condition": Condition.FIRE, "grade": 3}
    row = services.note_condition(valid_from=LONG_AGO, **said, **WHO)

    with pytest.raises(RecordedAlready):
        services.note_condition(valid_from=TODAY, **said, **WHO)
    services.clear_condition(condition_id=row.pk, valid_to=TODAY, **WHO)
    with pytest.raises(AlreadyEnded):
        services.clear_condition(condition_id=row.pk, valid_to=LATER, **WHO)
    services.note_condition(valid_from=TODAY, **said, **WHO)


def test_a_local_rule_needs_a_division_and_ends_once(tree):
    said = {
        "test": Test.SIZE, "body_type": BodyType.OWNERS_COMMITTEE, "source": "x", "least": 3,
        "valid_from": LONG_AGO,
    }  # fmt: skip
    with pytest.raises(JurisdictionUnknown):
        services.set_local_rule(jurisdiction="999", **said, **WHO)
    row = services.set_local_rule(jurisdiction="371702", **said, **WHO)
    services.end_local_rule(local_rule_id=row.pk, valid_to=TODAY, **WHO)
    with pytest.raises(AlreadyEnded):
        services.end_local_rule(local_rule_id=row.pk, valid_to=LATER, **WHO)


# Tables and the columns the trail keeps; whom a membership concerns it leaves out on purpose.
REGISTERS = {
    "body": (Body, "type name place_id parent_id trade size term_ends valid_from valid_to"),
    "seat": (Seat, "body_id position title place_id valid_from valid_to"),
    "declaration": (Declaration, "body_id person_id statement is_so declared_on"),
    "membership": (Membership, "branch_id valid_from valid_to"),
    "mark": (HouseholdMark, "body_id mark valid_from valid_to"),
    "report_in": (
        ReportIn,
        "branch_id confirmed_by_person_on confirmed_by_branch_on valid_from valid_to",
    ),
    "stewardship": (Stewardship, "place_id body_id exit_plan review_on valid_from valid_to"),
    "condition": (CompoundCondition, "place_id condition grade note valid_from valid_to"),
    "local_rule": (LocalRule, "test body_type jurisdiction least source valid_from valid_to"),
}


def test_replaying_the_trail_reaches_every_register(tree, compound):
    test_marks_and_report_ins_are_recorded_once(compound)
    test_a_declaration_is_one_a_day_and_the_later_speaks(make_compound(tree.community, "二院"))
    test_one_steward_follows_another(tree, compound)
    test_a_shortcoming_is_open_once_and_put_right_once(compound)
    test_a_local_rule_needs_a_division_and_ends_once(tree)
    third = make_compound(tree.community, "三院")
    test_a_body_with_bodies_below_stays(tree, third)
    test_a_body_changes_its_name_parent_and_term(tree, third)
    membership = make_membership(make_body(third, BodyType.COMPOUND_BRANCH), make_person())
    services.end_membership(membership_id=membership.pk, valid_to=LATER, **WHO)

    state = replay((event.kind, facts_of(event)) for event in AuditEvent.objects.order_by("pk"))

    for table, (model, names) in REGISTERS.items():
        columns = names.split()
        stored = {
            row.pk: {name: plain(getattr(row, name)) for name in columns}
            for row in model.objects.all()
        }
        reached = {
            number: {name: plain(row.get(name)) for name in columns}
            for number, row in state[table].items()
        }
        assert stored, table
        assert reached == stored, table


def plain(value):
    """Return one text for a stored value and its form in the trail; unset is empty."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value in (None, "") else str(value)


def test_home_tells_what_ends_and_who_is_away(tree, compound):
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    holder = make_person(compound)
    make_post(seat_of(team, SeatKind.MANAGER), holder, term_ends=date(2026, 4, 1))
    make_absence(seat_of(team, SeatKind.MANAGER), holder, None, TODAY, date(2026, 3, 9))
    own = actor_with(Role.PROPERTY_STAFF, compound, person=holder)
    admin = actor_with(Role.TOWNSHIP_ADMIN, tree.township)

    assert [(card.figure, len(card.lines)) for card in concerns(own, NOW)] == [(1, 1), (1, 1)]
    (card,) = concerns(admin, NOW)
    assert (card.figure, [line.value for line in card.lines]) == (2, [1, 0, 1, 8, 0, 0])


def test_home_asks_nothing_for_whoever_holds_no_post(django_assert_num_queries):
    person = make_person()

    with django_assert_num_queries(0):
        assert list(concerns(Actor(account_id=1, person_id=person.pk), NOW)) == []
