"""Posts entered by a list: the same rows, rights and refusals as one act for each line."""

from datetime import date

import pytest

from linli.apps.accounts.models import RoleGrant
from linli.apps.audit.models import AuditEvent
from linli.apps.organisations import services
from linli.apps.organisations.models import Appointment, HouseholdMark, Membership, Seat
from linli.apps.organisations.rules.basis import Basis, Mark
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.refusals import (
    AppointmentBarred,
    PlaceUnfit,
    RecordedAlready,
    SeatTaken,
    TwoSeatsInOneBody,
)
from linli.apps.organisations.services import NewPost, NewSeat, PostData
from linli.core.canonical import canonical_bytes
from linli.core.errors import NotAllowed, NotFound
from tests.factories.organisations import (
    NOW,
    SYSTEM,
    actor_with,
    make_body,
    make_post,
    make_seat,
    seat_of,
)
from tests.factories.people import make_household, make_person
from tests.factories.places import make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db
POST = PostData(valid_from=date(2024, 1, 1), basis=Basis.ENGAGED)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


@pytest.fixture
def team(compound):
    return make_body(compound, BodyType.PROPERTY_TEAM)


def appoint_all(*posts, actor=SYSTEM):
    return services.appoint_all(actor=actor, posts=posts, now=NOW)


def written(kind, columns):
    return list(kind.objects.order_by("pk").values_list(*columns))


def test_a_list_writes_what_single_acts_write(tree):
    columns = ["person_id", "basis", "term_ends", "valid_from", "valid_to", "is_acting"]
    rights = ["person_id", "role", "acting", "starts_at", "ends_at"]
    people = [make_person(tree.community) for _ in range(3)]
    posts = [
        PostData(valid_from=date(2020, 1, 1), valid_to=date(2024, 1, 1), basis=Basis.ENGAGED),
        PostData(valid_from=date(2024, 1, 1), basis=Basis.ENGAGED, is_acting=True),
        PostData(valid_from=date(2025, 1, 1), basis=Basis.APPOINTED),
    ]
    found = []
    for all_at_once in (False, True):
        RoleGrant.objects.all().delete()
        team = make_body(make_compound(tree.community), BodyType.PROPERTY_TEAM)
        manager, staff = seat_of(team, SeatKind.MANAGER), seat_of(team, SeatKind.STAFF)
        lines = [
            NewPost(seat.pk, person.pk, post)
            for seat, person, post in zip((manager, manager, staff), people, posts, strict=True)
        ]
        before = AuditEvent.objects.count()
        if all_at_once:
            appoint_all(*lines)
        else:
            for line in lines:
                appoint_all(line)
        kinds = AuditEvent.objects.order_by("pk").values_list("kind", "post", "scope_path")
        own = Appointment.objects.filter(seat__body=team).order_by("pk").values_list(*columns)
        found.append((list(own), written(RoleGrant, rights), len(kinds[before:])))

    assert found[0] == found[1]
    assert found[0][2] == 3


def test_the_trail_of_a_list_names_each_post(compound, team):
    seat, person = seat_of(team, SeatKind.MANAGER), make_person(compound)

    row = appoint_all(NewPost(seat.pk, person.pk, POST))[0]

    event = AuditEvent.objects.get(kind="appointment.made")
    assert (event.subject_type, event.subject_id) == ("body", str(team.pk))
    assert f'"appointment_id":{row.pk},' in event.facts
    assert event.scope_path == compound.path
    assert canonical_bytes({"person_id": person.pk}).decode()[1:-1] in event.facts


@pytest.mark.parametrize("later", [date(2024, 1, 1), date(2025, 6, 1)])
def test_a_line_meets_the_lines_before_it_in_a_seat(compound, team, later):
    seat = seat_of(team, SeatKind.MANAGER)
    first, second = make_person(compound), make_person(compound)
    clash = PostData(valid_from=later, basis=Basis.ENGAGED)

    with pytest.raises(SeatTaken):
        appoint_all(NewPost(seat.pk, first.pk, POST), NewPost(seat.pk, second.pk, clash))

    assert not Appointment.objects.exists()
    assert not RoleGrant.objects.exists()


def test_a_line_meets_the_lines_before_it_in_a_body(compound, team):
    person = make_person(compound)
    seats = [seat_of(team, SeatKind.MANAGER), seat_of(team, SeatKind.STAFF)]

    with pytest.raises(TwoSeatsInOneBody):
        appoint_all(*(NewPost(seat.pk, person.pk, POST) for seat in seats))


def test_a_line_meets_what_was_there(compound, team):
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, since=date(2023, 1, 1))

    with pytest.raises(SeatTaken) as refused:
        appoint_all(
            NewPost(seat_of(team, SeatKind.STAFF).pk, make_person(compound).pk, POST),
            NewPost(seat.pk, make_person(compound).pk, POST),
        )

    assert refused.value.facts["since"] == date(2023, 1, 1)
    assert Appointment.objects.count() == 1


def test_one_barred_person_stops_the_list(compound, team):
    manager = make_person(compound)
    make_post(seat_of(team, SeatKind.MANAGER), manager)
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    chair, vice = seat_of(committee, SeatKind.CHAIR), seat_of(committee, SeatKind.VICE_CHAIR)

    with pytest.raises(AppointmentBarred) as refused:
        appoint_all(
            NewPost(chair.pk, make_person(compound).pk, POST),
            NewPost(vice.pk, manager.pk, POST),
        )

    assert refused.value.facts["rule"] == "owners.tie"
    assert not Appointment.objects.filter(seat__body=committee).exists()


def test_every_line_asks_permission(tree, compound, team):
    elsewhere = make_compound(tree.village)
    other = make_body(elsewhere, BodyType.PROPERTY_TEAM)
    admin = actor_with("DISTRICT_ADMIN", compound)
    lines = [
        NewPost(seat_of(body, SeatKind.MANAGER).pk, make_person(body.place).pk, POST)
        for body in (team, other)
    ]

    with pytest.raises(NotAllowed):
        appoint_all(*lines, actor=admin)

    assert appoint_all(lines[0], actor=admin)


def test_unknown_numbers_are_refused(compound, team):
    seat = seat_of(team, SeatKind.MANAGER)

    with pytest.raises(NotFound):
        appoint_all(NewPost(seat.pk + 999, make_person(compound).pk, POST))
    with pytest.raises(NotFound):
        appoint_all(NewPost(seat.pk, 999_999, POST))


def test_seats_are_opened_in_order_behind_those_there_are(compound, team):
    make_seat(team, SeatKind.STAFF)

    seats = services.open_seats(
        actor=SYSTEM,
        body_id=team.pk,
        seats=[NewSeat(SeatKind.STAFF), NewSeat(SeatKind.MANAGER), NewSeat(SeatKind.STAFF)],
        valid_from=date(2024, 1, 1),
        now=NOW,
    )

    assert [(seat.kind, seat.position) for seat in seats] == [
        (SeatKind.STAFF, 4),
        (SeatKind.MANAGER, 2),
        (SeatKind.STAFF, 5),
    ]


def test_no_seat_is_opened_when_one_lies_outside(tree, team):
    before = Seat.objects.count()

    with pytest.raises(PlaceUnfit):
        services.open_seats(
            actor=SYSTEM,
            body_id=team.pk,
            seats=[NewSeat(SeatKind.STAFF), NewSeat(SeatKind.STAFF, tree.village.pk)],
            valid_from=date(2024, 1, 1),
            now=NOW,
        )

    assert Seat.objects.count() == before


def test_lists_of_a_branch_are_entered_whole_or_not_at_all(compound):
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    people = [make_person(compound).pk for _ in range(3)]
    unit = make_unit(compound)
    household = make_household(unit, make_person(compound)).pk
    members = {"actor": SYSTEM, "branch_id": branch.pk, "valid_from": date(2020, 1, 1), "now": NOW}
    marks = {"actor": SYSTEM, "body_id": branch.pk, "mark": Mark.CENTRE_HOUSEHOLD,
             "valid_from": date(2020, 1, 1), "now": NOW}  # fmt: skip

    services.enter_members(person_ids=people[:1], **members)
    with pytest.raises(RecordedAlready):
        services.enter_members(person_ids=people, **members)
    with pytest.raises(RecordedAlready):
        services.enter_members(person_ids=[people[1], people[1]], **members)
    services.mark_households(household_ids=[household], **marks)
    with pytest.raises(RecordedAlready):
        services.mark_households(household_ids=[household], **marks)
    with pytest.raises(NotFound):
        services.mark_households(household_ids=[999_999], **marks)

    assert Membership.objects.count() == 1
    assert HouseholdMark.objects.count() == 1
