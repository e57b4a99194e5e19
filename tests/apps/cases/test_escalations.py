"""What climbed to a post waits on its list until it answers; the answer goes back and is kept."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import CaseStep, Clock, Escalation
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.rules.texts import TextMissing
from linli.apps.cases.selectors.decisions import decision_counts
from linli.apps.cases.selectors.escalations import climbed_page
from linli.apps.cases.services import clocks, tasks
from linli.apps.cases.tasks.clocks import strike
from linli.apps.notices.models import Addressee, Notice
from linli.apps.organisations.models import Absence
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed, NotFound
from tests.factories.clocks import NOW, SYSTEM, make_case, make_town
from tests.factories.copies import wrong_copies
from tests.factories.escalations import told_by
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = "今天派人到现场，明早报进度"


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def case(town):
    case = make_case(town.tree.community, lead=town.department, seat=town.head)
    clocks.start_step(case, Step.HANDLE, actor=SYSTEM, now=NOW)
    tasks.send_task(
        case, TaskKind.LEAD, town.department, actor=SYSTEM, text="x", legal_basis="x", now=NOW
    )
    return case


def leader(town, name="office", account=11):
    """Return who holds the leading post of an office."""
    level = {"office": town.tree.township, "district": town.tree.county}[name]
    role = {"office": Role.TOWNSHIP_ADMIN, "district": Role.DISTRICT_ADMIN}[name]
    return Actor(
        account_id=account, person_id=town.people[name].pk, grants=(Grant(role, level.path),)
    )


def climb(case, rows=1, *, since=NOW):
    """Let hours go by until the case has climbed to so many posts; return when."""
    at = since
    while Escalation.objects.filter(case=case).count() < rows:
        at += HOUR
        assert at < NOW + timedelta(days=60)
        strike(at)
    return at


def listed(actor, now):
    return [row.case.number for row in climbed_page(actor, after="", now=now).rows]


def stored(clock):
    return dict(Escalation.objects.filter(clock=clock).values_list("seat", "state"))


def test_it_waits_with_the_post_that_was_told_and_with_no_other(town, case):
    before = NOW + HOUR
    strike(before)
    assert not Escalation.objects.exists()

    now = climb(case)

    (row,) = Escalation.objects.all()
    assert (row.seat_id, row.body_id, row.step) == (
        town.office_head.pk, town.department.pk, Step.HANDLE,
    )  # fmt: skip
    assert listed(leader(town), now) == [case.number]
    assert decision_counts(leader(town), now=now)["climbed"] == 1
    assert listed(leader(town, "district"), now) == []
    other = Actor(account_id=12, grants=leader(town).grants)
    assert listed(other, now) == []


def test_an_instruction_goes_back_to_the_holder_and_stays_among_colleagues(town, case):
    now = climb(case) + HOUR
    services.answer_escalation(actor=leader(town), case_id=case.pk, text=WORDS, now=now)

    row = Escalation.objects.get()
    assert (row.state, row.settled_at) == (EscalationState.ANSWERED, now)
    step = CaseStep.objects.get(case=case, kind="instructed")
    assert (step.text, step.is_inner, step.at) == (WORDS, True, now)
    assert json.loads(step.facts)["escalations"] == [row.pk]
    event = AuditEvent.objects.get(kind="case.instructed")
    assert event.subject_id == str(case.pk)
    notice = Notice.objects.get(kind="cases.instructed")
    told = set(Addressee.objects.filter(notice=notice).values_list("kind", "target_id"))
    assert told == {("POST", town.head.pk)}
    assert WORDS not in notice.facts
    assert listed(leader(town), now) == []
    assert told_by(row.clock) == stored(row.clock)


def test_only_the_post_that_was_told_answers_and_once(town, case):
    now = climb(case) + HOUR

    def answer(actor, text=WORDS):
        services.answer_escalation(actor=actor, case_id=case.pk, text=text, now=now)

    colleague = Actor(account_id=12, person_id=make_person(town.tree.community).pk,
                      grants=leader(town).grants)  # fmt: skip
    for actor in (leader(town, "district"), colleague):
        with pytest.raises(NotAllowed):
            answer(actor)
    with pytest.raises(NotFound):
        answer(Actor(account_id=13))
    with pytest.raises(TextMissing):
        answer(leader(town), "  ")
    assert Escalation.objects.get().state == EscalationState.WAITING
    assert not CaseStep.objects.filter(kind="instructed").exists()

    answer(leader(town))
    with pytest.raises(NotAllowed):
        answer(leader(town))
    assert CaseStep.objects.filter(kind="instructed").count() == 1


def test_whoever_stands_in_for_the_post_answers(town, case):
    now = climb(case) + HOUR
    substitute = make_person(town.tree.community)
    Absence.objects.create(
        seat=town.office_head, person=town.people["office"], substitute=substitute,
        reason="LEAVE", valid_from=NOW.date(), valid_to=now.date() + timedelta(days=9),
    )  # fmt: skip
    actor = Actor(account_id=14, person_id=substitute.pk, grants=leader(town).grants)

    assert listed(actor, now) == [case.number]
    services.answer_escalation(actor=actor, case_id=case.pk, text=WORDS, now=now)
    assert Escalation.objects.get().state == EscalationState.ANSWERED


def test_unanswered_it_climbs_on_and_the_answer_above_settles_both(town, case):
    now = climb(case, 2)
    clock = Clock.objects.get(case=case, task=None)
    assert listed(leader(town), now) == listed(leader(town, "district"), now) == [case.number]

    actor = leader(town, "district")
    services.answer_escalation(actor=actor, case_id=case.pk, text=WORDS, now=now + HOUR)

    assert set(stored(clock).values()) == {EscalationState.ANSWERED}
    assert len(stored(clock)) == 2
    assert told_by(clock) == stored(clock)
    assert wrong_copies() == []


def test_an_answer_gives_the_holder_the_time_of_the_next_rung_and_no_more(town, case):
    first = climb(case)
    clock = Clock.objects.get(case=case, task=None)
    planned = clock.next_rung_at
    answered = planned - HOUR
    services.answer_escalation(actor=leader(town), case_id=case.pk, text=WORDS, now=answered)

    strike(planned)
    assert Escalation.objects.count() == 1
    second = climb(case, 2, since=planned)

    assert second > planned + timedelta(days=2)
    local = second + 8 * HOUR
    assert 7 <= local.hour < 22
    assert first < answered < second
    assert told_by(clock) == stored(clock)
    assert Escalation.objects.get(seat=town.office_head).state == EscalationState.ANSWERED


def test_what_goes_another_way_or_is_done_waits_no_longer(town, case):
    now = climb(case, 2) + HOUR
    clock = Clock.objects.get(case=case, task=None)
    clocks.stop_step(case, actor=SYSTEM, now=now)

    assert set(stored(clock).values()) == {EscalationState.ENDED}
    assert listed(leader(town), now) == []
    assert told_by(clock) == stored(clock)
    with pytest.raises(NotAllowed):
        services.answer_escalation(actor=leader(town), case_id=case.pk, text=WORDS, now=now)


def test_more_time_answers_it(town, case):
    now = climb(case) + HOUR
    clock = Clock.objects.get(case=case, task=None)
    until = now + timedelta(days=5)
    clocks.extend_clock(case, clock, until=until, reason="PARTS", actor=SYSTEM, now=now)

    assert stored(clock) == {town.office_head.pk: EscalationState.ENDED}
    assert told_by(clock) == stored(clock)


def test_a_repeated_command_answers_once(town, case):
    now = climb(case) + HOUR
    for _time in range(2):
        services.answer_escalation(
            actor=leader(town), case_id=case.pk, text=WORDS, now=now, key="instruct-0001"
        )
    assert CaseStep.objects.filter(case=case, kind="instructed").count() == 1


def test_the_database_holds_one_waiting_row_of_a_clock_and_a_post(case):
    climb(case)
    row = Escalation.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.update(state=EscalationState.ANSWERED)
