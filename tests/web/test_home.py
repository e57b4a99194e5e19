"""The home page has something real to say to everybody, and it is counted."""

import pytest
from django.test import Client

from linli.apps.accounts.rules import Role
from linli.apps.organisations import services
from linli.apps.organisations.rules.basis import Condition
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from tests.factories.accounts import give_role, make_account
from tests.factories.organisations import LONG_AGO, NOW, SYSTEM, make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import make_building, make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


def home_of(*, person=None, role=None, place=None):
    account = make_account(person_id=person.pk if person else None)
    if role:
        give_role(account, role, place.path)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("body_type", "kind", "seats"),
    [
        (BodyType.OWNERS_COMMITTEE, SeatKind.MEMBER, 5),
        (BodyType.PROPERTY_TEAM, SeatKind.STAFF, 3),
        (BodyType.MEDIATION_COMMITTEE, SeatKind.CHAIR, 3),
    ],
)
def test_holders_of_a_post_find_their_body_and_compound(compound, body_type, kind, seats):
    make_unit(compound)
    body = make_body(compound, body_type)
    person = make_person(compound)
    make_post(seat_of(body, kind), person)
    services.note_condition(
        actor=SYSTEM,
        place_id=compound.pk,
        condition=Condition.FIRE,
        grade=3,
        valid_from=LONG_AGO,
        now=NOW,
    )

    page = home_of(person=person)

    assert body.name in page
    assert f"of {seats}" in page
    assert "Dangerous ones" in page
    assert "not recorded" in page


def test_a_department_officer_finds_the_department(tree):
    body = make_body(tree.county, BodyType.DEPARTMENT, name="区司法局")
    person = make_person(tree.county)
    make_post(seat_of(body, SeatKind.HEAD), person)

    assert "区司法局" in home_of(person=person)


def test_auditor_and_system_administrator_find_their_figures(tree):
    make_building(make_compound(tree.community))

    assert "Acts since the last seal" in home_of(role=Role.AUDIT_ADMIN, place=tree.county)
    page = home_of(role=Role.SYSTEM_ADMIN, place=tree.county)
    assert "Background jobs" in page
    assert "Database, in megabytes" in page


def test_a_resident_without_posts_is_told_of_none_of_this(compound):
    page = home_of(person=make_person(compound))

    for words in ("Acts since the last seal", "Background jobs", "posts held"):
        assert words not in page
