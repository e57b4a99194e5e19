"""Ten equal commands over the interface act once; the limit of a minute holds at the same time."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.interfaces import services
from linli.apps.interfaces.models import KeyWindow
from linli.apps.interfaces.rules.keys import CallKind, KeyAct
from linli.apps.interfaces.rules.refusals import TooManyCalls
from tests.concurrency.test_one_seat import at_once
from tests.factories.cases import make_case, make_town
from tests.factories.interfaces import NOW, Program, make_key

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town():
    return make_town()


def test_ten_equal_reports_are_one(town):
    _key, secret = make_key(town.committee, acts=(KeyAct.REPORT,), now=datetime.now(UTC))
    given = {
        "category": "lighting",
        "place": town.compound.code,
        "text": "灯坏",
        "disclosure": "ANONYMOUS",
    }

    def send():
        return Program(secret).post("cases", given, key="the-same-key")

    answers = at_once(*[send] * 10)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Case.objects.count() == 1


def test_ten_equal_acts_are_one_and_of_two_different_ones_one_wins(town):
    _key, secret = make_key(town.committee, now=datetime.now(UTC))
    case = make_case(town)

    def accept():
        return Program(secret).post(f"cases/{case.number}/accept", key="accept-once", version=0)

    def answer():
        return Program(secret).post(
            f"cases/{case.number}/answer", {"text": "已答复"}, key="answer-once", version=0
        )

    statuses = sorted(one.status_code for one in at_once(*[accept] * 9, answer))

    assert statuses in ([200] * 9 + [412], [200] + [412] * 9)
    steps = CaseStep.objects.filter(case=case, action__in=[CaseAction.ACCEPT, CaseAction.ANSWER])
    assert steps.count() == 1


def test_the_limit_holds_exactly_over_many_at_once(town):
    _key, secret = make_key(town.committee, reads_per_minute=4)
    now = NOW + timedelta(minutes=1)

    results = at_once(
        *[lambda: services.admit(secret=secret, kind=CallKind.READ, now=now).left] * 10
    )

    let_in = [one for one in results if not isinstance(one, TooManyCalls)]
    assert sorted(let_in) == [0, 1, 2, 3]
    assert KeyWindow.objects.get().calls == 10


def test_the_limit_holds_over_lots_as_well(town):
    _key, secret = make_key(town.committee, reads_per_minute=60)
    now = NOW + timedelta(minutes=1)

    def many():
        found = []
        for _call in range(8):
            try:
                found.append(services.admit(secret=secret, kind=CallKind.READ, now=now).left)
            except TooManyCalls:
                found.append(None)
        return found

    numbers = [one for found in at_once(*[many] * 10) for one in found]

    assert sorted(one for one in numbers if one is not None) == list(range(60))
    assert KeyWindow.objects.get().calls == 80
