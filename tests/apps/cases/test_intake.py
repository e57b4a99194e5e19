"""How a case begins: what is kept, of whom, with which number, slip, clock, thread and trail."""

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel, Disclosure
from linli.apps.cases.rules.numbers import compact_code, is_whole
from tests.factories.cases import NOW, make_case, make_town, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def test_a_report_becomes_a_case_with_clock_thread_and_trail(town):
    case = make_case(town)

    stored = Case.objects.get()
    assert stored.state == CaseState.REPORTED
    assert stored.community == town.tree.community
    assert stored.township == town.tree.township
    assert stored.county == town.tree.county
    assert stored.due_at is not None
    assert stored.reporter_id == town.reporter.person_id
    assert is_whole(compact_code(stored.number.partition("-")[2]))
    assert [step.kind for step in case.steps.all()] == ["reported"]
    event = AuditEvent.objects.get(kind="case.reported")
    assert event.account_id == town.reporter.account_id
    assert "路灯" not in event.facts


def test_of_an_anonymous_reporter_nothing_is_kept(town):
    case = make_case(town, disclosure=Disclosure.ANONYMOUS)

    assert (case.reporter_id, case.reporter_account_id) == (None, None)
    assert (case.reporter_name, case.reporter_phone) == (None, None)
    assert case.slip_code is not None
    step, event = CaseStep.objects.get(), AuditEvent.objects.get(kind="case.reported")
    assert (step.account_id, step.person_id, event.account_id, event.person_id) == (None,) * 4
    assert event.actor_name == ""


def test_the_counter_enters_a_report_for_somebody(town):
    report = report_of(town, channel=Channel.COUNTER, name="赵大娘", phone="13900001111")
    case = services.report_on_behalf(actor=town.clerk, report=report, now=NOW)

    assert case.entered_by_id == town.clerk.account_id
    assert case.entered_post.startswith("seat:")
    assert case.reporter_account_id is None
    assert case.slip_code is not None
