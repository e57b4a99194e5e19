"""Random histories: no illegal state, no clock that runs back, no task without a post, and the
trail and the summaries tell the same as the rows.

`LINLI_HISTORIES` sets how many are tried: a few dozen unless told otherwise, a
thousand in `./run histories`.
"""

import json
import os
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import permissions
from linli.apps.cases.models import Agreement, Case, ClockEvent, Delay, FigureChange, Task
from linli.apps.cases.rules.approvals import LEAST, ApprovalKind, Standing
from linli.apps.cases.rules.clocks import DelayState, Step
from linli.apps.cases.rules.counts import counts_of
from linli.apps.cases.rules.flow import FLOW, STEPS, CaseAction, CaseState
from linli.apps.cases.rules.replay import COLUMNS, TrailBroken, replay, replay_agreements
from linli.apps.cases.selectors.areas import places_above
from linli.apps.cases.selectors.figures import facts_of, figure_faults
from linli.apps.cases.selectors.posts import answering_seats
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.cases.services.figures import fold_all
from linli.apps.cases.services.recording import columns_of
from linli.apps.cases.tasks.clocks import strike
from linli.apps.organisations.selectors.duties import responsible_for
from linli.core.access import Actor
from linli.core.canonical import canonical_bytes
from linli.core.errors import DomainError
from linli.kit.days import local_day
from tests.factories.case_histories import ACTS, TownHistory, World
from tests.factories.cases import EVIDENCE, NOW, SERVICES, SYSTEM, make_case, make_town
from tests.factories.copies import wrong_copies
from tests.factories.escalations import told_by

pytestmark = pytest.mark.django_db

HISTORIES = int(os.environ.get("LINLI_HISTORIES", "40"))
PLAYERS = ("reporter", "clerk", "third_clerk", "dispatcher", "handler", "second_clerk",
           "district")  # fmt: skip
# Which of two actions it is, the service decides by the case.
CHOSEN_BY_THE_SERVICE = {
    CaseAction.RETURN,
    CaseAction.DISAGREE,
    CaseAction.DISPUTE,
    CaseAction.APPEAL,
    CaseAction.ASSISTED_DISPUTE,
    CaseAction.ASSISTED_APPEAL,
    CaseAction.FAIL_CHECK,
    CaseAction.FAIL_SPOT,
    CaseAction.AGREE_EXCLUSION,
    CaseAction.CONFIRM_EXCLUSION,
}
# How many must agree to everything when a history begins.
NEEDED = st.sampled_from((1, 2))
STEPS_TAKEN = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(PLAYERS), st.integers(0, 72)), max_size=14
)


def tell(case: Case) -> dict[str, object]:
    """Return the case as the trail tells it."""
    events = AuditEvent.objects.filter(
        subject_type="case", subject_id=str(case.pk), kind__startswith="case."
    )
    return replay(
        json.loads(facts) for facts in events.order_by("pk").values_list("facts", flat=True)
    )


def several_agree(town, needed: int) -> None:
    """Set how many must agree to whatever is asked for in the district."""
    for kind in ApprovalKind:
        set_needed(
            actor=SYSTEM, place_id=town.tree.county.pk, what=For(kind), needed=needed,
            valid_from=local_day(NOW), now=NOW,
        )  # fmt: skip


def tell_agreements(case: Case) -> dict[int | None, Standing]:
    """Return how far requests and the exclusion of a case are, as the trail tells it."""
    events = AuditEvent.objects.filter(
        subject_type="case", subject_id=str(case.pk), kind__startswith="case."
    )
    return replay_agreements(
        json.loads(facts) | {"kind": kind}
        for kind, facts in events.order_by("pk").values_list("kind", "facts")
    )


def stored_agreements(case: Case) -> dict[int | None, Standing]:
    """Return the same as the rows have it; what is granted has as many as were needed."""
    rows = Agreement.objects.filter(case=case, counts=True)
    found: dict[int | None, Standing] = {}
    for delay in Delay.objects.filter(case=case):
        found[delay.pk] = Standing(delay.needed, rows.filter(delay=delay).count())
        assert delay.agreed == found[delay.pk].agreed
        assert delay.state != DelayState.GRANTED or found[delay.pk].is_whole
    if case.exclusion_needed is not None:
        found[None] = Standing(case.exclusion_needed or LEAST, rows.filter(delay=None).count())
        assert case.outcome != "EXCLUDED" or found[None].is_whole
    return found


def as_told(case: Case) -> dict[str, object]:
    """Return the stored case in the words of the trail."""
    columns = json.loads(canonical_bytes(columns_of(case)))
    return {name: columns[name] for name in COLUMNS}


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


@settings(
    max_examples=HISTORIES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=STEPS_TAKEN, needed=NEEDED)
def test_any_history_keeps_what_must_hold(town, history, needed):
    several_agree(town, needed)
    at, case = NOW, make_case(town)
    for choice, player, hours in history:
        at += timedelta(hours=hours)
        at = one_act(town, case, choice, getattr(town, player), at) or at
        case = Case.objects.get(pk=case.pk)
        holds(case)
    assert tell(case) == as_told(case)
    assert tell_agreements(case) == stored_agreements(case)


def one_act(town, case, choice, actor, at):
    """Try one action of the present state; the system tries a lapse where there is one."""
    actions = FLOW.actions(CaseState(case.state))
    action = actions[choice % len(actions)]
    if action == CaseAction.LAPSE:
        actor, at = Actor.system("clock"), at + timedelta(days=60)
    evidence = EVIDENCE.get(action, lambda _town: {})(town)
    allowed = permissions.can_act(actor, case, action, day=at.date())
    before = case.state
    try:
        after = SERVICES[action](actor=actor, case_id=case.pk, now=at, **evidence)
    except DomainError:
        return None
    assert allowed or action in CHOSEN_BY_THE_SERVICE
    assert (before, after.state) in {(row.state, row.next) for row in FLOW}
    return at


def holds(case: Case) -> None:
    """Assert what must hold after every act."""
    running = case.clocks.filter(stopped_at=None, task=None)
    wanted = STEPS.get(CaseState(case.state))
    of_step = [clock.step for clock in running if clock.step != Step.CONTACT]
    assert of_step == ([wanted] if wanted else [])
    if case.contacted_at is not None or case.state == CaseState.CLOSED:
        assert len(running) == len(of_step)
    times = list(
        ClockEvent.objects.filter(clock__case=case).order_by("clock", "number")
        .values_list("clock", "at")
    )  # fmt: skip
    assert times == sorted(times)
    holds_what_climbed(case)
    open_tasks = Task.objects.filter(case=case, state__in=("SENT", "TAKEN"))
    assert all(task.seat_id for task in open_tasks)
    has_lead = case.state in {CaseState.DISPATCHED, CaseState.HANDLING}
    assert open_tasks.filter(kind="LEAD").count() == has_lead
    steps = list(case.steps.order_by("number").values_list("number", "at"))
    assert [number for number, _at in steps] == list(range(1, len(steps) + 1))
    assert [at for _number, at in steps] == sorted(at for _number, at in steps)


def holds_what_climbed(case: Case) -> None:
    """Assert that what waits with posts is what the events of each clock lead to.

    Of an erased case its events tell no more than that they happened.
    """
    for clock in () if case.erased_at else case.clocks.all():
        rows = clock.escalations.order_by("pk").values_list("seat", "state")
        assert told_by(clock) == dict(rows)


def lies_with_somebody(history: TownHistory) -> None:
    """Assert that a minute later every open task and case lies with a post somebody acts for."""
    strike(history.at)
    day = local_day(history.at)
    assert wrong_copies() == []
    open_tasks = Task.objects.filter(case__in=history.cases, state__in=("SENT", "TAKEN"))
    answers = answering_seats(set(open_tasks.values_list("body", flat=True)), day)
    assert all(task.seat_id == answers[task.body_id] for task in open_tasks)
    seats = set(open_tasks.values_list("seat", flat=True))
    waiting = Case.objects.filter(pk__in=history.cases, seat__isnull=False)
    seats |= set(waiting.values_list("seat", flat=True))
    assert all(responsible_for(seat, day).person_id is not None for seat in seats)


@contextmanager
def undone():
    """Undo everything in the database at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=HISTORIES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(
        st.tuples(
            st.integers(0, len(ACTS) - 1),
            st.integers(0, 4),
            st.integers(0, 10),
            st.integers(0, 30),
            st.sampled_from((0, 1, 5, 20, 100)),
        ),
        min_size=8,
        max_size=30,
    ),
    needed=NEEDED,
)
def test_any_history_of_a_town_keeps_figures_trail_and_clocks(world, acts, needed):
    with undone():
        several_agree(world.town, needed)
        history = TownHistory(world)
        for act in acts:
            history.play(*act)
            for case in Case.objects.filter(pk__in=history.cases):
                holds(case)
        lies_with_somebody(history)
        assert list(figure_faults()) == []
        for case in Case.objects.filter(pk__in=history.cases):
            assert tell(case) == as_told(case)
            assert tell_agreements(case) == stored_agreements(case)
            place_column = {"county_id": case.county_id, "township_id": case.township_id}
            above = places_above(case.place.path)  # one that waits at the county has no township
            assert {name: above.get(name) for name in place_column} == place_column
            assert case.scope_path == case.place.path
        fold_all()
        assert list(figure_faults()) == []
        event(f"acts done: {history.done // 5 * 5} and more")
        for kind in history.kinds:
            event(f"with {kind}")


def test_summaries_equal_the_cases_after_a_history(town):
    for choice in range(6):
        case, at = make_case(town), NOW
        for number, player in enumerate(PLAYERS * 3):
            at += timedelta(hours=5)
            at = one_act(town, case, choice + number, getattr(town, player), at) or at
            case.refresh_from_db()

    noted: dict = {}
    for row in FigureChange.objects.all():
        key = (row.name, row.day, row.county_id, row.township_id, row.community_id, row.cell_id,
               row.category_id, row.body_id)  # fmt: skip
        noted[key] = noted.get(key, 0) + row.change
    raw: dict = {}
    for case in Case.objects.all():
        for key, count in counts_of(facts_of(case)).items():
            raw[tuple(key)] = raw.get(tuple(key), 0) + count
    assert {key: count for key, count in noted.items() if count} == raw


def test_a_gap_in_the_trail_is_noticed(town):
    case = make_case(town)
    SERVICES[CaseAction.ACCEPT](actor=town.clerk, case_id=case.pk, now=NOW)
    events = AuditEvent.objects.filter(subject_id=str(case.pk), kind__startswith="case.")
    facts = [json.loads(event.facts) for event in events.order_by("pk")]

    with pytest.raises(TrailBroken):
        replay([facts[0], facts[1] | {"version": 5}])
    with pytest.raises(TrailBroken):
        replay([facts[0], facts[1] | {"changes": {"state": "CLOSED"}}])
