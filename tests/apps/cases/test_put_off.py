"""A case whose clock stands is neither late nor due in any month; it stands beside the shares."""

from collections import Counter

import pytest

from linli.apps.cases.models import Case
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.counts import Count, Plight, RateName, rate
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.selectors.figures import figure_faults, standing_of_place, totals
from linli.apps.cases.services import delays
from linli.apps.cases.services.figures import fold_all
from linli.kit.days import local_day
from tests.factories.cases import EVIDENCE, SERVICES, case_in, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_town()


def put_off(town, kind, *, case=None):
    """Return a case whose clock stands, and the delay by which it does."""
    case = case or case_in(town, CaseState.HANDLING)
    hangs = kind == DelayKind.HANG_UP
    delay = delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=kind, text="等款",
        reason=PauseReason.FUNDS, now=town.at(2),
        until=town.at(24 * (200 if hangs else 40)),
        review_on=local_day(town.at(24 * 60)) if hangs else None,
    )  # fmt: skip
    delays.decide_delay(
        actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="同意", now=town.at(3)
    )
    case.refresh_from_db()
    return case, delay


def counts_on(town, day):
    """Return what the township counts for a day, after looking that it equals the raw count."""
    assert list(figure_faults()) == []
    return totals(town.tree.township, day, day)


@pytest.mark.parametrize(
    ("kind", "count", "plight"),
    [
        (DelayKind.PAUSE, Count.PAUSED, Plight.PAUSED),
        (DelayKind.HANG_UP, Count.HUNG_UP, Plight.HUNG_UP),
    ],
)
def test_while_it_stands_it_is_not_due_and_then_by_its_new_time(town, kind, count, plight):
    case = case_in(town, CaseState.HANDLING)
    was_due = case.handle_due_at
    assert counts_on(town, local_day(was_due))[Count.SHOULD_CLOSE] == 1

    case, delay = put_off(town, kind, case=case)

    assert (case.handle_due_at, case.put_off, case.put_off_due_at) == (None, kind, was_due)
    before = counts_on(town, local_day(was_due))
    assert (before[Count.SHOULD_CLOSE], before[Count.DELAYED], before[count]) == (0, 0, 1)
    assert standing_of_place(town.tree.township)[plight] == 1
    assert rate(RateName.CLOSED_IN_TIME, before).aside == (
        kind == DelayKind.PAUSE, kind == DelayKind.HANG_UP,
    )  # fmt: skip

    fold_all()
    delays.end_delay(actor=town.handler, delay_id=delay.pk, now=town.at(24 * 39))

    case = Case.objects.get(pk=case.pk)
    assert (case.put_off, case.put_off_due_at) == (None, None)
    assert case.handle_due_at > town.at(24 * 39)
    assert +counts_on(town, local_day(was_due)) == Counter()
    after = counts_on(town, local_day(case.handle_due_at))
    assert (after[Count.SHOULD_CLOSE], after[Count.DELAYED], after[count]) == (1, 1, 0)
    assert standing_of_place(town.tree.township)[plight] == 0


def test_what_is_done_while_it_stands_is_due_then_and_in_time(town):
    case, _delay = put_off(town, DelayKind.HANG_UP)

    now = town.at(24 * 30)
    SERVICES[CaseAction.FEED_BACK](
        actor=town.handler, case_id=case.pk, now=now, **EVIDENCE[CaseAction.FEED_BACK](town)
    )

    case.refresh_from_db()
    assert case.put_off is None
    assert case.handled_at == now < case.handle_due_at
    counts = counts_on(town, local_day(case.handle_due_at))
    assert (counts[Count.SHOULD_CLOSE], counts[Count.HANDLED_IN_TIME]) == (1, 1)
    assert counts[Count.DELAYED] == 1


def test_what_ends_otherwise_while_it_stands_is_left_out(town):
    case, _delay = put_off(town, DelayKind.PAUSE)

    SERVICES[CaseAction.WITHDRAW](actor=town.reporter, case_id=case.pk, now=town.at(48))

    case.refresh_from_db()
    counts = counts_on(town, local_day(case.handle_due_at))
    assert (counts[Count.SHOULD_CLOSE], counts[Count.LEFT_OUT], counts[Count.PAUSED]) == (0, 1, 0)
    assert standing_of_place(town.tree.township)[Plight.PAUSED] == 0
