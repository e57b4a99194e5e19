"""Two clerks at one case, one command sent ten times, two merges crosswise: one order, once."""

import pytest

from linli.apps.cases import services
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.refusals import MergeImpossible, StaleCase
from linli.core.errors import DomainError
from linli.kit.sentences import sentence
from tests.concurrency.test_one_seat import at_once
from tests.factories.cases import make_case, make_town, report_of

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
