"""Counting the demonstration gives the figures that were published for the district."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import Count

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors import actor_of
from linli.apps.cases.models import Case, Delay, Task
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.selectors.delays import to_decide_page
from linli.apps.cases.selectors.desks import board_counts, red_of, sorting_counts
from linli.apps.cases.selectors.tasks import rounds_counts
from linli.apps.grids.models import Cell, GridRevision, Station
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.selectors.staff import cells_of_worker, cells_without_worker, post_counts
from linli.apps.organisations.models import (
    Appointment,
    Body,
    Claim,
    HouseholdMark,
    Membership,
    Need,
    ReportIn,
    Stewardship,
    TrainingCourse,
)
from linli.apps.organisations.rules.basis import Stewarding
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.limits import LIMITED_TYPES, Severity
from linli.apps.organisations.rules.training import Audience
from linli.apps.organisations.selectors.facts import findings_of
from linli.apps.organisations.selectors.radar import (
    ending_posts,
    long_acting,
    uncovered_absences,
)
from linli.apps.people.models import Holding, Representation
from linli.apps.people.rules.kinds import PersonKind, RepresentationKind, Tenure
from linli.apps.people.rules.roll import Standing
from linli.apps.people.selectors.dwellings import roll_of
from linli.apps.places.models import Place, UnitSuccession
from linli.apps.places.rules import PlaceKind, SuccessionKind

TODAY = date(2026, 11, 23)
PUBLISHED = date(2021, 12, 31)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def holders(kind, body_type=None, day=TODAY):
    posts = Appointment.objects.valid().on(day).filter(seat__kind=kind)
    posts = posts.filter(seat__body__type=body_type) if body_type else posts
    return posts.values_list("person_id", flat=True)


@pytest.mark.parametrize("day", [TODAY, PUBLISHED])
def test_urban_figures_are_counted(sign_ins, day):
    branch_seats = [SeatKind.SECRETARY, SeatKind.DEPUTY_SECRETARY, SeatKind.BRANCH_MEMBER]
    bodies = Body.objects.on(day)
    compound_branch = BodyType.COMPOUND_BRANCH
    secretaries = set(holders(SeatKind.SECRETARY, compound_branch, day))
    chairs = set(holders(SeatKind.CHAIR, BodyType.OWNERS_COMMITTEE, day))
    in_branch = {person for kind in branch_seats for person in holders(kind, compound_branch, day)}
    confirmed = ReportIn.objects.on(day).filter(
        confirmed_by_person_on__isnull=False, confirmed_by_branch_on__isnull=False
    )
    officials = set(
        Appointment.objects.valid()
        .on(day)
        .filter(seat__body__type__in=[BodyType.RESIDENTS_COMMITTEE, BodyType.COMMUNITY_BRANCH])
        .exclude(
            seat__kind__in=[
                SeatKind.RESIDENTS_GROUP_LEADER,
                SeatKind.BUILDING_LEADER,
                SeatKind.UNIT_LEADER,
            ]
        )
        .values_list("person_id", flat=True)
    )
    leaders = Appointment.objects.valid().on(day)
    leaders = leaders.filter(
        seat__kind__in=[
            SeatKind.RESIDENTS_GROUP_LEADER,
            SeatKind.BUILDING_LEADER,
            SeatKind.UNIT_LEADER,
        ]
    )
    members = set(Membership.objects.on(day).values_list("person_id", flat=True))

    counted = {
        "compound branches": bodies.filter(type=compound_branch).count(),
        "unit cells": Cell.objects.filter(kind=CellKind.UNIT, valid_to=None).count(),
        "party groups": bodies.filter(type=BodyType.PARTY_GROUP).count(),
        "full-time": len(holders(SeatKind.GRID_WORKER_FULL, day=day)),
        "part-time": len(holders(SeatKind.GRID_WORKER_PART, day=day)),
        "fixed": len(holders(SeatKind.FIXED_WORKER, day=day)),
        "report-ins": confirmed.count(),
        "secretaries in service": len(
            secretaries & set(confirmed.values_list("person_id", flat=True))
        ),
        "secretaries officials": len(secretaries & officials),
        "member leaders": len({post.person_id for post in leaders} & members),
        "centre households": HouseholdMark.objects.on(day).count(),
        "chairs": len(chairs),
        "chairs in branch": len(chairs & in_branch),
        "chairs secretary": len(chairs & secretaries),
        "fallback": Stewardship.objects.on(day).filter(kind=Stewarding.FALLBACK).count(),
    }

    assert counted == {
        "compound branches": 108,
        "unit cells": 361,
        "party groups": 361,
        "full-time": 452,
        "part-time": 653,
        "fixed": 419,
        "report-ins": 5_600,
        "secretaries in service": 23,
        "secretaries officials": 68,
        "member leaders": 434,
        "centre households": 763,
        "chairs": 38,
        "chairs in branch": 29,
        "chairs secretary": 6,
        "fallback": 42,
    }


def test_courses_for_branch_secretaries_are_counted(sign_ins):
    huang = Place.objects.get(code="371702011")
    courses = TrainingCourse.objects.under(huang.path).filter(
        audience=Audience.BRANCH_SECRETARIES, held_on__lte=PUBLISHED
    )
    attended = [course.attendances.count() for course in courses.order_by("held_on")]

    assert courses.count() == 3
    assert attended == [10, 9, 10]


def test_something_is_always_about_to_happen(sign_ins):
    ending = {days: ending_posts("", TODAY, days).count() for days in (0, 30, 60, 90)}

    assert 0 < ending[0] < ending[30] < ending[60] < ending[90] < 300
    assert long_acting("", TODAY).count() == 1
    assert uncovered_absences("", TODAY).count() == 1
    left = cells_without_worker("", day=TODAY)
    assert left.count() == 3
    assert Station.objects.filter(valid_to=None, cell__in=left).exists()


def test_grid_workers_work_on_cells(sign_ins):
    stations = Station.objects.filter(valid_to=None)
    held = post_counts("", day=TODAY)

    assert held[SeatKind.GRID_WORKER_FULL] == 452
    assert held[SeatKind.VILLAGE_GRID_WORKER] == 322
    staffed = set(stations.values_list("cell_id", flat=True))
    assert set(Cell.objects.filter(kind=CellKind.UNIT).values_list("pk", flat=True)) <= staffed


def test_rural_figures_are_counted(sign_ins):
    bodies = Body.objects.on(TODAY)
    huang = Place.objects.get(code="371702011")
    area = bodies.get(type=BodyType.AREA_COMMITTEE)

    assert area.place_id == huang.pk
    assert bodies.filter(type=BodyType.VILLAGE_BRANCH, parent=area).count() == 6
    assert bodies.filter(type=BodyType.JOINT_BRANCH, parent=area).count() == 4
    assert bodies.filter(type=BodyType.GOVERNANCE_OFFICE, place=huang).count() == 1
    assert len(holders(SeatKind.VILLAGE_GRID_WORKER)) == 322
    centre = bodies.get(type=BodyType.SERVICE_CENTRE)
    assert centre.place.code == "371702011218"
    villages = Cell.objects.filter(scope_path__startswith=huang.path, kind=CellKind.VILLAGE)
    assert villages.count() == 18
    assert not Cell.objects.filter(kind=CellKind.GROUP, parent=None).exists()
    named = {"王桥", "祁楼", "李真庄", "夹河赵"}
    branches = bodies.filter(type=BodyType.VILLAGE_BRANCH).values_list("place__name", flat=True)
    assert all(any(name in branch for branch in branches) for name in named)


def test_named_places_are_there(sign_ins):
    post_office = Place.objects.get(name="邮政局家属院")
    procuratorate = Place.objects.get(name="检察院家属院")
    leaders = Appointment.objects.valid().on(TODAY).filter(seat__kind=SeatKind.UNIT_LEADER)
    chair = (
        Appointment.objects.valid()
        .on(TODAY)
        .get(
            seat__kind=SeatKind.CHAIR,
            seat__body__place=procuratorate,
            seat__body__type=BodyType.OWNERS_COMMITTEE,
        )
    )

    assert post_office.code.startswith("371702004")
    stewardship = Stewardship.objects.on(TODAY).get(place=post_office)
    assert stewardship.kind == Stewarding.SELF
    under = leaders.filter(seat__place__path__startswith=procuratorate.path)
    assert (under.count(), leaders.count()) == (13, 13)
    assert TODAY.year - chair.person.birth_date.year >= 75
    assert Place.objects.filter(kind=PlaceKind.TOWNSHIP).count() == 18
    assert Place.objects.filter(kind__in=[PlaceKind.COMMUNITY, PlaceKind.VILLAGE]).count() == 525


def test_every_kind_of_user_signs_in_with_the_rights_of_a_post(sign_ins):
    roles = {
        person.username: actor_of(Account.objects.get(username=person.username), now=NOW).roles
        for person in sign_ins
    }

    assert roles["resident"] == frozenset()
    for username, role in (
        ("grid", "GRID_WORKER"),
        ("clerk", "COMMUNITY_WORKER"),
        ("mediator", "MEDIATOR"),
        ("committee", "COMMITTEE_MEMBER"),
        ("property", "PROPERTY_STAFF"),
        ("branch", "BRANCH_OFFICER"),
        ("department", "DEPARTMENT_OFFICER"),
        ("street", "TOWNSHIP_ADMIN"),
        ("district", "DISTRICT_ADMIN"),
        ("system", "SYSTEM_ADMIN"),
        ("security", "SECURITY_ADMIN"),
        ("audit", "AUDIT_ADMIN"),
        ("village", "GRID_WORKER"),
    ):
        assert role in roles[username], username
    assert roles["member"] == frozenset()


def test_the_loop_of_service_is_under_way(sign_ins):
    branches = Need.objects.order_by().values_list("branch", flat=True).distinct()
    states = Claim.objects.values_list("state", flat=True)
    member = Account.objects.get(username="member").person_id

    assert branches.count() == 19
    assert {state: list(states).count(state) for state in set(states)} == {
        "CONFIRMED": 19, "SERVED": 38, "CLAIMED": 19,
    }  # fmt: skip
    assert ReportIn.objects.filter(person=member, branch__in=branches).exists()


def test_something_waits_on_every_desk_of_cases(sign_ins):
    actors = {
        one.username: actor_of(Account.objects.get(username=one.username), now=NOW)
        for one in sign_ins
    }
    cells = [cell.pk for cell in cells_of_worker(actors["grid"], day=TODAY)]

    assert red_of(board_counts(actors["street"]))["overdue"] >= 3
    assert sorting_counts(actors["clerk"]).overdue >= 1
    assert rounds_counts(actors["grid"], cells, now=NOW).cases >= 1
    assert sorted(Task.objects.filter(kind=TaskKind.CALL).values_list("state", flat=True)) == [
        TaskState.REFUSED, TaskState.SENT, TaskState.TAKEN,
    ]  # fmt: skip
    assert sorted(Delay.objects.values_list("kind", "state")) == [
        ("EXTENSION", "ASKED"), ("HANG_UP", "ASKED"), ("HANG_UP", "GRANTED"), ("PAUSE", "GRANTED"),
    ]  # fmt: skip
    half = Delay.objects.get(kind="HANG_UP", state="ASKED")
    assert (half.needed, half.agreed) == (2, 1)
    for name, waits in (("street", False), ("district", True)):
        listed = to_decide_page(actors[name], after="", now=NOW).rows
        assert (half.pk in [row.delay.id for row in listed]) is waits, name
    for state in (CaseState.ARBITRATION, CaseState.APPEALED, CaseState.EXCLUSION_PROPOSED):
        assert Case.objects.filter(state=state).exists(), state


def test_every_type_of_body_of_the_demonstration_has_rules(sign_ins):
    bodies = Body.objects.on(TODAY).exclude(type=BodyType.OPERATOR)
    types = set(bodies.values_list("type", flat=True))
    sample = [bodies.filter(type=kind).select_related("place").first() for kind in sorted(types)]
    found = findings_of(sample, TODAY)

    assert types <= LIMITED_TYPES
    errors = {
        body.name: [one.code for one in found[body.pk] if one.severity == Severity.ERROR]
        for body in sample
    }
    assert {name: codes for name, codes in errors.items() if codes} == {}


def test_every_dwelling_lies_in_one_cell(sign_ins):
    from linli.apps.grids.selectors.loads import loads

    urban = Cell.objects.filter(kind=CellKind.UNIT)
    counted = loads("", day=TODAY)

    assert all(counted[cell.pk].dwellings for cell in urban)


def test_dwellings_of_every_kind_are_there(sign_ins):
    compound = Place.objects.get(name="检察院家属院")
    held = Holding.objects.under(compound.path).filter(valid_to=None)
    tenures = set(held.values_list("tenure", flat=True))
    kinds = set(held.values_list("person__kind", flat=True))
    several = held.filter(tenure=Tenure.OWNER).values("person").annotate(n=Count("pk"))
    roll = roll_of(compound.path, TODAY)
    acting = Representation.objects.filter(valid_to=None).values_list("kind", flat=True)

    assert tenures == set(Tenure)
    assert kinds == set(PersonKind)
    assert several.filter(n__gte=3).exists()
    assert {group.standing for group in roll.groups} >= {Standing.READY, Standing.UNDECIDED}
    assert set(acting) == set(RepresentationKind)
    joined = UnitSuccession.objects.filter(from_unit__scope_path__startswith=compound.path)
    assert set(joined.values_list("kind", flat=True)) == set(SuccessionKind)
    before, after = (roll_of(compound.path, day) for day in (date(2025, 8, 31), date(2025, 9, 1)))
    assert (before.heads, before.area) == (after.heads, after.area)
    plan = GridRevision.objects.get(place__path=compound.path[:-4], state="CHECKED")
    assert plan.cells.filter(cell=None).count() == 1
