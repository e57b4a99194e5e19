"""Closed cases of an earlier system: thread, figures and trail as if they had happened here."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Channel, Confirmation, Level, Outcome
from linli.apps.cases.rules.takeover import OldAct, OldCase, OldCaseUnclear, told
from linli.apps.cases.selectors.calendars import calendar_of
from linli.apps.cases.selectors.figures import figure_faults, totals
from linli.apps.cases.services.figures import fold_all
from linli.apps.cases.services.takeover import take_over_cases
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.core.machine import IllegalTransition
from linli.demo.histories import Kind, Spot, histories
from tests.factories.figures import make_category
from tests.factories.places import NOW, SYSTEM, make_tree

A = CaseAction
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def acts(*actions):
    return tuple(OldAct(one, START + timedelta(hours=n)) for n, one in enumerate(actions, 1))


def old(tree=None, category=None, **values):
    place = tree.community if tree else None
    return OldCase(**{
        "number": "20260105-H00001", "category_id": category.pk if category else 1,
        "level": Level.ORDINARY, "channel": Channel.TELEPHONE, "text": "楼道灯不亮。",
        "place_id": place.pk if place else 1, "scope_path": place.path if place else "0001",
        "county_id": tree.county.pk if tree else 1,
        "township_id": tree.township.pk if tree else 2,
        "community_id": place.pk if place else 3, "cell_id": None,
        "reported_at": START, "local_day": date(2026, 1, 5), "outcome": Outcome.SOLVED,
        "acts": acts(A.ACCEPT, A.DISPATCH, A.TAKE, A.FEED_BACK, A.PASS_CHECK, A.CONFIRM),
        **values,
    })  # fmt: skip


def test_acts_lead_to_the_closed_case():
    found = told(old())

    assert (found.state, found.outcome) == (CaseState.CLOSED, Outcome.SOLVED)
    assert (found.opened_at, found.closed_at) == (
        START + timedelta(hours=1), START + timedelta(hours=6),
    )  # fmt: skip
    assert found.confirmation == Confirmation.CONFIRMED


def test_what_is_done_again_is_counted_and_handled_when_it_was_done_last():
    found = told(old(acts=acts(
        A.ACCEPT, A.DISPATCH, A.RETURN, A.DISPATCH, A.TAKE, A.FEED_BACK, A.FAIL_CHECK,
        A.FEED_BACK, A.PASS_CHECK, A.DISPUTE, A.DISPATCH, A.TAKE, A.FEED_BACK, A.PASS_CHECK,
        A.LAPSE,
    )))  # fmt: skip

    assert (found.returned, found.failed_checks, found.reopened) == (1, 1, 1)
    assert found.handled_at == START + timedelta(hours=13)
    assert found.confirmation == Confirmation.LAPSED


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"acts": acts(A.ACCEPT, A.DISPATCH)}, OldCaseUnclear),
        ({"outcome": None}, OldCaseUnclear),
        ({"acts": acts(A.ACCEPT, A.TAKE)}, IllegalTransition),
        ({"acts": tuple(reversed(acts(A.DISPATCH, A.ACCEPT)))}, OldCaseUnclear),
    ],
)
def test_what_leads_nowhere_is_refused(changes, refusal):
    with pytest.raises(refusal):
        told(replace(old(), **changes))


@pytest.mark.django_db
def test_a_drawn_past_is_taken_over_whole():
    tree = make_tree()
    water = make_category(tree.county, "water-sewage")
    spot = Spot(
        tree.community.pk, tree.community.path, tree.county.pk, tree.township.pk,
        tree.community.pk, None, 1.0, True,
    )  # fmt: skip
    kinds = {"water-sewage": Kind(water.pk, Level.ORDINARY, None, None)}
    work = {year: calendar_of("", START.replace(year=year)).days for year in (2024, 2025, 2026)}
    cases = list(histories([spot], kinds, until=date(2026, 3, 2), work=work, chance=Random(1)))[:60]

    count = take_over_cases(actor=SYSTEM, cases=cases, now=NOW)

    assert count == Case.objects.count() == 60
    assert CaseStep.objects.count() == sum(len(case.acts) + 1 for case in cases)
    assert list(figure_faults()) == []
    fold_all()
    assert list(figure_faults()) == []
    years = totals(tree.community, date(2024, 1, 1), date(2026, 12, 31))
    assert years["REPORTED"] == 60
    outcomes = Counter(Case.objects.values_list("outcome", flat=True))
    assert {name: years[name] for name in outcomes} == outcomes


@pytest.mark.django_db
def test_only_the_district_takes_over():
    tree = make_tree()
    with pytest.raises(NotAllowed):
        take_over_cases(
            actor=Actor(account_id=1), cases=[old(tree, make_category(tree.county))], now=NOW
        )
    assert not Case.objects.exists()
