"""Ways from the pages of places to their people, for those whom they are open to."""

import pytest
from django.test import Client

from linli.apps.accounts.rules import Role
from tests.apps.people.conftest import make_scene
from tests.factories.accounts import give_role, make_account
from tests.factories.people import make_household, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "shown"), [(Role.GRID_WORKER, True), (Role.MEDIATOR, False)])
def test_place_and_unit_lead_staff_of_the_register_to_their_people(role, shown):
    scene = make_scene()
    unit = scene.units[0]
    make_household(unit, make_person(scene.building))
    account = make_account()
    give_role(account, role, scene.tree.community.path)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    of_unit = client.get(f"/places/unit/{unit.code}/").content.decode()
    of_place = client.get(f"/places/{scene.compound.code}/").content.decode()

    assert (f"/people/units/{unit.code}/" in of_unit) is shown
    assert (f"/people/?place={scene.compound.code}" in of_place) is shown
