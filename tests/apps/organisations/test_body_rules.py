"""Rules of every type of body: each with a source, each found when it is broken, none when kept."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.apps.organisations import services
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.findings import BodyView, Holder, findings
from linli.apps.organisations.rules.limits import (
    LIMITED_TYPES,
    LIMITS,
    Certainty,
    Severity,
    Test,
    limits_for,
)
from linli.apps.organisations.rules.refusals import AppointmentBarred
from linli.apps.organisations.selectors.facts import body_findings, findings_of
from linli.apps.organisations.selectors.ruled import ruled_page
from linli.apps.people.rules.kinds import Tenure
from tests.factories.organisations import (
    NOW,
    SYSTEM,
    TODAY,
    make_body,
    make_membership,
    make_post,
    seat_of,
)
from tests.factories.people import make_holding, make_person
from tests.factories.places import make_compound, make_tree, make_unit

DAY = date(2026, 3, 2)
MUDAN, BEIJING, HANGZHOU = "371702004", "110101", "330102"
ADULT = date(1980, 1, 1)
LEADERS = {
    BodyType.DEPARTMENT: SeatKind.HEAD,
    BodyType.SERVICE_CENTRE: SeatKind.HEAD,
    BodyType.VOLUNTEER_TEAM: SeatKind.TEAM_LEADER,
    BodyType.GOVERNANCE_OFFICE: SeatKind.HEAD,
    BodyType.GRID_TEAM: SeatKind.GRID_CHIEF,
    BodyType.PROPERTY_TEAM: SeatKind.MANAGER,
    BodyType.PARTY_GROUP: SeatKind.PARTY_GROUP_LEADER,
}


def holder(number, kind, *, starts=date(2024, 1, 1), term=5, **more):
    ends = date(starts.year + term, starts.month, starts.day) if term else None
    return Holder(number, kind, starts, ends, born=ADULT, **more)


def codes(view, code=MUDAN, tests=None):
    limits = limits_for(view.type, code, view.day)
    if tests:
        limits = [limit for limit in limits if limit.test in tests]
    return [finding.code.rpartition(".")[2] for finding in findings(view, limits)]


def test_every_built_in_type_but_the_operator_has_rules_with_a_source():
    assert set(BodyType) - LIMITED_TYPES == {BodyType.OPERATOR, BodyType.OWN}
    assert all(limit.source for limit in LIMITS)
    for kind in LIMITED_TYPES:
        assert limits_for(kind, MUDAN, DAY), kind


def test_rules_of_one_test_of_one_law_do_not_overlap_in_time():
    for kind in sorted(BodyType):
        for test in Test:
            rows = sorted(
                (limit for limit in LIMITS if kind in limit.body_types and limit.test == test),
                key=lambda limit: (limit.jurisdiction, limit.valid_from),
            )
            for one, other in pairwise(rows):
                same = one.jurisdiction == other.jurisdiction
                assert not same or one.valid_to == other.valid_from, (kind, test)


@pytest.mark.parametrize(
    ("day", "rule", "certainty"),
    [
        (date(2025, 12, 31), "villagers.size", Certainty.READ),
        (date(2026, 1, 1), "villagers.size.2026", Certainty.SECONDARY),
    ],
)
def test_the_law_in_force_on_the_day_speaks(day, rule, certainty):
    limits = limits_for(BodyType.VILLAGERS_COMMITTEE, "371702107218", day)
    found = next(limit for limit in limits if limit.test == Test.SIZE)

    assert (found.id, found.certainty) == (rule, certainty)


@pytest.mark.parametrize(
    ("seats", "members", "expected"),
    [
        (3, 20, []),
        (8, 20, ["too_many"]),
        (1, 6, []),
        (1, 7, ["too_few"]),
        (1, None, ["too_few"]),
        (3, 2, ["few_members"]),
        (3, 51, ["many_members"]),
    ],
)
def test_a_branch_has_a_committee_from_seven_members_on(seats, members, expected):
    kinds = {SeatKind.SECRETARY: 1, SeatKind.BRANCH_MEMBER: seats - 1}
    view = BodyView(BodyType.COMPOUND_BRANCH, DAY, kinds, members=members)

    assert codes(view, tests={Test.SIZE, Test.MEMBERS}) == expected


def test_without_a_count_of_members_the_size_of_a_branch_is_only_a_question():
    view = BodyView(BodyType.COMPOUND_BRANCH, DAY, {SeatKind.SECRETARY: 1})
    found = findings(view, limits_for(view.type, MUDAN, DAY))

    assert {one.severity for one in found} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("body_type", "years", "expected"),
    [
        (BodyType.COMMUNITY_BRANCH, 5, []),
        (BodyType.VILLAGE_BRANCH, 6, ["term_long"]),
        (BodyType.COMPOUND_BRANCH, 5, []),
        (BodyType.JOINT_BRANCH, 3, []),
        (BodyType.JOINT_BRANCH, 5, ["term_long"]),
        (BodyType.TOWNSHIP_COMMITTEE, 6, ["term_long"]),
        (BodyType.AREA_COMMITTEE, 5, []),
    ],
)
def test_terms_of_party_bodies(body_type, years, expected):
    person = holder(1, SeatKind.SECRETARY, term=years)
    view = BodyView(body_type, DAY, {SeatKind.SECRETARY: 1}, (person,))

    assert codes(view, tests={Test.TERM}) == expected


@pytest.mark.parametrize(("body_type", "lead"), LEADERS.items())
def test_somebody_answers_for_offices_centres_teams_and_groups(body_type, lead):
    vacant = BodyView(body_type, DAY, {lead: 1})
    held = BodyView(body_type, DAY, {lead: 1}, (holder(1, lead),))

    assert codes(vacant, tests={Test.LEADER_HELD}) == ["leader_vacant"]
    assert codes(held, tests={Test.LEADER_HELD}) == []


@pytest.mark.parametrize(
    ("code", "members", "owners", "days", "expected"),
    [
        (MUDAN, 7, 4, 90, []),
        (MUDAN, 7, 3, 90, ["owners_below_half"]),
        (MUDAN, 6, 3, 90, ["too_few", "even"]),
        (MUDAN, 7, 4, 91, ["too_long"]),
        (BEIJING, 5, 3, 60, []),
        (BEIJING, 5, 3, 61, ["too_long"]),
        (HANGZHOU, 13, 7, 500, ["too_many"]),
    ],
)
def test_a_group_that_prepares_the_assembly(code, members, owners, days, expected):
    kinds = {SeatKind.HEAD: 1, SeatKind.MEMBER: members - 1}
    people = [
        holder(number, SeatKind.MEMBER if number else SeatKind.HEAD, is_owner=number < owners)
        for number in range(members)
    ]
    since = date.fromordinal(DAY.toordinal() - days)
    view = BodyView(BodyType.PREPARATION_GROUP, DAY, kinds, tuple(people), since=since)

    assert codes(view, code, {Test.SIZE, Test.OWNERS_HALF, Test.LIFETIME}) == expected


def test_an_interim_committee_does_not_stay():
    old = BodyView(BodyType.INTERIM_COMMITTEE, DAY, {}, since=date(2022, 1, 1))

    assert codes(old, BEIJING, {Test.LIFETIME}) == ["too_long"]
    assert codes(old, MUDAN, {Test.LIFETIME}) == ["too_long"]


@pytest.mark.parametrize(
    ("body_type", "kind", "other"),
    [
        (BodyType.SUPERVISORY_COMMITTEE, SeatKind.MEMBER, BodyType.VILLAGERS_COMMITTEE),
        (BodyType.SUPERVISORY_COMMITTEE, SeatKind.CHAIR, BodyType.RESIDENTS_COMMITTEE),
        (BodyType.PROPERTY_TEAM, SeatKind.MANAGER, BodyType.OWNERS_COMMITTEE),
    ],
)
def test_nobody_supervises_themselves(body_type, kind, other):
    beside = holder(1, kind, sits_in=frozenset({other}))
    alone = holder(1, kind, sits_in=frozenset({BodyType.VOLUNTEER_TEAM}))

    assert codes(BodyView(body_type, DAY, {kind: 1}, (beside,)), tests={Test.NOT_BESIDE}) == [
        "sits_beside"
    ]
    assert codes(BodyView(body_type, DAY, {kind: 1}, (alone,)), tests={Test.NOT_BESIDE}) == []


@pytest.mark.django_db
def test_a_member_of_the_villagers_committee_is_barred_from_supervising_it():
    village = make_tree().village
    committee = make_body(village, BodyType.VILLAGERS_COMMITTEE)
    supervisors = make_body(village, BodyType.SUPERVISORY_COMMITTEE)
    member, other = make_person(village), make_person(village, name="李大力")
    make_post(seat_of(committee, SeatKind.MEMBER), member)
    for person, declared in ((member, False), (other, False)):
        services.declare_tie(
            actor=SYSTEM,
            body_id=supervisors.pk,
            person_id=person.pk,
            statement="CLOSE_RELATIVE",
            is_so=declared,
            declared_on=TODAY,
            now=NOW,
        )

    with pytest.raises(AppointmentBarred, match=r"supervisory\.beside"):
        make_post(seat_of(supervisors, SeatKind.CHAIR), member)
    make_post(seat_of(supervisors, SeatKind.CHAIR), other)


@pytest.mark.django_db
def test_members_of_a_branch_are_counted_for_its_circle_only():
    compound = make_compound(make_tree().community)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    for _ in range(2):
        make_membership(branch, make_person(compound))

    told = {
        circle: {one.code.rpartition(".")[2] for one in
                 body_findings(branch, TODAY, count_members=circle)}
        for circle in (True, False)
    }  # fmt: skip

    assert "few_members" in told[True]
    assert "few_members" not in told[False]


@pytest.mark.django_db
def test_a_page_of_bodies_costs_the_same_whatever_their_number():
    tree = make_tree()
    counts, bodies = [], []
    for number in range(4):
        compound = make_compound(tree.community, f"小区{number}")
        for kind in (BodyType.OWNERS_COMMITTEE, BodyType.PROPERTY_TEAM, BodyType.COMPOUND_BRANCH):
            body = make_body(compound, kind)
            lead = next(seat for seat in body.seats.order_by("pk"))
            owner = make_person(compound)
            make_holding(make_unit(compound, f"{kind}{number}"), owner, Tenure.OWNER)
            make_post(lead, owner, basis=Basis.DELEGATED)
            bodies.append(body)
        if number in (0, 3):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                found = findings_of(bodies, TODAY)
            counts.append(len(queries))

    assert counts[0] == counts[1]
    assert {body: len(rows) for body, rows in found.items()} == {
        body.pk: len(body_findings(body, TODAY)) for body in bodies
    }
    page = ruled_page(tree.community.path, TODAY)
    assert [row.body_id for row in page.rows] == [
        body.pk
        for body in sorted(bodies, key=lambda body: (body.scope_path, body.pk))
        if found[body.pk]
    ]
    assert all("(" in row.first[0][0].source for row in page.rows)
