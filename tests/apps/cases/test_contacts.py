"""The first contact with the reporter: owed to whom, made by what, counted how, told to whom."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import permissions, services
from linli.apps.cases.models import Case, Clock, Task
from linli.apps.cases.rules.clocks import ClockEventKind, Step, TimeUnit
from linli.apps.cases.rules.contacts import (
    APART,
    ContactedAlready,
    ContactStanding,
    ContactWay,
    NobodyToContact,
    contact_standing,
)
from linli.apps.cases.rules.counts import Count, RateName, counts_of, rate
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import AnswerWay, Channel, Disclosure, Level, Outcome
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.selectors.explain import explain
from linli.apps.cases.selectors.figures import facts_of, figure_faults, raw_counts
from linli.apps.cases.services.figures import fold_all
from linli.apps.cases.services.ladder import climb_due
from linli.apps.cases.services.settings import set_limit
from linli.apps.notices.models import Notice
from linli.core.errors import NotAllowed
from linli.kit.days import local_day
from tests.factories.accounts import make_account
from tests.factories.cases import (
    SYSTEM,
    act,
    case_in,
    found_case,
    make_case,
    make_town,
    picture,
    report_of,
)

pytestmark = pytest.mark.django_db
PHONE = ContactWay.TELEPHONE


@pytest.fixture
def town():
    return make_town()


def contact(town, case, who=None, *, hours=1, is_reached=True, way=PHONE, text=""):
    return services.record_contact(
        actor=who or town.clerk,
        case_id=case.pk,
        way=way,
        is_reached=is_reached,
        text=text,
        now=town.at(hours),
    )


def counted(case):
    """Return what the case counts for of contacts."""
    names = {Count.SHOULD_CONTACT, Count.CONTACTED_IN_TIME, Count.OUT_OF_REACH}
    return {Count(key.name) for key in counts_of(facts_of(case)) if key.name in names}


def test_a_report_owes_its_reporter_a_contact_within_a_limit_of_its_own(town):
    case = make_case(town)

    clock = Clock.objects.get(case=case, step=Step.CONTACT)

    assert (clock.amount, clock.unit) == (1, TimeUnit.WORKING_DAYS)
    assert case.contact_due_at == clock.due_at is not None
    assert case.clocks.exclude(step=Step.CONTACT).get().step == Step.ACCEPT
    assert next(line.code for line in explain(case, clock)) == "cases.explain.started"
    assert counted(case) == {Count.SHOULD_CONTACT}


def test_an_office_sets_the_limit_by_class_and_level(town):
    set_limit(
        actor=SYSTEM, place_id=town.tree.county.pk, level=Level.URGENT, step=Step.CONTACT,
        category_id=town.category.pk, span=Span(30, TimeUnit.NATURAL_MINUTES),
        valid_from=local_day(town.at(0)), now=town.at(0),
    )  # fmt: skip

    case = make_case(town, level=Level.URGENT)

    assert case.contact_due_at == case.reported_at + timedelta(minutes=30)


def test_nobody_owes_a_contact_to_nobody(town):
    nameless = make_case(town, disclosure=Disclosure.ANONYMOUS)
    own_round = found_case(town)

    for case in (nameless, own_round):
        assert case.contact_due_at is None
        assert counted(case) == set()
        with pytest.raises((NobodyToContact, NotAllowed)):
            contact(town, case, town.clerk)


def test_the_desk_notes_who_was_contacted_when_and_how(town):
    case = make_case(town)

    contact(town, case, text="明天上门看")

    case.refresh_from_db()
    step, event = case.steps.latest("number"), AuditEvent.objects.latest("pk")
    assert (case.contacted_at, case.contact_way) == (town.at(1), PHONE)
    assert (step.kind, step.account_id, step.text) == (
        "reached",
        town.clerk.account_id,
        "明天上门看",
    )
    assert (event.kind, event.account_id) == ("case.reporter_contacted", town.clerk.account_id)
    assert Clock.objects.get(case=case, step=Step.CONTACT).stopped_at == town.at(1)
    assert counted(case) == {Count.SHOULD_CONTACT, Count.CONTACTED_IN_TIME}
    with pytest.raises(ContactedAlready):
        contact(town, case, hours=2)


def test_whoever_handles_it_may_and_sees_until_when(town):
    case = case_in(town, CaseState.HANDLING)
    lead = Task.objects.get(case=case, kind="LEAD")
    assert lead.contact_by == case.contact_due_at

    contact(town, case, town.handler, hours=2, way=ContactWay.VISIT)

    lead.refresh_from_db()
    assert lead.contact_by is None


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("reporter", "cases.own_report"),
        ("dispatcher", "cases.name_hidden"),
        ("handler", "cases.name_hidden"),
        ("stranger", "cases.name_hidden"),
    ],
)
def test_who_has_not_the_case_or_reported_it_notes_nothing(town, who, reason):
    case = make_case(town)
    actor = getattr(town, who)

    decision = permissions.can_contact(actor, case, day=local_day(town.at(1)))

    assert (bool(decision), decision.reason) == (False, reason)


def test_a_sealed_name_is_not_for_the_handler_to_call(town):
    case = case_in(town, CaseState.HANDLING, disclosure=Disclosure.SEALED)

    with pytest.raises(NotAllowed) as refusal:
        contact(town, case, town.handler, hours=2)

    assert refusal.value.facts["reason"] == "cases.name_hidden"
    contact(town, case, town.clerk, hours=2)


def test_who_was_tried_twice_in_time_was_out_of_reach_also_when_reached_later(town):
    case = make_case(town)
    due = case.contact_due_at
    contact(town, case, is_reached=False)
    case.refresh_from_db()
    assert (case.contact_tries, counted(case)) == (1, {Count.SHOULD_CONTACT})

    contact(town, case, is_reached=False)  # in one go: no second try
    case.refresh_from_db()
    assert case.contact_tries == 1
    contact(town, case, is_reached=False, hours=1 + APART / timedelta(hours=1))
    case.refresh_from_db()
    assert (case.contact_tries, counted(case)) == (2, {Count.OUT_OF_REACH})

    late = (due - town.at(0)) / timedelta(hours=1) + 3
    contact(town, case, hours=late)
    case.refresh_from_db()
    assert counted(case) == {Count.OUT_OF_REACH}


def test_a_late_contact_and_a_late_try_are_late(town):
    case, other = make_case(town), make_case(town)
    late = (case.contact_due_at - town.at(0)) / timedelta(hours=1) + 1

    contact(town, case, hours=late)
    contact(town, other, hours=late, is_reached=False)

    for one in (case, other):
        one.refresh_from_db()
        assert counted(one) == {Count.SHOULD_CONTACT}
    assert other.contact_tries == 0
    assert Clock.objects.get(case=case, step=Step.CONTACT).breached_at == case.contact_due_at


def with_account(town):
    known = make_account(person_id=town.reporter.person_id)
    return make_case(town, actor=replace(town.reporter, account_id=known.pk))


def by_phone(town):
    report = report_of(town, channel=Channel.TELEPHONE, name="赵大爷", phone="13800001234")
    return services.report_on_behalf(actor=town.clerk, report=report, now=town.at(0))


def test_an_answer_is_a_contact_where_it_reaches_the_reporter_and_none_where_not(town):
    reached, unreached = with_account(town), by_phone(town)
    for case in (reached, unreached):
        services.answer_case(actor=town.clerk, case_id=case.pk, text="周三办理", now=town.at(1))
        case.refresh_from_db()

    assert reached.contact_way == ContactWay.MESSAGE
    assert unreached.contacted_at is None
    assert not Clock.objects.filter(step=Step.CONTACT, stopped_at=None).exists()

    contact(town, unreached, hours=2)  # the desk calls all the same

    unreached.refresh_from_db()
    assert counted(unreached) == {Count.SHOULD_CONTACT, Count.CONTACTED_IN_TIME}


def test_what_is_put_right_before_the_eyes_of_who_told_it_is_a_contact(town):
    report = report_of(
        town, channel=Channel.GRID, name="赵大爷", phone="13800001234", place_id=town.compound.pk
    )
    case = services.report_on_behalf(actor=town.grid_worker, report=report, now=town.at(0))

    services.solve_on_spot(
        actor=town.grid_worker, case_id=case.pk, outcome=Outcome.SOLVED, text="当场处理",
        photos=(picture(),), now=town.at(0.5),
    )  # fmt: skip

    case.refresh_from_db()
    assert case.contact_way == ContactWay.IN_PERSON


def test_the_reporters_own_word_shows_that_we_reached_them_and_the_recorded_one_that_we_spoke(town):
    agreed, recorded = case_in(town, CaseState.CHECKED), case_in(town, CaseState.CHECKED)
    act(town, agreed, CaseAction.CONFIRM, town.reporter)
    services.record_agreement(
        actor=town.second_clerk, case_id=recorded.pk, way=AnswerWay.COUNTER, now=town.at(30)
    )

    ways = [Case.objects.get(pk=case.pk).contact_way for case in (agreed, recorded)]

    assert ways == [ContactWay.MESSAGE, ContactWay.IN_PERSON]


def test_what_is_taken_back_in_time_owes_nothing_any_more(town):
    case = make_case(town)

    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=town.at(1))

    case.refresh_from_db()
    assert counted(case) == set()
    assert Clock.objects.get(case=case, step=Step.CONTACT).stopped_at is not None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"due_at": None}, None),
        ({}, ContactStanding.OWED),
        ({"contacted_at": 24}, ContactStanding.IN_TIME),
        ({"contacted_at": 25}, ContactStanding.OWED),
        ({"tries": 1, "contacted_at": 25}, ContactStanding.OWED),
        ({"tries": 2}, ContactStanding.UNREACHABLE),
        ({"tries": 2, "contacted_at": 24}, ContactStanding.IN_TIME),
        ({"outcome": Outcome.MERGED, "closed_at": 24}, None),
        ({"outcome": Outcome.WITHDRAWN, "closed_at": 25}, ContactStanding.OWED),
        ({"outcome": Outcome.EXCLUDED, "closed_at": 1}, ContactStanding.OWED),
    ],
)
def test_what_becomes_of_a_contact_as_a_table(town, facts, expected):
    given = {"due_at": 24, "contacted_at": None, "tries": 0, "outcome": None, "closed_at": None}
    given |= facts
    for name in ("due_at", "contacted_at", "closed_at"):
        given[name] = None if given[name] is None else town.at(given[name])

    assert contact_standing(**given) == expected


def test_another_level_moves_the_time_and_the_case_keeps_it_for_figures(town):
    case = make_case(town)
    before = case.contact_due_at

    services.accept_case(actor=town.clerk, case_id=case.pk, level=Level.DANGER, now=town.at(0.2))

    case.refresh_from_db()
    clock = Clock.objects.get(case=case, step=Step.CONTACT)
    assert case.contact_due_at == clock.due_at < before
    assert clock.events.filter(kind=ClockEventKind.CHANGED).exists()


def test_the_ladder_of_a_contact_ends_with_whoever_has_the_case(town):
    case = make_case(town)
    late = (case.contact_due_at - town.at(0)) / timedelta(hours=1)
    for hours in (late - 1, late + 1, late + 200, late + 400):
        climb_due(actor=SYSTEM, now=town.at(hours))

    clock = Clock.objects.get(case=case, step=Step.CONTACT)
    kinds = list(clock.events.order_by("number").values_list("kind", flat=True))
    about = {
        notice.kind for notice in Notice.objects.filter(facts__contains='"cases.step.CONTACT"')
    }
    assert kinds == [ClockEventKind.STARTED, ClockEventKind.REMINDED, ClockEventKind.BREACHED]
    assert clock.breached_at == case.contact_due_at
    assert "cases.clock_escalated" not in about


def test_the_share_leaves_out_who_was_not_reached_and_the_summaries_agree(town):
    for number in range(4):
        case = make_case(town)
        if number < 2:
            contact(town, case)
        elif number == 2:
            contact(town, case, is_reached=False)
            contact(town, case, is_reached=False, hours=3)
    totals: Counter[str] = Counter()
    for key, number in raw_counts(Case.objects.all()).items():
        totals[key.name] += number

    found = rate(RateName.CONTACTED_IN_TIME, totals)

    assert (found.part, found.whole, found.left_out) == (2, 3, 1)
    assert list(figure_faults()) == []
    fold_all()
    assert list(figure_faults()) == []
