"""Pages of figures: what they say, in which form, and what they hide."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Outcome
from linli.apps.cases.services.figures import fold_all
from linli.apps.dashboards.labels import COUNTS
from linli.kit.days import local_day
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
    note_cases(tree.community, make_category(tree.county), 20, DAY)
    page(client, tree.county)
    with CaptureQueriesContext(connection) as before:
        page(client, tree.county)

    for number in range(3):
        note_cases(tree.community, make_category(tree.county, code=f"c{number}"), 20, DAY)
    with CaptureQueriesContext(connection) as after:
        page(client, tree.county)

    assert len(after) == len(before)


def test_no_tables_of_too_few(tree):
    note_cases(tree.community, make_category(tree.county), 19, DAY)
    client = reader(tree.township)

    few = page(client, tree.township)
    note_cases(tree.community, make_category(tree.county, "lift"), 1, DAY)
    enough = page(client, tree.township)

    said = b"Fewer than 20 cases in this period: no tables"
    assert (few.context["categories"], few.context["below"]) == ([], [])
    assert said in few.content
    assert tree.community.name in few.content.decode()  # the way down stays open
    assert len(enough.context["categories"]) == 2
    assert b"Water and sewage" in enough.content
    assert said not in enough.content


def test_page_says_when_it_was_counted_and_how_sure_a_share_is(tree):
    note_cases(tree.community, make_category(tree.county), 21, DAY)

    text = page(reader(tree.township), tree.township).content.decode()

    assert "Counted on" in text
    assert "with a confidence of 95 per cent, by the method of Wilson" in text
    assert "excluded after a second look" in text
    assert "The period is not over" not in text


def test_everybody_reads_public_figures_without_small_numbers(tree):
    note_cases(tree.community, make_category(tree.county, "water"), 12, DAY)
    note_cases(tree.community, make_category(tree.county, "lift", name_en="Lift"), 2, DAY)
    note_cases(tree.community, make_category(tree.county, "trash", name_en="Rubbish"), 4, DAY)

    answer = page(Client(headers={"accept-language": "en"}), tree.community, "public")

    assert [(row.code, number) for row, number in answer.context["categories"]] == [("water", 10)]
    assert answer.context["other"] == 5
    assert b"Lift" not in answer.content
    assert b"Water and sewage" in answer.content
    assert b"fewer than five" in answer.content


def test_public_share_is_worked_out_from_what_is_shown(tree):
    water = make_category(tree.county)
    note_cases(tree.community, water, 31, DAY)
    note_cases(tree.community, water, 12, DAY, handled_in_time=False)
    note_cases(tree.community, water, 3, DAY, state=CaseState.OPEN, outcome=None, closed=None)

    answer = page(Client(headers={"accept-language": "en"}), tree.community, "public")

    rows = {str(row["label"]): row for row in answer.context["rates"]}
    in_time, closed = rows["Share closed in time"], rows["Share closed"]
    assert (in_time["part"], in_time["whole"], in_time["share"]) == (30, 45, "67 %")
    assert (closed["part"], closed["whole"], closed["share"]) == (None, 45, "90 % or more")
    assert [str(row["share"]) for row in answer.context["rates"]].count("73 %") == 0


def test_open_data_say_what_the_public_page_says_and_no_more(tree):
    note_cases(tree.community, make_category(tree.county, "water"), 31, DAY)
    note_cases(tree.community, make_category(tree.county, "lift", name_en="Lift"), 2, DAY)
    client = Client(headers={"accept-language": "en"})
    shown = page(client, tree.community, "public").context

    def asked(kind):
        address = reverse("dashboards:open_data", args=[tree.community.code, kind])
        return client.get(address, {"period": f"{DAY:%Y-%m}"})

    told = asked("json").json()
    sheet = list(csv.reader(StringIO(b"".join(asked("csv").streaming_content).decode())))

    assert [(row["category"], row["count"]) for row in told["reported"]] == [("water", 30)]
    assert [(row.code, number) for row, number in shown["categories"]] == [("water", 30)]
    assert told["reported_other"] is None
    assert {row["outcome"]: row["count"] for row in told["ended"]}["SOLVED"] == 35
    assert [row["share_percent"] for row in told["indicators"]] == [
        int(row["share"].split()[0]) for row in shown["rates"]
    ]
    assert told["indicators"][0]["name"] == {"zh": "结案率", "en": "Share closed"}
    assert [row[7] for row in sheet if len(row) > 7 and row[5] == "water"] == ["30"]
    assert [row[7] for row in sheet if len(row) > 7 and row[6].startswith("All other")] == [""]
    assert "Lift" not in str(told) + str(sheet)


def test_open_data_of_a_period_that_runs_are_refused(tree):
    address = reverse("dashboards:open_data", args=[tree.community.code, "json"])

    answer = Client().get(address, {"period": f"{local_day(datetime.now(UTC)):%Y-%m}"})

    assert answer.status_code == 409


def test_nobody_counts_along_in_a_period_that_runs(tree):
    client = Client(headers={"accept-language": "en"})
    today = local_day(datetime.now(UTC))

    running = page(client, tree.community, "public", period=f"{today:%Y-%m}")
    usual = client.get(reverse("dashboards:public", args=[tree.community.code]))

    assert running.status_code == 409
    assert usual.context["period"].last < today


def test_the_same_figures_as_files(tree, tmp_path):
    water = make_category(tree.county)
    note_cases(tree.community, water, 21, DAY)
    note_cases(tree.community, water, 2, DAY, outcome=Outcome.EXCLUDED)
    note_cases(tree.community, water, 3, DAY, was_delayed=True, handled_in_time=False)
    note_cases(tree.community, water, 2, DAY, state=CaseState.OPEN, outcome=None, closed=None)
    client = reader(tree.township)

    found = page(client, tree.township).context["found"]
    text = b"".join(page(client, tree.township, "table", kind="csv").streaming_content)
    lines = list(csv.reader(StringIO(text.decode("utf-8-sig"))))
    (tmp_path / "figures.xlsx").write_bytes(
        page(client, tree.township, "table", kind="xlsx").content
    )
    sheet = [row for _number, row in read_rows(tmp_path / "figures.xlsx")]
    bulletin = page(client, tree.township, "bulletin").content

    numbers = {
        (row[0], row[1]): row[2:10] for row in lines if len(row) > 2 and row[0] != "Day or month"
    }
    assert numbers["Counts", "Reported"][0] == "28"
    assert numbers["Counts", "Excluded after a second look"][0] == "2"
    assert numbers["Counts", "Extended, paused or hung up"][0] == "3"
    assert numbers["Indicators", "Share closed in time"] == [
        "21", "26", "2", "0", "0", "80.77 %", "62.1 %", "91.5 %",
    ]  # fmt: skip
    assert numbers["As it stands now", "Open in all"][0] == str(found.standing.open) == "2"
    assert numbers["供水排水 / Water and sewage", "Reported"][0] == "28"
    assert numbers[f"{tree.community.name} {tree.community.code}", "Reported"][0] == "28"
    for name, number in found.totals.items():
        assert numbers["Counts", str(COUNTS[name])][0] == str(number)
    days = [row for row in lines if row[0] == "Day or month" and row[2] != "0"]
    assert [row[1:3] + row[10:] for row in days] == [
        ["Reported", "28", "2026-03-10", "2026-03-10"], ["Ended", "26", "2026-03-10", "2026-03-10"],
    ]  # fmt: skip
    mark = lines[-1][0]
    assert tree.township.name in mark
    assert "taken out by" in mark
    assert "not for publication" in mark
    assert [[cell for cell in row if cell] for row in sheet] == [
        [cell for cell in row if cell] for row in lines
    ]
    assert bulletin.startswith(b"%PDF")


def test_file_has_no_tables_where_the_page_has_none(tree):
    note_cases(tree.community, make_category(tree.county), 19, DAY)

    answer = page(reader(tree.township), tree.township, "table", kind="csv")
    text = b"".join(answer.streaming_content).decode()

    assert "Water and sewage" not in text
    assert "Fewer than 20 cases in this period" in text
    assert "too few" in text


@pytest.mark.parametrize("period", ["2026-13", "2026-Q5", "lastweek", "99999", "2026-3"])
def test_period_that_is_none_is_refused_in_words(tree, period):
    answer = page(reader(tree.township), tree.township, period=period)

    assert answer.status_code == 400
    assert period in answer.content.decode()


def test_foreign_places_have_no_figures(tree):
    answer = page(reader(tree.community, Role.COMMUNITY_WORKER), tree.township)

    assert answer.status_code == 404
