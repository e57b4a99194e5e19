"""What tasks and requests copy of their case follows every act that changes it."""

from datetime import timedelta

import pytest

from linli.apps.cases import services
from linli.apps.cases.models import Delay, Task
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.fields import AFTER_CLOSING
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.services.delays import ask_delay
from tests.factories.cases import (
    NOW,
    SYSTEM,
    WAYS,
    called,
    case_in,
    give_cell,
    make_category,
    make_town,
)
from tests.factories.copies import wrong_copies

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def test_copies_are_right_in_every_state(town):
    for state in WAYS:
        case_in(town, state)

    assert set(Task.objects.values_list("case_is_open", flat=True)) == {True, False}
    assert wrong_copies() == []


def test_copies_follow_another_category(town):
    case = case_in(town, CaseState.HANDLING)
    asked = ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.EXTENSION, reason=PauseReason.PARTS,
        text="配件未到", until=town.at(24 * 15), now=town.at(30),
    )  # fmt: skip
    water = make_category(town.tree.county, "water")

    services.refile_case(actor=town.clerk, case_id=case.pk, category=water.pk, now=town.at(31))

    assert Task.objects.get(case=case).category_id == water.pk
    assert Delay.objects.get(pk=asked.pk).category_id == water.pk
    assert asked.body_id == case.lead_id
    assert wrong_copies() == []


def test_what_a_task_copied_of_a_report_is_erased_with_it(town):
    give_cell(town)
    task = called(town)
    services.withdraw_case(actor=town.reporter, case_id=task.case_id, now=town.at(2))
    assert Task.objects.get().case_text == task.case.text

    services.erase_old_cases(actor=SYSTEM, now=NOW + timedelta(days=AFTER_CLOSING.days + 1))

    assert Task.objects.get().case_text == "–"
    assert wrong_copies() == []
