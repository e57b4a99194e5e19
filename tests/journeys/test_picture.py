"""The picture in the readme: taken here, and kept in docs/images where LINLI_PICTURES is set."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from linli.apps.accounts.rules import Role
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from tests.factories.accounts import PASSWORD, give_role, make_account
from tests.factories.grids import make_grid
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.places import make_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = Path(__file__).resolve().parents[2] / "docs" / "images" / "home.png"


def test_home_of_a_community_worker_is_pictured(page, tmp_path):
    tree = make_tree()
    grid = make_grid(tree.community)
    branch = make_body(grid.compound, BodyType.COMPOUND_BRANCH)
    make_post(seat_of(branch, SeatKind.SECRETARY))
    make_body(grid.compound, BodyType.OWNERS_COMMITTEE)
    make_body(grid.compound, BodyType.PROPERTY_TEAM)
    account = make_account("zhou", name="周敏")
    give_role(account, Role.COMMUNITY_WORKER, tree.community.path)
    page.goto("/sign-in/")
    page.get_by_label("用户名或手机号").fill("zhou")
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main form button").first.click()

    expect(page.locator("h1")).to_have_text("与我有关的事")
    picture = KEPT if os.environ.get("LINLI_PICTURES") else tmp_path / "home.png"
    page.screenshot(path=picture)

    assert picture.stat().st_size > 20_000
