"""Pages of types of bodies: set up, used, ruled, ended; in the words people read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.organisations.models import Body, LocalRule, OwnType
from linli.apps.organisations.rules.bodies import BodyType
from tests.factories.accounts import give_role, make_account
from tests.factories.organisations import make_body
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "邻里议事会", "place": "371702004", "places": ["COMMUNITY", "COMPOUND"],
    "head_title": "会长", "deputy_title": "", "deputies": "0", "member_title": "理事",
    "members": "2", "helper_title": "", "source": "街道文件", "valid_from": "2010-01-01",
}  # fmt: skip


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def admin(tree):
    account = make_account("street")
    give_role(account, Role.TOWNSHIP_ADMIN, tree.township.path)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def set_up(admin, **changes):
    return admin.post(reverse("organisations:add_type"), TYPED | changes)


def test_a_type_is_set_up_used_ruled_and_ended(admin, tree):
    assert set_up(admin).status_code == 302
    own = OwnType.objects.get()
    types = admin.get(reverse("organisations:types")).content.decode()
    assert "邻里议事会" in types
    assert "会长 1, 理事 2" in types

    found = reverse("organisations:found", args=[tree.community.code])
    assert f'value="own-{own.pk}"' in admin.get(found).content.decode()
    typed = {"name": "王堤口议事会", "valid_from": "2024-01-01", "size": "4"}
    assert admin.post(f"{found}?type=own-{own.pk}", typed).status_code == 302
    body = Body.objects.get()
    assert [body.seats.count(), body.own_type_id] == [4, own.pk]

    rule = {"test": "SIZE", "body_type": f"own-{own.pk}", "jurisdiction": "371702004", "least": "5",
            "severity": "ERROR", "source": "议事会章程", "valid_from": "2020-01-01"}  # fmt: skip
    assert admin.post(reverse("organisations:set_rule"), rule).status_code == 302
    assert LocalRule.objects.get().own_type == own
    assert "邻里议事会" in admin.get(reverse("organisations:rules")).content.decode()
    page = admin.get(reverse("organisations:body", args=[body.pk])).content.decode()
    assert "邻里议事会" in page
    assert "会长" in page
    assert "at least 5" in page

    seat = admin.get(reverse("organisations:open_seat", args=[body.pk])).content.decode()
    assert ">理事</option>" in seat
    assert "Vice chair" not in seat

    end = reverse("organisations:end_type", args=[own.pk])
    assert admin.post(end, {"valid_to": "2026-01-31"}).status_code == 302
    assert f"own-{own.pk}" not in admin.get(found).content.decode()


def test_what_is_refused_stands_at_its_field(admin, tree):
    taken = set_up(admin, name="居民委员会").content.decode()
    untitled = set_up(admin, member_title="").content.decode()
    outside = set_up(admin, place=tree.village.code)

    assert "is there already" in taken
    assert "needs a title" in untitled
    assert outside.status_code == 404
    assert not OwnType.objects.exists()


def test_a_list_of_bodies_costs_the_same_with_more_types(admin, tree):
    address = reverse("organisations:bodies")

    def counted():
        with CaptureQueriesContext(connection) as queries:
            shown = admin.get(address).content.decode()
        return shown, len(queries)

    for number in range(4):
        set_up(admin, name=f"类型{number}")
        own = OwnType.objects.get(name=f"类型{number}")
        place = make_compound(tree.community, f"{number}号院")
        make_body(place, BodyType.OWN, own_type_id=own.pk, name=f"组织{number}")
        if number == 0:
            counted()
            first = counted()
    last = counted()

    assert "类型0" in first[0]
    assert "类型3" in last[0]
    assert last[1] == first[1]
