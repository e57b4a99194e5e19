"""How a case begins: what is kept, of whom, with which number, slip, clock, thread and trail."""

from datetime import timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.counts import Count
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import ON_BEHALF, Channel, Disclosure
from linli.apps.cases.rules.numbers import compact_code, is_whole
from linli.apps.cases.rules.refusals import ContactMissing
from linli.apps.cases.selectors.figures import totals
from linli.apps.cases.services.figures import fold_all
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened
from tests.factories.cases import NOW, found_case, make_case, make_town, report_of
from tests.factories.people import make_person

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


@pytest.mark.parametrize("channel", ON_BEHALF)
def test_the_desk_enters_a_report_for_somebody_however_it_came_in(town, channel):
    report = report_of(town, channel=channel, name="赵大娘", phone="13900001111")
    case = services.report_on_behalf(actor=town.clerk, report=report, now=NOW)

    assert case.channel == channel
    assert case.entered_by_id == town.clerk.account_id
    assert case.entered_post.startswith("seat:")
    assert case.reporter_account_id is None
    assert case.slip_code is not None


def test_a_report_entered_for_somebody_opens_no_record_of_another_place(town):
    own = make_person(town.compound, name="王桂兰", phone="12012340001")
    foreign = make_person(town.tree.village, name="孙志强", phone="12012340002")
    told = {"channel": Channel.COUNTER, "disclosure": Disclosure.OPEN, "name": "", "phone": ""}

    def enter(person, **more):
        report = report_of(town, person_id=person.pk, **told | more)
        return services.report_on_behalf(actor=town.clerk, report=report, now=NOW)

    with pytest.raises(ContactMissing):
        enter(foreign)
    told_by_them = enter(foreign, name="孙师傅", phone="0530-5551234")
    known = enter(own)

    assert [opened(case.reporter_name) for case in (told_by_them, known)] == ["孙师傅", "王桂兰"]
    assert opened(known.reporter_phone) == "12012340001"
    assert told_by_them.reporter == foreign  # it stands among their reports all the same


def test_what_the_same_reporter_says_again_is_counted_apart(town):
    def call(phone, *, days=0, **more):
        said = {"channel": Channel.TELEPHONE, "name": "李先生", "phone": phone, **more}
        when = NOW + timedelta(days=days)
        report = report_of(town, **said)
        return services.report_on_behalf(actor=town.clerk, report=report, now=when).is_repeat

    assert not call("13900001111")
    assert call("139 0000 1111", days=1)
    assert not call("13900002222", days=1)
    assert not call("13900001111", days=32)  # more than thirty days after the last one
    assert not call("", name="", disclosure=Disclosure.ANONYMOUS, days=32)
    assert not call("", name="", disclosure=Disclosure.ANONYMOUS, days=32)


def test_who_has_an_account_repeats_themselves_and_a_grid_worker_at_work_does_not(town):
    first, second = make_case(town), make_case(town)
    found = [found_case(town), found_case(town)]

    assert [case.is_repeat for case in (first, second, *found)] == [False, True, False, False]
    fold_all()
    day = local_day(NOW)
    assert totals(town.tree.county, day, day)[Count.REPEATED] == 1
