"""The picture of a place names its cells with their workers, and who leads neighbours."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.grids.services.stations import open_post, post_worker
from linli.apps.organisations import services as organisations
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.selectors.chart import chart_of
from linli.apps.organisations.selectors.keepers import keepers_of
from linli.apps.organisations.selectors.neighbours import SHOWN, neighbourhoods
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from tests.factories.accounts import give_role, make_account
from tests.factories.grids import NOW, SYSTEM, TODAY, make_grid
from tests.factories.organisations import actor_with, make_body, make_post, make_seat
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db
POST = organisations.PostData(valid_from=TODAY, basis=Basis.APPOINTED)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def grid(tree):
    """Two cells: one with a worker, one with a post that nobody holds."""
    grid = make_grid(tree.community, cells=2, drawn=False, entrances=2)
    post_worker(
        actor=SYSTEM,
        cell_id=grid.cells[0].pk,
        kind=SeatKind.GRID_WORKER_FULL,
        person_id=make_person(grid.place, name="张三丰").pk,
        post=POST,
        work_phone="0530-0000002",
        now=NOW,
    )
    open_post(
        actor=SYSTEM,
        cell_id=grid.cells[1].pk,
        kind=SeatKind.GRID_WORKER_PART,
        valid_from=TODAY,
        work_phone="0530-0000003",
        now=NOW,
    )
    return grid


def told(actor, place, day=TODAY):
    return [
        (part.name, [(one.name, one.work_phone) for one in part.keepers])
        for part in keepers_of(actor, place, day).rows
    ]


def test_cells_of_a_community_and_of_its_compound_are_told_with_their_workers(grid):
    clerk = actor_with(Role.COMMUNITY_WORKER, grid.place)
    worked, empty = grid.cells
    expected = [(worked.name, [("张三丰", "0530-0000002")]), (empty.name, [("", "")])]

    assert told(clerk, grid.place) == expected
    assert told(clerk, grid.compound) == expected
    assert told(clerk, grid.place.parent) == []
    elsewhere = make_compound(grid.place.parent.parent.children.last().children.last(), "别处")
    assert told(clerk, elsewhere) == []


def test_cells_lead_to_their_page_only_for_who_may_open_it(grid, tree):
    clerk = actor_with(Role.COMMUNITY_WORKER, grid.place)
    stranger = actor_with(Role.COMMUNITY_WORKER, tree.village)

    assert [part.address for part in keepers_of(clerk, grid.place, TODAY).rows] == [
        reverse("grids:cell", args=[cell.code]) for cell in grid.cells
    ]
    assert {part.address for part in keepers_of(stranger, grid.place, TODAY).rows} == {""}


def lead(grid, count):
    """Let so many entrances have a leader."""
    committee = make_body(grid.place, BodyType.RESIDENTS_COMMITTEE)
    entrances = Place.objects.filter(kind=PlaceKind.ENTRANCE).order_by("path")
    for number in range(count):
        seat = make_seat(committee, SeatKind.UNIT_LEADER, place_id=entrances[number % 4].pk)
        make_post(seat, make_person(grid.place, name=f"李{number}"))
    return committee


def test_leaders_are_named_by_their_entrance_and_left_out_of_the_card(grid):
    committee = lead(grid, 2)
    make_seat(committee, SeatKind.BUILDING_LEADER, place_id=grid.buildings[0].pk)

    found = neighbourhoods(grid.compound, TODAY, named=True)

    assert [(one.name, [row.holder for row in one.rows]) for one in found.groups] == [
        ("1号楼", [""]), ("1号楼 1单元", ["李0"]), ("1号楼 2单元", ["李1"]),
    ]  # fmt: skip
    assert found.total == 3
    chart = chart_of(grid.place, TODAY, named=True, named_party=True)
    (card,) = (one for slot in chart.drives for one in slot.cards if one.body_id == committee.pk)
    assert (card.total, card.apart) == (8, 3)
    assert SeatKind.UNIT_LEADER not in {row.kind for row in card.seats}
    unnamed = neighbourhoods(grid.compound, TODAY, named=False)
    assert {row.holder for one in unnamed.groups for row in one.rows} == {""}
    assert neighbourhoods(grid.place.parent, TODAY, named=True).groups == ()


def test_a_long_list_of_leaders_is_cut_and_says_by_how_much(grid):
    lead(grid, SHOWN + 2)

    found = neighbourhoods(grid.place, TODAY, named=True)

    assert (found.total, found.hidden) == (SHOWN + 2, 2)


def test_the_page_shows_both_and_costs_the_same_with_more(client, grid, tree):
    account = make_account("district")
    give_role(account, Role.DISTRICT_ADMIN, tree.county.path)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    address = reverse("organisations:chart", args=[grid.place.code]) + f"?as_of={TODAY}"

    def counted():
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(address).content.decode()
        return shown, len(queries)

    committee = lead(grid, 1)
    counted()
    page, queries = counted()
    assert "张三丰" in page
    assert "tel:0530-0000002" in page
    assert "0530-0000003" not in page  # of a post that nobody holds
    assert "1号楼 1单元" in page
    for place in Place.objects.filter(kind=PlaceKind.ENTRANCE):
        make_post(make_seat(committee, SeatKind.UNIT_LEADER, place_id=place.pk))

    assert counted()[1] == queries
