"""How a district is organised: counted from the rows as of a day, each figure with its list."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.dashboards.rules.organised import CROSSED, OrgLine
from linli.apps.dashboards.selectors.organised import LEVELS, organised
from linli.apps.organisations.models import Stewardship
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.core.access import Actor
from tests.factories.accounts import give_role, make_account
from tests.factories.grids import make_grid
from tests.factories.organisations import (
    TODAY,
    actor_with,
    make_body,
    make_membership,
    make_post,
    make_seat,
    seat_of,
)
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db
L = OrgLine


@pytest.fixture
def tree():
    """A community with cells, two compounds, a chair who is secretary, and ten unit leaders."""
    tree = make_tree()
    make_grid(tree.community, cells=2, drawn=False)
    chair = make_person(tree.community)
    for number in range(2):
        place = make_compound(tree.community, f"{number}号院")
        branch = make_body(place, BodyType.COMPOUND_BRANCH)
        committee = make_body(place, BodyType.OWNERS_COMMITTEE)
        Stewardship.objects.create(
            place=place, scope_path=place.path, kind="FALLBACK", valid_from=date(2025, 1, 1)
        )
        if number == 0:
            make_post(seat_of(branch, SeatKind.SECRETARY), chair)
            make_post(seat_of(committee, SeatKind.CHAIR), chair)
    residents = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    for number in range(10):
        leader = make_person(tree.community)
        make_post(make_seat(residents, SeatKind.UNIT_LEADER), leader)
        if number < 5:
            make_membership(branch, leader, date(2024, 1, 1))
    return tree


def test_figures_are_counted_as_of_the_day(tree):
    def told(day):
        found = organised(Actor.system(), tree.county, day, with_members=True)
        return dict(found.figures)

    now = told(TODAY)

    assert set(now) == set(OrgLine) - set(LEVELS)
    expected = {
        L.COMPOUND_BRANCHES: 2, L.UNIT_CELLS: 2, L.CHAIRS: 1, L.CHAIRS_SECRETARY: 1,
        L.CHAIRS_IN_BRANCH: 1, L.FALLBACK: 2, L.UNIT_LEADERS: 10, L.MEMBER_LEADERS: 5,
        L.SECRETARIES_OFFICIALS: 0,
    }  # fmt: skip
    assert {line: now[line] for line in expected} == expected
    before = told(date(2023, 12, 31))
    assert (before[L.CHAIRS], before[L.FALLBACK], before[L.UNIT_LEADERS]) == (0, 0, 0)


def test_membership_is_told_only_in_the_circle(tree):
    district = actor_with(Role.DISTRICT_ADMIN, tree.county)

    found = dict(organised(district, tree.county, TODAY, with_members=False).figures)

    assert found[L.MEMBER_LEADERS] is None
    assert found[L.SECRETARIES_IN_SERVICE] is None
    assert found[L.CENTRE_HOUSEHOLDS] is None
    assert found[L.UNIT_LEADERS] == 10


def test_levels_of_an_area_are_counted(tree):
    make_body(tree.other_township, BodyType.AREA_COMMITTEE)
    make_body(tree.other_township, BodyType.GOVERNANCE_OFFICE)

    (area,) = organised(Actor.system(), tree.county, TODAY, with_members=True).areas

    assert area.code == tree.other_township.code
    assert [number for _line, number in area.levels] == [1, 1, 0, 0, 0]
    assert area.filled == 2


def test_each_figure_on_the_page_leads_to_a_list_that_opens(tree):
    account = make_account("district")
    give_role(account, Role.DISTRICT_ADMIN, tree.county.path)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    address = reverse("dashboards:organised", args=[tree.county.code]) + f"?as_of={TODAY}"

    answer = client.get(address)

    page = answer.content.decode()
    assert "not told" in page
    lists = [where for _label, _number, where in answer.context["figures"] if where]
    assert len(lists) == len(CROSSED) + 4
    for where, number in [(w, n) for _l, n, w in answer.context["figures"] if w and n is not None]:
        shown = client.get(where)
        assert shown.status_code == 200, where
        crossed = shown.context.get("answer") if shown.context else None
        if crossed is not None:
            assert number in {crossed.posts, crossed.persons, crossed.both}, where
