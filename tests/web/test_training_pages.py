"""Pages of courses: recorded, who was there, struck out; the cost of the list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.organisations import services
from linli.apps.organisations.models import TrainingAttendance, TrainingCourse
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.training import Audience
from linli.core.access import Actor
from tests.factories.accounts import NOW, give_role, make_account
from tests.factories.organisations import TODAY, make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
COURSES = "/organisations/training/"


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def street(tree):
    return make_body(tree.township, BodyType.TOWNSHIP_COMMITTEE, name="北城街道党工委")


@pytest.fixture
def admin(tree):
    account = make_account()
    give_role(account, Role.TOWNSHIP_ADMIN, tree.township.path)
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def secretary_of(tree, name="甲家属院"):
    compound = make_compound(tree.community, name)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH, name=f"{name}党支部")
    return make_post(seat_of(branch, SeatKind.SECRETARY), make_person(compound, name="赵书记"))


def record(tree, street, title):
    return services.record_course(
        actor=Actor.system(),
        place_id=tree.township.pk,
        organiser_id=street.pk,
        title=title,
        audience=Audience.BRANCH_SECRETARIES,
        held_on=TODAY,
        hours=8,
        now=NOW,
    )


def test_without_any_course_the_page_says_so(admin):
    page = admin.get(COURSES).content.decode()

    assert "还没有登记培训" in page
    assert "/organisations/training/new/" in page


def test_a_course_is_recorded_attended_corrected_and_struck_out(admin, tree, street):
    post = secretary_of(tree)
    made = admin.post(
        f"{COURSES}new/",
        {
            "title": "党支部书记培训班",
            "audience": "BRANCH_SECRETARIES",
            "organiser": street.pk,
            "held_on": "2026-03-01",
            "hours": "8",
            "note": "网格治理",
        },
    )
    course = TrainingCourse.objects.get()
    address = reverse("organisations:course", args=[course.pk])
    assert made.headers["Location"] == address
    assert "赵书记" in admin.get(address).content.decode()

    assert admin.post(f"{address}attended/", {"people": [post.pk]}).status_code == 302
    row = TrainingAttendance.objects.get()
    page = admin.get(address).content.decode()
    assert "1 / 1" in page
    assert admin.post(f"{COURSES}attendances/{row.pk}/void/").status_code == 302
    assert not TrainingAttendance.objects.exists()

    assert admin.post(f"{address}void/", {"reason": ""}).status_code == 200
    assert admin.post(f"{address}void/", {"reason": "重复"}).status_code == 302
    assert not TrainingCourse.objects.exists()


def test_a_refusal_stands_on_the_form(admin, tree, street):
    record(tree, street, "第一期")
    answer = admin.post(
        f"{COURSES}new/",
        {"title": "第一期", "audience": "ALL", "organiser": street.pk, "held_on": str(TODAY),
         "hours": "8"},
    )  # fmt: skip

    assert answer.status_code == 200
    assert "已登记" in answer.content.decode()
    assert TrainingCourse.objects.count() == 1


def test_the_cost_of_the_pages_does_not_grow(admin, tree, street, django_assert_num_queries):
    posts = [secretary_of(tree)]
    course = record(tree, street, "第一期")
    address = reverse("organisations:course", args=[course.pk])
    for page in (COURSES, address):
        admin.get(page)
    services.record_attendance(
        actor=Actor.system(), course_id=course.pk, certificates={posts[0].pk: ""}, now=NOW
    )
    counts = {}
    for page in (COURSES, address):
        with CaptureQueriesContext(connection) as counted:
            admin.get(page)
        counts[page] = len(counted)
    for number in range(3):
        post = secretary_of(tree, f"第{number}家属院")
        record(tree, street, f"另一期{number}")
        services.record_attendance(
            actor=Actor.system(), course_id=course.pk, certificates={post.pk: ""}, now=NOW
        )

    for page in (COURSES, address):
        with django_assert_num_queries(counts[page]):
            admin.get(page)
