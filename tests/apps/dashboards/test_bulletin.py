"""The bulletin: what it says beside its figures; its template with the sample and with nothing."""

import json
from datetime import UTC, date, datetime

import pytest

from linli.apps.cases.rules.kinds import Outcome
from linli.apps.dashboards.exchange.bulletin import bulletin_data
from linli.apps.dashboards.rules.periods import period_of
from linli.apps.dashboards.selectors.overview import overview
from linli.kit.typeset import DOCUMENTS, typeset
from tests.factories.figures import make_category, note_cases
from tests.factories.places import make_tree

DAY = date(2026, 3, 10)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
SAMPLE = DOCUMENTS / "case_bulletin/sample.json"


def data_of(tree, today=NOW, **facts):
    note_cases(tree.community, make_category(tree.county), facts.pop("count", 21), DAY, **facts)
    return bulletin_data(overview(tree.township, period_of("2026-03", DAY)), now=today)


@pytest.mark.django_db
def test_bulletin_says_when_it_was_counted_by_what_rule_and_how_sure_it_is():
    tree = make_tree()
    note_cases(tree.community, make_category(tree.county, "a"), 2, DAY, outcome=Outcome.EXCLUDED)
    data = data_of(tree, was_delayed=True)

    assert (data["counted"], data["is_over"], data["has_tables"]) == (
        "2026-04-01 08:00",
        True,
        True,
    )
    english = " ".join(note["en"] for note in data["notes"])
    chinese = " ".join(note["zh"] for note in data["notes"])
    assert "Of fewer than 20 there is no share" in english
    assert "a confidence of 95 per cent, by the method of Wilson" in english
    for word in ("20", "95%", "威尔逊", "剔除", "挂账"):
        assert word in chinese
    left_out = {row["en"]: row["number"] for row in data["left_out"]}
    assert left_out["Excluded after a second look"] == 2
    assert left_out["Extended, paused or hung up"] == 21
    for row in data["rates"]:
        assert isinstance(row["part"], int)
        assert isinstance(row["whole"], int)
        assert bool(row["share"]) == (row["whole"] >= 20)
    assert sum(row["reported"] for row in data["stretches"]) == 23


@pytest.mark.django_db
def test_bulletin_has_no_tables_of_too_few_and_says_that_a_month_runs():
    data = data_of(make_tree(), today=datetime(2026, 3, 20, tzinfo=UTC), count=19)

    assert (data["categories"], data["below"], data["cells"]) == ([], [], [])
    assert (data["has_tables"], data["is_over"]) == (False, False)
    assert "20" in data["few"]["zh"]
    assert not any(row["share"] for row in data["rates"])
    assert typeset("case_bulletin/bulletin.typ", data, now=NOW).startswith(b"%PDF-")


def test_sample_is_set_the_same_each_time():
    data = json.loads(SAMPLE.read_text())
    first, second = (typeset("case_bulletin/bulletin.typ", data, now=NOW) for _ in range(2))

    assert first.startswith(b"%PDF-")
    assert first == second


def test_a_month_without_anything_is_set_too():
    data = json.loads(SAMPLE.read_text()) | {
        "rates": [], "outcomes": [], "categories": [], "below": [], "cells": [], "counts": [],
        "mixes": [],
        "calls": {"note": {"zh": "", "en": ""}, "counts": [], "rates": [], "bodies": []},
        "stretches": [], "left_out": [], "has_tables": False, "is_over": False,
    }  # fmt: skip

    assert typeset("case_bulletin/bulletin.typ", data, now=NOW).startswith(b"%PDF-")
