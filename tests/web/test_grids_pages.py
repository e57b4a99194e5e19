"""The grid's pages: a plan from its title to its day, files, and what lists cost."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.grids.exchange.boundaries import write_geojson
from linli.apps.grids.models import Cell, GridRevision
from linli.apps.grids.rules.shapes import converted, inner_point
from linli.apps.grids.selectors.location import boundary_of
from linli.apps.grids.selectors.maps import exported_cells
from linli.apps.grids.selectors.responsibility import cell_of_place
from linli.apps.grids.services.drafts import plan_moves, plan_split, rename_cell
from linli.apps.grids.services.revisions import begin_revision, check_revision
from linli.apps.grids.services.stations import open_post, post_worker
from linli.apps.grids.services.switching import publish_for_today
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import SeatKind
from linli.apps.organisations.services import PostData
from linli.core.geo import CoordinateSystem, convert
from tests.factories.accounts import give_role, make_account
from tests.factories.grids import NOW, SINCE, SYSTEM, TODAY, make_grid
from tests.factories.people import make_holding, make_household, make_person
from tests.factories.places import dwellings_of, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def browser(role, place, **options):
    account = make_account(**options)
    give_role(account, role, place.path)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def test_plan_from_its_title_to_its_day(tree):
    grid = make_grid(tree.community, cells=1, drawn=False)
    client = browser(Role.TOWNSHIP_ADMIN, tree.township)

    answer = client.post(reverse("grids:plans", args=[grid.place.code]), {"title": "拆分"})
    plan = GridRevision.objects.get(title="拆分")
    cells = reverse("grids:plan_cells", args=[plan.pk])
    assert answer.headers["Location"] == cells

    client.post(cells, {"act": "split", "split-cell": grid.cells[0].pk, "split-names": "东网格\n"})
    row = plan.cells.get(name="东网格")
    inside = reverse("grids:plan_inside", args=[plan.pk, grid.compound.pk])
    assert "1号楼" in client.get(inside).content.decode()
    client.post(inside, {f"place-{grid.buildings[0].pk}": row.pk})

    check = reverse("grids:plan_check", args=[plan.pk])
    assert "4 dwellings change over" in client.get(check).content.decode()
    client.post(check)
    publish = reverse("grids:plan_publish", args=[plan.pk])
    refused = client.post(publish, {"valid_from": "2021-01-01"})
    assert "The day cannot lie before" in refused.content.decode()
    assert client.post(publish, {"valid_from": "2099-01-01"}).status_code == 302
    assert "Takes effect on 2099-01-01" in client.get(check).content.decode()
    client.post(reverse("grids:plan_withdraw", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.state == "WITHDRAWN"


def test_published_for_today_takes_effect_at_once(tree):
    grid = make_grid(tree.community, cells=2, drawn=False)
    client = browser(Role.DISTRICT_ADMIN, tree.county)
    client.post(reverse("grids:plans", args=[grid.place.code]), {"title": "合并"})
    plan = GridRevision.objects.get(title="合并")
    both = [cell.pk for cell in grid.cells]
    merge = {"act": "merge", "merge-cells": both, "merge-into": both[0]}
    client.post(reverse("grids:plan_cells", args=[plan.pk]), merge)
    client.post(reverse("grids:plan_check", args=[plan.pk]))
    today = (
        client.get(reverse("grids:plan_check", args=[plan.pk]))
        .context["form"]["valid_from"]
        .value()
    )

    client.post(reverse("grids:plan_publish", args=[plan.pk]), {"valid_from": today.isoformat()})

    plan.refresh_from_db()
    assert plan.state == "IN_FORCE"
    assert cell_of_place(grid.buildings[1], day=today) == grid.cells[0]


def test_choosing_stays_takes_a_planned_move_back(tree):
    grid = make_grid(tree.community, cells=2, drawn=False)
    client = browser(Role.COMMUNITY_WORKER, tree.community)
    client.post(reverse("grids:plans", args=[grid.place.code]), {"title": "方案"})
    plan = GridRevision.objects.get(title="方案")
    page = reverse("grids:plan_inside", args=[plan.pk, grid.compound.pk])
    field = f"place-{grid.buildings[0].pk}"

    client.post(page, {field: plan.cells.last().pk, "place-x": "1", "place-9": "abc", "zzz": "1"})
    assert plan.moves.count() == 1
    client.post(page, {field: ""})
    assert plan.moves.count() == 0


def test_file_with_faults_is_answered_feature_by_feature(tree):
    grid = make_grid(tree.community, cells=2)
    client = browser(Role.COMMUNITY_WORKER, tree.community)
    client.post(reverse("grids:plans", args=[grid.place.code]), {"title": "方案"})
    plan = GridRevision.objects.get(title="方案")
    page = reverse("grids:plan_boundaries", args=[plan.pk])
    shift = [
        (converted(shape, CoordinateSystem.WGS84, CoordinateSystem.BD09), facts)
        for shape, facts in exported_cells(SYSTEM, grid.place, day=TODAY)
    ]
    form = {"system": "WGS84", "new_kind": "UNIT"}

    def send(text):
        file = SimpleUploadedFile("cells.geojson", text.encode())
        return client.post(page, form | {"file": file})

    swapped = (
        '{"type":"Polygon","coordinates":[[[35.2,115.4],[35.3,115.4],[35.3,115.5],[35.2,115.4]]]}'
    )
    assert "Feature 1: Longitude and latitude seem swapped" in send(swapped).content.decode()
    assert "BD-09 (Baidu)" in send(write_geojson(shift)).content.decode()
    assert "Choose a file or paste the text" in client.post(page, form).content.decode()
    good = write_geojson(exported_cells(SYSTEM, grid.place, day=TODAY))
    assert send(good).status_code == 302


def test_outline_and_complaints_line_are_set(tree):
    client = browser(Role.TOWNSHIP_ADMIN, tree.township)
    page = reverse("grids:outline", args=[tree.community.code])
    ring = "[[115.47,35.24],[115.49,35.24],[115.49,35.25],[115.47,35.24]]"
    text = f'{{"type":"Polygon","coordinates":[{ring}]}}'
    form = {"text": text, "system": "WGS84", "source": "测绘院", "valid_from": "2026-01-01"}

    assert client.post(page, form).status_code == 302
    assert "测绘院" in client.get(page).content.decode()
    assert "The present outline began on" in client.post(page, form).content.decode()
    supervision = reverse("grids:supervision", args=[tree.community.code])
    assert client.post(supervision, {"phone": "0530-5555"}).status_code == 302
    assert "Write a telephone number" in client.post(supervision, {"phone": "x"}).content.decode()


def test_public_page_shows_the_worker_and_no_private_number(tree, client):
    grid = make_grid(tree.community, cells=2)
    worker = make_person(tree.community, name="赵网格", phone="13900001234")
    post_worker(
        actor=SYSTEM,
        cell_id=grid.cells[0].pk,
        kind=SeatKind.GRID_WORKER_FULL,
        person_id=worker.pk,
        post=PostData(valid_from=TODAY, basis=Basis.APPOINTED),
        work_phone="0530-7777",
        now=NOW,
    )
    client.cookies["django_language"] = "en"

    page = client.get(reverse("grids:public", args=[grid.cells[0].code])).content.decode()

    assert "赵网格" in page
    assert "0530-7777" in page
    assert "004002-001" in page
    assert "1390000" not in page
    assert client.get(reverse("grids:public", args=["371702004002999"])).status_code == 404


def test_finding_a_cell_by_name_and_by_position(tree, client):
    grid = make_grid(tree.community, cells=2)
    lon, lat = inner_point(boundary_of(grid.cells[1].pk, TODAY))
    gcj = convert((lon, lat), CoordinateSystem.WGS84, CoordinateSystem.GCJ02)

    by_name = client.get(reverse("grids:find"), {"text": "邮政局家属院 2号楼"})
    by_position = client.get(
        reverse("grids:find"), {"text": f"{gcj[0]:.6f}, {gcj[1]:.6f}", "system": "GCJ02"}
    )

    assert [cell for found in by_name.context["found"] for cell in found.cells] == [grid.cells[1]]
    assert [cell for found in by_position.context["found"] for cell in found.cells] == [
        grid.cells[1]
    ]
    assert client.get(reverse("grids:find"), {"text": "<script>"}).status_code == 200


def test_map_data_carries_letters_and_words_beside_the_classes(tree):
    grid = make_grid(tree.community, cells=2)
    client = browser(Role.COMMUNITY_WORKER, tree.community)
    address = reverse("grids:map_data", args=[grid.place.code])

    data = client.get(address, {"layer": "STAFF"}).json()

    outline, *cells = [feature["properties"] for feature in data["features"]]
    assert outline == {"outline": True, "own": True, "name": grid.place.name}
    assert [(cell["class"], cell["letter"], cell["words"]) for cell in cells] == [
        ("NOBODY", "!", "Nobody")
    ] * 2


def test_old_figures_are_shown_in_the_cells_of_today(tree):
    grid = make_grid(tree.community)
    unit = dwellings_of(grid.buildings[0])[0]
    make_household(unit, make_person(grid.compound), since=date(2022, 1, 1))
    client = browser(Role.TOWNSHIP_ADMIN, tree.township)
    address = reverse("grids:place", args=[grid.place.code])

    def households(query):
        page = client.get(address + query).content.decode()
        cells = re.findall(r'data-label="Households">(\d+)<', page)
        return sum(map(int, cells)), "counted in the cells of" in page

    assert households("") == (1, False)
    assert households("?figures=2021-06-01") == (0, True)
    assert households("?figures=2022-06-01") == (1, True)
    assert households("?figures=nonsense") == (1, False)


def test_cell_page_sets_up_a_post(tree):
    grid = make_grid(tree.community, cells=2)
    client = browser(Role.TOWNSHIP_ADMIN, tree.township)
    form = {"kind": "GRID_WORKER_PART", "valid_from": "2026-03-02", "work_phone": "0530-1"}

    answer = client.post(reverse("grids:cell_posts", args=[grid.cells[0].code]), form)

    assert answer.status_code == 302
    assert (
        "004002-001"
        in client.get(reverse("grids:cell", args=[grid.cells[0].code])).content.decode()
    )
    bad = client.post(reverse("grids:cell_posts", args=[grid.cells[0].code]), {"kind": "X"})
    assert bad.status_code == 200


def test_home_tells_a_resident_who_looks_after_the_place(tree):
    grid = make_grid(tree.community, cells=2)
    person = make_person(tree.community)
    make_holding(dwellings_of(grid.buildings[1])[0], person)
    client = Client()
    client.force_login(
        make_account(person_id=person.pk),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )

    page = client.get(reverse("home")).content.decode()

    assert reverse("grids:public", args=[grid.cells[1].code]) in page


@pytest.mark.parametrize("route", ["grids:place", "grids:plans", "grids:levels"])
def test_lists_cost_the_same_for_one_row_and_for_three(
    tree, django_assert_num_queries, django_assert_max_num_queries, route
):
    client = browser(Role.COMMUNITY_WORKER, tree.community)
    grid = make_grid(tree.community, cells=1, drawn=False)
    post_on(grid.cells[0])
    address = reverse(route, args=[grid.place.code])
    client.get(address)  # what the shell keeps in the cache is there now
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    fill(grid)
    assert Cell.objects.filter(place=grid.place).count() == 3

    with django_assert_num_queries(len(one)):
        client.get(address)


def fill(grid):
    """Add two cells, plans and posts."""
    plan = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="x", now=NOW)
    edit = {"actor": SYSTEM, "revision_id": plan.pk, "now": NOW}
    rows = plan_split(**edit, cell_id=grid.cells[0].pk, names=["乙", "丙"])
    plan_moves(**edit, places={grid.compound.pk: rows[0].pk})
    check_revision(**edit)
    publish_for_today(**edit)
    for cell in Cell.objects.filter(place=grid.place):
        post_on(cell)


def post_on(cell):
    open_post(
        actor=SYSTEM, cell_id=cell.pk, kind=SeatKind.GRID_WORKER_FULL, valid_from=SINCE, now=NOW
    )


def test_a_page_as_of_a_day_bears_the_name_of_that_day(tree):
    grid = make_grid(tree.community, drawn=False)
    cell, later = grid.cells[0], NOW + timedelta(days=3)
    before = cell.name
    draft = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="names", now=later)
    row = draft.cells.get(cell=cell)
    rename_cell(actor=SYSTEM, revision_id=draft.pk, row_id=row.pk, name="新名网格", now=later)
    check_revision(actor=SYSTEM, revision_id=draft.pk, now=later, day=later.date())
    publish_for_today(actor=SYSTEM, revision_id=draft.pk, now=later)
    page = browser(Role.COMMUNITY_WORKER, tree.community)
    address = reverse("grids:cell", args=[cell.code])

    now_text = page.get(address).content.decode()
    past = page.get(f"{address}?as_of={NOW.date()}").content.decode()

    assert "<h1>新名网格" in now_text.replace("\n", "")
    assert f"<h1>{before}" in past.replace("\n", "")
