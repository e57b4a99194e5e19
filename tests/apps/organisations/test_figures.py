"""Figures over posts: cross-appointments as of any date, vacancies, fallbacks, members."""

from datetime import date, timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import actor_of
from linli.apps.organisations import permissions, services
from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.acting import DutyKind
from linli.apps.organisations.rules.basis import Ending, Mark
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.criteria import (
    GROUPS,
    LEAST_TOLD,
    CriterionUnknown,
    Group,
    criterion,
)
from linli.apps.organisations.selectors import circles
from linli.apps.organisations.selectors.circles import sits_in_or_above
from linli.apps.organisations.selectors.crossing import crossed_page, crossing
from linli.apps.organisations.selectors.duties import responsible_for
from linli.apps.organisations.selectors.facts import body_findings
from linli.apps.organisations.selectors.gaps import missing_bodies
from linli.apps.organisations.selectors.members import MembersCrossing, crossing_members
from linli.apps.organisations.selectors.people import tied_by_posts
from linli.apps.organisations.selectors.radar import (
    ending_posts,
    long_acting,
    uncovered_absences,
    vacant_seats,
)
from linli.apps.organisations.selectors.registers import centre_households
from linli.core.access import Actor
from tests.factories.accounts import make_account
from tests.factories.organisations import (
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


@pytest.fixture
def tree():
    return make_tree()


def test_the_chairs_and_their_other_posts_are_counted_on_any_day(tree):
    """Six compounds: four of the chairs sit on the branch, two of them as secretaries."""
    chairs, committees, branches = [], [], []
    for number in range(6):
        compound = make_compound(tree.community, f"{number}号院")
        committees.append(make_body(compound, BodyType.OWNERS_COMMITTEE))
        branches.append(make_body(compound, BodyType.COMPOUND_BRANCH))
        chairs.append(make_person(compound))
        make_post(seat_of(committees[-1], SeatKind.CHAIR), chairs[-1], since=date(2021, 1, 1))
    for number in range(4):
        kind = SeatKind.SECRETARY if number < 2 else SeatKind.BRANCH_MEMBER
        make_post(seat_of(branches[number], kind), chairs[number], since=date(2021, 6, 1))
    make_post(seat_of(branches[5], SeatKind.SECRETARY), since=date(2021, 6, 1))
    a, member = GROUPS[Group.OWNERS_CHAIR], GROUPS[Group.COMPOUND_BRANCH_MEMBER]
    secretary = GROUPS[Group.COMPOUND_SECRETARY]
    path = tree.county.path

    def answer(b, day):
        found = crossing(a, b, path=path, day=day)
        return found.persons, found.both

    december = date(2021, 12, 31)
    assert answer(member, december) == (6, 4)
    assert answer(secretary, december) == (6, 2)
    assert answer(member, date(2021, 5, 31)) == (6, 0)
    assert answer(member, date(2020, 12, 31)) == (0, 0)
    services.end_appointment(
        actor=SYSTEM,
        appointment_id=committees[0].seats.get(kind=SeatKind.CHAIR).appointments.get().pk,
        valid_to=date(2026, 1, 1),
        ending=Ending.TERM_OVER,
        now=NOW,
    )
    assert answer(secretary, TODAY) == (5, 1)
    assert answer(secretary, december) == (6, 2)
    page = crossed_page(a, secretary, path=path, day=december)
    assert [row.person_id for row in page] == [chairs[0].pk, chairs[1].pk]
    assert page.rows[0].also == f"{branches[0].name} {SEAT_KINDS[SeatKind.SECRETARY]}"
    assert crossing(a, member, path=tree.other_township.path, day=december).persons == 0


def test_posts_above_count_beside_and_the_same_place_can_be_asked(tree):
    first, second = make_compound(tree.community, "一院"), make_compound(tree.community, "二院")
    secretary = make_person(first)
    make_post(seat_of(make_body(first, BodyType.COMPOUND_BRANCH), SeatKind.SECRETARY), secretary)
    community = make_body(tree.community, BodyType.COMMUNITY_BRANCH)
    make_post(seat_of(community, SeatKind.DEPUTY_SECRETARY), secretary)
    committee = make_body(second, BodyType.OWNERS_COMMITTEE)
    make_post(seat_of(committee, SeatKind.CHAIR), secretary)
    a = GROUPS[Group.COMPOUND_SECRETARY]

    def both(b, path, **options):
        return crossing(a, GROUPS[b], path=path, day=TODAY, **options).both

    assert both(Group.COMMUNITY_OFFICIAL, first.path) == 1
    assert both(Group.OWNERS_CHAIR, tree.community.path) == 1
    assert both(Group.OWNERS_CHAIR, first.path) == 0
    assert both(Group.OWNERS_CHAIR, tree.community.path, same_place=True) == 0


def make_leaders(tree, branch, members, others, since=date(2025, 1, 1)):
    """Let unit leaders of a community be members of a branch, and others not."""
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    for number in range(members + others):
        person = make_person()
        make_post(make_seat(committee, SeatKind.UNIT_LEADER), person)
        if number < members:
            make_membership(branch, person, since)


def test_members_who_lead_neighbours_are_counted_by_dated_membership(tree):
    branch = make_body(make_compound(tree.community), BodyType.COMPOUND_BRANCH)
    make_leaders(tree, branch, 5, 6)
    a, b = GROUPS[Group.NEIGHBOUR_LEADER], GROUPS[Group.MEMBER]
    asked = {"path": tree.county.path, "circle": [branch.pk]}

    assert crossing_members(a, b, day=TODAY, **asked) == MembersCrossing(
        posts=11, persons=11, both=5
    )
    assert crossing_members(b, a, day=TODAY, **asked) == MembersCrossing(5, 5, 5)
    assert crossing_members(a, b, day=date(2024, 12, 31), **asked).both is None


@pytest.mark.parametrize(
    ("members", "others"), [(0, 9), (1, 9), (4, 9), (9, 4), (9, 1), (9, 0), (1, 0)]
)
def test_no_count_of_members_tells_of_somebody(tree, members, others):
    branch = make_body(make_compound(tree.community), BodyType.COMPOUND_BRANCH)
    make_leaders(tree, branch, members, others)
    a, b = GROUPS[Group.UNIT_LEADER], GROUPS[Group.MEMBER]
    asked = {"path": tree.county.path, "day": TODAY, "circle": [branch.pk]}

    assert crossing_members(a, b, **asked) == MembersCrossing(
        members + others, members + others, None
    )
    assert crossing_members(b, a, **asked).both is None
    told = members if members >= LEAST_TOLD else None
    assert crossing_members(b, None, **asked) == MembersCrossing(told, told, None)


def test_members_count_in_the_tree_of_ones_own_bodies_only(tree):
    """Two trees at one place: the secretary of one learns nothing of the other."""
    compound = make_compound(tree.community)
    above = make_body(tree.community, BodyType.COMMUNITY_BRANCH)
    beside = make_body(tree.community, BodyType.JOINT_BRANCH)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH, parent_id=above.pk)
    make_leaders(tree, branch, 6, 6)
    seats = {body: seat_of(body, SeatKind.SECRETARY) for body in (above, beside, branch)}
    people = {body: make_post(seat).person for body, seat in seats.items()}
    a, b = GROUPS[Group.UNIT_LEADER], GROUPS[Group.MEMBER]

    def told(body):
        actor = actor_of(make_account(person_id=people[body].pk), now=NOW)
        circle = circles.circle_of(actor)
        assert [sits_in_or_above(actor, one) for one in (above, beside, branch)] == [
            one.pk in circle for one in (above, beside, branch)
        ]
        return crossing_members(a, b, path=tree.community.path, day=TODAY, circle=circle).both

    assert (told(above), told(branch), told(beside)) == (6, 6, None)
    assert crossing_members(a, b, path=tree.community.path, day=TODAY, circle=[]).both is None
    assert circles.circle_of(SYSTEM) is None


def test_a_report_in_counts_once_both_sides_have_confirmed(tree):
    branch = make_body(make_compound(tree.community), BodyType.COMPOUND_BRANCH)
    people = [make_person() for _ in range(LEAST_TOLD)]
    rows = [
        services.report_in(
            actor=SYSTEM, branch_id=branch.pk, person_id=person.pk, on=date(2026, 2, 1), now=NOW
        )
        for person in people
    ]

    def counted(day):
        asked = GROUPS[Group.IN_SERVICE_MEMBER]
        return crossing_members(asked, None, path=tree.county.path, day=day, circle=None).persons

    for row, person in zip(rows, people, strict=True):
        assert counted(TODAY) is None
        services.confirm_report_in(
            actor=Actor(account_id=5, person_id=person.pk), report_in_id=row.pk, on=TODAY, now=NOW
        )
    assert counted(TODAY) == LEAST_TOLD
    assert counted(TODAY - timedelta(days=1)) is None


def test_households_are_recognised_with_a_day(tree):
    compound = make_compound(tree.community)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    household = make_household(make_unit(compound), make_person(compound))
    mark = services.mark_household(
        actor=SYSTEM,
        body_id=branch.pk,
        household_id=household.pk,
        mark=Mark.CENTRE_HOUSEHOLD,
        valid_from=date(2021, 1, 1),
        now=NOW,
    )

    assert centre_households(tree.county.path, TODAY) == 1
    assert centre_households(tree.county.path, date(2020, 12, 31)) == 0
    services.unmark_household(actor=SYSTEM, mark_id=mark.pk, valid_to=TODAY, now=NOW)
    assert centre_households(tree.county.path, TODAY) == 0


def test_a_criterion_is_a_group_or_a_single_post():
    assert criterion("OWNERS_CHAIR") is GROUPS[Group.OWNERS_CHAIR]
    assert criterion("PROPERTY_TEAM.MANAGER").kinds == {SeatKind.MANAGER}
    with pytest.raises(CriterionUnknown):
        criterion("OPERATOR.SYSTEM_ADMIN")


def test_a_vacant_post_falls_up_its_tree_and_then_up_the_places(tree):
    compound = make_compound(tree.community)
    township = make_body(tree.township, BodyType.TOWNSHIP_COMMITTEE)
    above = make_body(tree.community, BodyType.COMMUNITY_BRANCH, parent_id=township.pk)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH, parent_id=above.pk)
    seat = seat_of(branch, SeatKind.BRANCH_MEMBER)
    residents = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE, work_phone="0530-1")
    chair, upper, own = make_person(), make_person(), make_person()

    nobody = responsible_for(seat.pk, TODAY)
    assert (nobody.duty.kind, nobody.person_id) == (DutyKind.VACANT, None)
    assert nobody.fallback.body_id == branch.pk
    make_post(seat_of(residents, SeatKind.CHAIR), chair)
    assert responsible_for(seat.pk, TODAY).fallback.body_id == residents.pk
    make_post(seat_of(township, SeatKind.SECRETARY), upper)
    assert responsible_for(seat.pk, TODAY).person_id == upper.pk
    make_post(seat_of(branch, SeatKind.SECRETARY), own)
    assert responsible_for(seat.pk, TODAY).person_id == own.pk
    make_absence(seat_of(branch, SeatKind.SECRETARY), own, None, TODAY, date(2026, 4, 1))
    assert responsible_for(seat.pk, TODAY).person_id == upper.pk


def test_the_radar_sees_what_is_missing_or_about_to_be(tree):
    compound = make_compound(tree.community)
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    path = tree.township.path
    assert vacant_seats(path, TODAY).count() == 3
    holder = make_person()
    make_post(
        seat_of(team, SeatKind.MANAGER), holder, since=date(2025, 6, 1), is_acting=True,
        term_ends=TODAY + timedelta(days=90),
    )  # fmt: skip

    assert vacant_seats(path, TODAY).count() == 2
    assert vacant_seats(path, date(2025, 5, 31)).count() == 3
    assert ending_posts(path, TODAY, 90).count() == 1
    assert ending_posts(path, TODAY, 89).count() == 0
    assert long_acting(path, TODAY).count() == 1
    assert long_acting(path, date(2025, 11, 27)).count() == 0
    make_absence(seat_of(team, SeatKind.MANAGER), holder, None, TODAY, date(2026, 3, 9))
    assert uncovered_absences(path, TODAY).count() == 1
    assert missing_bodies(path, TODAY, BodyType.OWNERS_COMMITTEE).count() == 1
    assert missing_bodies(path, TODAY, BodyType.PROPERTY_TEAM).count() == 0
    assert vacant_seats(tree.other_township.path, TODAY).count() == 0


def test_findings_read_the_registers(tree):
    compound = make_compound(tree.community)
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE, size=4)
    make_post(seat_of(committee, SeatKind.CHAIR), term_ends=date(2035, 1, 1))

    found = {finding.code.rpartition(".")[2] for finding in body_findings(committee, TODAY)}

    assert found == {
        "too_few", "even", "term_long", "owner_unknown", "tie_undeclared", "below_half",
    }  # fmt: skip


def test_whoever_holds_a_post_is_tied_to_the_register(tree):
    team = make_body(make_compound(tree.community), BodyType.PROPERTY_TEAM)
    holder, substitute, free = make_person(), make_person(), make_person()
    make_post(seat_of(team, SeatKind.MANAGER), holder)
    make_absence(seat_of(team, SeatKind.MANAGER), holder, substitute, TODAY, date(2026, 3, 9))

    ids = [holder.pk, substitute.pk, free.pk]
    assert tied_by_posts(ids, TODAY) == {holder.pk, substitute.pk}


def test_one_function_and_one_filter_agree_on_who_sees_a_body(tree):
    compound = make_compound(tree.community)
    bodies = [
        make_body(compound, BodyType.PROPERTY_TEAM),
        make_body(tree.community, BodyType.COMMUNITY_BRANCH),
        make_body(tree.county, BodyType.OPERATOR),
        make_body(tree.village, BodyType.VILLAGE_BRANCH),
    ]
    places = [compound, tree.community, tree.township, tree.county, tree.village]
    actors = [actor_with(role, place) for role in Role for place in places]
    actors += [actor_with(Role.MEDIATOR, tree.foreign_county, body_id=body.pk) for body in bodies]

    for actor in [*actors, Actor(), SYSTEM]:
        listed = set(Body.objects.visible_to(actor).values_list("pk", flat=True))
        allowed = {body.pk for body in bodies if permissions.can_see_body(actor, body)}
        assert listed == allowed, actor
