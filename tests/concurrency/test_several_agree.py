"""Several press "agree" at the same time: each counts once, and it takes effect once."""

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Agreement, Case, CaseStep, ClockEvent
from linli.apps.cases.rules.approvals import AgreedAlready, ApprovalKind
from linli.apps.cases.rules.clocks import ClockEventKind, DelayKind, DelayState
from linli.apps.cases.rules.delays import DelayDecided
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.refusals import StaleCase
from linli.apps.cases.services import delays
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.core.errors import DomainError
from linli.kit.days import local_day
from tests.concurrency.test_one_seat import at_once
from tests.factories.cases import NOW, SYSTEM, case_in, make_town, worker

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town():
    made = make_town()
    for kind in (ApprovalKind.HANG_UP, ApprovalKind.EXCLUSION):
        set_needed(
            actor=SYSTEM, place_id=made.tree.county.pk, what=For(kind), needed=2,
            valid_from=local_day(NOW), now=NOW,
        )  # fmt: skip
    return made


def asked(town):
    case = case_in(town, CaseState.HANDLING)
    return delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.HANG_UP, reason=PauseReason.FUNDS,
        text="待维修资金到位", until=town.at(24 * 20), review_on=town.at(24 * 10).date(),
        now=town.at(2),
    )  # fmt: skip


def saying_yes(town, delay, actor):
    return lambda: delays.decide_delay(
        actor=actor, delay_id=delay.pk, is_granted=True, text="", now=town.at(3)
    )


def refused(results):
    return [type(one) for one in results if isinstance(one, DomainError)]


def test_two_who_agree_at_once_grant_it_once(town):
    delay = asked(town)

    results = at_once(*(saying_yes(town, delay, one) for one in (town.dispatcher, town.district)))

    assert refused(results) == []
    delay.refresh_from_db()
    assert (delay.state, delay.agreed) == (DelayState.GRANTED, 2)
    assert Agreement.objects.filter(delay=delay).count() == 2
    kinds = CaseStep.objects.filter(case=delay.case_id, kind__startswith="delay_")
    assert sorted(kinds.values_list("kind", flat=True)) == [
        "delay_agreed", "delay_asked", "delay_granted",
    ]  # fmt: skip
    assert ClockEvent.objects.filter(clock=delay.clock, kind=ClockEventKind.PAUSED).count() == 1


def test_one_person_who_presses_often_counts_once(town):
    delay = asked(town)

    results = at_once(*[saying_yes(town, delay, town.dispatcher)] * 4)

    assert refused(results) == [AgreedAlready] * 3
    delay.refresh_from_db()
    assert (delay.state, delay.agreed) == (DelayState.ASKED, 1)


def test_a_third_yes_and_a_refusal_come_too_late_or_win(town):
    delay = asked(town)
    third = worker(Role.DISTRICT_ADMIN, town.tree.county.path)

    results = at_once(
        *(saying_yes(town, delay, one) for one in (town.dispatcher, town.district, third)),
        lambda: delays.decide_delay(
            actor=third, delay_id=delay.pk, is_granted=False, text="资金未落实", now=town.at(3)
        ),
    )

    delay.refresh_from_db()
    assert delay.state in {DelayState.GRANTED, DelayState.REFUSED}
    assert set(refused(results)) <= {DelayDecided}
    assert delay.agreed == Agreement.objects.filter(delay=delay).count() <= 2
    assert (delay.state == DelayState.GRANTED) == (delay.agreed == 2)


def test_two_who_agree_to_an_exclusion_at_once_exclude_it_once(town):
    case = case_in(town, CaseState.EXCLUSION_PROPOSED)
    three = (town.second_clerk, town.third_clerk, town.dispatcher)

    results = at_once(
        *(
            lambda one=one: services.confirm_exclusion(
                actor=one, case_id=case.pk, version=case.version, now=town.at(3)
            )
            for one in three
        )
    )

    assert refused(results) == [StaleCase]
    found = Case.objects.get(pk=case.pk)
    assert (found.state, found.outcome) == (CaseState.CLOSED, "EXCLUDED")
    actions = CaseStep.objects.filter(case=case).order_by("number").values_list("action", flat=True)
    assert list(actions)[-2:] == [CaseAction.AGREE_EXCLUSION, CaseAction.CONFIRM_EXCLUSION]
