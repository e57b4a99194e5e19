"""Pages of figures: what they say, in which form, and what they hide."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Outcome
from linli.apps.cases.services.figures import fold_all
from linli.kit.sheets.reading import read_rows
from tests.factories.accounts import give_role, make_account
from tests.factories.figures import make_category, note_cases
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.fixture
def tree():
    return make_tree()


def reader(place, role=Role.TOWNSHIP_ADMIN):
    account = make_account()
    give_role(account, role, place.path)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def page(client, place, name="place", period="2026-03", **keys):
    address = reverse(f"dashboards:{name}", kwargs={"code": place.code, **keys})
    return client.get(address, {"period": period})


def test_share_stands_with_its_counts_and_what_is_left_out(tree):
    water = make_category(tree.county)
    note_cases(tree.community, water, 22, DAY)
    note_cases(tree.community, water, 8, DAY, handled_in_time=False)
    note_cases(tree.community, water, 3, DAY, outcome=Outcome.MERGED)
    fold_all()

    answer = page(reader(tree.township), tree.township)

    closed = next(
        row for row in answer.context["rates"] if str(row["label"]) == "Share closed in time"
    )
    assert (closed["part"], closed["whole"], closed["left_out"]) == (22, 30, 3)
    assert closed["share"] == "73.33 %"
    assert b"73.33 %" in answer.content


def test_no_share_of_too_few(tree):
    note_cases(tree.community, make_category(tree.county), 19, DAY)

    answer = page(reader(tree.township), tree.township)

    assert not any(row["share"] for row in answer.context["rates"])
    assert b"too few" in answer.content


def test_what_is_not_folded_yet_counts_as_well(tree):
    water = make_category(tree.county)
    note_cases(tree.community, water, 5, DAY)
    fold_all()
    note_cases(tree.community, water, 2, DAY, state=CaseState.OPEN, outcome=None, closed=None)

    answer = page(reader(tree.township), tree.township)

    assert answer.context["found"].totals["REPORTED"] == 7
    assert answer.context["found"].standing.open == 2


def test_queries_do_not_grow_with_cases_and_places(tree):
    client = reader(tree.county, Role.DISTRICT_ADMIN)
    note_cases(tree.community, make_category(tree.county), 1, DAY)
    page(client, tree.county)
    with CaptureQueriesContext(connection) as before:
        page(client, tree.county)

    for number in range(3):
        note_cases(tree.community, make_category(tree.county, code=f"c{number}"), 20, DAY)
    with CaptureQueriesContext(connection) as after:
        page(client, tree.county)

    assert len(after) == len(before)


def test_everybody_reads_public_figures_without_small_numbers(tree):
    note_cases(tree.community, make_category(tree.county, "water"), 12, DAY)
    note_cases(tree.community, make_category(tree.county, "lift", name_en="Lift"), 2, DAY)

    answer = page(Client(headers={"accept-language": "en"}), tree.community, "public")

    shown = {row.code: number for row, number in answer.context["categories"]}
    assert shown == {"water": None, "lift": None}
    assert b"not shown" in answer.content


def test_the_same_figures_as_files(tree, tmp_path):
    note_cases(tree.community, make_category(tree.county), 21, DAY)
    client = reader(tree.township)

    text = b"".join(page(client, tree.township, "table", kind="csv").streaming_content).decode()
    (tmp_path / "figures.xlsx").write_bytes(
        page(client, tree.township, "table", kind="xlsx").content
    )
    sheet = [row[:3] for _number, row in read_rows(tmp_path / "figures.xlsx")]
    bulletin = page(client, tree.township, "bulletin").content

    assert "Share closed in time,21,21,0,100.00 %,2026-03-01,2026-03-31" in text
    assert ["Counts", "Reported", "21"] in sheet
    assert bulletin.startswith(b"%PDF")


@pytest.mark.parametrize("period", ["2026-13", "2026-Q5", "lastweek", "99999", "2026-3"])
def test_period_that_is_none_is_refused_in_words(tree, period):
    answer = page(reader(tree.township), tree.township, period=period)

    assert answer.status_code == 400
    assert period in answer.content.decode()


def test_foreign_places_have_no_figures(tree):
    answer = page(reader(tree.community, Role.COMMUNITY_WORKER), tree.township)

    assert answer.status_code == 404
