"""Courses for people in office: recorded, attended by post, struck out, in and out as a table."""

from datetime import date, timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations import services
from linli.apps.organisations.models import TrainingAttendance, TrainingCourse
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.replay import replay
from linli.apps.organisations.rules.training import (
    INVITED,
    AttendanceThere,
    Audience,
    HoursUnbelievable,
    NotInvited,
    OrganiserElsewhere,
    TrainingThere,
    TrainingToCome,
)
from linli.apps.organisations.selectors.training import attendees, invited
from linli.apps.transfers import services as transfers
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.registers import registers
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree
from tests.factories.transfers import bring, staff, told, written

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
DAY = date(2026, 2, 20)


@pytest.fixture
def tree(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_tree()


@pytest.fixture
def street(tree):
    """Return the committee of the sub-district, which holds the courses."""
    return make_body(tree.township, BodyType.TOWNSHIP_COMMITTEE, name="北城街道党工委")


@pytest.fixture
def posts(tree, street):
    """Return the posts of two branch secretaries and of somebody in no branch."""
    found = []
    for name in ("甲家属院", "乙家属院"):
        compound = make_compound(tree.community, name)
        branch = make_body(compound, BodyType.COMPOUND_BRANCH, name=f"{name}党支部")
        person = make_person(compound, name=f"赵{name[0]}书")
        found.append(make_post(seat_of(branch, SeatKind.SECRETARY), person))
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE, name="乙家属院业主委员会")
    found.append(make_post(seat_of(committee, SeatKind.CHAIR), make_person(compound)))
    return found


def record(tree, street, now, **options):
    values = {
        "actor": SYSTEM,
        "place_id": tree.township.pk,
        "organiser_id": street.pk,
        "title": "党支部书记培训班",
        "audience": Audience.BRANCH_SECRETARIES,
        "held_on": DAY,
        "hours": 8,
        "now": now,
    }
    return services.record_course(**(values | options))


def attend(course, *posts, now):
    return services.record_attendance(
        actor=SYSTEM, course_id=course.pk, certificates={post.pk: "" for post in posts}, now=now
    )


def test_a_course_is_recorded_with_who_attended_in_which_post(tree, street, posts, now):
    course = record(tree, street, now)
    services.record_attendance(
        actor=SYSTEM, course_id=course.pk, certificates={posts[0].pk: "2026-01"}, now=now
    )

    people = attendees(SYSTEM, course)

    assert [(one.name, one.body, one.certificate) for one in people] == [
        ("赵甲书", "甲家属院党支部", "2026-01"),
        ("赵乙书", "乙家属院党支部", ""),
    ]
    assert [one.attendance_id is not None for one in people] == [True, False]
    kinds = AuditEvent.objects.filter(subject_type="training_course").order_by("pk")
    assert [event.kind for event in kinds] == ["training.recorded", "training.attended"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"held_on": date(2026, 3, 3)}, TrainingToCome),
        ({"hours": 0}, HoursUnbelievable),
        ({"hours": 201}, HoursUnbelievable),
    ],
)
def test_what_cannot_have_been_is_refused(tree, street, now, changed, refusal):
    with pytest.raises(refusal):
        record(tree, street, now, **changed)

    assert not TrainingCourse.objects.exists()


def test_a_course_is_held_once_and_by_a_body_of_the_place(tree, street, now):
    record(tree, street, now)
    elsewhere = make_body(tree.other_township, BodyType.TOWNSHIP_COMMITTEE)

    with pytest.raises(TrainingThere):
        record(tree, street, now)
    with pytest.raises(OrganiserElsewhere):
        record(tree, street, now, title="另一期", organiser_id=elsewhere.pk)

    assert TrainingCourse.objects.count() == 1


def test_only_posts_of_the_audience_held_on_the_day_attend_and_once(tree, street, posts, now):
    course = record(tree, street, now)
    secretary, _other, chair = posts
    attend(course, secretary, now=now)

    with pytest.raises(AttendanceThere):
        attend(course, secretary, now=now)
    with pytest.raises(NotInvited):
        attend(course, chair, now=now)
    early = record(tree, street, now, held_on=secretary.valid_from - timedelta(days=1))
    with pytest.raises(NotInvited):
        attend(early, secretary, now=now)

    assert TrainingAttendance.objects.count() == 1


def test_everybody_in_office_means_everybody(tree, street, posts, now):
    course = record(tree, street, now, audience=Audience.ALL)

    assert {post.pk for post in invited(course)} == {post.pk for post in posts}
    assert set(INVITED) == set(Audience)


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.BRANCH_OFFICER])
def test_only_administrators_of_the_place_keep_it(tree, street, posts, now, role):
    course = record(tree, street, now)
    (row,) = attend(course, posts[0], now=now)
    actor = staff(tree.township, role, now)
    away = staff(tree.other_township, Role.TOWNSHIP_ADMIN, now)

    for who in (actor, away):
        with pytest.raises(NotAllowed):
            record(tree, street, now, actor=who, title="另一期")
        with pytest.raises(NotAllowed):
            services.void_attendances(actor=who, attendance_ids=[row.pk], now=now)
        with pytest.raises(NotAllowed):
            services.void_course(actor=who, course_id=course.pk, reason="x", now=now)

    assert TrainingAttendance.objects.count() == 1


def test_names_in_party_bodies_are_for_those_who_see_them(tree, street, posts, now):
    course = record(tree, street, now)
    attend(course, posts[0], now=now)

    mediator = attendees(staff(tree.township, Role.MEDIATOR, now), course)
    clerk = attendees(staff(tree.township, Role.TOWNSHIP_ADMIN, now), course)

    assert [one.name for one in mediator] == ["", ""]
    assert [one.body for one in mediator] == ["甲家属院党支部", "乙家属院党支部"]
    assert [one.name for one in clerk] == ["赵甲书", "赵乙书"]


def stored():
    return {
        "course": {
            row.pk: (row.title, row.hours, row.audience) for row in TrainingCourse.objects.all()
        },
        "attendance": {
            row.pk: (row.course_id, row.appointment_id) for row in TrainingAttendance.objects.all()
        },
    }


def replayed():
    events = AuditEvent.objects.order_by("pk")
    state = replay((event.kind, facts_of(event)) for event in events)
    return {
        "course": {
            number: (row["title"], row["hours"], row["audience"])
            for number, row in state["course"].items()
        },
        "attendance": {
            number: (row["course_id"], row["appointment_id"])
            for number, row in state["attendance"].items()
        },
    }


def test_replaying_the_trail_reaches_the_stored_rows(tree, street, posts, now):
    kept, gone = record(tree, street, now), record(tree, street, now, title="另一期")
    attend(kept, posts[0], now=now)
    (wrong,) = attend(kept, posts[1], now=now)
    attend(gone, posts[0], posts[1], now=now)
    assert replayed() == stored()

    services.void_attendances(actor=SYSTEM, attendance_ids=[wrong.pk], now=now)
    services.void_course(actor=SYSTEM, course_id=gone.pk, reason="重复", now=now)

    assert replayed() == stored()
    assert [len(rows) for rows in stored().values()] == [1, 1]


HEAD = "培训班,培训日期,培训对象,主办单位,学时,参训单位,姓名,证书编号\n"
COURSE = "党支部书记培训班,2026-02-20,党支部书记,北城街道党工委,8"


def test_a_table_brings_courses_in_and_takes_them_back(tree, street, posts, now):
    admin = staff(tree.township, Role.TOWNSHIP_ADMIN, now)
    text = (
        HEAD
        + f"{COURSE},甲家属院党支部,,2026-01\n{COURSE},,赵乙书,2026-02\n"
        + "业委会培训,2026-02-21,业主委员会委员,北城街道党工委,4,,,\n"
    )
    item = written(admin, "organisations.training", tree.township, now, text)

    first, second = TrainingCourse.objects.order_by("held_on")
    assert (first.attendances.count(), second.attendances.count()) == (2, 0)
    rows = [
        [str(cell) for cell in row]
        for row in registers()["organisations.training"].rows(
            actor=admin, path=tree.township.path, now=now
        )
    ]
    transfers.undo_import(actor=admin, import_id=item.pk, now=now)

    assert [row[0] for row in rows] == ["党支部书记培训班", "党支部书记培训班", "业委会培训"]
    assert [row[7:] for row in rows] == [
        ["甲家属院党支部", "赵甲书", "", "2026-01"],
        ["乙家属院党支部", "赵乙书", "", "2026-02"],
        ["", "", "", ""],
    ]
    assert not TrainingCourse.objects.exists()
    assert not TrainingAttendance.objects.exists()
    headings = ",".join(
        str(column.label) for column in registers()["organisations.training"].columns
    )
    again = "\n".join([headings, *(",".join(row) for row in rows)])
    written(admin, "organisations.training", tree.township, now, again)
    assert TrainingAttendance.objects.count() == 2


def test_what_is_wrong_is_told_by_row_and_column(tree, street, posts, now):
    admin = staff(tree.township, Role.TOWNSHIP_ADMIN, now)
    text = (
        HEAD
        + f"{COURSE},没有的单位,,\n"
        + "甲,2027-01-01,党支部书记,北城街道党工委,8,,,\n"
        + "乙,2026-02-20,不知道,北城街道党工委,8,,,\n"
        + "丙,2026-02-20,党支部书记,没有的党委,8,,,\n"
        + "丁,2026-02-20,党支部书记,北城街道党工委,8,,查无此人,\n"
    )

    item = bring(admin, "organisations.training", tree.township, now, text)

    assert sorted(told(item)) == [
        (2, "body", "organisations.attendee_unclear"),
        (3, "held_on", "organisations.training_to_come"),
        (4, "audience", "cell.choice"),
        (5, "organiser", "organisations.body_not_named"),
        (6, "name", "people.person_unknown"),
    ]
    assert not TrainingCourse.objects.exists()


def test_every_bad_row_of_one_course_is_told(tree, street, posts, now):
    admin = staff(tree.township, Role.TOWNSHIP_ADMIN, now)
    rows = [",查无此人,\n", "没有的单位,,\n", ",也无此人,\n"]
    course = "班,2026-02-20,党支部书记,北城街道党工委,8,"
    text = HEAD + "".join(course + row for row in rows)

    item = bring(admin, "organisations.training", tree.township, now, text)
    assert sorted(told(item)) == [
        (2, "name", "people.person_unknown"),
        (3, "body", "organisations.attendee_unclear"),
        (4, "name", "people.person_unknown"),
    ]

    wrong = text.replace("2026-02-20", "2027-01-01")
    item = bring(admin, "organisations.training", tree.township, now, wrong)
    assert sorted(told(item)) == [
        (2, "held_on", "organisations.training_to_come"),
        (2, "name", "people.person_unknown"),
        (4, "name", "people.person_unknown"),
    ]
    assert not TrainingCourse.objects.exists()
