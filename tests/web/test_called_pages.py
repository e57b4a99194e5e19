"""Calls of departments on the pages and in the files of figures: both sides, and nothing small."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.cases.rules.call_counts import CallCount
from linli.apps.cases.rules.tasks import CallRuling, TaskState
from linli.apps.cases.services.figures import fold_all
from linli.apps.dashboards.exchange.bulletin import bulletin_data
from linli.apps.dashboards.labels import CALL_COUNTS
from linli.apps.dashboards.rules.periods import period_of
from linli.apps.dashboards.selectors.overview import overview
from linli.apps.organisations.rules.bodies import BodyType
from linli.kit.typeset import typeset
from tests.factories.accounts import give_role, make_account
from tests.factories.cases import NOW
from tests.factories.figures import note_called
from tests.factories.organisations import make_body
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
_C = CallCount
REFUSED = {
    "state": TaskState.REFUSED, "is_arrived": False, "arrived_in_time": False,
    "result_due": None, "result_in_time": False,
}  # fmt: skip


@pytest.fixture
def tree():
    """Return a tree whose township called three departments, one of them seldom."""
    tree = make_tree()
    housing, police, fire = (
        make_body(tree.county, BodyType.DEPARTMENT, name=name)
        for name in ("住建局", "公安局", "消防")
    )
    note_called(tree.community, housing.pk, 22, DAY)
    note_called(tree.community, housing.pk, 3, DAY, **REFUSED, ruling=CallRuling.STANDS)
    note_called(tree.sibling_community, police.pk, 6, DAY, arrived_in_time=False)
    fold_all()
    note_called(tree.community, police.pk, 2, DAY, **REFUSED, ruling=CallRuling.COME)
    note_called(tree.community, fire.pk, 3, DAY)
    return tree


def reader(place):
    account = make_account()
    give_role(account, Role.TOWNSHIP_ADMIN, place.path)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def page(client, place, name="place", **keys):
    address = reverse(f"dashboards:{name}", kwargs={"code": place.code, **keys})
    return client.get(address, {"period": "2026-03"})


def test_departments_stand_beside_the_street_in_the_order_of_names(tree):
    answer = page(reader(tree.township), tree.township)

    called = answer.context["found"].called
    assert called.totals == {
        _C.SENT: 36, _C.DUE: 36, _C.ARRIVED: 31, _C.ARRIVED_IN_TIME: 25, _C.REFUSED: 5,
        _C.STANDS: 3, _C.OVERRULED: 2, _C.RESULT_DUE: 31, _C.RESULT: 31, _C.RESULT_IN_TIME: 31,
    }  # fmt: skip
    assert [(body.name, body.counts[_C.SENT]) for body in called.bodies] == [
        ("住建局", 25), ("公安局", 8), ("消防", 3),
    ]  # fmt: skip
    rows = {str(row["label"]): row for row in answer.context["call_rates"]}
    arrived = rows["Share of departments that came in time"]
    assert (arrived["part"], arrived["whole"], arrived["left_out"]) == (25, 33, 3)
    assert arrived["share"] == "75.76 %"
    shares = {name: shares[0]["share"] for name, _numbers, shares in answer.context["call_bodies"]}
    assert shares == {"住建局": "100.00 %", "公安局": "", "消防": ""}
    assert "Departments stand in the order of their names" in answer.content.decode()


def test_few_calls_are_not_told_apart(tree):
    answer = page(reader(tree.township), tree.sibling_community)

    assert answer.context["found"].called.totals[_C.SENT] == 6
    assert answer.context["call_bodies"] == []
    assert "公安局" not in answer.content.decode()


def test_files_and_bulletin_say_the_same(tree):
    client = reader(tree.township)
    text = b"".join(page(client, tree.township, "table", kind="csv").streaming_content)
    lines = list(csv.reader(StringIO(text.decode("utf-8-sig"))))
    found = overview(tree.township, period_of("2026-03", DAY))
    data = bulletin_data(found, now=NOW)

    numbers = {(row[0], row[1]): row[2:10] for row in lines if len(row) > 2}
    for name, label in CALL_COUNTS.items():
        total = str(found.called.totals[name])
        assert numbers["Calls to departments", str(label)][0] == total
        for body in found.called.bodies:
            cell = numbers[f"Calls to departments: {body.name}", str(label)]
            assert cell[0] == str(body.counts[name])
    share = numbers["Calls to departments", "Share of departments that came in time"]
    assert share[:3] + share[5:6] == ["25", "33", "3", "75.76 %"]
    assert {row["en"]: row["number"] for row in data["calls"]["counts"]} == {
        str(label): found.called.totals[name] for name, label in CALL_COUNTS.items()
    }
    assert [(row["name"], row["sent"]) for row in data["calls"]["bodies"]] == [
        ("住建局", 25), ("公安局", 8), ("消防", 3),
    ]  # fmt: skip
    assert typeset("case_bulletin/bulletin.typ", data, now=NOW).startswith(b"%PDF-")


def test_everybody_reads_rounded_numbers_and_small_departments_together(tree):
    client = Client(headers={"accept-language": "en"})
    answer = page(client, tree.township, "public")
    document = page(client, tree.township, "open_data", kind="json").json()["calls"]
    text = b"".join(page(client, tree.township, "open_data", kind="csv").streaming_content)

    called = answer.context["called"]
    assert called.bodies == [("住建局", [25, 20, None, 20]), ("公安局", [10, None, None, 5])]
    assert called.other == [None, None, None, None]
    assert "消防" not in answer.content.decode() + text.decode()
    assert [one["name"] for one in document["departments"]] == ["住建局", "公安局"]
    assert document["departments_other"] == dict.fromkeys(
        ("CALL_SENT", "CALL_ARRIVED_IN_TIME", "CALL_REFUSED", "CALL_RESULT_IN_TIME")
    )
    rates = {one["indicator"]: one for one in document["indicators"]}
    assert (rates["CALL_ARRIVED_IN_TIME"]["part"], rates["CALL_ARRIVED_IN_TIME"]["whole"]) == (
        25,
        35,
    )
    assert "20" in document["note"]["zh"]
