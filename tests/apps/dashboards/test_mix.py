"""Case mix: expected beside observed, from the summaries and equal to a count by hand."""

import csv
from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.accounts.rules import Role
from linli.apps.cases.services.figures import fold_all
from linli.apps.dashboards.exchange.bulletin import bulletin_data
from linli.apps.dashboards.rules.mix import Share, expected_percent, mix_of, tenths
from linli.apps.dashboards.rules.periods import period_of
from linli.apps.dashboards.selectors.overview import overview
from linli.kit.typeset import typeset
from tests.factories.accounts import give_role, make_account
from tests.factories.cases import NOW
from tests.factories.figures import make_category, note_cases
from tests.factories.places import make_tree

DAY = date(2026, 3, 10)
counts = st.integers(0, 200)
shares = st.tuples(counts, counts).map(lambda two: Share(min(two), max(two)))


def reader(place):
    account = make_account()
    give_role(account, Role.TOWNSHIP_ADMIN, place.path)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def page(client, place, name="place", **keys):
    address = reverse(f"dashboards:{name}", kwargs={"code": place.code, **keys})
    return client.get(address, {"period": "2026-03"})


def test_a_worked_example():
    # Lamps go at 90 of 100 in the area, lifts at 20 of 40; this place has 10 lamps and 30 lifts.
    area = {1: Share(90, 100), 2: Share(20, 40)}
    mix = mix_of({1: Share(9, 10), 2: Share(16, 30)}, area)

    assert (mix.observed.part, mix.observed.whole) == (25, 40)
    assert mix.expected == 9 + 15
    assert (tenths(mix), expected_percent(mix)) == ("24.0", "60.00 %")


def test_categories_of_few_cases_share_one_rate():
    area = {1: Share(20, 40), 2: Share(3, 4), 3: Share(1, 4)}

    assert mix_of({2: Share(2, 2), 3: Share(0, 1)}, area).expected == Fraction(3, 2)
    assert expected_percent(mix_of({2: Share(2, 2)}, area)) == ""
    assert mix_of({}, area).expected == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(1, 6), st.tuples(shares, shares), max_size=6))
def test_what_is_expected_of_all_places_together_is_what_the_area_has_done(counts):
    area = {
        category: Share(one.part + two.part, one.whole + two.whole)
        for category, (one, two) in counts.items()
    }
    sides = [{category: pair[number] for category, pair in counts.items()} for number in (0, 1)]

    mixes = [mix_of(side, area) for side in sides]

    assert sum(mix.expected for mix in mixes) == sum(one.part for one in area.values())
    assert all(0 <= mix.expected <= mix.observed.whole for mix in mixes)


@pytest.mark.django_db
def test_page_files_and_bulletin_say_what_is_expected():
    tree = make_tree()
    lamps, lifts = make_category(tree.county, "lamps"), make_category(tree.county, "lifts")
    late = {"handled_in_time": False}
    note_cases(tree.community, lamps, 18, DAY)
    note_cases(tree.community, lamps, 2, DAY, **late)
    fold_all()
    note_cases(tree.community, lifts, 5, DAY)
    note_cases(tree.sibling_community, lifts, 10, DAY)
    note_cases(tree.sibling_community, lifts, 15, DAY, **late)
    note_cases(tree.sibling_community, lamps, 1, DAY, reported=date(2026, 2, 1))

    found = overview(tree.township, period_of("2026-03", DAY))
    mixes = {place.pk: mix for place, mix in found.mixes}

    # lamps 19 of 21, lifts 15 of 30 in the township
    first, second = mixes[tree.community.pk], mixes[tree.sibling_community.pk]
    assert (first.observed.part, first.observed.whole) == (23, 25)
    assert first.expected == Fraction(20 * 19, 21) + Fraction(5, 2)
    assert (second.observed.part, second.observed.whole) == (11, 26)
    assert second.expected == Fraction(19, 21) + Fraction(25, 2)
    assert [place.code for place, _mix in found.mixes] == sorted(
        place.code for place, _mix in found.mixes
    )
    staff = reader(tree.township)
    answer = page(staff, tree.township)
    text = answer.content.decode()
    assert "(20.6 / 25)" in text
    assert "never two places with each other" in text
    lines = csv.reader(
        StringIO(
            b"".join(page(staff, tree.township, "table", kind="csv").streaming_content).decode(
                "utf-8-sig"
            )
        )
    )
    rows = {(row[0], row[1]): row for row in lines if len(row) > 2}
    label = f"{tree.community.name} {tree.community.code}"
    assert rows[label, "Expected closed in time, for its cases"][2:4] == ["20.6", "25"]
    assert rows[label, "Share closed in time"][2:4] == ["23", "25"]
    data = bulletin_data(found, now=NOW)
    assert [(row["part"], row["whole"], row["expected"]) for row in data["mixes"]][:2] == [
        (23, 25, "20.6"), (11, 26, "13.4"),
    ]  # fmt: skip
    assert typeset("case_bulletin/bulletin.typ", data, now=NOW).startswith(b"%PDF-")
