"""Pages of a branch's circle: recognised households and reporting in."""

import pytest
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.organisations.models import HouseholdMark, ReportIn
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from tests.factories.accounts import give_role, make_account
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_household, make_person
from tests.factories.places import make_compound, make_tree, make_unit
from tests.web.test_organisations_pages import count_queries, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def compound():
    return make_compound(make_tree().community)


@pytest.fixture
def branch(compound):
    return make_body(compound, BodyType.COMPOUND_BRANCH)


@pytest.fixture
def secretary(branch, compound):
    person = make_person(compound, name="赵书记")
    make_post(seat_of(branch, SeatKind.SECRETARY), person)
    return signed_in(person=person)


def resident(compound, name="李秀兰"):
    person = make_person(compound, name=name)
    household = make_household(make_unit(compound, f"{101 + person.pk % 800}"), person)
    return person, household


def test_a_household_is_recognised_and_the_recognition_ends(secretary, branch, compound):
    person, household = resident(compound)
    address = reverse("organisations:households", args=[branch.pk])
    found = secretary.post(address, {"search": person.id_number.open()})
    assert "李秀兰" in found.content.decode()
    given = {
        "household": household.pk,
        "valid_from": "2026-03-01",
        "found": found.context["search"].token,
    }

    made = secretary.post(address, given)

    assert made.status_code == 302
    row = HouseholdMark.objects.get()
    assert (row.household_id, row.body_id) == (household.pk, branch.pk)
    assert "李秀兰" in secretary.get(address).content.decode()
    again = secretary.post(address, given)
    assert again.status_code == 200
    end = reverse("organisations:unmark", args=[row.pk])
    assert secretary.post(end, {"valid_to": "2026-03-05"}).status_code == 302
    assert HouseholdMark.objects.get().valid_to is not None


def test_a_report_in_counts_once_both_sides_have_confirmed(secretary, branch, compound):
    person, _household = resident(compound)
    own = signed_in(person=person)
    made = own.post(reverse("organisations:report_oneself"), {"branch": branch.pk})
    assert made.status_code == 302
    row = ReportIn.objects.get()
    assert (row.person_id, row.confirmed_by_branch_on) == (person.pk, None)
    address = reverse("organisations:report_ins", args=[branch.pk])
    assert "0 / 1" in secretary.get(address).content.decode()

    confirm = reverse("organisations:confirm_report_in", args=[row.pk])
    assert secretary.post(confirm, {"branch": branch.pk}).status_code == 302

    assert "1 / 1" in secretary.get(address).content.decode()
    end = reverse("organisations:end_report_in", args=[row.pk])
    assert own.post(end, {"valid_to": "2099-01-01"}).status_code == 302


def test_the_branch_enters_a_report_in_for_its_own_side(secretary, branch, compound):
    person, _household = resident(compound)
    address = reverse("organisations:report_ins", args=[branch.pk])
    found = secretary.post(address, {"search": person.id_number.open()})
    given = {
        "person": person.pk,
        "on": "2026-03-01",
        "found": found.context["search"].token,
    }

    assert secretary.post(address, given).status_code == 302

    row = ReportIn.objects.get()
    assert row.confirmed_by_person_on is None
    assert row.confirmed_by_branch_on is not None


def test_nobody_else_sees_the_pages_of_a_branch(branch, compound):
    person, _household = resident(compound)
    admin = make_account()
    give_role(admin, Role.DISTRICT_ADMIN, compound.path)
    clients = [signed_in(person=person), signed_in(Role.DISTRICT_ADMIN, compound)]

    for route in ("households", "report_ins"):
        address = reverse(f"organisations:{route}", args=[branch.pk])
        assert [client.get(address).status_code for client in clients] == [404, 404]


def test_one_reports_to_the_branch_where_one_lives_only(branch, compound):
    elsewhere = make_body(make_compound(compound.parent, "二院"), BodyType.COMPOUND_BRANCH)
    person, _household = resident(compound)
    client = signed_in(person=person)
    address = reverse("organisations:report_oneself")

    assert elsewhere.name not in client.get(address).content.decode()
    assert client.post(address, {"branch": elsewhere.pk}).status_code == 200
    assert not ReportIn.objects.exists()


@pytest.mark.parametrize("route", ["households", "report_ins"])
def test_lists_of_a_branch_cost_the_same_with_one_row_and_with_three(
    secretary, branch, compound, route, django_assert_num_queries
):
    from linli.apps.organisations import services
    from linli.apps.organisations.rules.basis import Mark
    from tests.factories.organisations import LONG_AGO, NOW, SYSTEM

    def add():
        person, household = resident(compound)
        services.mark_household(
            actor=SYSTEM, body_id=branch.pk, household_id=household.pk,
            mark=Mark.CENTRE_HOUSEHOLD, valid_from=LONG_AGO, now=NOW,
        )  # fmt: skip
        services.report_in(
            actor=SYSTEM, branch_id=branch.pk, person_id=person.pk, on=LONG_AGO, now=NOW
        )

    add()
    address = reverse(f"organisations:{route}", args=[branch.pk])
    counted = count_queries(secretary, address)
    add()
    add()
    with django_assert_num_queries(counted):
        secretary.get(address)
