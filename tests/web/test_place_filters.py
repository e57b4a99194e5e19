"""Lists narrowed by place: the filter says which place and where it lies, never a bare code."""

import re

import pytest
from django.urls import reverse

from linli.apps.accounts.rules import Role
from tests.factories.accounts import give_role, make_account
from tests.factories.people import make_holding, make_person
from tests.factories.places import make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LISTS = [
    ("people:register", Role.COMMUNITY_WORKER),
    ("people:children", Role.COMMUNITY_WORKER),
    ("organisations:bodies", Role.TOWNSHIP_ADMIN),
    ("cases:all", Role.TOWNSHIP_ADMIN),
    ("accounts:accounts", Role.SECURITY_ADMIN),
]


@pytest.fixture
def tree():
    return make_tree()


def browser(client, role, path):
    account = make_account()
    give_role(account, role, path)
    client.force_login(account, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize(("route", "role"), LISTS)
def test_the_filter_has_a_label_and_shows_the_way_to_the_place(client, tree, route, role):
    compound = make_compound(tree.community, "花园小区")
    browser(client, role, tree.township.path)

    page = client.get(reverse(route), {"place": compound.code}).content.decode()

    assert re.search(r'<label for="id_place">Place</label>\s*<select name="place"', page)
    chosen = re.findall(r'<option value="([^"]+)" selected>([^<]*)</option>', page)
    assert (compound.code, f"北城街道 {tree.community.name} 花园小区") in chosen


def test_accounts_are_narrowed_to_a_place_within_reach(client, tree):
    for place, name in ((tree.community, "社区的人"), (tree.village, "村里的人")):
        give_role(make_account(name=name), Role.GRID_WORKER, place.path)
    browser(client, Role.SECURITY_ADMIN, tree.county.path)

    def listed(code):
        page = client.get(reverse("accounts:accounts"), {"place": code}).content.decode()
        return [name for name in ("社区的人", "村里的人") if name in page]

    assert listed("") == ["社区的人", "村里的人"]
    assert listed(tree.township.code) == ["社区的人"]
    assert listed("nothing") == listed(tree.foreign_county.code) == []


def test_a_page_of_a_day_gone_says_what_is_not_kept(client, tree):
    flat = make_unit(make_compound(tree.community), "101")
    make_holding(flat, make_person(flat.place))
    browser(client, Role.COMMUNITY_WORKER, tree.community.path)
    address = reverse("people:unit", args=[flat.code])

    assert "earlier ones are not kept" not in client.get(address).content.decode()
    before = client.get(address, {"as_of": "2025-01-01"}).content.decode()
    assert "earlier ones are not kept" in before
