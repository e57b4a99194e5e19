"""Two clerks at one case, one command sent ten times, two merges crosswise: one order, once."""

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, CaseStep, Task
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.refusals import MergeImpossible, StaleCase
from linli.apps.cases.services.news import read_news
from linli.apps.cases.services.searching import look_up_phone
from linli.core.errors import DomainError
from linli.kit.sentences import sentence
from tests.concurrency.test_one_seat import at_once
from tests.factories.cases import case_in, make_case, make_town, report_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town():
    return make_town()


def test_of_two_clerks_one_wins_and_the_other_is_told_what_happened(town):
    case = make_case(town)
    version = Case.objects.get().version

    def accept(actor):
        return services.accept_case(actor=actor, case_id=case.pk, version=version, now=town.at(1))

    def answer(actor):
        return services.answer_case(
            actor=actor, case_id=case.pk, version=version, text="已答复", now=town.at(1)
        )

    results = at_once(lambda: accept(town.clerk), lambda: answer(town.second_clerk))

    refused = [one for one in results if isinstance(one, DomainError)]
    assert [type(one) for one in refused] == [StaleCase]
    assert case.number in sentence(refused[0])
    assert CaseStep.objects.filter(case=case).count() == 2


def test_the_same_command_sent_ten_times_acts_once(town):
    report = report_of(town)

    def send():
        return services.report_case(
            actor=town.reporter, report=report, key="3f0c2a1e-device", now=town.at(0)
        ).pk

    results = at_once(*[send] * 10)

    assert Case.objects.count() == 1
    assert set(results) == {Case.objects.get().pk}


def test_two_cases_merged_into_each_other_do_not_wait_for_ever(town):
    one, other = make_case(town), make_case(town, actor=town.neighbour)

    def merge(case, target, actor):
        return services.merge_case(
            actor=actor, case_id=case.pk, target=target.number, now=town.at(1)
        )

    results = at_once(
        lambda: merge(one, other, town.clerk), lambda: merge(other, one, town.second_clerk)
    )

    assert [type(result) for result in results if isinstance(result, DomainError)] == [
        MergeImpossible
    ]
    assert sorted(Case.objects.values_list("state", flat=True)) == [
        CaseState.CLOSED,
        CaseState.REPORTED,
    ]


def test_two_of_a_body_say_at_once_that_they_have_read_it(town):
    case = case_in(town, CaseState.HANDLING)
    services.add_remark(actor=town.reporter, case_id=case.pk, text="又坏了一盏", now=town.at(5))
    task = Task.objects.get(case=case)
    steps = CaseStep.objects.filter(case=case).count()
    assert task.news_at == town.at(5)

    def read():
        read = read_news(actor=town.handler, task_id=task.pk, until=town.at(5), now=town.at(6))
        return read.news_at

    results = at_once(*[read] * 2)

    assert results == [None, None]
    assert Task.objects.get(pk=task.pk).news_at is None
    assert CaseStep.objects.filter(case=case).count() == steps


def test_reading_what_was_said_and_saying_more_do_not_wait_for_each_other_for_ever(town):
    case = case_in(town, CaseState.HANDLING)
    services.add_remark(actor=town.reporter, case_id=case.pk, text="又坏了一盏", now=town.at(5))
    task = Task.objects.get(case=case)

    results = at_once(
        lambda: read_news(actor=town.handler, task_id=task.pk, until=town.at(5), now=town.at(6)).pk,
        lambda: (
            services.add_remark(
                actor=town.reporter, case_id=case.pk, text="还没有来人", now=town.at(6)
            ).pk
        ),
    )

    assert results == [task.pk, case.pk]
    assert Task.objects.get(pk=task.pk).news_at == town.at(6), "nobody has read that yet"
    said = CaseStep.objects.filter(case=case, kind="remark").order_by("number")
    assert list(said.values_list("text", flat=True)) == ["又坏了一盏", "还没有来人"]


def test_two_searches_by_phone_at_once_find_the_same_and_are_both_noted(town):
    phone = "13800001234"
    case = make_case(town, disclosure=Disclosure.OPEN, phone=phone)

    def search(actor):
        rows = look_up_phone(actor=actor, phone=phone, now=town.at(1))
        return [row.case_id for row in rows]

    results = at_once(lambda: search(town.clerk), lambda: search(town.second_clerk))

    assert results == [[case.pk], [case.pk]]
    noted = AuditEvent.objects.filter(kind="cases.searched")
    assert sorted(noted.values_list("account_id", flat=True)) == sorted(
        [town.clerk.account_id, town.second_clerk.account_id]
    )
    assert not any(phone in str(facts) for facts in noted.values_list("facts", flat=True))
